"""The files of the demo province fit together and describe a plausible year."""

import csv
from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

import holidays
import pytest

from deploy.demo.cast import FOLDER, Cast
from shared import yamls

Row = dict[str, str]
# The steps that may follow a step; only steps of the task itself, not of its extension or delay cause.
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
    "SEEK_SUBMIT": {"APPROVE", "ASK_CHANGES", "WITHDRAW"},
    "ASK_CHANGES": {"SUBMIT"},
    "WITHDRAW": {"SUBMIT"},
    "APPROVE": {"SEND_BACK", "CONFIRM"},
    "SEND_BACK": {"SUBMIT"},
    "CONFIRM": set(),
}
# After a confirmed period of a periodic task the next period begins.
NEXT_PERIOD = {"REPORT_PROGRESS", "SUBMIT"}
BESIDE = {
    *("REQUEST_EXTENSION", "GRANT_EXTENSION", "REFUSE_EXTENSION", "STATE_CAUSE", "CONFIRM_CAUSE", "URGE"),
    *("ACCEPT_COORDINATION", "REPORT_COORDINATION", "SET_COORDINATION", "URGE_COORDINATION"),
    *("SEND_BACK_COORDINATION", "INFORM"),
    *("SEEK_REQUEST_EXTENSION", "REFUSE_CAUSE", "CONTEST_CAUSE", "GRANT_CONTEST", "UPHOLD_CONTEST"),
}
# A holder's completion goes up once a head has approved it; it may be sought whenever it may be submitted.
SUBMITTING = {"SUBMIT", "SEEK_SUBMIT"}


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
    content: dict[str, Any] = yamls.read(FOLDER / name)
    return content


def test_units_come_after_their_parents(cast: Cast) -> None:
    seen = {""}
    for unit in cast.units.values():
        assert unit.parent in seen
        seen.add(unit.id)


def test_people_hold_positions_in_known_units(cast: Cast) -> None:
    held = [person.positions for person in cast.people.values()]

    assert len(held) == 150
    assert all(held)
    assert {position.unit for positions in held for position in positions} <= cast.units.keys()


@pytest.mark.parametrize("field", ["username", "email", "employee_number", "phone"])
def test_no_two_people_share_a_personal_value(field: str) -> None:
    values = Counter(person[field] for person in _yaml("people.yaml")["people"])

    assert [value for value, count in values.items() if count > 1] == []


def test_every_agency_has_people_to_accept_a_task_and_work_on_it(cast: Cast) -> None:
    for agency in cast.agencies():
        own = "OFFICE" if agency.id == "van-phong" else "AGENCY"
        assert cast.first("OFFICE_CHIEF" if own == "OFFICE" else "AGENCY_HEAD", agency.id)
        assert cast.first(f"{own}_CLERK", agency.id)
        assert cast.worker(agency.id)


def test_tasks_refer_to_known_directives_units_and_people(cast: Cast, tasks: list[Row]) -> None:
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


def test_a_directive_is_superseded_by_a_later_one(tasks: list[Row]) -> None:
    issued = {row["id"]: row["date"] for row in rows("directives.csv")}
    superseded = rows("supersessions.csv")
    assert all(issued[row["directive"]] < issued[row["by"]] for row in superseded)
    assert {row["directive"] for row in superseded} <= {task["directive"] for task in tasks}


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


def test_steps_follow_the_order_of_the_regulation(lives: dict[str, list[Row]], tasks: list[Row]) -> None:
    assert lives.keys() == {task["id"] for task in tasks}
    periodic = {task["id"] for task in tasks if task["due_kind"] == "PERIODIC"}
    for name, steps in lives.items():
        times = [step["time"] for step in steps]
        assert times == sorted(times)
        main = [
            step["step"]
            for step, before in zip(steps, [None, *steps], strict=False)
            if not _beside(step, before)
        ]
        for before, after in zip(["", *main], main, strict=False):
            next_period = NEXT_PERIOD if before == "CONFIRM" and name in periodic else set()
            assert ("SUBMIT" if after in SUBMITTING else after) in NEXT[before] | next_period, steps


def _beside(step: Row, before: Row | None) -> bool:
    """Whether a step is one of an extension or a delay cause, or a head's approval of such a step."""
    approves = step["step"] == "APPROVE" and before is not None
    return step["step"] in BESIDE or bool(approves and before and before["step"] in BESIDE)


def test_only_due_dates_lie_in_the_future(lives: dict[str, list[Row]], anchor: date) -> None:
    last = max(step["time"] for steps in lives.values() for step in steps)

    assert datetime.fromisoformat(last).date() <= anchor


def test_holders_belong_to_the_lead_agency(cast: Cast, lives: dict[str, list[Row]], tasks: list[Row]) -> None:
    for task in tasks:
        lead = task["lead"]
        for step in lives[task["id"]]:
            lead = step["unit"] if step["step"] == "REISSUE" else lead
            if step["step"] == "DELEGATE":
                assert cast.agency(step["unit"]) == lead
                assert all(
                    step["unit"] in {held.unit for held in cast.people[person].positions}
                    for person in step["holder"].split()
                )


def test_some_tasks_are_held_by_two_people_with_a_date_of_the_agency(lives: dict[str, list[Row]]) -> None:
    given = [step for steps in lives.values() for step in steps if len(step["holder"].split()) == 2]
    assert len(given) >= 10
    assert all(step["due_date"] for step in given)
    reports = [step for steps in lives.values() for step in steps if step["step"] == "REPORT_PROGRESS"]
    beside = {(step["task"], step["holder"].split()[1]) for step in given}
    assert any((step["task"], step["person"]) in beside for step in reports)


def test_the_tasks_of_a_set_are_issued_in_one_act(lives: dict[str, list[Row]], tasks: list[Row]) -> None:
    sets: dict[str, list[Row]] = defaultdict(list)
    for task in tasks:
        if task["task_set"]:
            sets[task["task_set"]].append(task)
    assert sets
    for members in sets.values():
        issues = {(lives[task["id"]][0]["time"], lives[task["id"]][0]["person"]) for task in members}
        assert len(issues) == 1
        assert len({(task["directive"], task["title"], task["due_date"]) for task in members}) == 1
        assert len({task["lead"] for task in members}) == len(members) > 1


def test_the_year_has_a_realistic_number_of_tasks(lives: dict[str, list[Row]]) -> None:
    done = sum(any(step["step"] == "CONFIRM" for step in steps) for steps in lives.values())

    assert 800 <= len(lives) <= 900
    assert 0.65 <= done / len(lives) <= 0.8


def test_only_the_tasks_of_a_set_have_the_same_title(tasks: list[Row]) -> None:
    assert len({task["title"] for task in tasks}) == len({task["task_set"] or task["id"] for task in tasks})
    fields = Counter(task["field"] for task in tasks)
    assert min(fields.values()) >= 60
