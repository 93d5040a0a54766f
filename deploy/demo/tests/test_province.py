"""The files of the demo province hang together, and tell of a year that could have been."""

import csv
from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

import holidays
import pytest
import yaml

from deploy.demo.cast import FOLDER, Cast

Row = dict[str, str]
# What may come next; a step of the task as a whole, not of its extension or cause.
NEXT = {
    "": {"ISSUE", "CREATE_SUBTASK"},
    "ISSUE": {"ACCEPT", "RETURN", "RECALL"},
    "CREATE_SUBTASK": {"ACCEPT"},
    "RETURN": {"REISSUE"},
    "REISSUE": {"ACCEPT"},
    "ACCEPT": {"DELEGATE", "REPORT_PROGRESS", "SUBMIT", "CANCEL", "SUSPEND"},
    "DELEGATE": {"REPORT_PROGRESS", "SUBMIT", "CANCEL", "SUSPEND"},
    "REPORT_PROGRESS": {"REPORT_PROGRESS", "SUBMIT"},
    "SUSPEND": {"RESUME"},
    "RESUME": {"REPORT_PROGRESS", "SUBMIT"},
    "SUBMIT": {"SEND_BACK", "CONFIRM"},
    "SEND_BACK": {"SUBMIT"},
    "CONFIRM": set(),
}
# A confirmed period of a periodic task is followed by the next one.
NEXT_PERIOD = {"REPORT_PROGRESS", "SUBMIT"}
BESIDE = {"REQUEST_EXTENSION", "GRANT_EXTENSION", "REFUSE_EXTENSION", "STATE_CAUSE", "CONFIRM_CAUSE", "URGE"}


def rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def cast() -> Cast:
    return Cast()


@pytest.fixture(scope="module")
def tasks() -> list[Row]:
    return rows("tasks.csv")


@pytest.fixture(scope="module")
def lives() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for step in rows("steps.csv"):
        found[step["task"]].append(step)
    return found


@pytest.fixture(scope="module")
def anchor() -> date:
    day: date = _yaml("province.yaml")["anchor_date"]
    return day


def _yaml(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return content


def test_units_come_after_their_parents(cast: Cast) -> None:
    seen = {""}
    for unit in cast.units.values():
        assert unit.parent in seen
        seen.add(unit.id)


def test_people_hold_posts_in_known_units(cast: Cast) -> None:
    assert len(cast.people) == 150
    assert all(person.posts for person in cast.people.values())
    assert {post.unit for person in cast.people.values() for post in person.posts} <= cast.units.keys()


@pytest.mark.parametrize("field", ["username", "email", "employee_number", "phone"])
def test_nobody_shares_what_is_their_own(field: str) -> None:
    values = Counter(person[field] for person in _yaml("people.yaml")["people"])

    assert [value for value, count in values.items() if count > 1] == []


def test_every_agency_can_receive_and_work_a_task(cast: Cast) -> None:
    for agency in cast.agencies():
        if agency.id != "van-phong":
            assert cast.first("AGENCY_HEAD", agency.id)
            assert cast.first("AGENCY_CLERK", agency.id)
            assert cast.worker(agency.id)


def test_tasks_refer_to_what_is_there(cast: Cast, tasks: list[Row]) -> None:
    directives = {row["id"] for row in rows("directives.csv")}
    agencies = {unit.id for unit in cast.agencies()}
    by_id = {task["id"]: task for task in tasks}
    for task in tasks:
        assert task["directive"] in directives
        assert set(task["coordinators"].split()) <= agencies
        if parent := by_id.get(task["parent"]):
            # Down, not sideways: to a unit of the lead agency, or to a coordinator.
            assert cast.agency(task["lead"]) in {parent["lead"], *parent["coordinators"].split()}
        else:
            assert task["lead"] in agencies
        assert task["lead"] not in task["coordinators"].split()
        assert {task["assigner"], task["monitor"]} <= cast.people.keys()


def test_due_dates_are_working_days_after_the_directive(tasks: list[Row]) -> None:
    free = holidays.country_holidays("VN", years=(2024, 2025, 2026))
    issued = {row["id"]: row["date"] for row in rows("directives.csv")}
    for task in tasks:
        assert bool(task["due_date"]) == (task["due_kind"] in ("FIXED", "PERIODIC"))
        if task["due_kind"] == "FIXED":
            due = date.fromisoformat(task["due_date"])
            assert due.weekday() < 5, task
            assert due not in free, task
            assert task["due_date"] > issued[task["directive"]]


def test_steps_follow_each_other_as_the_regulation_has_it(
    lives: dict[str, list[Row]], tasks: list[Row]
) -> None:
    assert lives.keys() == {task["id"] for task in tasks}
    periodic = {task["id"] for task in tasks if task["due_kind"] == "PERIODIC"}
    for name, steps in lives.items():
        times = [step["time"] for step in steps]
        assert times == sorted(times)
        main = [step["step"] for step in steps if step["step"] not in BESIDE]
        for before, after in zip(["", *main], main, strict=False):
            next_period = NEXT_PERIOD if before == "CONFIRM" and name in periodic else set()
            assert after in NEXT[before] | next_period, steps


def test_nothing_but_due_dates_lies_in_the_future(lives: dict[str, list[Row]], anchor: date) -> None:
    last = max(step["time"] for steps in lives.values() for step in steps)

    assert datetime.fromisoformat(last).date() <= anchor


def test_holders_belong_to_the_agency_that_leads(
    cast: Cast, lives: dict[str, list[Row]], tasks: list[Row]
) -> None:
    for task in tasks:
        lead = task["lead"]
        for step in lives[task["id"]]:
            lead = step["unit"] if step["step"] == "REISSUE" else lead
            if step["step"] == "DELEGATE":
                assert cast.agency(step["unit"]) == lead
                assert step["unit"] in {post.unit for post in cast.people[step["holder"]].posts}


def test_the_year_has_the_usual_orders_of_size(lives: dict[str, list[Row]]) -> None:
    done = sum(any(step["step"] == "CONFIRM" for step in steps) for steps in lives.values())

    assert 800 <= len(lives) <= 900
    assert 0.65 <= done / len(lives) <= 0.8


def test_no_two_tasks_read_the_same(tasks: list[Row]) -> None:
    assert len({task["title"] for task in tasks}) == len(tasks)
    fields = Counter(task["field"] for task in tasks)
    assert min(fields.values()) >= 60
