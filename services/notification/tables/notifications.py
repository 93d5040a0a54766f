"""What each person was told."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notification.model import Kind
from shared import changes
from shared.db import ReadSession

from . import DELIVERIES, DIRECTIVES, MAILINGS, NOTIFICATIONS

CHANNEL = "notifications"
READ = "read"
"""The key of a change that is no new notification."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification as its person reads it. `facts` fill the sentences of its kind."""

    id: uuid.UUID
    kind: Kind
    subject: str
    facts: Mapping[str, str]
    create_time: datetime
    read_time: datetime | None
    email_time: datetime | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What people are told: the same for all of them."""

    kind: Kind
    subject: str
    cause: str
    directive: str
    facts: Mapping[str, str]
    time: datetime


def add(session: Session, matter: Matter, people: Sequence[str]) -> dict[str, uuid.UUID]:
    """Tells each person once, and gives the ids of those told now: whoever was told before is left out."""
    if not people:
        return {}
    common = {
        "kind": matter.kind,
        "subject": matter.subject,
        "cause": matter.cause,
        "directive": matter.directive,
        "facts": dict(matter.facts),
        "create_time": matter.time,
    }
    rows = [{"id": uuid.uuid4(), "person": person, **common} for person in people]
    added = session.execute(
        insert(NOTIFICATIONS)
        .values(rows)
        .on_conflict_do_nothing(constraint="notifications_once")
        .returning(NOTIFICATIONS.c.person, NOTIFICATIONS.c.id)
    )
    told = {row.person: row.id for row in added}
    for person, one in told.items():
        changes.publish(session, CHANNEL, f"notifications/{one}", [person])
    return told


# The number of a directive may be heard after what is told of it: it is looked up when it is read.
_SENT = (
    select(func.min(DELIVERIES.c.send_time))
    .join(MAILINGS, MAILINGS.c.delivery == DELIVERIES.c.id)
    .where(MAILINGS.c.notification == NOTIFICATIONS.c.id)
    .scalar_subquery()
)
_NOTICES = (
    select(
        *(NOTIFICATIONS.c[name] for name in ("id", "kind", "subject", "facts", "create_time", "read_time")),
        _SENT.label("email_time"),
        DIRECTIVES.c.number_symbol,
    )
    .select_from(NOTIFICATIONS)
    .outerjoin(DIRECTIVES, DIRECTIVES.c.name == NOTIFICATIONS.c.directive)
)


def page(
    session: ReadSession,
    person: str,
    limit: int,
    after: tuple[datetime, uuid.UUID] | None,
    unread_only: bool,
    kinds: Sequence[Kind],
) -> list[Notice]:
    """The newest notifications of the person of these kinds (all if there are none), or those after a place."""
    order = NOTIFICATIONS.c.create_time, NOTIFICATIONS.c.id
    query = _NOTICES.where(_of(person)).order_by(*(column.desc() for column in order)).limit(limit)
    if unread_only:
        query = query.where(NOTIFICATIONS.c.read_time.is_(None))
    if kinds:
        query = query.where(NOTIFICATIONS.c.kind.in_(kinds))
    if after:
        query = query.where(tuple_(*order) < tuple_(*after))
    return [_notice(row) for row in session.execute(query)]


def unread(session: ReadSession, person: str) -> int:
    """How many the person has not read."""
    mine = _of(person), NOTIFICATIONS.c.read_time.is_(None)
    return session.scalar(select(func.count()).select_from(NOTIFICATIONS).where(*mine)) or 0


def some(session: ReadSession, person: str, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    """Those of the ids that are the person's."""
    rows = session.execute(_NOTICES.where(_of(person), NOTIFICATIONS.c.id.in_(list(ids))))
    return {row.id: _notice(row) for row in rows}


def mark_read(session: Session, person: str, ids: Iterable[uuid.UUID], time: datetime) -> None:
    """Marks the person's notifications as read; the first reading counts."""
    _mark(session, person, NOTIFICATIONS.c.id.in_(list(ids)), time)


def mark_all_read(session: Session, person: str, until: datetime, time: datetime) -> None:
    """Marks all that the person was told until an instant as read."""
    _mark(session, person, NOTIFICATIONS.c.create_time <= until, time)


def _mark(session: Session, person: str, which: ColumnElement[bool], time: datetime) -> None:
    unread_ones = _of(person), which, NOTIFICATIONS.c.read_time.is_(None)
    session.execute(update(NOTIFICATIONS).where(*unread_ones).values(read_time=time))
    changes.publish(session, CHANNEL, READ, [person])


def in_delivery(session: ReadSession, delivery: uuid.UUID) -> list[Notice]:
    """What an e-mail holds, oldest first."""
    held = select(MAILINGS.c.notification).where(MAILINGS.c.delivery == delivery)
    order = NOTIFICATIONS.c.create_time, NOTIFICATIONS.c.id
    return [
        _notice(row) for row in session.execute(_NOTICES.where(NOTIFICATIONS.c.id.in_(held)).order_by(*order))
    ]


def _of(person: str) -> ColumnElement[bool]:
    return NOTIFICATIONS.c.person == person


def _notice(row: Row[*tuple[Any, ...]]) -> Notice:
    number = {"number": row.number_symbol} if row.number_symbol else {}
    return Notice(
        row.id,
        Kind(row.kind),
        row.subject,
        row.facts | number,
        row.create_time,
        row.read_time,
        row.email_time,
    )
