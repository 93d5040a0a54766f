"""Sweeps may run twice, and find what has become due after the clock moves forward."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import func, select

from deploy.local.postgres import RunningPostgres
from services.task import tables, usecases
from services.task.model import Due, Task
from services.task.tables import TALLIES, Caller
from shared import clock, testing, work
from shared.db import Database
from shared.testing import Keys

from .conftest import MIGRATIONS, enter_everyone, environment
from .factories import chairman, specialist
from .office import Office


@pytest.fixture(scope="module")
def module(postgres: RunningPostgres, keys: Keys) -> Iterator[ModuleType]:
    """The module as `work` loads it."""
    with pytest.MonkeyPatch.context() as patch, testing.migrated(postgres, MIGRATIONS) as url:
        for name, value in environment(url, keys).items():
            patch.setenv(name, value)
        yield importlib.import_module("services.task.jobs")


@pytest.fixture
def jobs(
    postgres: RunningPostgres, module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    """The module with a new database for one test."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        database = Database(url)
        monkeypatch.setattr(module, "database", database)
        with database.transaction() as session:
            enter_everyone(session)
        yield module
        database.engine.dispose()
        clock.configure(None)


def move_clock(tmp_path: Path, days: int) -> None:
    """Sets the clock forward, as `make demo` does."""
    file = tmp_path / "clock"
    file.write_text(str(days))
    clock.configure(str(file))


def task_of(database: Database, uid: str) -> Task:
    with database.transaction() as session:
        return usecases.get(session.connection(), Caller.of(specialist), uid, clock.today()).task


def test_a_decision_is_demanded_once_after_twenty_working_days(jobs: ModuleType, tmp_path: Path) -> None:
    today = clock.today()
    with jobs.database.transaction() as session:
        office = Office(session)
        office.accepted("nv-old", day=today, due=Due.on(today))
        office.submitted("nv-waiting", today, due=Due.on(today))
        office.accepted("nv-new", day=today, due=Due.on(today + timedelta(days=30)))
    jobs.sweep_decisions()
    assert task_of(jobs.database, "nv-old").decision_demanded_at is None
    move_clock(tmp_path, 40)
    jobs.sweep_decisions()
    jobs.sweep_decisions()
    old = task_of(jobs.database, "nv-old")
    assert old.decision_demanded_at is not None
    assert old.version == 5
    assert task_of(jobs.database, "nv-waiting").decision_demanded_at is None
    assert task_of(jobs.database, "nv-new").decision_demanded_at is None


def test_a_decision_is_demanded_from_the_day_that_the_model_gives(jobs: ModuleType, tmp_path: Path) -> None:
    today = clock.today()
    day = usecases.CALENDAR.add_working_days(today, usecases.POLICY.decision_after)
    with jobs.database.transaction() as session:
        Office(session).accepted("nv-1", day=today, due=Due.on(today))
    move_clock(tmp_path, (day - today).days - 1)
    jobs.sweep_decisions()
    assert task_of(jobs.database, "nv-1").decision_demanded_at is None
    move_clock(tmp_path, (day - today).days)
    jobs.sweep_decisions()
    assert task_of(jobs.database, "nv-1").decision_demanded_at is not None


def test_folding_shortens_the_table_of_tallies_and_keeps_the_counters(jobs: ModuleType) -> None:
    with jobs.database.transaction() as session:
        office = Office(session)
        for number in range(5):
            office.completed(f"nv-{number}")
    with jobs.database.transaction() as session:
        rows = session.scalars(select(func.count()).select_from(TALLIES)).one()
        before = usecases.count_basket(
            session.connection(), Caller.of(chairman), "baskets/all", clock.today()
        )
    jobs.sweep_tallies()
    jobs.sweep_tallies()
    with jobs.database.transaction() as session:
        assert session.scalars(select(func.count()).select_from(TALLIES)).one() < rows / 5
        after = usecases.count_basket(session.connection(), Caller.of(chairman), "baskets/all", clock.today())
    assert before == after == tables.Counts(done_on_time=5, total_count=5)


def test_every_sweep_is_scheduled(jobs: ModuleType) -> None:
    ours = {name for name in jobs.app.tasks if name.startswith("task.")}
    assert ours == {"task.sweep_decisions", "task.sweep_tallies"} == set(jobs.app.conf.beat_schedule)


def test_counters_are_added_up_a_few_at_a_time_and_each_time_is_a_sign_of_progress(
    jobs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"scope": "all", "settled": "", "never_reported": False, "n": 1}
    signs: list[int] = []
    monkeypatch.setattr(jobs, "FOLD_SLICE", 4)
    monkeypatch.setattr(work, "progress", lambda: signs.append(tallies(jobs)[0]))
    with jobs.database.transaction() as session:
        states = ("ASSIGNED", "IN_PROGRESS") * 5
        session.execute(TALLIES.insert(), [{**row, "state": state} for state in states])
    jobs.sweep_tallies()
    assert (signs, tallies(jobs)) == ([10, 8, 6], (6, 10))
    jobs.sweep_tallies()
    jobs.sweep_tallies()
    assert tallies(jobs) == (2, 10)


def tallies(jobs: ModuleType) -> tuple[int, int]:
    """The number of rows of the counters, and their sum."""
    with jobs.database.transaction() as session:
        rows, total = session.execute(select(func.count(), func.sum(TALLIES.c.n))).one()
        return rows, total
