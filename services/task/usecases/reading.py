"""Reading: a task, lists, history and the counters of a basket."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.task import model, tables
from services.task.model import ACTION_OF_VERB, TRANSITIONS, Step, Task, Verb, View
from services.task.tables import Caller, Counts, baskets
from shared.db import ReadSession

from .deciding import CALENDAR, POLICY

_VERBS = {
    state: [
        (verb, ACTION_OF_VERB[verb])
        for verb, transition in TRANSITIONS.items()
        if state in transition.sources
    ]
    for state in model.State
}


@dataclass(frozen=True)
class Seen:
    """A task as one caller sees it: what is not the caller's to see is not in it."""

    task: Task
    view: View
    actions: frozenset[Verb] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Page:
    """A page of tasks, and the place after which the next one begins; None on the last page."""

    tasks: list[Seen]
    next_place: list[str] | None


@dataclass(frozen=True)
class Query:
    """What a list is asked for."""

    basket: str = ""
    filter: str = ""
    order_by: str = ""
    place: Sequence[Any] | None = None
    size: int = 50


def get(session: ReadSession, caller: Caller, uid: str) -> Seen:
    """A task; raises NotFound (`TASK_NOT_FOUND`) if it is absent or another's."""
    return seen(caller, tables.load(session, caller, uid))


def list_tasks(session: ReadSession, caller: Caller, query: Query, today: date) -> Page:
    """A page of a basket, or of everything that the caller may see."""
    orders = tables.read_order(query.order_by)
    condition = tables.read_filter(query.filter, today, _soon(today))
    scopes = baskets.scopes(caller, query.basket)
    listing = tables.Listing(scopes, condition, orders, query.place, query.size + 1)
    found = tables.page(session, caller, listing)
    more = len(found) > query.size
    tasks = found[: query.size]
    place = tables.place_of(tasks[-1], orders) if more else None
    return Page([seen(caller, task) for task in tasks], place)


def count_basket(session: ReadSession, caller: Caller, basket: str, today: date, filter: str = "") -> Counts:
    """The counters of a basket, or of what a filter lists of it, at the end of today.

    Raises NotFound for a basket that there is not, InvalidArgument for a filter that is not understood.
    """
    scopes, soon = baskets.scopes(caller, basket), _soon(today)
    wanted = tables.read_filter(filter, today, soon)
    if not scopes:
        return Counts()
    if not filter.strip():
        return tables.count(session, scopes, today, soon)
    return tables.count_listed(session, caller, scopes, wanted, today, soon)


def watched(caller: Caller) -> list[str]:
    """The scopes whose tasks a caller may see: what a watcher hears of."""
    return baskets.scopes(caller, "")


def changed(session: ReadSession, caller: Caller, uids: Collection[str]) -> dict[str, int]:
    """The versions of tasks that have changed; 0 for one that the caller may see no longer."""
    return dict.fromkeys(sorted(uids), 0) | tables.versions(session, caller, uids)


def list_steps(session: ReadSession, caller: Caller, uid: str, after: int, limit: int) -> list[Step]:
    """The history of a task that the caller sees whole; none of it for a co-ordinating unit."""
    shown = seen(caller, tables.load(session, caller, uid))
    return tables.steps(session, uid, after, limit) if shown.view is View.WHOLE else []


def seen(caller: Caller, task: Task) -> Seen:
    """The task as the caller sees it, and the steps that the caller may take now."""
    rights = model.allowed(caller.seats, model.parties_of(task))
    view = model.view(rights) or View.TEXT
    actions = frozenset(verb for verb, action in _VERBS[task.state] if action in rights)
    return Seen(_shown(task, view, caller), view, actions)


def may_see_marks(shown: Seen) -> bool:
    """Whether class and marks are shown: an informed unit sees the text of the task only."""
    return shown.view is not View.TEXT


def _shown(task: Task, view: View, caller: Caller) -> Task:
    """Leaves out what is not the caller's to see (docs/domain.md, section Rights)."""
    if view is View.WHOLE:
        return task
    bare = replace(task, progress=None, submission=None, extensions=(), delay=None, holder=None, urges=0)
    if view is View.TEXT:
        return replace(bare, send_backs=0, co_ordinators=())
    own = set(caller.units(model.Relation.CO_ORDINATOR))
    return replace(bare, co_ordinators=tuple(each for each in task.co_ordinators if each.unit in own))


def _soon(today: date) -> date:
    return CALENDAR.horizon(today, POLICY.due_soon_within)
