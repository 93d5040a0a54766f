"""Tasks and their steps, loaded and saved. Every query says for whom it reads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    Date,
    DateTime,
    Select,
    Text,
    and_,
    bindparam,
    case,
    column,
    exists,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union_all,
    update,
    values,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.task.model import ENDED, TRANSITIONS, Decision, Step, Task, Verb, View, shows
from shared import clock
from shared.db import ReadSession
from shared.errors import NotFound
from shared.resource_names import id_of

from . import coordinations, units
from .access import SEEN_WHOLE, VISIBLE, Caller
from .classes import FAR, AsOf
from .relevance import relevance_of
from .rows import mentioned, step_of, step_row, task_of, task_row
from .schema import SCOPES, STEPS, TASKS
from .scopes import Counts, counting, counts_of, move, notify, notify_of_new, place
from .search import NEVER, RELEVANCE, SORTABLE, Filter, SortKey

_BY_UID = select(TASKS).where(TASKS.c.uid == bindparam("uid"))
_SEEN_BY_UID = _BY_UID.where(VISIBLE)
_INSERT_NEW = upsert(TASKS).on_conflict_do_nothing().returning(TASKS.c.uid)
_UPDATE_BY_UID = update(TASKS).where(TASKS.c.uid == bindparam("of_uid"))
# Each segment costs the planner some time; asking which ones are empty costs a round trip.
FEW_SEGMENTS = 4


def load(session: ReadSession, caller: Caller, uid: str, *, for_change: bool = False) -> Task:
    """A task that the caller may see; raises NotFound (`TASK_NOT_FOUND`), absent or another's alike."""
    query = _SEEN_BY_UID.with_for_update() if for_change else _SEEN_BY_UID
    row = session.execute(query, {"uid": uid, **caller.sight}).mappings().first()
    if row is None:
        raise NotFound("TASK_NOT_FOUND", {"name": f"tasks/{uid}"})
    return task_of(row)


def find(session: Session, uid: str) -> Task | None:
    """A task for the system itself, locked for a change."""
    row = session.execute(_BY_UID.with_for_update(), {"uid": uid}).mappings().first()
    return task_of(row) if row else None


def insert_histories(session: Session, histories: Sequence[Sequence[Decision]]) -> set[str]:
    """Saves new tasks, each with its whole history, oldest first, its scopes and its counters.

    Returns their ids without those that are taken. Many tasks take hardly more statements than one.
    """
    if not histories:
        return set()
    rows = [task_row(decisions[-1].task) for decisions in histories]
    saved = set(session.scalars(_INSERT_NEW, rows))
    new = [decisions for decisions in histories if decisions[0].task.uid in saved]
    if new:
        tasks = [decisions[-1].task for decisions in new]
        place(session, tasks)
        coordinations.place(session, tasks)
        notify_of_new(session, tasks)
        _insert_steps(session, [decision.step for decisions in new for decision in decisions])
    return saved


def existing(session: ReadSession, uids: Collection[str]) -> set[str]:
    """The ids that are taken."""
    return set(session.scalars(select(TASKS.c.uid).where(TASKS.c.uid.in_(uids))))


def update_task(session: Session, before: Task, decision: Decision, following: Collection[str] = ()) -> None:
    """Saves a task after a step, with the people following it; loading it has locked its row."""
    session.execute(_UPDATE_BY_UID, task_row(decision.task) | {"of_uid": before.uid})
    move(session, before, decision.task, following)
    coordinations.keep(session, before, decision.task)
    notify(session, before, decision.task)
    _insert_steps(session, [decision.step])


def _insert_steps(session: Session, steps: Sequence[Step]) -> None:
    """Saves steps with the names of whatever they mention, which may change later."""
    if not steps:
        return
    names = units.named(session, set().union(*map(mentioned, steps)))
    rows = [
        step_row(replace(step, names={name: names[name] for name in mentioned(step) & names.keys()}))
        for step in steps
    ]
    session.execute(insert(STEPS), rows)


def steps(
    session: ReadSession, uid: str, after: int, limit: int, without: Collection[Verb] = ()
) -> list[Step]:
    """Steps of a task after a version, oldest first, without some verbs. The caller has loaded the task."""
    query = select(STEPS).where(STEPS.c.task == uid, STEPS.c.version > after, STEPS.c.verb.not_in(without))
    rows = session.execute(query.order_by(STEPS.c.version).limit(limit)).mappings()
    return [step_of(row) for row in rows]


def parent_of(session: ReadSession, task: Task) -> Task | None:
    """The parent of a subtask, for the system itself; None for any other task."""
    if not task.parent_task:
        return None
    row = session.execute(_BY_UID, {"uid": id_of(task.parent_task)}).mappings().one()
    return task_of(row)


