"""A nightly comparison of versions finds an aggregate whose copy has missed an event that no later one follows.

The source's relay states the versions that it has published, through the same queues as the events: so whatever it had
published before has arrived before, and a subscriber needs neither an address of its source nor a clock in common. What
has not arrived then is looked at again after the longest delay of a retry.
"""

import json
import math
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared import clock, epochs, outbox
from shared.event import Event
from shared.inbox import INBOX, VERSIONS

log = structlog.get_logger(__name__)

STATED = "versions.stated"
"""The type of a message that states versions. It is no event of an aggregate: no handler sees it."""
PAGE = 1000
_RACE = timedelta(minutes=1)
"""A subscriber that is ahead for so long did not just overtake the statement."""
_metadata = MetaData()


def tables(metadata: MetaData) -> tuple[Table, Table]:
    """The tables of differences and of comparisons.

    The first has the aggregates whose versions differed at the last comparison: what the source stated, and when. The
    second has when each source was last compared.
    """
    differences = Table(
        "inbox_differences",
        metadata,
        Column("aggregate", Text, primary_key=True),
        Column("source", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("time", DateTime(timezone=True), nullable=False),
    )
    comparisons = Table(
        "inbox_comparisons",
        metadata,
        Column("source", Text, primary_key=True),
        Column("time", DateTime(timezone=True), nullable=False),
    )
    return differences, comparisons


DIFFERENCES, COMPARISONS = tables(_metadata)


@dataclass(frozen=True, slots=True)
class Difference:
    """An aggregate whose version here is not that of its source: behind it, or ahead."""

    source: str
    aggregate: str
    stated: int
    reached: int

    @property
    def is_behind(self) -> bool:
        """Whether the source has published more than has arrived here."""
        return self.reached < self.stated


def statements(session: Session, source: str) -> Iterator[Event]:
    """The versions of all aggregates that are published, in pages, as messages for the subscribers."""
    comparison = uuid.uuid4()
    epoch = epochs.current(session)
    pages = list(_pages(session))
    for number, (time, versions) in enumerate(pages, 1):
        payload = json.dumps({"versions": versions, "pages": len(pages)}).encode()
        id = _page_id(comparison, number)
        yield Event(id, source, STATED, f"versions/{comparison}", number, False, time, payload, {}, epoch)


def _pages(session: Session) -> Iterator[tuple[datetime, dict[str, int]]]:
    after: str | None = ""
    while after is not None:
        time = clock.now()
        versions = outbox.versions(session, after, PAGE)
        after = next(reversed(versions)) if len(versions) == PAGE else None
        yield time, versions


def _page_id(comparison: uuid.UUID, number: int) -> uuid.UUID:
    """A subscriber tells by the ids of all pages whether they have arrived."""
    return uuid.uuid5(comparison, str(number))


def page_count(event: Event) -> int:
    """How many pages the comparison of a statement has."""
    return int(json.loads(event.payload)["pages"])


def compare(session: Session, event: Event) -> Event | None:
    """Compares a statement with what has arrived here; returns a statement of what differs, to be looked at again."""
    if event.epoch < epochs.current(session):
        return None
    stated: dict[str, int] = json.loads(event.payload)["versions"]
    differing = _differing(session, event, stated)
    agreeing = stated.keys() - differing.keys()
    session.execute(delete(DIFFERENCES).where(DIFFERENCES.c.aggregate.in_(agreeing)))
    if _is_complete(session, event):
        row = insert(COMPARISONS).values(source=event.source, time=clock.now())
        session.execute(
            row.on_conflict_do_update(index_elements=["source"], set_={"time": row.excluded.time})
        )
    if not differing:
        return None
    return replace(event, payload=json.dumps({"versions": differing, "pages": page_count(event)}).encode())


def _is_complete(session: Session, event: Event) -> bool:
    """Marks a page as arrived; whether all pages of its comparison have, so that nothing was left out."""
    # Two consumers that handle the last two pages at once must not each miss the other's.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(event.aggregate))))
    session.execute(insert(INBOX).values(event_id=event.id, handle_time=clock.now()).on_conflict_do_nothing())
    comparison = uuid.UUID(event.aggregate.removeprefix("versions/"))
    ids = [_page_id(comparison, number) for number in range(1, page_count(event) + 1)]
    arrived = select(func.count()).select_from(INBOX).where(INBOX.c.event_id.in_(ids))
    return session.scalar(arrived) == len(ids)


def begin(session: Session, sources: Iterable[str]) -> None:
    """Counts a source that was never compared as compared now: an alert sees if its first comparison is late."""
    for source in sources:
        session.execute(insert(COMPARISONS).values(source=source, time=clock.now()).on_conflict_do_nothing())


def last_time(session: Session, source: str) -> float:
    """When all versions of a source were last compared here, in seconds since 1970; NaN before `begin`."""
    time = session.scalars(select(COMPARISONS.c.time).where(COMPARISONS.c.source == source)).one_or_none()
    return time.timestamp() if time else math.nan


def record(session: Session, event: Event) -> None:
    """Records what still differs, and names the first few in the log."""
    still = compare(session, event)
    if still is None:
        return
    versions: dict[str, int] = json.loads(still.payload)["versions"]
    for aggregate, version in versions.items():
        row = {"source": event.source, "version": version, "time": event.time}
        statement = insert(DIFFERENCES).values(aggregate=aggregate, **row)
        session.execute(statement.on_conflict_do_update(index_elements=["aggregate"], set_=row))
    log.error("versions_differ", source=event.source, count=len(versions), first=sorted(versions)[:5])


def _differing(session: Session, event: Event, stated: Mapping[str, int]) -> dict[str, int]:
    rows = session.execute(
        select(VERSIONS.c.aggregate, VERSIONS.c.version, VERSIONS.c.handle_time).where(
            VERSIONS.c.aggregate.in_(stated)
        )
    )
    reached = {row.aggregate: (row.version, row.handle_time) for row in rows}
    return {
        aggregate: version
        for aggregate, version in stated.items()
        if _differs(version, event.time, *reached.get(aggregate, (0, None)))
    }


def _differs(stated: int, time: datetime, reached: int, handle_time: datetime | None) -> bool:
    if reached > stated:
        return handle_time is None or handle_time < time - _RACE
    return reached < stated


def differences(session: Session) -> list[Difference]:
    """What still differs of what differed at the last comparison: it goes away as soon as the events have arrived."""
    reached = func.coalesce(VERSIONS.c.version, 0)
    ahead = (reached > DIFFERENCES.c.version) & (VERSIONS.c.handle_time < DIFFERENCES.c.time - _RACE)
    query = (
        select(DIFFERENCES.c.source, DIFFERENCES.c.aggregate, DIFFERENCES.c.version, reached)
        .outerjoin(VERSIONS, VERSIONS.c.aggregate == DIFFERENCES.c.aggregate)
        .where(or_(reached < DIFFERENCES.c.version, ahead))
        .order_by(DIFFERENCES.c.source, DIFFERENCES.c.aggregate)
    )
    return [Difference(*row) for row in session.execute(query)]
