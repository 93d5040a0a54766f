"""Celery's jobs: sweeps over what is due. Run twice or on several replicas, they notify nobody twice."""

import time
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from celery import Celery
from prometheus_client import Counter, Gauge

from services.notification import mail
from services.notification.config import NotificationSettings
from services.notification.tables import deliveries, reminders
from services.notification.usecases import mailing, reminding
from services.notification.usecases.mailing import Email
from shared import clock, work
from shared.broker import retry_queue_name
from shared.db import Database

log = structlog.get_logger(__name__)

REMINDER_SLICE = 100
EMAIL_SLICE = 20

EMAILS_WAITING = Gauge("notification_emails_waiting", "E-mails that have not gone out")
REMINDERS_WAITING = Gauge("notification_reminders_waiting", "Reminders that are due and have not gone out")
EMAILS = Counter("notification_emails_total", "Attempts to send an e-mail", ["outcome"])
REMINDERS = Counter("notification_reminders_total", "Reminders by outcome", ["outcome"])
RELAY_AWAY = Counter("notification_relay_away_total", "Times that the mail relay did not answer")


def application(settings: NotificationSettings) -> Celery:
    """The worker's application with its schedule."""
    app = work.application("notification", settings.broker_url.get_secret_value())
    database = Database(settings.database_url.get_secret_value())

    @app.task(name="notification.sweep_reminders")
    def _reminders() -> None:
        if has_caught_up(app, settings):
            sweep_reminders(database, settings)

    @app.task(name="notification.sweep_emails")
    def _emails() -> None:
        sweep_emails(database, settings)

    work.every(app, settings.remind_seconds, _reminders.name)
    work.every(app, settings.mail_seconds, _emails.name)
    return app


def has_caught_up(app: Celery, settings: NotificationSettings) -> bool:
    """Whether the events of tasks are handled. While one is not, the agency may already have acted.

    The broker does not count what a consumer holds, so the queues must be empty twice.
    """
    if _waiting(app, settings):
        return False
    time.sleep(settings.remind_settle_seconds)
    return not _waiting(app, settings)


def _waiting(app: Celery, settings: NotificationSettings) -> int:
    """How many events of tasks wait, and how many of any source wait for another attempt."""
    queues = ["notification.task", *map(retry_queue_name, settings.retry_delays)]
    with app.connection_for_read() as connection:
        channel: Any = connection.default_channel
        return sum(channel.queue_declare(queue, passive=True).message_count for queue in queues)


def reminding_day(now: datetime, settings: NotificationSettings) -> date:
    """The day whose reminders may go out: it begins at the hour when people are at work."""
    return clock.day_of(now - timedelta(hours=settings.remind_from_hour))


def sweep_reminders(database: Database, settings: NotificationSettings) -> None:
    """Sends every reminder and urging that is due."""
    sent = REMINDER_SLICE
    while sent == REMINDER_SLICE:
        now = clock.now()
        with database.transaction() as session:
            outcomes = reminding.remind(session, reminding_day(now, settings), now, REMINDER_SLICE)
        sent = outcomes.total()
        for outcome, count in outcomes.items():
            REMINDERS.labels(outcome.lower()).inc(count)
    with database.transaction() as session:
        REMINDERS_WAITING.set(reminders.count_waiting(session, reminding_day(now, settings), now))


def sweep_emails(database: Database, settings: NotificationSettings) -> None:
    """Sends every e-mail that is due, until all are sent or the relay is away."""
    now = clock.now()
    with database.transaction() as session:
        mailing.put_together(session, reminding_day(now, settings), now)
    lease = timedelta(seconds=settings.mail_lease)
    while True:
        with database.transaction() as session:
            emails = mailing.claim(session, clock.now(), lease, EMAIL_SLICE)
        if not emails or not _send(database, settings, emails):
            break
    with database.transaction() as session:
        EMAILS_WAITING.set(deliveries.count_waiting(session))


def _send(database: Database, settings: NotificationSettings, emails: list[Email]) -> bool:
    """Sends the claimed e-mails, outside any transaction; False if it is no use going on."""
    # Half of the lease stays in reserve: an e-mail that another process may claim must not be sent here too.
    end = time.monotonic() + settings.mail_lease / 2
    left = list(emails)
    try:
        with mail.Relay(settings.smtp_url.get_secret_value(), settings.mail_timeout) as relay:
            while left and time.monotonic() < end:
                _send_one(database, settings, relay, left[0])
                left.pop(0)
    except mail.RelayAwayError as error:
        RELAY_AWAY.inc()
        log.warning("relay_away", error=str(error), waiting=len(left))
        for email in left:
            _mark_failed(database, settings, email, str(error))
        return False
    with database.transaction() as session:
        mailing.hand_back(session, left, clock.now())
    return not left


def _send_one(database: Database, settings: NotificationSettings, relay: mail.Relay, email: Email) -> None:
    if email.delivery.email is None:
        return _mark_failed(database, settings, email, "the person is not known yet")
    try:
        relay.send(mail.compose(email, settings, clock.now()))
    except mail.RelayAwayError:
        raise
    except mail.RejectedError as error:
        with database.transaction() as session:
            EMAILS.labels(mailing.give_up(session, email, str(error)).lower()).inc()
    except Exception as error:
        log.warning("email_failed", delivery=str(email.delivery.id), exc_info=error)
        _mark_failed(database, settings, email, f"{type(error).__name__}: {error}")
    else:
        with database.transaction() as session:
            EMAILS.labels(mailing.mark_sent(session, email, clock.now()).lower()).inc()


def _mark_failed(database: Database, settings: NotificationSettings, email: Email, error: str) -> None:
    with database.transaction() as session:
        outcome = mailing.mark_failed(session, email, error, clock.now(), settings.mail_attempts)
    EMAILS.labels(outcome.lower()).inc()
