"""Tasks and their steps, loaded and saved. Nothing is read here without saying for whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    Text,
    and_,
    bindparam,
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

from services.task.model import ENDED, Decision, Step, Task
from shared.db import ReadSession
from shared.errors import NotFound

from .access import VISIBLE, Caller
from .rows import step_of, step_row, task_of, task_row
from .schema import SCOPES, STEPS, TASKS
from .scopes import FAR, Counts, counting, counts_of, move, tell
from .search import NEVER, Filter, Order

_BY_UID = select(TASKS).where(TASKS.c.uid == bindparam("uid"))
_SEEN_BY_UID = _BY_UID.where(VISIBLE)
# Each part costs the planner some time; asking which ones are empty costs a round trip.
FEW_PARTS = 4


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


def insert_task(session: Session, decision: Decision) -> bool:
    """Saves a new task with its first step, its baskets and its counters; False if the id is taken."""
    statement = upsert(TASKS).values(task_row(decision.task)).on_conflict_do_nothing()
    if session.execute(statement.returning(TASKS.c.uid)).first() is None:
        return False
    move(session, None, decision.task)
    tell(session, None, decision.task)
    _keep(session, decision.step)
    return True


def insert_history(session: Session, decisions: Sequence[Decision]) -> bool:
    """Saves a task that comes with its whole history, oldest first; False if the id is taken."""
    if not insert_task(session, Decision(decisions[-1].task, decisions[0].step)):
        return False
    if later := [step_row(decision.step) for decision in decisions[1:]]:
        session.execute(insert(STEPS), later)
    return True


def existing(session: ReadSession, uids: Collection[str]) -> set[str]:
    """Those of the ids that are taken."""
    return set(session.scalars(select(TASKS.c.uid).where(TASKS.c.uid.in_(uids))))


def update_task(session: Session, before: Task, decision: Decision) -> None:
    """Saves a task after a step; its row was locked when it was loaded."""
    row = task_row(decision.task)
    changed = {name: value for name, value in row.items() if name != "uid"}
    session.execute(update(TASKS).where(TASKS.c.uid == before.uid).values(changed))
    move(session, before, decision.task)
    tell(session, before, decision.task)
    _keep(session, decision.step)


def _keep(session: Session, step: Step) -> None:
    session.execute(insert(STEPS), step_row(step))


def steps(session: ReadSession, uid: str, after: int, limit: int) -> list[Step]:
    """Steps of a task after a version, oldest first. Whoever asks has loaded the task."""
    query = select(STEPS).where(STEPS.c.task == uid, STEPS.c.version > after)
    rows = session.execute(query.order_by(STEPS.c.version).limit(limit)).mappings()
    return [step_of(row) for row in rows]


def open_required_parts(session: ReadSession, uid: str) -> list[str]:
    """Required sub-tasks that have not ended."""
    parts = select(TASKS.c.uid).where(TASKS.c.parent == uid, TASKS.c.parent != "", TASKS.c.required)
    return list(session.scalars(parts.where(TASKS.c.state.not_in(sorted(ENDED))).order_by(TASKS.c.uid)))


def undecided(session: Session, due_before: date, limit: int) -> list[Task]:
    """Tasks due before that day without a decision demanded, locked; not those another worker holds."""
    query = select(TASKS).where(
        TASKS.c.settled == "",
        TASKS.c.decision_demanded_at.is_(None),
        TASKS.c.issued_at.is_not(None),
        TASKS.c.due_date < due_before,
        TASKS.c.state.in_(("ISSUED", "RETURNED", "IN_PROGRESS")),
    )
    rows = session.execute(query.order_by(TASKS.c.due_date).limit(limit).with_for_update(skip_locked=True))
    return [task_of(row) for row in rows.mappings()]


@dataclass(frozen=True)
class Listing:
    """What to list: the scopes of a basket, a filter, an order, and the place after which a page begins."""

    scopes: Sequence[str]
    filter: Filter
    orders: Sequence[Order]
    place: Sequence[Any] | None
    limit: int


def page(session: ReadSession, caller: Caller, listing: Listing) -> list[Task]:
    """One page of the tasks that lie in the scopes and that the caller may see."""
    if not listing.scopes or not listing.filter.phases:
        return []
    if not _is_basket_order(listing.orders):
        query = _in_other_order(listing)
    elif parts := _parts(session, listing):
        query = _in_basket_order(listing, parts)
    else:
        return []
    return [task_of(row) for row in session.execute(query, caller.sight).mappings()]


def count_listed(
    session: ReadSession, caller: Caller, scopes: Sequence[str], wanted: Filter, day: date, soon: date
) -> Counts:
    """The counters of what `page` lists of the scopes with a filter."""
    query = counting(scopes, wanted.phases, day, soon).where(wanted.condition, VISIBLE)
    return counts_of(session.execute(query, caller.sight).one())


def versions(session: ReadSession, caller: Caller, uids: Collection[str]) -> dict[str, int]:
    """The versions of those of the tasks that the caller may see."""
    query = select(TASKS.c.uid, TASKS.c.version).where(TASKS.c.uid.in_(uids), VISIBLE)
    return {row.uid: row.version for row in session.execute(query, caller.sight)}


def place_of(task: Task, orders: Sequence[Order]) -> list[str]:
    """The place after which the next page begins."""
    values = {
        "due_date": (task.due_date or FAR).isoformat(),
        "issue_date": (task.assigned_at or NEVER).isoformat(),
        "create_time": task.created_at.isoformat(),
        "update_time": task.updated_at.isoformat(),
        "title": task_row(task)["title_words"],
        "lead": task.lead,
        "uid": task.uid,
    }
    return [values[order.name] for order in orders]


def _is_basket_order(orders: Sequence[Order]) -> bool:
    return [order.name for order in orders] == ["due_date", "uid"]


def _parts(session: ReadSession, listing: Listing) -> list[tuple[str, str]]:
    """The parts of the basket to be read: of many, those in which anything lies."""
    parts = [(scope, phase) for scope in listing.scopes for phase in sorted(listing.filter.phases)]
    if len(parts) <= FEW_PARTS:
        return parts
    wanted = values(column("scope", Text), column("phase", Text), name="wanted").data(parts)
    lies = exists().where(SCOPES.c.scope == wanted.c.scope, SCOPES.c.phase == wanted.c.phase)
    rows = session.execute(select(wanted.c.scope, wanted.c.phase).where(lies)).all()
    return sorted((row.scope, row.phase) for row in rows)


def _in_basket_order(listing: Listing, places: Sequence[tuple[str, str]]) -> Select[Any]:
    """Each part of the basket is read from the index in order, a page at most, and the parts merged."""
    parts = [_part(listing, scope, phase).subquery() for scope, phase in places]
    merged = union_all(*(select(part) for part in parts)).subquery()
    # A task lies in several scopes of one caller at times; it is listed once.
    found = select(merged.c.task, merged.c.rank).distinct().subquery()
    descending = listing.orders[0].descending
    by = [each.desc() if descending else each for each in (found.c.rank, found.c.task)]
    return select(TASKS).join(found, TASKS.c.uid == found.c.task).order_by(*by).limit(listing.limit)


def _part(listing: Listing, scope: str, phase: str) -> Select[Any]:
    columns = (SCOPES.c.rank, SCOPES.c.task)
    descending = listing.orders[0].descending
    query = (
        select(*columns)
        .join(TASKS, TASKS.c.uid == SCOPES.c.task)
        .where(SCOPES.c.scope == scope, SCOPES.c.phase == phase, listing.filter.condition, VISIBLE)
        .order_by(*(each.desc() if descending else each for each in columns))
        .limit(listing.limit)
    )
    if listing.place is None:
        return query
    rank, task = date.fromisoformat(listing.place[0]), listing.place[1]
    here, there = tuple_(*columns), tuple_(literal(rank, Date), literal(task, Text))
    return query.where(here < there if descending else here > there)


def _in_other_order(listing: Listing) -> Select[Any]:
    member = select(SCOPES.c.task).where(
        SCOPES.c.scope.in_(listing.scopes), SCOPES.c.phase.in_(sorted(listing.filter.phases))
    )
    query = select(TASKS).where(TASKS.c.uid.in_(member), listing.filter.condition, VISIBLE)
    if listing.place is not None:
        query = query.where(_later(listing.orders, _values(listing)))
    return query.order_by(*(order.sorted() for order in listing.orders)).limit(listing.limit)


def _values(listing: Listing) -> list[Any]:
    assert listing.place is not None
    return [_PARSED[order.name](value) for order, value in zip(listing.orders, listing.place, strict=True)]


def _later(orders: Sequence[Order], values: Sequence[Any]) -> Any:
    """Strictly later in an order whose columns may run in different directions."""
    alternatives = []
    for index, order in enumerate(orders):
        equal = [each.column == value for each, value in zip(orders[:index], values[:index], strict=True)]
        alternatives.append(and_(*equal, order.after(values[index])))
    return or_(*alternatives)


_PARSED: dict[str, Callable[[str], Any]] = {
    "due_date": date.fromisoformat,
    "issue_date": datetime.fromisoformat,
    "create_time": datetime.fromisoformat,
    "update_time": datetime.fromisoformat,
    "title": str,
    "lead": str,
    "uid": str,
}
