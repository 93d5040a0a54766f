"""SQL and the model agree on the class and the marks of a task, for any history and any day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from services.task import model, tables, usecases
from services.task.model import SHOWN_MARKS, Decision, State, Task, TaskClass
from services.task.tables import TASKS, AsOf, Caller, Counts
from services.task.tables.classes import MARKS, class_is
from services.task.tables.scopes import PHASES
from services.task.usecases import Query
from shared.db import with_driver

from .factories import CALENDAR, chief
from .histories import START, lives
from .recount import recount

OFFICE = Caller.of(chief)


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(with_driver(database_url, "psycopg"))
    yield engine
    engine.dispose()


@contextmanager
def saved(engine: Engine, several: list[list[Decision]]) -> Iterator[tuple[Session, list[Task]]]:
    """Saves these lives step by step, and rolls them back at the end."""
    with engine.connect() as connection, connection.begin() as transaction, Session(connection) as session:
        yield session, [_live(session, f"task-{number}", life) for number, life in enumerate(several)]
        transaction.rollback()


def _live(session: Session, uid: str, life: list[Decision]) -> Task:
    steps = [Decision(replace(task, uid=uid), replace(step, task=uid)) for task, step in life]
    assert tables.insert_histories(session, [steps[:1]])
    for before, after in pairwise(steps):
        tables.update_task(session, before.task, after)
    return steps[-1].task


@settings(max_examples=40)
@given(st.lists(lives(), min_size=1, max_size=3), st.integers(0, 400))
def test_filters_and_counters_agree_with_the_model(
    engine: Engine, several: list[list[Decision]], days: int
) -> None:
    day = START + timedelta(days=days)
    as_of = AsOf(day, CALENDAR.horizon(day, model.DEFAULT_POLICY.due_soon_within))
    with saved(engine, several) as (session, tasks):
        for task in tasks:
            its_class = model.class_of(task.standing, day)
            assert classes(session, task.uid, as_of) == ([its_class] if its_class else [])
        for its_class in TaskClass:
            held = {task.uid for task in tasks if model.class_of(task.standing, day) is its_class}
            assert found(session, f'class = "{its_class}"', day) == held
            assert found(session, f'class != "{its_class}"', day) == {task.uid for task in tasks} - held
        for its_class in TaskClass:
            held = {task.uid for task in tasks if its_class in classes_of_parts(task, day)}
            assert found(session, f'coordination_class = "{its_class}"', day) == held
        for mark in MARKS:
            held = {task.uid for task in tasks if mark in model.marks(task, day, CALENDAR)}
            assert found(session, f'mark = "{mark}"', day) == held
            assert found(session, f'mark != "{mark}"', day) == {task.uid for task in tasks} - held
        expected = recount([usecases.seen(OFFICE, task, day) for task in tasks])
        for filter in ("", 'directive = ""'):
            assert usecases.count_basket(session.connection(), OFFICE, "baskets/all", day, filter) == expected
        tables.fold_tallies(session)
        assert usecases.count_basket(session.connection(), OFFICE, "baskets/all", day) == expected


def classes_of_parts(task: Task, day: date) -> set[TaskClass | None]:
    """The classes of the parts of coordinators; nobody knows of them before the issue."""
    if task.state in model.NOT_ISSUED:
        return set()
    return {model.class_of(model.part_standing(task, each), day) for each in task.coordinations}


def classes(session: Session, uid: str, as_of: AsOf) -> list[str]:
    """Every class that SQL finds for a row."""
    conditions = [class_is(TASKS.c, each, as_of).label(each) for each in TaskClass]
    row = session.execute(select(*conditions).where(TASKS.c.uid == uid)).one()
    return [name for name, holds in row._mapping.items() if holds]


def found(session: Session, filter: str, day: date) -> set[str]:
    page = usecases.list_tasks(session.connection(), OFFICE, Query("baskets/all", filter), day)
    return {seen.task.uid for seen in page.rows}


def test_the_counters_and_filters_cover_every_class_and_mark_shown() -> None:
    assert set(MARKS) == SHOWN_MARKS
    counted = {*(each.lower() for each in (*TaskClass, *MARKS)), "not_issued", "total_count"}
    assert {field.name for field in fields(Counts)} == counted
    assert sorted(state for states in PHASES.values() for state in states) == sorted(State)
