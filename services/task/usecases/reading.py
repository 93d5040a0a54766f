"""Reading: a task, lists, history and the counters of a basket."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.task import model, tables
from services.task.model import (
    CLASS,
    DAYS_LEFT,
    SHOWN_MARKS,
    Coordination,
    CountedDays,
    Extra,
    Mark,
    Parties,
    PendingDecision,
    PeriodStanding,
    Purpose,
    Right,
    Step,
    Task,
    TaskClass,
    Verb,
    View,
)
from services.task.model.views import AGENCYS_OWN
from services.task.tables import (
    AsOf,
    Caller,
    Counts,
    Sight,
    approvals,
    baskets,
    coordinations,
    followers,
    pending,
    sets,
    units,
)
from services.task.tables.units import Candidate, Post
from shared.db import ReadSession
from shared.errors import PermissionDenied
from shared.refused import refusing

from .deciding import CALENDAR, POLICY, acting


@dataclass(frozen=True)
class Part:
    """How one coordination stands on one day, and the steps that one caller may take of it."""

    verbs: frozenset[Verb]
    its_class: TaskClass | None = None
    marks: frozenset[Mark] = frozenset()
    days_left: int | None = None


@dataclass(frozen=True)
class Seen:
    """A task as one caller sees it on one day, without what is withheld from the caller.

    Class, marks and days left are those of the whole task, or empty; `verbs` are the steps that the caller
    may take now or approve, `to_approve` those for which the caller would seek the agency's approval first, `pending`
    the decisions that the caller is asked for. `version` is None if the caller does not see the whole task, whose
    version tells of every step. `parts` are the coordinations that the caller sees, by their units.
    `followed`: the caller follows the task.
    """

    task: Task
    view: View
    verbs: frozenset[Right]
    version: int | None
    its_class: TaskClass | None = None
    marks: frozenset[Mark] = frozenset()
    days_left: int | None = None
    pending: frozenset[PendingDecision] = frozenset()
    to_approve: frozenset[Verb] = frozenset()
    parts: Mapping[str, Part] = field(default_factory=dict)
    followed: bool = False


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


@dataclass(frozen=True)
class Baskets:
    """The names of baskets, the one to open first at the top, and what their reader may do."""

    names: list[str]
    rights: frozenset[Right]


def get(session: ReadSession, caller: Caller, uid: str, today: date) -> Seen:
    """A task; raises NotFound (`TASK_NOT_FOUND`) if it is absent or the caller may not see it."""
    return show(session, caller, [tables.load(session, caller, uid)], today)[0]


def list_tasks(session: ReadSession, caller: Caller, query: Query, today: date) -> Page:
    """A page of a basket, or of everything that the caller may see.

    A basket shows its tasks as the reason for which they are in it lets the caller see them.
    """
    scopes = baskets.scopes(caller, query.basket)
    sight = tables.sight_of(caller, scopes)
    sort_keys = tables.read_sort_keys(query.order_by, sight, query.filter)
    wanted = baskets.narrowed(
        session, tables.read_filter(query.filter, as_of(today), sight), caller, query.basket, today
    )
    listing = tables.Listing(scopes, wanted, sort_keys, query.cursor, query.size + 1)
    found = tables.page(session, caller, listing)
    rows = show(session, caller, found[: query.size], today, sight.view or View.WHOLE)
    more = len(found) > query.size
    return Page(rows, tables.cursor_of(rows[-1].task, rows[-1].view, sort_keys) if more else None)


def count_basket(session: ReadSession, caller: Caller, basket: str, today: date, filter: str = "") -> Counts:
    """The counters at the end of today of a basket, or of its tasks that a filter lists.

    Raises NotFound for an unknown basket, InvalidArgument for a filter that is not understood.
    """
    scopes, day = baskets.scopes(caller, basket), as_of(today)
    wanted = tables.read_filter(filter, day, tables.sight_of(caller, scopes))
    narrowed = baskets.narrowed(session, wanted, caller, basket, today)
    if not scopes:
        return Counts()
    if basket == f"baskets/{baskets.COORDINATED}":
        found = narrowed.condition if filter else None
        return coordinations.count(session, caller, baskets.coordinating(caller), day, found)
    if not filter and narrowed is wanted and basket != f"baskets/{baskets.FOLLOWED}":
        return tables.count(session, caller, scopes, day)
    return tables.count_listed(session, caller, scopes, narrowed, day)


def list_baskets(caller: Caller, *, charged: bool = False, follows: bool = False) -> Baskets:
    """The baskets of use to a caller, and the rights that the caller has to some task or other.

    `charged`: the caller approves what goes up from an agency; `follows`: the caller follows any task.
    """
    useful = baskets.of_use(caller, charged=charged, follows=follows)
    return Baskets(useful, model.rights_of(caller.roles))


def list_candidates(
    session: ReadSession, caller: Caller, purpose: Purpose, today: date, field: str = ""
) -> list[Candidate]:
    """The people who may be named in a task of a field today. Everyone may know who leads the province.

    Raises PermissionDenied (`NOT_ALLOWED`) for its monitors if the caller may not prepare tasks.
    """
    if purpose is Purpose.MONITOR:
        acting(caller, Verb.DRAFT, Parties(), "candidates")
    return units.candidates(session, purpose, today, field)


def count_working_days(caller: Caller, start: date, end: date | None, days: int | None) -> CountedDays:
    """The working days up to `end`, or the day to which `days` of them lead, for anyone who may read tasks.

    Raises PermissionDenied (`NOT_ALLOWED`) for others, and what the model refuses.
    """
    if model.view(model.rights_of(caller.roles)) is None:
        raise PermissionDenied("NOT_ALLOWED")
    with refusing():
        return model.count_days(CALENDAR, start, end, days)


def watched(caller: Caller) -> list[str]:
    """The scopes whose tasks a caller may see: their changes are sent to a watcher."""
    return baskets.scopes(caller, "")


def changed(
    session: ReadSession, caller: Caller, uids: Collection[str], today: date
) -> dict[str, int | Seen | None]:
    """Tasks that have changed: the version of one that the caller sees whole, else what the caller sees of it.

    None for one that the caller no longer sees.
    """
    found: dict[str, int | Seen | None] = {**tables.versions(session, caller, uids)}
    if partly := [uid for uid, version in found.items() if version is None]:
        tasks = tables.several(session, caller, partly)
        found |= {each.task.uid: each for each in show(session, caller, tasks, today)}
    return {uid: found.get(uid) for uid in sorted(uids)}


def list_periods(session: ReadSession, caller: Caller, uid: str, today: date) -> list[PeriodStanding]:
    """The periods of a task that have begun, the latest first, as the caller sees them."""
    task = tables.load(session, caller, uid)
    view = model.view(caller.allowed(task))
    if view is None or not model.shows(view, "periods"):
        return []
    found = model.periods_of(task, model.counted(task.standing, today, CALENDAR))
    return [replace(each, period=model.shown_period(each.period, view)) for each in reversed(found)]


def list_steps(session: ReadSession, caller: Caller, uid: str, after: int, limit: int) -> list[Step]:
    """The history of a task that the caller sees whole; empty for a coordinator or an informed unit.

    What the lead agency does before anything goes up, and by when it wants it done, is its own affair.
    """
    rights = caller.allowed(tables.load(session, caller, uid))
    if View.WHOLE not in rights:
        return []
    if Extra.READ_INSIDE in rights:
        return tables.steps(session, uid, after, limit)
    steps = tables.steps(session, uid, after, limit, without=model.INTERNAL)
    return [_outside(step) for step in steps]


def _outside(step: Step) -> Step:
    """The step without what is the agency's own affair; a step about nothing else says nothing."""
    changes = tuple(change for change in step.changes if change.field_path not in AGENCYS_OWN)
    act = step.act if changes or not step.changes else replace(step.act, reason="")
    return replace(step, act=act, changes=changes)


