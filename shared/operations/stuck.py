"""Stuck events: what is parked and what is held, as one list."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, Text, case, cast, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from shared import inbox, parked
from shared.broker import queue_name
from shared.db import ReadSession
from shared.event import Event, event_of, headers_of

PARKED, HELD, REPLAYED = "PARKED", "HELD", "REPLAYED"


@dataclass(frozen=True, slots=True)
class Stuck:
    """An event that a subscriber could not handle yet, or a message that is no event: then its `source` is empty."""

    id: str
    state: str
    source: str
    type: str
    aggregate: str
    version: int
    event_time: datetime | None
    stuck_time: datetime
    attempt_count: int
    error: str
    queue: str
    missing_version: int
    size: int
    headers: Mapping[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    event: Event | None = None


Cursor = tuple[datetime, str]


def page(session: ReadSession, subscriber: str, cursor: Cursor | None, limit: int) -> list[Stuck]:
    """Stuck events without their messages, those first that have been stuck longest, from the one after `cursor` on."""
    stuck = _all(subscriber)
    query = select(stuck).order_by(stuck.c.stuck_time, stuck.c.id).limit(limit)
    if cursor is not None:
        query = query.where(tuple_(stuck.c.stuck_time, stuck.c.id) > tuple_(*map(literal, cursor)))
    return [Stuck(*row) for row in session.execute(query)]


def find(session: ReadSession, subscriber: str, id: str) -> Stuck | None:
    """A stuck event with its message."""
    stuck = _all(subscriber)
    row = session.execute(select(stuck).where(stuck.c.id == id)).first()
    if row is None:
        return None
    one = Stuck(*row)
    return _held_message(session, one) if one.state == HELD else _parked_message(session, one)


def lock(session: Session, id: str) -> None:
    """Lets others who would replay or drop the same event wait until the transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(id))))


def counts(session: ReadSession) -> tuple[int, int]:
    """How many events are parked, and how many are held."""
    return parked.count(session), inbox.held(session)


def _all(subscriber: str) -> Subquery:
    kept, held = parked.PARKED.c, inbox.HELD.c
    of_parked = select(
        kept.id,
        case((kept.replay_time.is_(None), PARKED), else_=REPLAYED).label("state"),
        *(kept.source, kept.type, kept.aggregate, kept.version, kept.event_time),
        kept.park_time.label("stuck_time"),
        *(kept.attempt_count, kept.error, kept.queue),
        literal(0).label("missing_version"),
        func.length(kept.payload).label("size"),
    )
    of_held = select(
        cast(held.id, Text),
        literal(HELD),
        *(held.source, held.type, held.aggregate, held.version, held.time),
        held.time,
        *(literal(0), literal(""), literal(queue_name(subscriber, "")).concat(held.source)),
        func.coalesce(inbox.VERSIONS.c.version, 0) + 1,
        func.length(held.payload),
    ).outerjoin_from(inbox.HELD, inbox.VERSIONS, inbox.VERSIONS.c.aggregate == held.aggregate)
    return union_all(of_parked, of_held).subquery()


def _parked_message(session: ReadSession, one: Stuck) -> Stuck:
    columns = (parked.PARKED.c.headers, parked.PARKED.c.payload)
    headers, payload = session.execute(select(*columns).where(parked.PARKED.c.id == one.id)).one()
    event = event_of(headers, payload) if one.source else None
    return replace(one, headers=headers, payload=payload, event=event)


def _held_message(session: ReadSession, one: Stuck) -> Stuck:
    columns = [inbox.HELD.c[name] for name in Event.__slots__]
    key = (inbox.HELD.c.aggregate == one.aggregate) & (inbox.HELD.c.version == one.version)
    event = Event(*session.execute(select(*columns).where(key)).one())
    return replace(one, headers=headers_of(event), payload=event.payload, event=event)
