"""The people and the days of each rule: the table of docs/domain.md, section Urging."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.model import (
    RULES,
    Anchor,
    Audience,
    Directory,
    HeldPosition,
    Task,
    Unit,
    Window,
    is_outdated,
    plan,
    resolve,
)

DUE = date(2026, 11, 20)
TASK = Task("tasks/t", "Việc", "IN_PROGRESS", lead="units/so", field="van-xa", due_date=DUE)
UNITS = {
    "units/so": Unit("units/so", "units/tinh", "units/so"),
    "units/phong": Unit("units/phong", "units/so", "units/so"),
    "units/to": Unit("units/to", "units/phong", "units/so"),
}


def window(anchor: Anchor, day: date, first: int, last: int) -> Window:
    return Window(anchor, first, tuple(day + timedelta(days=number) for number in range(first, last + 1)))


def people(audience: Audience, task: Task, *positions: HeldPosition) -> list[str]:
    return resolve([audience], task, Directory(positions, UNITS))


def held(person: str, unit: str, role: str, *fields: str) -> HeldPosition:
    return HeldPosition(
        person,
        f"units/{unit}",
        "units/so" if unit in ("so", "phong", "to") else f"units/{unit}",
        role,
        fields,
    )


def days_of(rule: str, state: str = "IN_PROGRESS", unanswered: int = 0) -> list[int]:
    task = replace(TASK, state=state, unanswered_urgings=unanswered)
    windows = [window(anchor, DUE, -5, 40) for anchor in Anchor if anchor is not Anchor.ACCEPTANCE]
    return sorted((planned.day - DUE).days for planned in plan(task, windows) if planned.rule == rule)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("due-in-3", [-3]),
        ("due-in-1", [-1]),
        ("due-today", [0]),
        ("internal-due-in-3", [-3]),
        ("internal-due-in-1", [-1]),
        ("internal-due-today", [0]),
        ("overdue-first", [1]),
        ("overdue", [3, 8, 13, 18, 23, 28, 33, 38]),
        ("overdue-office", [10]),
        ("overdue-leader", [20]),
        ("no-progress", [20]),
        ("not-accepted", []),
        ("unanswered", []),
    ],
)
def test_each_rule_has_its_days_for_a_task_in_progress(rule: str, days: list[int]) -> None:
    assert days_of(rule) == days


def test_some_rules_depend_on_the_state_and_on_unanswered_urgings() -> None:
    assert days_of("not-accepted", "ISSUED") == [2]
    assert days_of("no-progress", "ISSUED") == []
    assert days_of("unanswered", unanswered=2) == []
    assert days_of("unanswered", unanswered=3) == [1]


def test_a_task_that_was_issued_late_is_urged_after_the_last_day_to_accept_it() -> None:
    accept_by = DUE + timedelta(days=7)
    windows = [window(Anchor.DUE, DUE, -5, 40), window(Anchor.ACCEPTANCE, accept_by, 1, 30)]
    overdue = {planned.rule: planned.day for planned in plan(TASK, windows) if planned.day > DUE}
    assert {rule: (day - accept_by).days for rule, day in overdue.items() if rule != "overdue"} == {
        "overdue-first": 1,
        "overdue-office": 10,
        "overdue-leader": 20,
    }
    assert min(planned.day for planned in plan(TASK, windows) if planned.rule == "overdue") > accept_by


@given(st.sampled_from(sorted(RULES)), st.integers(-5, 30), st.integers(0, 40))
def test_a_window_that_begins_elsewhere_gives_the_same_days(rule: str, first: int, length: int) -> None:
    whole = set(RULES[rule].days(-5, window(Anchor.DUE, DUE, -5, 80).dates))
    smaller = window(Anchor.DUE, DUE, first, first + length)
    assert set(RULES[rule].days(first, smaller.dates)) == whole & set(smaller.dates)


@pytest.mark.parametrize("state", ["DRAFT", "PROPOSED", "RETURNED", "SUBMITTED", "COMPLETED", "SUSPENDED"])
def test_nobody_is_reminded_while_the_agency_has_nothing_to_do(state: str) -> None:
    assert not any(days_of(rule, state, 3) for rule in RULES)


def test_only_reminders_before_the_due_date_are_outdated_after_it() -> None:
    after = DUE + timedelta(days=1)
    assert {rule.id for rule in RULES.values() if is_outdated(rule, TASK, after)} == {
        "due-in-3",
        "due-in-1",
        "due-today",
    }
    assert not any(is_outdated(rule, TASK, DUE) for rule in RULES.values())
    dated = replace(TASK, internal_due_date=DUE - timedelta(days=9))
    assert {rule.id for rule in RULES.values() if is_outdated(rule, dated, DUE)} == {
        "internal-due-in-3",
        "internal-due-in-1",
        "internal-due-today",
    }


def test_the_head_of_the_nearest_unit_above_counts_as_unit_head() -> None:
    task = replace(TASK, holder_unit="units/to")
    chief, clerk = held("truong-phong", "phong", "UNIT_HEAD"), held("van-thu", "so", "AGENCY_CLERK")
    assert people(Audience.UNIT_HEADS, task, chief, clerk) == ["truong-phong"]
    assert people(Audience.HOLDER, task, clerk) == ["van-thu"]
    assert people(Audience.UNIT_HEADS, task, clerk) == []


def test_the_holder_is_the_named_person_while_that_person_holds_a_position() -> None:
    task = replace(TASK, holder_unit="units/phong", holder_person="can-bo")
    chief = held("truong-phong", "phong", "UNIT_HEAD")
    assert people(Audience.HOLDER, task, chief, held("can-bo", "phong", "OFFICER")) == ["can-bo"]
    assert people(Audience.HOLDER, task, chief) == ["truong-phong"]
    beside = replace(task, co_holder="nguoi-hai")
    second = held("nguoi-hai", "to", "OFFICER")
    assert people(Audience.HOLDER, beside, chief, second) == ["truong-phong", "nguoi-hai"]
    assert people(Audience.CO_HOLDER, beside, chief) == []


def test_the_office_as_lead_is_notified_like_any_agency() -> None:
    task = replace(TASK, lead="units/van-phong")
    positions = held("van-thu", "van-phong", "OFFICE_CLERK"), held("chanh", "van-phong", "OFFICE_CHIEF")
    assert people(Audience.RECEIVERS, task, *positions) == ["van-thu"]
    assert people(Audience.HEADS, task, *positions) == ["chanh"]


def test_the_leader_is_the_assigner_or_the_leader_of_the_field() -> None:
    chairman, health, roads = (
        held("chu-tich", "tinh", "CHAIRMAN"),
        held("pho-y-te", "tinh", "VICE_CHAIRMAN", "van-xa"),
        held("pho-giao-thong", "tinh", "VICE_CHAIRMAN", "xay-dung-giao-thong"),
    )
    assert people(Audience.LEADER, replace(TASK, assigner="chu-tich"), chairman, health, roads) == [
        "chu-tich"
    ]
    assert people(Audience.LEADER, replace(TASK, assigner="da-nghi"), chairman, health, roads) == ["pho-y-te"]
    assert people(Audience.LEADER, TASK, chairman, roads) == ["chu-tich"]


def test_the_office_chiefs_depend_on_the_field() -> None:
    positions = (
        held("chanh", "van-phong", "OFFICE_CHIEF"),
        held("pho", "van-phong", "OFFICE_CHIEF", "xay-dung-giao-thong"),
    )
    assert people(Audience.OFFICE_CHIEFS, TASK, *positions) == ["chanh"]
    assert people(Audience.OFFICE_CHIEFS, replace(TASK, field="xay-dung-giao-thong"), *positions) == [
        "chanh",
        "pho",
    ]


def test_a_cycle_of_units_does_not_trap_the_search() -> None:
    units = {
        name: Unit(name, other, "units/so")
        for name, other in (("units/a", "units/b"), ("units/b", "units/a"))
    }
    task = replace(TASK, holder_unit="units/a")
    assert resolve([Audience.UNIT_HEADS], task, Directory((), units)) == []
