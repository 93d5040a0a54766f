"""The terms that a subtask takes from its parent, and those that its creator may state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.task import model
from services.task.model import Due, Terms, Urgency

from .factories import CALENDAR, HEAD, act, in_progress

DUE = date(2025, 9, 15)


def test_a_subtask_is_assigned_on_behalf_of_the_same_leader_unless_by_another_assigner() -> None:
    parent = replace(in_progress(Due.on(DUE)), on_behalf_of="people/chu-tich", urgency=Urgency.EXPRESS)
    for assigner, leader in ((None, "people/chu-tich"), (HEAD.person, "")):
        terms = Terms(lead="units/phong", due=Due.on(DUE), assigner=assigner)
        made = model.create_subtask(parent, act(DUE, HEAD), "task-2", terms, CALENDAR).task
        assert (made.on_behalf_of, made.urgency) == (leader, Urgency.EXPRESS)


def test_a_subtask_takes_the_assign_date_of_its_parent_unless_stated() -> None:
    parent, ordered = in_progress(Due.on(DUE), ordered=date(2025, 9, 1)), DUE - timedelta(days=2)
    for stated, expected in ((ordered, ordered), (None, parent.assign_date)):
        terms = Terms(lead="units/phong", due=Due.on(DUE), assign_date=stated)
        made = model.create_subtask(parent, act(ordered, HEAD), "task-2", terms, CALENDAR).task
        assert made.assign_date == expected
