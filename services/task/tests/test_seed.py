"""The year of the demo province, from the files of the project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from sqlalchemy import func, select

from deploy.local.postgres import RunningPostgres
from services.task import seed, tables, usecases
from services.task.model import (
    ABOUT_COORDINATION,
    ENDS_SUBTASKS,
    Actor,
    CommentKind,
    Coordination,
    CoordinationState,
    Due,
    Purpose,
    Task,
    TaskClass,
    Terms,
    Verb,
    check_down,
    class_of,
    is_candidate,
    part_standing,
)
from services.task.seed.files import TaskRow, read_comments
from services.task.seed.play import Cast, Played
from services.task.tables import STEPS, TASKS, Caller, saved_lists
from services.task.tables.schema import COMMENTS, OUTBOX
from services.task.usecases import Query
from shared import testing, yamls
from shared.db import Database

from .conftest import MIGRATIONS
from .counting import Totals, totals
from .factories import chairman, in_progress

TODAY = date(2026, 11, 24)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def database(postgres: RunningPostgres) -> Iterator[Database]:
    """An empty database for this module."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        database = Database(url)
        yield database
        database.engine.dispose()


def cast_of(province: seed.Province) -> Cast:
    return Cast({name: Actor(name, f"{name}/positions/1", "units/x", name=name) for name in province.people})


@cache
def played(today: date) -> list[Played]:
    """The year as it is played when it is entered on this day."""
    province = seed.read(seed.PROVINCE, today)
    return list(seed.play_all(province.tasks, cast_of(province)))


@pytest.mark.parametrize(
    "today",
    [
        *(date(2025, 6, 27), date(2026, 2, 20), TODAY, date(2028, 1, 3)),
        # Years in which a return spans a Saturday that is a working day by decree.
        *(date(2025, 1, 6), date(2026, 4, 20), date(2026, 11, 27)),
    ],
)
def test_the_year_breaks_no_rule_on_any_day_of_entry(today: date) -> None:
    province = seed.read(seed.PROVINCE, today)
    assert sum(len(one.skipped) for one in played(today)) <= 10
    assert all(step.at.date() <= today for task in province.tasks for step in task.steps)


def held_in_the_year() -> dict[str, list[Row]]:
    """The positions that each person holds today."""
    rows = yamls.read(seed.PROVINCE / "people.yaml")["people"]
    return {
        f"people/{row['id']}": [held for held in row["positions"] if "end_date" not in held] for row in rows
    }


def test_the_year_names_only_candidates() -> None:
    held = held_in_the_year()
    for task in seed.read(seed.PROVINCE, TODAY).tasks:
        for purpose, person in ((Purpose.ASSIGNER, task.assigner), (Purpose.MONITOR, task.monitor)):
            assert any(
                is_candidate(purpose, position["role"], position.get("fields", ()), task.field)
                for position in held[person]
            ), (task.uid, purpose)


@pytest.mark.parametrize("today", [date(2025, 6, 27), TODAY])
def test_the_year_has_tasks_that_were_issued_late(today: date) -> None:
    assert 2 <= sum(one.decisions[-1].task.issued_late for one in played(today)) <= 20


def test_the_office_works_on_its_tasks_of_the_year_to_the_end() -> None:
    held, office = held_in_the_year(), "units/van-phong"
    chiefs = {name for name, rows in held.items() if any(row["role"] == "OFFICE_CHIEF" for row in rows)}
    own = [task for task in seed.read(seed.PROVINCE, TODAY).tasks if task.lead == office]
    assert any(task.steps[-1].step == "CONFIRM" for task in own)
    for task in own:
        submitter = next(
            (step.person for step in reversed(task.steps) if step.step in ("SUBMIT", "APPROVE")), ""
        )
        for step in task.steps:
            if step.step in ("CONFIRM", "SEND_BACK"):
                assert step.person in {*chiefs, task.assigner} - {submitter}, task.uid


def test_what_goes_up_in_the_year_was_approved_in_the_agency() -> None:
    verbs = Counter(step.verb for one in played(TODAY) for _, step in one.decisions)
    assert verbs[Verb.SEEK_APPROVAL] >= 150
    assert verbs[Verb.ASK_CHANGES] >= 5
    assert verbs[Verb.WITHDRAW] >= 5


@pytest.mark.parametrize("today", [date(2025, 6, 27), TODAY])
def test_the_year_has_contests_that_were_granted_or_upheld_and_some_that_wait(today: date) -> None:
    causes = [one.decisions[-1].task.delay_cause for one in played(today)]
    contests = [cause.contest for cause in causes if cause and cause.contest]
    waiting = [contest for contest in contests if contest.pending]
    granted = [contest for contest in contests if contest.granted]
    assert min(len(waiting), len(granted), len(contests) - len(waiting) - len(granted)) >= 2


@pytest.mark.parametrize("today", [date(2025, 6, 27), TODAY])
def test_the_year_has_parts_of_coordinators_in_every_state_and_class(today: date) -> None:
    tasks = [one.decisions[-1].task for one in played(today)]
    parts = [(task, each) for task in tasks for each in task.coordinations]
    states = Counter(each.state for _, each in parts)
    assert min(states[state] for state in CoordinationState) >= 20
    classes = Counter(class_of(part_standing(task, each), today) for task, each in parts)
    assert all(classes[each] for each in TaskClass)
    verbs = {step.verb for one in played(today) for _, step in one.decisions}
    assert verbs >= ABOUT_COORDINATION


