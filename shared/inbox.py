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
    delete,
    func,
    select,
    text,
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


_ENTER = text("""
    INSERT INTO inbox_versions (aggregate, version) SELECT unnest(CAST(:aggregates AS text[])), 0
    WHERE :epoch >= (SELECT coalesce(max(number), 0) FROM epochs) ON CONFLICT DO NOTHING
""")
# Locked in one order, so that two consumers never wait for each other.
_ADVANCE = text("""
    WITH run AS (
        SELECT * FROM unnest(CAST(:aggregates AS text[]), CAST(:before AS int[]), CAST(:last AS int[]))
            AS run (aggregate, before, last)
    ), ready AS (
        SELECT inbox_versions.aggregate FROM inbox_versions JOIN run USING (aggregate)
        WHERE version = run.before AND :epoch >= (SELECT coalesce(max(number), 0) FROM epochs)
        ORDER BY aggregate FOR UPDATE OF inbox_versions
    )
    UPDATE inbox_versions SET version = run.last, handle_time = :now
    FROM run JOIN ready USING (aggregate)
    WHERE inbox_versions.aggregate = run.aggregate AND inbox_versions.version = run.before
    RETURNING inbox_versions.aggregate
""")
_MARK = text("INSERT INTO inbox (event_id, handle_time) SELECT unnest(CAST(:ids AS uuid[])), :now")


def take(session: Session, events: Sequence[Event]) -> list[Turn]:
    """The turn of each event; marks those whose turn has come as handled in the session's transaction.

    The events of an aggregate come in the order of their versions. One that overtakes an earlier one of its aggregate
    is held in the database until `next_held` releases it. The aggregates stay locked until the transaction ends, so
    that two consumers never handle one at once.
    """
    runs = _runs(events)
    advanced = _advance(session, events, runs)
    taken = {number for aggregate in advanced for number in runs[aggregate]}
    return [Turn.NOW if number in taken else _turn(session, event) for number, event in enumerate(events)]


def _runs(events: Sequence[Event]) -> dict[str, list[int]]:
    """The first events of each aggregate that follow each other, by their place."""
    runs: dict[str, list[int]] = {}
    for number, event in enumerate(events):
        run = runs.setdefault(event.aggregate, [])
        if not run or event.version == events[run[-1]].version + 1:
            run.append(number)
    return dict(sorted(runs.items()))


def _advance(session: Session, events: Sequence[Event], runs: Mapping[str, Sequence[int]]) -> list[str]:
    """Marks all runs that begin where their aggregate is, as nearly every one does; returns these aggregates."""
    now, epoch = clock.now(), min(event.epoch for event in events)
    if new := [aggregate for aggregate, run in runs.items() if events[run[0]].version == 1]:
        session.execute(_ENTER, {"aggregates": new, "epoch": epoch})
    values = {
        "aggregates": list(runs),
        "before": [events[run[0]].version - 1 for run in runs.values()],
        "last": [events[run[-1]].version for run in runs.values()],
    }
    advanced = list(session.scalars(_ADVANCE, {**values, "epoch": epoch, "now": now}))
    if advanced:
        ids = [events[number].id for aggregate in advanced for number in runs[aggregate]]
        session.execute(_MARK, {"ids": ids, "now": now})
    return advanced


def _turn(session: Session, event: Event) -> Turn:
    """The turn of an event that is not simply the next one of its aggregate."""
    if event.epoch < epochs.current(session):
        return Turn.PAST
    this = VERSIONS.c.aggregate == event.aggregate
    session.execute(insert(VERSIONS).values(aggregate=event.aggregate, version=0).on_conflict_do_nothing())
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
