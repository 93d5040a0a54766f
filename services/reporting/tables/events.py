"""The stored events: written once, and read only to make the projections again."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

from sqlalchemy import ColumnElement, Numeric, Table, Text, cast, func, insert, literal_column, select, text
from sqlalchemy.orm import Session

from services.reporting.tables.schema import PROJECTIONS, STORED_EVENTS
from shared.db import ReadSession
from shared.event import Event

_COLUMNS = [
    STORED_EVENTS.c.event_id.label("id"),
    *(STORED_EVENTS.c[name] for name in ("source", "type", "aggregate", "version", "snapshot")),
    STORED_EVENTS.c.event_time.label("time"),
    STORED_EVENTS.c.payload,
    STORED_EVENTS.c.trace,
]


def store(session: Session, event: Event) -> None:
    """Stores an event whole; the epoch of its publication says nothing of it."""
    values: dict[str, object] = asdict(event)
    del values["epoch"]
    row: dict[str, object] = {"event_id": values.pop("id"), "event_time": values.pop("time"), **values}
    session.execute(insert(STORED_EVENTS), row)


def hold_back_new(session: Session) -> None:
    """Makes handlers wait until the end of the transaction; reads go on."""
    session.execute(text("LOCK TABLE stored_events IN SHARE ROW EXCLUSIVE MODE"))


def by_aggregate(session: ReadSession) -> Iterator[list[Event]]:
    """All events, grouped by task, unit, person or directive, in the order in which they took effect."""
    order = (STORED_EVENTS.c.source, STORED_EVENTS.c.aggregate, STORED_EVENTS.c.id)
    rows = session.execute(select(*_COLUMNS).order_by(*order).execution_options(yield_per=1000))
    events = (Event(**row._asdict()) for row in rows)
    for _, group in groupby(events, key=lambda event: (event.source, event.aggregate)):
        yield list(group)


def fingerprint(session: ReadSession, table: Table) -> tuple[int, str]:
    """How many rows a table has, and a hash of all of them, whatever their order."""
    row: ColumnElement[str] = cast(literal_column(table.name), Text)
    digest = func.sum(cast(func.hashtextextended(row, 0), Numeric))
    count, total = session.execute(select(func.count(), digest).select_from(table)).one()
    return int(count), str(total or 0)


def fingerprints(session: ReadSession) -> dict[str, tuple[int, str]]:
    """The fingerprint of every projection."""
    return {table.name: fingerprint(session, table) for table in PROJECTIONS}