def show(
    session: ReadSession, caller: Caller, tasks: Sequence[Task], today: date, at_most: View = View.WHOLE
) -> list[Seen]:
    """Tasks that the caller may see, as the caller sees them."""
    parents = tables.visible(session, caller, {task.parent_task for task in tasks} - {""})
    waiting = tables.waiting(session, {task.name for task in tasks if _may_wait(caller, task)})
    seeking = {task.uid: task.lead for task in tasks if _may_seek(caller, task)}
    kept = approvals.of_agencies(session, set(seeking.values()))
    posts = _posts(session, caller, tasks, today)
    followed = followers.followed(session, caller.person, [task.uid for task in tasks])

    def to_approve(task: Task) -> frozenset[Verb]:
        if task.uid not in seeking or task.lead not in kept:
            return frozenset()
        return model.needing_approval(task, kept[task.lead].settings, model.GOING_UP)

    return [
        seen(
            caller,
            task,
            today,
            at_most,
            parents,
            waits=task.name in waiting,
            posts=posts,
            to_approve=to_approve(task),
            followed=task.uid in followed,
        )
        for task in tasks
    ]


def _posts(session: ReadSession, caller: Caller, tasks: Sequence[Task], today: date) -> list[units.Post]:
    """The posts in which people may be asked about these tasks, if the caller may be asked about any."""
    waiting = [task for task in tasks if model.pending_decisions(task)]
    return units.posts(session, waiting, today) if waiting and pending.concerns(caller) else []


