"""The notifications of each person."""

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

from .schema import DELIVERIES, DIRECTIVES, MAILINGS, NOTIFICATIONS

CHANNEL = "notifications"
READ = "read"
"""The key of a change that is not a new notification."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification as its person reads it. `facts` fill the sentences of its kind."""

    id: uuid.UUID
    kind: Kind
    subject: str
    facts: Mapping[str, str]
    create_time: datetime
    read_time: datetime | None
    email_time: datetime | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a notification says: the same to everybody who gets it. `cause` keeps anybody from getting it twice."""

    kind: Kind
    subject: str
    cause: str
    directive: str
    facts: Mapping[str, str]
    time: datetime


def add(session: Session, content: Content, people: Sequence[str]) -> dict[str, uuid.UUID]:
    """Adds the notification for each person who does not have it yet; returns their new ids by person."""
    if not people:
        return {}
    common = {
        "kind": content.kind,
        "subject": content.subject,
        "cause": content.cause,
        "directive": content.directive,
        "facts": dict(content.facts),
        "create_time": content.time,
    }
    rows = [{"id": uuid.uuid4(), "person": person, **common} for person in people]
    added = session.execute(
        insert(NOTIFICATIONS)
        .on_conflict_do_nothing(constraint="notifications_once")
        .returning(NOTIFICATIONS.c.person, NOTIFICATIONS.c.id),
        rows,
    )
    ids = {row.person: row.id for row in added}
    for person, id in ids.items():
        changes.publish(session, CHANNEL, f"notifications/{id}", [person])
    return ids


def not_gathered(session: Session, content: Content, people: Sequence[str]) -> list[str]:
    """The people without a notification of this kind and cause; that of the others counts one subject more."""
    # Events of several tasks are handled at the same time.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(content.cause, 0))))
    same = (NOTIFICATIONS.c.kind == content.kind) & (NOTIFICATIONS.c.cause == content.cause)
    found = session.execute(
        select(NOTIFICATIONS.c.id, NOTIFICATIONS.c.person, NOTIFICATIONS.c.facts).where(
            same, NOTIFICATIONS.c.person.in_(people)
        )
    ).all()
    for row in found:
        others = str(int(row.facts.get("others", "0")) + 1)
        changed = update(NOTIFICATIONS).where(NOTIFICATIONS.c.id == row.id)
        session.execute(changed.values(facts=row.facts | {"others": others}))
        changes.publish(session, CHANNEL, f"notifications/{row.id}", [row.person])
    return [person for person in people if person not in {row.person for row in found}]


# The number of a directive may become known after the notification, so it is looked up on reading.
_SENT = (
    select(func.min(DELIVERIES.c.send_time))
    .join(MAILINGS, MAILINGS.c.delivery == DELIVERIES.c.id)
    .where(MAILINGS.c.notification == NOTIFICATIONS.c.id)
    .scalar_subquery()
)
_QUERY = (
    select(
        *(NOTIFICATIONS.c[name] for name in ("id", "kind", "subject", "facts", "create_time", "read_time")),
        _SENT.label("email_time"),
        DIRECTIVES.c.number_symbol,
    )
    .select_from(NOTIFICATIONS)
    .outerjoin(DIRECTIVES, DIRECTIVES.c.name == NOTIFICATIONS.c.directive)
)


def list_page(
    session: ReadSession,
    person: str,
    limit: int,
    cursor: tuple[datetime, uuid.UUID] | None,
    unread_only: bool,
    kinds: Sequence[Kind],
) -> list[Notification]:
    """The person's notifications of these kinds (all if empty), newest first from the one after `cursor` on."""
    order = NOTIFICATIONS.c.create_time, NOTIFICATIONS.c.id
    query = _QUERY.where(_of(person)).order_by(*(column.desc() for column in order)).limit(limit)
    if unread_only:
        query = query.where(NOTIFICATIONS.c.read_time.is_(None))
    if kinds:
        query = query.where(NOTIFICATIONS.c.kind.in_(kinds))
    if cursor:
        query = query.where(tuple_(*order) < tuple_(*cursor))
    return [_notification(row) for row in session.execute(query)]


def count_unread(session: ReadSession, person: str) -> int:
    """How many notifications the person has not read."""
    mine = _of(person), NOTIFICATIONS.c.read_time.is_(None)
    return session.scalar(select(func.count()).select_from(NOTIFICATIONS).where(*mine)) or 0


def find(session: ReadSession, person: str, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Notification]:
    """Those of the notifications that are the person's, by id."""
    rows = session.execute(_QUERY.where(_of(person), NOTIFICATIONS.c.id.in_(list(ids))))
    return {row.id: _notification(row) for row in rows}


def mark_read(session: Session, person: str, ids: Iterable[uuid.UUID], time: datetime) -> None:
    """Marks the person's notifications as read. Those read before keep their time."""
    _mark(session, person, NOTIFICATIONS.c.id.in_(list(ids)), time)


def mark_all_read(session: Session, person: str, until: datetime, time: datetime) -> None:
    """Marks the person's notifications made until an instant as read."""
    _mark(session, person, NOTIFICATIONS.c.create_time <= until, time)


def _mark(session: Session, person: str, which: ColumnElement[bool], time: datetime) -> None:
    unread = _of(person), which, NOTIFICATIONS.c.read_time.is_(None)
    session.execute(update(NOTIFICATIONS).where(*unread).values(read_time=time))
    changes.publish(session, CHANNEL, READ, [person])


def list_in_delivery(session: ReadSession, delivery: uuid.UUID) -> list[Notification]:
    """The notifications in an e-mail, oldest first."""
    held = select(MAILINGS.c.notification).where(MAILINGS.c.delivery == delivery)
    order = NOTIFICATIONS.c.create_time, NOTIFICATIONS.c.id
    return [
        _notification(row)
        for row in session.execute(_QUERY.where(NOTIFICATIONS.c.id.in_(held)).order_by(*order))
    ]


def _of(person: str) -> ColumnElement[bool]:
    return NOTIFICATIONS.c.person == person


def _notification(row: Row[*tuple[Any, ...]]) -> Notification:
    number = {"number": row.number_symbol} if row.number_symbol else {}
    return Notification(
        row.id,
        Kind(row.kind),
        row.subject,
        row.facts | number,
        row.create_time,
        row.read_time,
        row.email_time,
    )
