"""Sweeps: each finds rows that are due, and may run twice or on two replicas without harm."""

from __future__ import annotations

from prometheus_client import Gauge

from services.task import tables, usecases
from services.task.config import TaskSettings
from shared import clock, work
from shared.config import load
from shared.db import Database

settings = load(TaskSettings)
app = work.application("task", settings)
database = Database(settings.database_url.get_secret_value())

FOLD_SLICE = 100_000
"""Rows added up in one transaction, within seconds. It takes several sweeps to add up more counters than that."""

UNDECIDED = Gauge("task_decisions_demanded", "Tasks that the last sweep marked because somebody must decide")
TALLIED = Gauge("task_tally_rows", "Rows of the counters after the last folding")


@app.task(name="task.sweep_decisions")  # type: ignore[untyped-decorator, unused-ignore]
def sweep_decisions() -> None:
    """Marks tasks that are 20 working days overdue (docs/domain.md, section Life cycle)."""
    with database.transaction() as session:
        UNDECIDED.set(usecases.demand_decisions(session, clock.now(), settings.sweep_size))


@app.task(name="task.sweep_tallies")  # type: ignore[untyped-decorator, unused-ignore]
def sweep_tallies() -> None:
    """Adds up the counters of the baskets, so that reading them stays fast."""
    with database.transaction() as session:
        last = tables.newest_tally(session)
    rows, sums = FOLD_SLICE, 0
    while rows == FOLD_SLICE:
        work.progress()
        with database.transaction() as session:
            rows, added = tables.fold_tallies(session, last, FOLD_SLICE)
        sums += added
    TALLIED.set(sums)


work.every(app, settings.sweep_seconds, "task.sweep_decisions")
work.every(app, settings.sweep_seconds, "task.sweep_tallies")