def open_subtasks(session: Session, parent: Task) -> list[Task]:
    """The subtasks that have not ended, for the system itself, locked for a change."""
    # The second condition lets the partial index serve.
    of_parent = (TASKS.c.parent_task == parent.name) & (TASKS.c.parent_task != "")
    open_ = TASKS.c.state.not_in(sorted(ENDED))
    rows = session.execute(select(TASKS).where(of_parent, open_).order_by(TASKS.c.uid).with_for_update())
    return [task_of(row) for row in rows.mappings()]


def of_directive(session: Session, name: str) -> list[Task]:
    """All tasks of a directive, for the system itself, locked for a change."""
    mine = select(TASKS).where(TASKS.c.directive == name).order_by(TASKS.c.uid).with_for_update()
    return [task_of(row) for row in session.execute(mine).mappings()]


def waiting(session: ReadSession, parents: Collection[str]) -> set[str]:
    """Those of the tasks that a required subtask keeps open."""
    if not parents:
        return set()
    open_ = TASKS.c.required_by_parent & TASKS.c.state.not_in(sorted(ENDED))
    # The last condition lets the partial index serve.
    query = select(TASKS.c.parent_task).where(
        TASKS.c.parent_task.in_(parents), open_, TASKS.c.parent_task != ""
    )
    return set(session.scalars(query))


def undecided(session: Session, due_before: date, limit: int) -> list[Task]:
    """Tasks due before that day for which no decision is demanded, locked; without those of another worker.

    Leaves out tasks that a lead got, that are to be done again, or whose period before was confirmed since that day.
    """
    begins = datetime.combine(due_before, time(), clock.ZONE)
    closed_at = TASKS.c.periods[-1]["closed_at"].astext.cast(DateTime(timezone=True))
    query = select(TASKS).where(
        TASKS.c.settled == "",
        TASKS.c.decision_demanded_at.is_(None),
        TASKS.c.issued_at < begins,
        or_(closed_at.is_(None), closed_at < begins),
        or_(TASKS.c.redo_date.is_(None), TASKS.c.redo_date < due_before),
        TASKS.c.due_date < due_before,
        TASKS.c.state.in_(sorted(TRANSITIONS[Verb.DEMAND_DECISION].sources)),
    )
    rows = session.execute(query.order_by(TASKS.c.due_date).limit(limit).with_for_update(skip_locked=True))
    return [task_of(row) for row in rows.mappings()]


@dataclass(frozen=True)
class Listing:
    """What to list: the scopes of a basket, a filter, an order, and the cursor that a page starts after."""

    scopes: Sequence[str]
    filter: Filter
    sort_keys: Sequence[SortKey]
    cursor: Sequence[Any] | None
    limit: int


def page(session: ReadSession, caller: Caller, listing: Listing) -> list[Task]:
    """One page of the tasks of the scopes that the caller may see."""
    if not listing.scopes or not listing.filter.phases:
        return []
    if not _is_basket_order(listing.sort_keys):
        query = _in_other_order(listing)
    elif segments := _segments(session, listing):
        query = _in_basket_order(listing, segments)
    else:
        return []
    return [task_of(row) for row in session.execute(query, caller.sight).mappings()]


def count_listed(
    session: ReadSession, caller: Caller, scopes: Sequence[str], wanted: Filter, as_of: AsOf
) -> Counts:
    """The counters of what `page` lists with the same scopes and filter."""
    query = counting(caller, scopes, wanted.phases, as_of).where(wanted.condition, VISIBLE)
    return counts_of(session.execute(query, caller.sight).one())


def versions(session: ReadSession, caller: Caller, uids: Collection[str]) -> dict[str, int | None]:
    """The versions of the tasks that the caller may see; None for one that the caller does not see whole."""
    version = case((SEEN_WHOLE, TASKS.c.version))
    query = select(TASKS.c.uid, version.label("version")).where(TASKS.c.uid.in_(uids), VISIBLE)
    return {row.uid: row.version for row in session.execute(query, caller.sight)}


def several(session: ReadSession, caller: Caller, uids: Collection[str]) -> list[Task]:
    """The tasks, without those that the caller may not see."""
    query = select(TASKS).where(TASKS.c.uid.in_(uids), VISIBLE)
    return [task_of(row) for row in session.execute(query, caller.sight).mappings()]


