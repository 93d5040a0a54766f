"""Received events: each takes effect once, and in the order of its aggregate, even if the bus repeats or reorders."""

from collections.abc import Collection, Mapping, Sequence
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
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
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


# Locked in one order, so that two consumers never wait for each other.
_LOCK = (
    select(VERSIONS.c.aggregate, VERSIONS.c.version, epochs.CURRENT.label("epoch"))
    .where(VERSIONS.c.aggregate.in_(bindparam("aggregates", expanding=True)))
    .order_by(VERSIONS.c.aggregate)
    .with_for_update()
)
_RUN = (
    func.unnest(bindparam("aggregates", type_=ARRAY(Text)), bindparam("versions", type_=ARRAY(Integer)))
    .table_valued("aggregate", "version", name="run")
    .render_derived()
)
_ADVANCE = (
    update(VERSIONS)
    .where(VERSIONS.c.aggregate == _RUN.c.aggregate)
    .values(version=_RUN.c.version, handle_time=bindparam("now", type_=DateTime(timezone=True)))
)


def take(session: Session, events: Sequence[Event]) -> list[Turn]:
    """The turn of each event; marks those whose turn has come as handled in the session's transaction.

    The events of an aggregate come in the order of their versions. One that overtakes an earlier one of its aggregate
    is held in the database until `next_held` releases it. The aggregates stay locked until the transaction ends, so
    that two consumers never handle one at once.
    """
    epoch, reached = _locked(session, events)
    before = dict(reached)
    turns = []
    for event in events:
        turn = Turn.PAST if event.epoch < epoch else _turn(event, reached[event.aggregate])
        if turn is Turn.NOW:
            reached[event.aggregate] = event.version
        elif turn is Turn.HELD:
            _hold(session, event)
        turns.append(turn)
    _advance(session, {name: version for name, version in reached.items() if version != before[name]})
    now = clock.now()
    handled = [
        {"event_id": event.id, "handle_time": now}
        for event, turn in zip(events, turns, strict=True)
        if turn is Turn.NOW
    ]
    if handled:
        session.execute(insert(INBOX), handled)
    return turns


def _locked(session: Session, events: Sequence[Event]) -> tuple[int, dict[str, int]]:
    """The present epoch, and the version that each aggregate has reached, 0 for a new one; they stay locked.

    An aggregate that has only events of earlier epochs is not entered.
    """
    lock = {"aggregates": sorted({event.aggregate for event in events})}
    rows = session.execute(_LOCK, lock).all()
    epoch = rows[0].epoch if rows else epochs.current(session)
    known = {row.aggregate for row in rows}
    if new := sorted({event.aggregate for event in events if event.epoch >= epoch} - known):
        added = [{"aggregate": aggregate, "version": 0} for aggregate in new]
        session.execute(insert(VERSIONS).on_conflict_do_nothing(), added)
        # Somebody else may have entered them meanwhile.
        rows = session.execute(_LOCK, lock).all()
    return epoch, {row.aggregate: row.version for row in rows}


def _turn(event: Event, reached: int) -> Turn:
    if event.version <= reached:
        return Turn.REPEATED
    return Turn.NOW if event.version == reached + 1 or event.snapshot else Turn.HELD


def _advance(session: Session, versions: Mapping[str, int]) -> None:
    if versions:
        values = {"aggregates": list(versions), "versions": list(versions.values())}
        session.execute(_ADVANCE, {**values, "now": clock.now()})


def _hold(session: Session, event: Event) -> None:
    """Holds an event; one that was held before a restore gives way, because it will never take effect."""
    statement = insert(HELD).values(**asdict(event))
    newer = {name: statement.excluded[name] for name in Event.__slots__}
    earlier = HELD.c.epoch < statement.excluded.epoch
    key = ["aggregate", "version"]
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=newer, where=earlier))


def holding(session: Session, aggregates: Collection[str]) -> list[str]:
    """The aggregates with held events; exact in the transaction of `take`, which has locked them."""
    those = HELD.c.aggregate.in_(aggregates)
    return list(session.scalars(select(HELD.c.aggregate).where(those).distinct()))


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
