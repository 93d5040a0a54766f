"""Every basket of every role lists, counts and exports the same tasks of the demo province's year.

The year has coordinated and periodic tasks, subtasks, and tasks made from proposals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from deploy.local.postgres import RunningPostgres
from services.task import model, rpc, seed, usecases, workbook
from services.task.model import Actor, DueKind, Role
from services.task.seed.play import Cast
from services.task.tables import Caller, Counts, baskets
from services.task.tables.units import Labels
from services.task.tests.conftest import MIGRATIONS
from services.task.tests.recount import recount, recount_parts
from services.task.usecases import Query, Seen
from services.task.workbook import Texts
from services.task.workbook.columns import COLUMNS
from shared import testing, yamls
from shared.db import Database
from shared.principal import HeldPosition

TODAY = date(2026, 11, 24)
COLUMN_NAMES = ("title", "state")


@pytest.fixture(scope="module")
def year(postgres: RunningPostgres) -> Iterator[Connection]:
    """A connection to a database with the year, as `serve` reads it."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        database, province = Database(url), seed.read(seed.PROVINCE, TODAY)
        actors = {name: Actor(name, f"{name}/positions/1", "units/x", name=name) for name in province.people}
        seed.enter(database, province, [task.uid for task in province.tasks], Cast(actors))
        with database.engine.connect() as connection:
            yield connection
        database.engine.dispose()


def callers() -> dict[str, Caller]:
    """Two people of the province, with their positions, for each combination of roles."""
    folder = seed.PROVINCE
    people = yamls.read(folder / "people.yaml")["people"]
    units = {unit["id"]: unit for unit in yamls.read(folder / "units.yaml")["units"]}
    found: dict[str, Caller] = {}
    for person in people:
        held = tuple(_held(position, units) for position in person["positions"] if "end_date" not in position)
        roles = "+".join(sorted({position.role for position in held}))
        # The first two people of the file are enough to meet coordinated and held tasks and subtasks.
        for number in (1, 2):
            if f"{roles} {number}" not in found:
                found[f"{roles} {number}"] = Caller(f"people/{person['id']}", person["display_name"], held)
                break
    return found


def _held(position: dict[str, Any], units: dict[str, Any]) -> HeldPosition:
    unit = position["unit"]
    agency = unit
    while units[agency]["kind"] == "UNIT":
        agency = units[agency]["parent"]
    # Clerks work in a room of their agency, and for all of it.
    below = {agency} if position["role"] in model.CLERKS else {unit}
    for name, each in units.items():
        if each.get("parent") in below and each["kind"] == "UNIT":
            below.add(name)
    name = f"units/{unit}"
    oversees = tuple(f"units/{each}" for each in sorted(below))
    return HeldPosition(f"{name}/positions/1", name, f"units/{agency}", position["role"], units=oversees)


CALLERS = callers()


def listed(year: Connection, caller: Caller, basket: str, filter: str = "") -> list[Seen]:
    rows: list[Seen] = []
    cursor = None
    while True:
        page = usecases.list_tasks(year, caller, Query(basket, filter, cursor=cursor, size=150), TODAY)
        rows += page.rows
        cursor = page.cursor
        if cursor is None:
            return rows


def counting(caller: Caller, basket: str) -> Callable[[Sequence[Seen]], Counts]:
    """How the rows of a basket are counted: what a caller coordinates, by the caller's own part."""
    if basket != "baskets/coordinated":
        return recount
    own = baskets.coordinating(caller)
    return lambda rows: recount_parts(
        [
            replace(seen, parts={unit: part for unit, part in seen.parts.items() if unit in own})
            for seen in rows
        ]
    )


def test_the_year_has_every_role_and_every_kind_of_task(year: Connection) -> None:
    assert {role for caller in CALLERS.values() for role in caller.roles} == set(Role)
    tasks = [seen.task for seen in listed(year, CALLERS["CHAIRMAN 1"], "")]
    assert sum(task.due.kind is DueKind.PERIODIC for task in tasks) >= 10
    assert sum(bool(task.parent_task) for task in tasks) >= 15
    assert sum(bool(task.proposal) for task in tasks) >= 40
    assert sum(bool(task.coordinations) for task in tasks) > 500


@pytest.mark.parametrize("who", sorted(CALLERS))
def test_a_basket_lists_counts_and_exports_the_same_tasks(year: Connection, who: str) -> None:
    caller = CALLERS[who]
    for name in baskets.NAMES:
        basket = f"baskets/{name}"
        rows = listed(year, caller, basket)
        counts = counting(caller, basket)
        assert usecases.count_basket(year, caller, basket, TODAY) == counts(rows), basket
        assert exported(rows) == [(seen.task.title, state_of(seen)) for seen in rows], basket
        for its_class in model.TaskClass:
            filter = f'class = "{its_class}"'
            of_class = [seen for seen in rows if seen.its_class is its_class]
            assert [seen.task.uid for seen in listed(year, caller, basket, filter)] == [
                seen.task.uid for seen in of_class
            ]
            assert usecases.count_basket(year, caller, basket, TODAY, filter) == counts(of_class)


@pytest.mark.parametrize("who", sorted(CALLERS))
def test_a_list_shows_a_task_exactly_as_get_does(year: Connection, who: str) -> None:
    caller = CALLERS[who]
    rows = listed(year, caller, "")
    spread = rows[100 :: len(rows) // 50 + 1]
    for seen in (*rows[:100], *spread):
        assert seen == usecases.get(year, caller, seen.task.uid, TODAY)


def exported(rows: Sequence[Seen]) -> list[tuple[Any, ...]]:
    """The row of the workbook for each task."""
    columns = [COLUMNS[name] for name in COLUMN_NAMES]
    return [tuple(workbook.row_of(seen, columns, TEXTS)) for seen in rows]


TEXTS = Texts(rpc.CATALOGUE, "vi", Labels({}, {}))


def state_of(seen: Seen) -> str:
    """The class or the state, and the marks, in words; empty for a person who may only read the text."""
    if seen.view is model.View.TEXT:
        return ""
    first = f"class.{seen.its_class}" if seen.its_class else f"state.{seen.task.state}"
    marks = [f"mark.{mark}" for mark in model.Mark if mark in seen.marks]
    return "; ".join(TEXTS(key) for key in (first, *marks))
