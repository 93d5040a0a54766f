"""Celery's jobs: sweeps over what is due. Run twice or on several replicas, they notify nobody twice."""

import time
import uuid
from collections import deque
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from celery import Celery
from prometheus_client import Counter, Gauge
from sqlalchemy.orm import Session

from services.notification import bounces, mail
from services.notification.config import NotificationSettings
from services.notification.tables import addresses, deliveries, outages, reminders
from services.notification.tables.leases import Leases, leases
from services.notification.usecases import bouncing, mailing, reminding
from services.notification.usecases.mailing import Email
from shared import clock, process, work
from shared.broker import retry_queue_name
from shared.db import Database

log = structlog.get_logger(__name__)

REMINDER_SLICE = 100
DIGEST_SLICE = 500
EMAIL_SLICE = 20

EMAILS_WAITING = Gauge("notification_emails_waiting", "E-mails that have not gone out")
RELAY_AWAY = Gauge(
    "notification_relay_away_seconds",
    "For how long the relay has accepted no e-mail, although some were offered to it",
)
EMAILS_GIVEN_UP = Gauge("notification_emails_given_up", "E-mails of the last day that were given up")
REMINDERS_WAITING = Gauge("notification_reminders_waiting", "Reminders that are due and have not gone out")
EMAILS = Counter("notification_emails_total", "Attempts to send an e-mail", ["outcome"])
REMINDERS = Counter("notification_reminders_total", "Reminders by outcome", ["outcome"])
ADDRESSES = Gauge("notification_addresses_refused", "E-mail addresses of people that take no mail")
BOUNCES = Counter(
    "notification_bounces_total", "E-mails that came back, by what becomes of them", ["outcome"]
)
for _outcome in (bouncing.REFUSED, bouncing.RETRIED, bouncing.UNKNOWN, deliveries.FAILED):
    # A counter that first appears with many bounces shows no increase.
    BOUNCES.labels(_outcome.lower())


def application(settings: NotificationSettings) -> Celery:
    """The worker's application with its schedule."""
    app = work.application("notification", settings)
    database = Database(settings.database_url.get_secret_value())
    measure(database, settings)

    @app.task(name="notification.sweep_reminders")
    def _reminders() -> None:
        if has_caught_up(app, settings):
            sweep_reminders(database, settings)

    @app.task(name="notification.sweep_emails")
    def _emails() -> None:
        sweep_emails(database, settings)

    if settings.bounce_box_url:

        @app.task(name="notification.sweep_bounces")
        def _bounces() -> None:
            sweep_bounces(database, settings)

        work.every(app, settings.bounce_seconds, _bounces.name)
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
        work.progress()
        now = clock.now()
        with database.transaction() as session:
            outcomes = reminding.remind(session, reminding_day(now, settings), now, REMINDER_SLICE)
        sent = outcomes.total()
        for outcome, count in outcomes.items():
            REMINDERS.labels(outcome.lower()).inc(count)


def sweep_emails(database: Database, settings: NotificationSettings) -> None:
    """Sends every e-mail that is due, until all are sent or the relay is away."""
    put_together(database, settings)
    with leases(database) as mine:
        while (emails := _claim(database, mine)) and _send(database, settings, mine, emails):
            pass


def put_together(database: Database, settings: NotificationSettings) -> None:
    """Makes every digest and weekly list that is due."""
    made = DIGEST_SLICE
    while made == DIGEST_SLICE:
        work.progress()
        now = clock.now()
        with database.transaction() as session:
            made = mailing.put_together(session, reminding_day(now, settings), now, DIGEST_SLICE)


def measure(database: Database, settings: NotificationSettings) -> None:
    """Counts at each scrape what waits or was given up."""

    def due_reminders(session: Session) -> int:
        now = clock.now()
        return reminders.count_waiting(session, reminding_day(now, settings), now)

    process.measure(REMINDERS_WAITING, database, due_reminders)
    process.measure(EMAILS_WAITING, database, deliveries.count_waiting)
    process.measure(RELAY_AWAY, database, lambda session: outages.seconds(session, clock.now()))
    process.measure(ADDRESSES, database, lambda session: len(addresses.refused(session)))
    process.measure(
        EMAILS_GIVEN_UP,
        database,
        lambda session: deliveries.count_given_up(session, clock.now() - timedelta(days=1)),
    )


def _claim(database: Database, mine: Leases) -> list[Email]:
    with database.transaction() as session:
        due = deliveries.due(session, clock.now(), EMAIL_SLICE * 10)
    leased = mine.take(due)
    with database.transaction() as session:
        emails = mailing.claim(session, leased[:EMAIL_SLICE], clock.now())
    kept = {email.delivery.id for email in emails}
    for id in leased:
        if id not in kept:
            mine.release(id)
    return emails


