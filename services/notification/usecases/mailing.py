"""Lets e-mails go out: claimed for a while in one transaction, sent outside any, marked in another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from services.notification.tables import deliveries, notifications, reminders
from services.notification.tables.deliveries import FAILED, NO_ADDRESS, SENT, Delivery
from services.notification.tables.notifications import Notice

log = structlog.get_logger(__name__)

LONGEST_DELAY = timedelta(hours=1)
RETRIED = "RETRIED"


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail in one's own hands, with all that it says."""

    delivery: Delivery
    notices: Sequence[Notice]


def put_together(session: Session, today: date, now: datetime) -> int:
    """Makes the digests and weekly lists that are due by `today`, once every reminder for them is there."""
    if reminders.waiting(session, today, now):
        return 0
    return deliveries.put_together(session, today, now)


def claim(session: Session, now: datetime, lease: timedelta, limit: int) -> list[Letter]:
    """Takes e-mails that are due. If one is not marked before the lease ends, it is sent again."""
    letters = []
    for delivery in deliveries.claim(session, now, now + lease, limit):
        if delivery.email == "":
            log.warning("no_email_address", person=delivery.person)
            deliveries.settle(session, delivery.id, NO_ADDRESS, None)
        else:
            letters.append(Letter(delivery, notifications.in_delivery(session, delivery.id)))
    return letters


def mark_sent(session: Session, letter: Letter, now: datetime) -> str:
    """The relay has taken it."""
    deliveries.settle(session, letter.delivery.id, SENT, now)
    return SENT


def mark_failed(session: Session, letter: Letter, error: str, now: datetime, attempts: int) -> str:
    """It could not be sent: tried again after growing delays, and given up after so many attempts."""
    if letter.delivery.attempts >= attempts:
        return give_up(session, letter, error)
    deliveries.put_off(session, [letter.delivery.id], now + delay(letter.delivery.attempts), error)
    return RETRIED


def give_up(session: Session, letter: Letter, error: str) -> str:
    """It will not be sent: the relay refuses it for good, or was tried often enough."""
    delivery = letter.delivery
    log.error("email_given_up", delivery=str(delivery.id), attempts=delivery.attempts, error=error)
    deliveries.settle(session, delivery.id, FAILED, None, error)
    return FAILED


def hand_back(session: Session, letters: Sequence[Letter], now: datetime) -> None:
    """Lets others have what there was no time for."""
    deliveries.put_off(session, [letter.delivery.id for letter in letters], now, "")


def delay(attempts: int) -> timedelta:
    """How long to wait after so many attempts: half a minute, doubled each time, an hour at most."""
    return min(timedelta(seconds=30 << min(attempts - 1, 10)), LONGEST_DELAY)