def _may_seek(caller: Caller, task: Task) -> bool:
    """Whether the caller's steps may have to be approved inside the agency."""
    if task.state not in model.TRANSITIONS[Verb.SEEK_APPROVAL].sources:
        return False
    rights = caller.allowed(task)
    return Verb.SEEK_APPROVAL in rights and Extra.SEND_UP not in rights


def _may_wait(caller: Caller, task: Task) -> bool:
    """Whether it matters to the caller that a required subtask of the task is open."""
    if task.parent_task or task.state not in model.TRANSITIONS[Verb.SUBMIT].sources:
        return False
    rights = caller.allowed(task)
    approves = Extra.APPROVE in rights and task.approval is not None
    return approves or (Verb.SUBMIT in rights and Extra.OPEN_SUBTASKS not in rights)


def seen(
    caller: Caller,
    task: Task,
    today: date,
    at_most: View = View.WHOLE,
    parents: Collection[str] = (),
    *,
    waits: bool = False,
    posts: Collection[Post] = (),
    to_approve: frozenset[Verb] = frozenset(),
    followed: bool = False,
) -> Seen:
    """The task as the caller sees it, and the steps that the caller may take now.

    `parents` are tasks that the caller sees: a subtask does not name another one as its parent. `waits` says
    whether a required subtask of the task is open; `posts` are those of today in which people may be asked about it;
    `to_approve` are steps that the agency would approve first.
    Class and marks are those of the whole task, or withheld: they are never made from what is withheld.
    """
    asked = model.asked(task, caller.positions, caller.person, posts)
    rights = caller.allowed(task) | model.standing_in(asked).keys()
    view = model.weaker(model.view(rights) or View.TEXT, at_most)
    marks = model.marks(task, today, CALENDAR, POLICY) & SHOWN_MARKS
    verbs = model.steps_now(
        task, caller.person, rights, today, CALENDAR, POLICY, waits=waits, to_approve=to_approve
    )
    own = Sight(caller).own
    shown = model.shown(task, view, own)
    parts = _parts(caller, task, shown.coordinations, rights, own, today)
    return Seen(
        replace(
            shown,
            parent_task=task.parent_task if task.parent_task in parents else "",
            task_set=shown.task_set if sets.may_know(caller) else "",
            **({} if Extra.READ_INSIDE in rights else AGENCYS_OWN),
        ),
        view,
        verbs.union(*(part.verbs for part in parts.values()), {Extra.FOLLOW} & rights),
        task.version if View.WHOLE in rights else None,
        its_class=model.class_of(task.standing, today) if model.shows(view, CLASS) else None,
        marks=marks - model.WITHHELD[view],
        days_left=_days_left(task, today) if model.shows(view, DAYS_LEFT) else None,
        pending=frozenset(asked) if view is View.WHOLE else frozenset(),
        to_approve=to_approve & verbs,
        parts=parts,
        followed=followed,
    )


def _parts(
    caller: Caller,
    task: Task,
    seen: Iterable[Coordination],
    rights: Collection[Right],
    own: Collection[str],
    today: date,
) -> dict[str, Part]:
    """How the coordinations of an issued task stand that the caller sees."""
    if task.state in model.NOT_ISSUED:
        return {}
    return {each.unit: _part(caller, task, each, rights, own=each.unit in own, today=today) for each in seen}


def _part(
    caller: Caller,
    task: Task,
    coordination: Coordination,
    rights: Collection[Right],
    *,
    own: bool,
    today: date,
) -> Part:
    standing = model.part_standing(task, coordination)
    return Part(
        model.coordination_steps(task, coordination, rights, caller.person, own=own),
        model.class_of(standing, today),
        model.part_marks(coordination, standing, today, CALENDAR, POLICY),
        model.working_days_left(standing, today, CALENDAR),
    )


def _days_left(task: Task, today: date) -> int | None:
    return model.working_days_left(task.standing, today, CALENDAR)


def as_of(today: date) -> AsOf:
    """The day at whose end lists and counters hold."""
    return AsOf(today, CALENDAR.horizon(today, POLICY.due_soon_within))
