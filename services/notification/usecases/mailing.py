"""E-mails on their way out: leased by one process, sent outside any transaction, marked in one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from services.notification.model import refuses_address
from services.notification.tables import addresses, deliveries, notifications, outages, reminders
from services.notification.tables.deliveries import FAILED, NO_ADDRESS, SENT, Delivery
from services.notification.tables.notifications import Notification
from services.notification.usecases import bouncing

log = structlog.get_logger(__name__)

LONGEST_DELAY = timedelta(hours=1)
RETRIED = "RETRIED"


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail that this process has claimed, with its content."""

    delivery: Delivery
    notifications: Sequence[Notification]


def put_together(session: Session, today: date, now: datetime, limit: int) -> int:
    """Makes at most `limit` digests and weekly lists that are due by `today`; returns how many.

    It makes none until all reminders for them are there.
    """
    if reminders.count_waiting(session, today, now):
        return 0
    return deliveries.put_together(session, today, now, limit)


def claim(session: Session, ids: Sequence[uuid.UUID], now: datetime) -> list[Email]:
    """Those of the e-mails, which this process has leased, that are to be sent now; counts the attempt."""
    emails = []
    for delivery in deliveries.begin(session, ids, now):
        refusal = addresses.reason(session, delivery.email) if delivery.email else None
        if delivery.email == "" or refusal:
            log.warning("no_email_address", person=delivery.person, refusal=refusal)
            deliveries.settle(session, delivery, NO_ADDRESS, error=refusal or "")
        else:
            emails.append(Email(delivery, notifications.list_in_delivery(session, delivery.id)))
    return emails


def mark_sent(session: Session, email: Email, now: datetime) -> str:
    """Records that the relay has accepted the e-mail."""
    outages.end(session)
    deliveries.settle(session, email.delivery, SENT, now)
    return SENT


def mark_failed(
    session: Session, email: Email, error: str, now: datetime, attempts: int, *, maybe_sent: bool = False
) -> str:
    """Records a failed attempt: it is repeated after a growing delay, and given up after so many `attempts`.

    What the relay may have accepted waits longest: if it has, the receiver gets it twice.
    """
    if email.delivery.attempts >= attempts:
        return give_up(session, email, error)
    wait = LONGEST_DELAY if maybe_sent else delay(email.delivery.attempts)
    deliveries.put_off(session, [email.delivery.id], now + wait, error)
    return RETRIED


def note_refusal(session: Session, now: datetime) -> None:
    """Records that the relay did not accept an e-mail that it was offered."""
    outages.begin(session, now)


def give_up(session: Session, email: Email, error: str) -> str:
    """Records that the e-mail will not be sent: the relay rejects it for good, or it was tried often enough."""
    delivery = email.delivery
    log.error("email_given_up", delivery=str(delivery.id), attempts=delivery.attempts, error=error)
    deliveries.settle(session, delivery, FAILED, error=error)
    return FAILED


def reject(session: Session, email: Email, said: str, now: datetime) -> str:
    """Records that the relay will never accept the e-mail, and marks the address if that is the reason."""
    if email.delivery.email and refuses_address(said):
        bouncing.refuse(session, email.delivery.email, said, now)
    return give_up(session, email, said)


def resend(session: Session, delivery: uuid.UUID | None, now: datetime) -> int:
    """Lets an e-mail that was given up go out after all, or every one, and its address take mail again; how many."""
    resent = deliveries.resend(session, delivery, now)
    addresses.unmark(session, resent)
    return len(resent)


def delay(attempts: int) -> timedelta:
    """How long to wait after so many attempts: half a minute, doubled each time, at most an hour."""
    return min(timedelta(seconds=30 << min(attempts - 1, 10)), LONGEST_DELAY)