def _send(database: Database, settings: NotificationSettings, mine: Leases, emails: list[Email]) -> bool:
    """Sends the claimed e-mails, outside any transaction; False if it is no use going on."""
    left, sent_since = deque(emails), True
    while left:
        work.progress(settings.mail_silence_seconds)
        try:
            with mail.Relay(settings) as relay:
                while left:
                    work.progress(settings.mail_silence_seconds)
                    mine.check()
                    email = left.popleft()
                    sent_since = _send_one(database, settings, relay, email) or sent_since
                    mine.release(email.delivery.id)
        except mail.CutOffError as error:
            _mark_failed(database, settings, email, error)
            mine.release(email.delivery.id)
            # One e-mail may be at fault; two in a row without another in between are the relay's fault.
            if not sent_since:
                return _wait_for_relay(database, settings, mine, left, error)
            sent_since = False
        except mail.RelayAwayError as error:
            return _wait_for_relay(database, settings, mine, left, error)
    return True


def _wait_for_relay(
    database: Database,
    settings: NotificationSettings,
    mine: Leases,
    left: Iterable[Email],
    error: Exception,
) -> bool:
    waiting = list(left)
    log.warning("relay_away", error=str(error), waiting=len(waiting))
    for email in waiting:
        _mark_failed(database, settings, email, error)
        mine.release(email.delivery.id)
    return False


def _send_one(database: Database, settings: NotificationSettings, relay: mail.Relay, email: Email) -> bool:
    """Sends an e-mail; whether the relay has accepted it. Raises CutOffError."""
    if email.delivery.email is None:
        _mark_failed(database, settings, email, LookupError("the person is not known yet"))
        return False
    try:
        relay.send(mail.compose(email, settings, clock.now()), email.delivery.id)
    except mail.CutOffError:
        raise
    except mail.RejectedError as error:
        with database.transaction() as session:
            _note_refusal(session, email, error)
            outcome = mailing.reject(session, email, str(error), clock.now())
        EMAILS.labels(outcome.lower()).inc()
        return False
    except Exception as error:
        log.warning("email_failed", delivery=str(email.delivery.id), exc_info=error)
        _mark_failed(database, settings, email, error)
        return False
    with database.transaction() as session:
        EMAILS.labels(mailing.mark_sent(session, email, clock.now()).lower()).inc()
    return True


def _mark_failed(database: Database, settings: NotificationSettings, email: Email, error: Exception) -> None:
    maybe_sent = isinstance(error, mail.CutOffError) and error.maybe_sent
    words = f"{type(error).__name__}: {error}"
    with database.transaction() as session:
        _note_refusal(session, email, error)
        outcome = mailing.mark_failed(
            session, email, words, clock.now(), settings.mail_attempts, maybe_sent=maybe_sent
        )
    EMAILS.labels(outcome.lower()).inc()


def _note_refusal(session: Session, email: Email, error: Exception) -> None:
    # Nothing is offered for a person who is not known yet, even if the relay is away.
    if email.delivery.email and mail.is_relays_fault(error):
        mailing.note_refusal(session, clock.now())


def resend(settings: NotificationSettings, delivery: str | None) -> None:
    """Sends an e-mail that was given up after all, or every one, and prints how many."""
    with Database(settings.database_url.get_secret_value()).transaction() as session:
        count = mailing.resend(session, uuid.UUID(delivery) if delivery else None, clock.now())
    print(f"{count} e-mails")


def sweep_bounces(database: Database, settings: NotificationSettings) -> None:
    """Reads the reports of e-mails that were not delivered. Other messages are left to people, marked as seen.

    Raises BoxAwayError if the mailbox cannot be read. A report that is read twice has no further effect.
    """
    url = settings.bounce_box_url
    if url is None:
        return
    with bounces.BounceBox(url.get_secret_value()) as box:
        for name, content in box.unseen():
            work.progress()
            if bounce := bounces.bounce_of(content):
                with database.transaction() as session:
                    outcome = bouncing.record(session, bounce, clock.now())
                BOUNCES.labels(outcome.lower()).inc()
            box.mark_seen(name)


def print_refused(settings: NotificationSettings) -> None:
    """Prints the addresses that take no mail, with the people who have them and the reason."""
    with Database(settings.database_url.get_secret_value()).transaction() as session:
        for one in addresses.refused(session):
            print(one.email, *one.people, one.refuse_time.isoformat(), one.reason)
