"""Fills one person's basket with many tasks: the demo province's year, repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice

from sqlalchemy import text

from services.task import tables
from services.task.seed import PROVINCE, play, read
from services.task.seed.files import TaskRow
from services.task.seed.play import Cast
from services.task.tables import units
from shared import clock
from shared.db import Database

_BATCH = 100


def fill(database_url: str, monitor: str, many: int) -> None:
    """Enters tasks that the person monitors, with their steps, as the task service saves them.

    It publishes no events: handling them would take other services longer than all measurements.
    """
    database = Database(database_url)
    with database.transaction() as session:
        cast = Cast.of(units.positions(session), units.names(session))
    rows = islice(_years(monitor), many)
    while batch := list(islice(rows, _BATCH)):
        with database.transaction() as session:
            for row in batch:
                if not tables.insert_histories(session, [play(row, cast).decisions]):
                    raise RuntimeError(f"{row.uid} exists already")
    with database.transaction() as session:
        tables.fold_tallies(session)
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    database.engine.dispose()


def _years(monitor: str) -> Iterator[TaskRow]:
    """The tasks of the demo province's year, repeated without end and numbered by the round."""
    # The monitor's basket has no subtasks, and a proposal makes only one task.
    year = [row for row in read(PROVINCE, clock.today()).tasks if not row.parent]
    for round in count(1):
        for row in year:
            uid, title = f"{row.uid}-{round}", f"{row.title}, lần {round}"
            source = replace(row.source, proposal="")
            yield replace(row, uid=uid, title=title, monitor=monitor, source=source)