def test_the_subtasks_of_the_year_go_down_and_end_with_their_parent() -> None:
    units = yamls.read(seed.PROVINCE / "units.yaml")["units"]
    above = {f"units/{unit['id']}": f"units/{unit.get('parent', '')}" for unit in units}
    province = seed.read(seed.PROVINCE, TODAY)
    parents = {task.uid: task for task in province.tasks}
    subtasks = [task for task in province.tasks if task.parent]
    assert subtasks
    for task in subtasks:
        parent = parents[task.parent]
        inside = {unit for unit, over in above.items() if parent.lead in (unit, over, above.get(over))}
        named = replace(parent_of(parent), coordinations=tuple(map(Coordination, parent.coordinations)))
        coordinations = tuple(map(Coordination, task.coordinations))
        check_down(named, inside, Terms(lead=task.lead, coordinations=coordinations))
        assert {step.step for step in parent.steps}.isdisjoint(ENDS_SUBTASKS)


def parent_of(row: TaskRow) -> Task:
    """The parent as far as the rule of its subtasks needs it."""
    return replace(in_progress(Due.without_date()), uid=row.uid, lead=row.lead)


def test_the_year_is_entered_once_and_every_step_announced(database: Database) -> None:
    province = seed.read(seed.PROVINCE, TODAY)
    some = [task.uid for task in province.tasks[:60]]
    for _ in range(2):
        seed.enter(database, province, some, cast_of(province))
    with database.transaction() as session:
        assert session.scalars(select(func.count()).select_from(TASKS)).one() == 60
        steps = session.scalars(select(func.count()).select_from(STEPS)).one()
        assert session.scalars(select(func.count()).select_from(OUTBOX)).one() == steps
        assert session.scalars(select(func.sum(TASKS.c.version))).one() == steps
        counts = usecases.count_basket(session.connection(), Caller.of(chairman), "baskets/all", TODAY)
        tasks = [tables.find(session, uid) for uid in some]
    standings = [task.standing for task in tasks if task is not None]
    assert Totals(counts.done_on_time, counts.done_late, counts.open_in_time, counts.open_overdue) == totals(
        standings, TODAY
    )
    assert counts.total > 50


def test_the_sets_of_the_year_are_entered_once(database: Database) -> None:
    province = seed.read(seed.PROVINCE, TODAY)
    members = [task.uid for task in province.tasks if task.source.task_set]
    for _ in range(2):
        seed.enter(database, province, members, cast_of(province))
    with database.transaction() as session:
        found = usecases.list_sets(session.connection(), Caller.of(chairman), None, 50, TODAY).rows
    assert [seen.counts.total_count for seen in found] == [len(members)]
    (counts,) = (seen.counts for seen in found)
    # Something of everything that the line of a set says.
    assert min(counts.done_on_time, counts.open_overdue, counts.waiting_for_confirmation) > 0


def test_the_comments_of_the_year_are_made_by_people_who_may_make_them() -> None:
    held = held_in_the_year()
    units = yamls.read(seed.PROVINCE / "units.yaml")["units"]
    above = {unit["id"]: unit.get("parent", "") for unit in units}
    tasks = {task.uid: task for task in seed.read(seed.PROVINCE, TODAY).tasks}
    rows = read_comments(seed.PROVINCE, TODAY)
    assert {row.kind for row in rows} == set(CommentKind)
    for row in rows:
        task = tasks[row.task]
        assert row.at > task.steps[0].at
        parties = {task.lead, *task.coordinations, "units/van-phong", "units/ubnd-tinh"}
        for person in (row.person, *row.mentions):
            theirs = {each["unit"] for each in held[person]}
            agencies = theirs | {above[unit] for unit in theirs}
            assert parties & {f"units/{unit}" for unit in agencies}, (row.task, person)
        if row.kind is CommentKind.OPINION:
            assert {each["role"] for each in held[row.person]} <= {"CHAIRMAN", "VICE_CHAIRMAN"}


def test_the_comments_of_the_year_are_entered_once(database: Database) -> None:
    province = seed.read(seed.PROVINCE, TODAY)
    rows = read_comments(seed.PROVINCE, TODAY)
    people = {person for row in rows for person in (row.person, *row.mentions)}
    cast = cast_of(replace(province, people=province.people | people))
    seed.enter(database, province, sorted({row.task for row in rows}), cast)
    for _ in range(2):
        seed.enter_comments(database, seed.PROVINCE, TODAY, cast)
    with database.transaction() as session:
        assert session.scalars(select(func.count()).select_from(COMMENTS)).one() == len(rows)
        announced = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.type == "task.commented")
        assert session.scalars(announced).one() == len(rows)


def test_the_saved_lists_of_the_province_are_entered_once_and_understood(database: Database) -> None:
    for _ in range(2):
        seed.enter_lists(database, seed.PROVINCE)
    with database.transaction() as session:
        entered = saved_lists.of_places(session, {"units/so-y-te", "people/nguyen-thi-ngoc-uyen"})
        assert {each.display_name for each in entered} == {"Sắp đến hạn của Sở", "Chờ tôi xác nhận"}
        for each in entered:
            usecases.list_tasks(
                session.connection(),
                Caller.of(chairman),
                Query(each.basket, each.filter, each.order_by),
                TODAY,
            )
