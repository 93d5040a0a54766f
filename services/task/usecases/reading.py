"""Reading: a task, lists, history and the counters of a basket."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.task import model, tables
from services.task.model import TRANSITIONS, Mark, Step, Task, TaskClass, Verb, View
from services.task.tables import Caller, Counts, baskets
from shared.db import ReadSession

from .deciding import CALENDAR, POLICY

_VERBS: Mapping[model.State, frozenset[Verb]] = {
    state: frozenset(verb for verb, transition in TRANSITIONS.items() if state in transition.sources)
    for state in model.State
}


# The others serve reports and rules.
SHOWN_MARKS = frozenset(
    {Mark.DUE_SOON, Mark.NOT_ACCEPTED, Mark.WAITING_FOR_CONFIRMATION, Mark.OVERDUE_NOT_UPDATED}
)


@dataclass(frozen=True)
class Seen:
    """A task as one caller sees it on one day, without what is withheld from the caller.

    Class, marks and days left are those of the whole task, or empty; `verbs` are the steps that the caller
    may take now.
    """

    task: Task
    view: View
    verbs: frozenset[Verb]
    its_class: TaskClass | None = None
    marks: frozenset[Mark] = frozenset()
    days_left: int | None = None


@dataclass(frozen=True)
class Page:
    """A page of tasks, and the cursor that the next one starts after; None on the last page."""

    rows: list[Seen]
    cursor: list[str] | None


@dataclass(frozen=True)
class Query:
    """What a list shows, in which order, from where on."""

    basket: str = ""
    filter: str = ""
    order_by: str = ""
    cursor: Sequence[Any] | None = None
    size: int = 50


def get(session: ReadSession, caller: Caller, uid: str, today: date) -> Seen:
    """A task; raises NotFound (`TASK_NOT_FOUND`) if it is absent or the caller may not see it."""
    return seen(caller, tables.load(session, caller, uid), today)


def list_tasks(session: ReadSession, caller: Caller, query: Query, today: date) -> Page:
    """A page of a basket, or of everything that the caller may see."""
    sort_keys = tables.read_sort_keys(query.order_by)
    condition = tables.read_filter(query.filter, today, _soon(today))
    scopes = baskets.scopes(caller, query.basket)
    listing = tables.Listing(scopes, condition, sort_keys, query.cursor, query.size + 1)
    found = tables.page(session, caller, listing)
    more = len(found) > query.size
    tasks = found[: query.size]
    cursor = tables.cursor_of(tasks[-1], sort_keys) if more else None
    return Page([seen(caller, task, today) for task in tasks], cursor)


def count_basket(session: ReadSession, caller: Caller, basket: str, today: date, filter: str = "") -> Counts:
    """The counters at the end of today of a basket, or of its tasks that a filter lists.

    Raises NotFound for an unknown basket, InvalidArgument for a filter that is not understood.
    """
    scopes, soon = baskets.scopes(caller, basket), _soon(today)
    wanted = tables.read_filter(filter, today, soon)
    if not scopes:
        return Counts()
    if not filter.strip():
        return tables.count(session, scopes, today, soon)
    return tables.count_listed(session, caller, scopes, wanted, today, soon)


def watched(caller: Caller) -> list[str]:
    """The scopes whose tasks a caller may see: their changes are sent to a watcher."""
    return baskets.scopes(caller, "")


def changed(session: ReadSession, caller: Caller, uids: Collection[str]) -> dict[str, int]:
    """The versions of tasks that have changed; 0 for one that the caller no longer sees."""
    return dict.fromkeys(sorted(uids), 0) | tables.versions(session, caller, uids)


def list_steps(session: ReadSession, caller: Caller, uid: str, after: int, limit: int) -> list[Step]:
    """The history of a task that the caller sees whole; empty for a coordinator or an informed unit."""
    task = tables.load(session, caller, uid)
    return tables.steps(session, uid, after, limit) if View.WHOLE in caller.allowed(task) else []


def seen(caller: Caller, task: Task, today: date) -> Seen:
    """The task as the caller sees it, and the steps that the caller may take now."""
    rights = caller.allowed(task)
    view = model.view(rights) or View.TEXT
    verbs = _VERBS[task.state] & rights
    shown = _shown(task, view, caller)
    if view is View.TEXT:
        return Seen(shown, view, verbs)
    # Of the whole task: what is withheld decides them too.
    return Seen(
        shown,
        view,
        verbs,
        its_class=model.class_of(task.standing, today),
        marks=model.marks(task, today, CALENDAR, POLICY) & SHOWN_MARKS,
        days_left=model.working_days_left(task.standing, today, CALENDAR),
    )


def _shown(task: Task, view: View, caller: Caller) -> Task:
    """Withholds what the caller may not see (docs/domain.md, section Rights)."""
    if view is View.WHOLE:
        return task
    own = set(caller.units(model.Relation.COORDINATOR)) if view is View.PART else set()
    return replace(
        task,
        progress=None,
        submission=None,
        send_back_count=0,
        extensions=(),
        delay_cause=None,
        holder=None,
        urging_count=0,
        coordinations=tuple(each for each in task.coordinations if each.unit in own),
    )


def _soon(today: date) -> date:
    return CALENDAR.horizon(today, POLICY.due_soon_within)
