"""The terms that a subtask takes from its parent, and those that its creator may state."""

from __future__ import annotations

from datetime import date, timedelta

from services.task import model
from services.task.model import Due, Terms

from .factories import HEAD, act, in_progress

DUE = date(2025, 9, 15)


def test_a_subtask_takes_the_assign_date_of_its_parent_unless_stated() -> None:
    parent, ordered = in_progress(Due.on(DUE), ordered=date(2025, 9, 1)), DUE - timedelta(days=2)
    for stated, expected in ((ordered, ordered), (None, parent.assign_date)):
        terms = Terms(lead="units/phong", due=Due.on(DUE), assign_date=stated)
        made = model.create_subtask(parent, act(ordered, HEAD), "task-2", terms).task
        assert made.assign_date == expected
