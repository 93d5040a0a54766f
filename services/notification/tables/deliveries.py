"""E-mails: what each contains, when it is sent next, and what became of it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from services.notification.model import Channel, mail_date
from shared.db import ReadSession

from .schema import DELIVERIES, MAILINGS, NOTIFICATIONS, PEOPLE

WAITING, SENT, FAILED, NO_ADDRESS = "WAITING", "SENT", "FAILED", "NO_ADDRESS"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An e-mail to send now. `email` is None if the person is not known yet."""

    id: uuid.UUID
    person: str
    channel: Channel
    attempts: int
    create_time: datetime
    display_name: str | None
    email: str | None


def request(
    session: Session,
    notifications: Mapping[str, uuid.UUID],
    channels: Iterable[Channel],
    today: date,
    now: datetime,
) -> None:
    """Lets notifications, given by person, go out: at once in an e-mail of its own, or with others on their day."""
    for person, notification in notifications.items():
        for channel in sorted(channels):
            delivery = _open(session, person, channel, now) if channel is Channel.EMAIL else None
            row = {"notification": notification, "channel": channel, "mail_date": mail_date(channel, today)}
            session.execute(insert(MAILINGS).values(**row, delivery=delivery))


def put_together(session: Session, today: date, now: datetime, limit: int) -> int:
    """Makes one e-mail for each person and channel of what is to go out together by `today`, at most `limit`.

    Returns how many. Only one session at a time does so: two would each make an e-mail of some of it.
    """
    if not session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext("put_together")))):
        return 0
    apart = MAILINGS.c.delivery.is_(None), MAILINGS.c.mail_date <= today
    groups = session.execute(
        select(NOTIFICATIONS.c.person, MAILINGS.c.channel, func.array_agg(MAILINGS.c.notification))
        .join(NOTIFICATIONS, NOTIFICATIONS.c.id == MAILINGS.c.notification)
        .where(*apart)
        .group_by(NOTIFICATIONS.c.person, MAILINGS.c.channel)
        .limit(limit)
    ).all()
    for person, channel, notifications in groups:
        delivery = _open(session, person, Channel(channel), now)
        those = MAILINGS.c.notification.in_(notifications), MAILINGS.c.channel == channel
        session.execute(update(MAILINGS).where(*those).values(delivery=delivery))
    return len(groups)


def _open(session: Session, person: str, channel: Channel, now: datetime) -> uuid.UUID:
    delivery = uuid.uuid4()
    row = {"id": delivery, "person": person, "channel": channel, "state": WAITING, "attempts": 0, "error": ""}
    session.execute(insert(DELIVERIES).values(**row, create_time=now, next_attempt_time=now))
    return delivery


def due(session: ReadSession, now: datetime, limit: int) -> list[uuid.UUID]:
    """The e-mails that are due, the longest waiting first."""
    waiting = DELIVERIES.c.state == WAITING, DELIVERIES.c.next_attempt_time <= now
    order = DELIVERIES.c.next_attempt_time, DELIVERIES.c.id
    return list(session.scalars(select(DELIVERIES.c.id).where(*waiting).order_by(*order).limit(limit)))


def begin(session: Session, ids: Sequence[uuid.UUID], now: datetime) -> list[Delivery]:
    """Counts an attempt for those of the e-mails that are still due, and returns them."""
    begun = (
        update(DELIVERIES)
        .where(DELIVERIES.c.id.in_(ids), DELIVERIES.c.state == WAITING, DELIVERIES.c.next_attempt_time <= now)
        .values(attempts=DELIVERIES.c.attempts + 1)
        .returning(*(DELIVERIES.c[name] for name in ("id", "person", "channel", "attempts", "create_time")))
        .cte("begun")
    )
    rows = session.execute(
        select(begun, PEOPLE.c.display_name, PEOPLE.c.email)
        .outerjoin(PEOPLE, PEOPLE.c.name == begun.c.person)
        .order_by(begun.c.create_time, begun.c.id)
    )
    return [Delivery(row.id, row.person, Channel(row.channel), *row[3:]) for row in rows]


def resend(session: Session, delivery: uuid.UUID | None, now: datetime) -> list[str]:
    """Lets an e-mail that was given up go out after all, or every one; returns their addresses.

    What was not sent because its address had refused an e-mail before goes out too.
    """
    given_up = or_(
        DELIVERIES.c.state == FAILED, and_(DELIVERIES.c.state == NO_ADDRESS, DELIVERIES.c.error != "")
    )
    failed = update(DELIVERIES).where(given_up)
    if delivery is not None:
        failed = failed.where(DELIVERIES.c.id == delivery)
    again = failed.values(state=WAITING, attempts=0, next_attempt_time=now)
    return list(session.scalars(again.returning(DELIVERIES.c.email)))


def settle(
    session: Session, delivery: Delivery, state: str, time: datetime | None = None, error: str = ""
) -> None:
    """Records what became of an e-mail; one that is settled stays as it is."""
    this = DELIVERIES.c.id == delivery.id, DELIVERIES.c.state == WAITING
    values = {"state": state, "send_time": time, "error": error[:500], "email": delivery.email or ""}
    session.execute(update(DELIVERIES).where(*this).values(**values))


@dataclass(frozen=True, slots=True)
class Sent:
    """An e-mail that a relay accepted."""

    email: str
    create_time: datetime
    send_time: datetime


def find_sent(session: ReadSession, delivery: uuid.UUID) -> Sent | None:
    """The e-mail, if it is held to be delivered."""
    columns = [DELIVERIES.c[name] for name in Sent.__slots__]
    query = select(*columns).where(DELIVERIES.c.id == delivery, DELIVERIES.c.state == SENT)
    row = session.execute(query).one_or_none()
    return Sent(*row) if row else None


def fail_sent(session: Session, delivery: uuid.UUID, error: str, now: datetime) -> None:
    """Records that an e-mail which a relay accepted was not delivered."""
    _take_back(session, delivery, FAILED, error, now)


def retry_sent(session: Session, delivery: uuid.UUID, error: str, until: datetime) -> None:
    """Lets an e-mail that came back go out again later."""
    _take_back(session, delivery, WAITING, error, until)


def _take_back(session: Session, delivery: uuid.UUID, state: str, error: str, time: datetime) -> None:
    this = DELIVERIES.c.id == delivery, DELIVERIES.c.state == SENT
    values = {"state": state, "send_time": None, "error": error[:500], "next_attempt_time": time}
    session.execute(update(DELIVERIES).where(*this).values(**values))


def put_off(session: Session, deliveries: Iterable[uuid.UUID], until: datetime, error: str) -> None:
    """Postpones e-mails that could not be sent."""
    those = DELIVERIES.c.id.in_(list(deliveries)), DELIVERIES.c.state == WAITING
    session.execute(update(DELIVERIES).where(*those).values(next_attempt_time=until, error=error[:500]))


def count_waiting(session: ReadSession) -> int:
    """How many e-mails have not gone out, including those postponed."""
    query = select(func.count()).select_from(DELIVERIES).where(DELIVERIES.c.state == WAITING)
    return session.scalar(query) or 0


def count_given_up(session: ReadSession, since: datetime) -> int:
    """How many e-mails were given up whose last attempt was due after that instant."""
    given_up = DELIVERIES.c.state == FAILED, DELIVERIES.c.next_attempt_time > since
    return session.scalar(select(func.count()).select_from(DELIVERIES).where(*given_up)) or 0
