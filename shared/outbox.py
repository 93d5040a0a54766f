"""Events to publish: written in the transaction of their change, published by the relay."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from protobuf import Message
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from shared import clock, epochs, tracing
from shared.event import Event

CHANNEL = "outbox"
_metadata = MetaData()


def table(metadata: MetaData) -> Table:
    """The outbox of a service. The ids of one aggregate grow in commit order, because a change locks its row."""
    return Table(
        "outbox",
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("type", Text, nullable=False),
        Column("aggregate", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("snapshot", Boolean, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("trace", JSONB, nullable=False),
        Column("event_time", DateTime(timezone=True), nullable=False),
        Column("publish_time", DateTime(timezone=True)),
        Index("outbox_waiting", "id", postgresql_where="publish_time IS NULL"),
        Index("outbox_aggregate", "aggregate", "id"),
    )


OUTBOX = table(_metadata)

# The relay waits on this channel, so that an event is published within milliseconds of its commit.
WAKE_THE_RELAY = f"""
CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('{CHANNEL}', '');
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();
"""


def add(
    session: Session,
    type: str,
    aggregate: str,
    version: int,
    message: Message[Any],
    *,
    time: datetime | None = None,
    snapshot: bool = False,
) -> None:
    """Adds an event of an aggregate. `version` counts its events from 1: consumers handle them in that order.

    A `snapshot` repeats the present state for consumers that joined late; it may skip versions.
    """
    add_all(session, [Entry(type, aggregate, version, message, time, snapshot)])


@dataclass(frozen=True)
class Entry:
    """An event to be published, as `add` describes it."""

    type: str
    aggregate: str
    version: int
    message: Message[Any]
    time: datetime | None = None
    snapshot: bool = False


def add_all(session: Session, entries: Sequence[Entry]) -> None:
    """Adds events in their order with one statement."""
    trace, now = tracing.carrier(), clock.now()
    rows = [
        {
            "event_id": uuid.uuid4(),
            "type": entry.type,
            "aggregate": entry.aggregate,
            "version": entry.version,
            "snapshot": entry.snapshot,
            "payload": entry.message.to_binary(),
            "trace": trace,
            "event_time": entry.time or now,
        }
        for entry in entries
    ]
    session.execute(insert(OUTBOX), rows)


def waiting(session: Session, source: str, limit: int) -> list[Event]:
    """The oldest unpublished events of the service."""
    unpublished = (
        select(OUTBOX, epochs.CURRENT.label("epoch"))
        .where(OUTBOX.c.publish_time.is_(None))
        .order_by(OUTBOX.c.id)
        .limit(limit)
    )
    return [
        Event(
            id=row.event_id,
            source=source,
            type=row.type,
            aggregate=row.aggregate,
            version=row.version,
            snapshot=row.snapshot,
            time=row.event_time,
            payload=row.payload,
            trace=row.trace,
            epoch=row.epoch,
        )
        for row in session.execute(unpublished)
    ]


def oldest_seconds(session: Session) -> float:
    """The age of the oldest unpublished event; 0 if there is none."""
    oldest = select(OUTBOX.c.event_time).where(OUTBOX.c.publish_time.is_(None)).order_by(OUTBOX.c.id).limit(1)
    time = session.scalars(oldest).one_or_none()
    return max(0.0, (clock.now() - time).total_seconds()) if time else 0.0


def published(session: Session, ids: list[uuid.UUID], time: datetime) -> None:
    """Marks events as published."""
    session.execute(update(OUTBOX).where(OUTBOX.c.event_id.in_(ids)).values(publish_time=time))


def republish(session: Session, aggregate: str | None, since: datetime | None) -> int:
    """Lets the relay publish events again that were published before; the result is their number.

    Those of one aggregate, or all that happened since an instant. Whoever has handled one of them passes over it.
    """
    again = update(OUTBOX).where(OUTBOX.c.publish_time.is_not(None)).values(publish_time=None)
    if aggregate is not None:
        again = again.where(OUTBOX.c.aggregate == aggregate)
    if since is not None:
        again = again.where(OUTBOX.c.event_time >= since)
    return len(session.scalars(again.returning(OUTBOX.c.id)).all())


def versions(session: Session, after: str, limit: int) -> dict[str, int]:
    """The versions of the next aggregates in alphabetical order, without those of which an event is unpublished."""
    aggregates = (
        select(OUTBOX.c.aggregate, func.max(OUTBOX.c.version))
        .where(OUTBOX.c.aggregate > after)
        .group_by(OUTBOX.c.aggregate)
        .having(func.bool_and(OUTBOX.c.publish_time.is_not(None)))
        .order_by(OUTBOX.c.aggregate)
        .limit(limit)
    )
    return {row[0]: row[1] for row in session.execute(aggregates)}


def purge(session: Session, before: datetime) -> None:
    """Deletes events published before that instant, but the newest of each aggregate: it says which version it has."""
    newer = OUTBOX.alias("newer")
    has_newer = exists().where(newer.c.aggregate == OUTBOX.c.aggregate, newer.c.id > OUTBOX.c.id)
    session.execute(delete(OUTBOX).where(OUTBOX.c.publish_time < before, has_newer))
