"""Received events: each takes effect once, and in the order of its aggregate, even if the bus repeats or reorders."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
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
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from shared import clock, epochs
from shared.db import ReadSession
from shared.event import Event

_metadata = MetaData()


def tables(metadata: MetaData) -> tuple[Table, Table, Table]:
    """The events handled, the version reached for each aggregate, and the events that came too early."""
    return (
        Table(
            "inbox",
            metadata,
            Column("event_id", Uuid, primary_key=True),
            Column("handle_time", DateTime(timezone=True), nullable=False),
            Index("inbox_handle_time", "handle_time"),
        ),
        Table(
            "inbox_versions",
            metadata,
            Column("aggregate", Text, primary_key=True),
            Column("version", Integer, nullable=False),
            Column("handle_time", DateTime(timezone=True)),
        ),
        Table(
            "inbox_held",
            metadata,
            Column("aggregate", Text, primary_key=True),
            Column("version", Integer, primary_key=True),
            Column("id", Uuid, nullable=False),
            Column("source", Text, nullable=False),
            Column("type", Text, nullable=False),
            Column("snapshot", Boolean, nullable=False),
            Column("time", DateTime(timezone=True), nullable=False),
            Column("payload", LargeBinary, nullable=False),
            Column("trace", JSONB, nullable=False),
            Column("epoch", BigInteger, nullable=False, server_default="0"),
        ),
    )


INBOX, VERSIONS, HELD = tables(_metadata)


class Turn(Enum):
    """What to do with an event."""

    NOW = "now"
    REPEATED = "repeated"
    HELD = "held"
    PAST = "past"
    """Published before the databases were restored to an earlier time."""


def turn(session: Session, event: Event) -> Turn:
    """Marks the event as handled in the session's transaction if its turn has come.

    An event that overtakes an earlier one of its aggregate is held in the database until `next_held` releases it.
    The aggregate stays locked until the transaction ends, so that two consumers never handle it at once.
    """
    this = VERSIONS.c.aggregate == event.aggregate
    # Nearly every event is the next one of its aggregate, or the first.
    expected = this & (VERSIONS.c.version == event.version - 1) & (event.epoch >= epochs.CURRENT)
    advance = update(VERSIONS).where(expected).values(version=event.version, handle_time=clock.now())
    if session.scalar(advance.returning(VERSIONS.c.version)) is None:
        if event.epoch < epochs.current(session):
            return Turn.PAST
        session.execute(
            insert(VERSIONS).values(aggregate=event.aggregate, version=0).on_conflict_do_nothing()
        )
        reached = session.scalars(select(VERSIONS.c.version).where(this).with_for_update()).one()
        if event.version <= reached:
            return Turn.REPEATED
        if event.version > reached + 1 and not event.snapshot:
            _hold(session, event)
            return Turn.HELD
        session.execute(update(VERSIONS).where(this).values(version=event.version, handle_time=clock.now()))
    session.execute(insert(INBOX).values(event_id=event.id, handle_time=clock.now()))
    return Turn.NOW


def _hold(session: Session, event: Event) -> None:
    """Holds an event; one that was held before a restore gives way, because it will never take effect."""
    statement = insert(HELD).values(**asdict(event))
    newer = {name: statement.excluded[name] for name in Event.__slots__}
    earlier = HELD.c.epoch < statement.excluded.epoch
    key = ["aggregate", "version"]
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=newer, where=earlier))


def holds(session: Session, aggregate: str) -> bool:
    """Whether events of the aggregate are held; exact in the transaction of its `turn`, which has locked it."""
    return bool(session.scalar(select(exists().where(HELD.c.aggregate == aggregate))))


def next_held(session: Session, aggregate: str) -> Event | None:
    """Takes the held event whose turn has come; None if no event waits for the one just handled."""
    this = VERSIONS.c.aggregate == aggregate
    reached = session.scalar(select(VERSIONS.c.version).where(this).with_for_update()) or 0
    passed = (HELD.c.aggregate == aggregate) & (HELD.c.version <= reached)
    session.execute(delete(HELD).where(passed))
    due = (HELD.c.aggregate == aggregate) & (HELD.c.version == reached + 1)
    columns = [HELD.c[name] for name in Event.__slots__]
    row = session.execute(delete(HELD).where(due).returning(*columns)).first()
    return Event(*row) if row else None


def release(session: Session, event: Event) -> None:
    """Stops holding an event that will come back over the bus."""
    session.execute(delete(HELD).where(HELD.c.aggregate == event.aggregate, HELD.c.version == event.version))


def lock(session: Session, aggregate: str) -> None:
    """Lets the consumers of the aggregate's events wait until the transaction ends."""
    session.execute(select(VERSIONS.c.version).where(VERSIONS.c.aggregate == aggregate).with_for_update())


def pass_over(session: Session, event: Event) -> Event | None:
    """Counts an event as handled although it took no effect, and so the earlier ones that have not arrived.

    Takes the held event whose turn has come by that. An event of an earlier epoch counts for nothing.
    """
    if event.epoch < epochs.current(session):
        release(session, event)
        return None
    now = clock.now()
    reached = insert(VERSIONS).values(aggregate=event.aggregate, version=event.version, handle_time=now)
    furthest = {
        "version": func.greatest(VERSIONS.c.version, reached.excluded.version),
        "handle_time": now,
    }
    session.execute(reached.on_conflict_do_update(index_elements=["aggregate"], set_=furthest))
    seen = insert(INBOX).values(event_id=event.id, handle_time=now)
    session.execute(seen.on_conflict_do_nothing())
    return next_held(session, event.aggregate)


def held(session: ReadSession) -> int:
    """How many events wait for an earlier one."""
    return session.scalars(select(func.count()).select_from(HELD)).one()


@dataclass(frozen=True, slots=True)
class Gap:
    """The events of an aggregate that are held, because those between have not arrived."""

    source: str
    aggregate: str
    reached: int
    first_held: int
    count: int
    time: datetime


def gaps(session: Session) -> list[Gap]:
    """What is held, the oldest first; `time` is when the first held event happened."""
    reached = func.coalesce(VERSIONS.c.version, 0)
    held_events = (
        select(
            HELD.c.source,
            HELD.c.aggregate,
            reached,
            func.min(HELD.c.version),
            func.count(),
            func.min(HELD.c.time).label("since"),
        )
        .outerjoin(VERSIONS, VERSIONS.c.aggregate == HELD.c.aggregate)
        .group_by(HELD.c.source, HELD.c.aggregate, reached)
        .order_by("since")
    )
    return [Gap(*row) for row in session.execute(held_events)]


def purge(session: Session, before: datetime) -> None:
    """Forgets events handled before that instant; the versions reached still exclude repeats."""
    session.execute(delete(INBOX).where(INBOX.c.handle_time < before))
