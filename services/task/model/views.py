"""What each view of a task withholds: one table for what a reader gets and for what lists, counters and exports use.

docs/domain.md, section Rights. A fact is a field of Task, or what is computed from a task: its class, a mark, the
working days left.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any

from .classes import Mark
from .rights import View
from .task import Period, Task

CLASS, DAYS_LEFT = "class", "days_left"
# The coordination of the reader's own agency; `coordinations` are those of others.
OWN_COORDINATION = "own_coordination"
# The others serve reports and rules.
SHOWN_MARKS = frozenset(
    {
        Mark.DUE_SOON,
        Mark.NOT_ACCEPTED,
        Mark.ISSUED_LATE,
        Mark.WAITING_FOR_CONFIRMATION,
        Mark.OVERDUE_NOT_UPDATED,
    }
)
# How the lead agency works, and what would reveal it: the version and the time of the last step tell that it has taken
# one. Class and due date belong to the task, not to the agency.
_INSIDE = frozenset(
    {
        *("version", "updated_at", "decision_demanded_at", "redo_date"),
        *("holder", "progress", "submission", "extensions", "delay_cause", "coordinations"),
        *("approval", "internal_due_date", "task_set"),
        *("send_back_count", "returned_leads", "last_return"),
        *("urging_count", "unanswered_urgings", "last_urged_at"),
        Mark.OVERDUE_NOT_UPDATED,
    }
)
# How far the work has come.
_COURSE = {
    *("state", "periods", "accepted_at", "confirmed_at", "suspended_at", "resume_date", "closed_at"),
    *(CLASS, DAYS_LEFT),
}
WITHHELD: Mapping[View, frozenset[str]] = {
    View.WHOLE: frozenset(),
    View.PART: _INSIDE,
    View.TEXT: _INSIDE | _COURSE | {OWN_COORDINATION, *SHOWN_MARKS},
}
# What the lead agency keeps even from those who read the whole task, with its empty value: see `Extra.READ_INSIDE`.
AGENCYS_OWN: Mapping[str, Any] = {"approval": None, "internal_due_date": None}
_EMPTY: Mapping[str, Any] = {
    field.name: field.default for field in fields(Task) if field.default is not MISSING
}


def shows(view: View, fact: str) -> bool:
    """Whether a view shows a fact."""
    return fact not in WITHHELD[view]


def least_view(fact: str) -> View:
    """The view that shows the least of a task but still this fact."""
    return next(view for view in reversed(View) if shows(view, fact))


def weaker(one: View, other: View) -> View:
    """The view that shows less."""
    return max(one, other, key=list(View).index)


def shown(task: Task, view: View, own: Collection[str]) -> Task:
    """The task with everything empty that the view withholds; `own` are the reader's coordinating units.

    State, version and the time of the last step are never empty: whoever shows a task asks `shows` for them.
    """
    if view is View.WHOLE:
        return task
    empty = {name: _EMPTY[name] for name in WITHHELD[view] if name in _EMPTY}
    if not shows(view, "coordinations"):
        kept = own if shows(view, OWN_COORDINATION) else ()
        empty["coordinations"] = tuple(each for each in task.coordinations if each.unit in kept)
    if shows(view, "periods"):
        empty["periods"] = tuple(shown_period(each, view) for each in task.periods)
    return replace(task, **empty)


def shown_period(period: Period, view: View) -> Period:
    """The period with everything empty that the view withholds of a task."""
    empty: dict[str, Any] = {each.name: each.default for each in fields(Period) if not shows(view, each.name)}
    return replace(period, **empty) if empty else period


def look_alike(one: Task, other: Task, view: View, own: Collection[str]) -> bool:
    """Whether a view shows no difference between two versions of a task."""
    names = [field.name for field in fields(Task) if shows(view, field.name) or field.name == "coordinations"]
    seen = [shown(task, view, own) for task in (one, other)]
    return all(getattr(seen[0], name) == getattr(seen[1], name) for name in names)