def visible(session: ReadSession, caller: Caller, names: Collection[str]) -> set[str]:
    """The names of tasks that the caller may see."""
    if not names:
        return set()
    uids = [id_of(name) for name in names]
    query = select(TASKS.c.uid).where(TASKS.c.uid.in_(uids), VISIBLE)
    return {f"tasks/{uid}" for uid in session.scalars(query, caller.sight)}


def cursor_of(task: Task, view: View, sort_keys: Sequence[SortKey]) -> list[str]:
    """The cursor after a task that its reader sees in a view: the next page starts there."""
    values = {
        "due_date": task.due_date or FAR,
        "issue_date": task.issued_at or NEVER,
        "create_time": task.created_at,
        "update_time": task.updated_at if shows(view, SORTABLE["update_time"].fact) else NEVER,
        "title": task_row(task)["title_words"],
        "lead": task.lead,
        "uid": task.uid,
    }
    return [
        str(relevance_of(task, key.typed) if key.name == RELEVANCE else values[key.name]) for key in sort_keys
    ]


def _is_basket_order(sort_keys: Sequence[SortKey]) -> bool:
    return [key.name for key in sort_keys] == ["due_date", "uid"]


def _segments(session: ReadSession, listing: Listing) -> list[tuple[str, str]]:
    """The segments of a basket (a scope and a phase each) to read: if they are many, without the empty ones."""
    segments = [(scope, phase) for scope in listing.scopes for phase in sorted(listing.filter.phases)]
    if len(segments) <= FEW_SEGMENTS:
        return segments
    wanted = values(column("scope", Text), column("phase", Text), name="wanted").data(segments)
    has_tasks = exists().where(SCOPES.c.scope == wanted.c.scope, SCOPES.c.phase == wanted.c.phase)
    rows = session.execute(select(wanted.c.scope, wanted.c.phase).where(has_tasks)).all()
    return sorted((row.scope, row.phase) for row in rows)


def _in_basket_order(listing: Listing, segments: Sequence[tuple[str, str]]) -> Select[Any]:
    """Reads each segment from the index in order, a page at most, and merges them."""
    pages = [_segment(listing, scope, phase).subquery() for scope, phase in segments]
    merged = union_all(*(select(each) for each in pages)).subquery()
    # A task may have several scopes of one caller; it is listed once.
    found = select(merged.c.task, merged.c.rank).distinct().subquery()
    descending = listing.sort_keys[0].descending
    by = [each.desc() if descending else each for each in (found.c.rank, found.c.task)]
    return select(TASKS).join(found, TASKS.c.uid == found.c.task).order_by(*by).limit(listing.limit)


def _segment(listing: Listing, scope: str, phase: str) -> Select[Any]:
    columns = (SCOPES.c.rank, SCOPES.c.task)
    descending = listing.sort_keys[0].descending
    query = (
        select(*columns)
        .join(TASKS, TASKS.c.uid == SCOPES.c.task)
        .where(SCOPES.c.scope == scope, SCOPES.c.phase == phase, listing.filter.condition, VISIBLE)
        .order_by(*(each.desc() if descending else each for each in columns))
        .limit(listing.limit)
    )
    if listing.cursor is None:
        return query
    rank, task = date.fromisoformat(listing.cursor[0]), listing.cursor[1]
    here, there = tuple_(*columns), tuple_(literal(rank, Date), literal(task, Text))
    return query.where(here < there if descending else here > there)


def _in_other_order(listing: Listing) -> Select[Any]:
    member = select(SCOPES.c.task).where(
        SCOPES.c.scope.in_(listing.scopes), SCOPES.c.phase.in_(sorted(listing.filter.phases))
    )
    query = select(TASKS).where(TASKS.c.uid.in_(member), listing.filter.condition, VISIBLE)
    if listing.cursor is not None:
        query = query.where(_later(listing.sort_keys, listing.cursor))
    return query.order_by(*(key.sorted() for key in listing.sort_keys)).limit(listing.limit)


def _later(sort_keys: Sequence[SortKey], cursor: Sequence[str]) -> Any:
    """Strictly later in an order whose columns may run in different directions."""
    values = [_PARSED[key.name](value) for key, value in zip(sort_keys, cursor, strict=True)]
    alternatives = []
    for index, key in enumerate(sort_keys):
        equal = [each.column == value for each, value in zip(sort_keys[:index], values[:index], strict=True)]
        alternatives.append(and_(*equal, key.after(values[index])))
    return or_(*alternatives)


_PARSED: dict[str, Callable[[str], Any]] = {
    "due_date": date.fromisoformat,
    "issue_date": datetime.fromisoformat,
    "create_time": datetime.fromisoformat,
    "update_time": datetime.fromisoformat,
    "title": str,
    "lead": str,
    "uid": str,
    RELEVANCE: int,
}
