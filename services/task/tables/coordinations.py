"""The parts of coordinators in queries: their classes, marks and counters, as `model.part_standing` says them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from services.task.model import (
    NOT_ISSUED,
    OWN_COORDINATION,
    RUNNING,
    Coordination,
    Mark,
    Task,
    TaskClass,
    never_reported_on,
    part_standing,
    settled_class,
)
from shared.db import ReadSession

from .access import VISIBLE, Caller, Sight
from .classes import MARKS, AsOf, class_is
from .schema import COORDINATIONS, TASKS
from .scopes import Counts, counts_of

_C = COORDINATIONS.c


def keep(session: Session, before: Task | None, after: Task) -> None:
    """Saves what decides the class of each part, in the transaction that saves the task."""
    old, new = (_rows(before) if before else []), _rows(after)
    if old == new:
        return
    if old:
        session.execute(delete(COORDINATIONS).where(_C.task == after.uid))
    if new:
        session.execute(insert(COORDINATIONS), new)


def _rows(task: Task) -> list[dict[str, Any]]:
    if task.state in NOT_ISSUED:
        return []
    return [_row(task, each) for each in task.coordinations]


def _row(task: Task, coordination: Coordination) -> dict[str, Any]:
    standing = part_standing(task, coordination)
    return {
        "task": task.uid,
        "unit": coordination.unit,
        "state": standing.state.value,
        "settled": settled_class(standing) or "",
        "due_date": standing.due_date if standing.state in RUNNING else None,
        "never_reported": never_reported_on(coordination, standing),
        "issued_late": standing.issued_late,
    }


def count(
    session: ReadSession,
    caller: Caller,
    units: Collection[str],
    as_of: AsOf,
    wanted: ColumnElement[bool] | None,
) -> Counts:
    """The counters of the parts of these units; with a condition only in the tasks that fulfil it."""
    counted: dict[str, ColumnElement[bool]] = {
        **{each: class_is(_C, each, as_of) for each in TaskClass},
        **{mark: holds(_C, as_of) for mark, holds in MARKS.items()},
    }
    sums: list[ColumnElement[Any]] = [
        func.count().filter(condition).label(name.lower()) for name, condition in counted.items()
    ]
    total = func.count(_C.task.distinct()).label("total_count")
    query: Select[Any] = select(*sums, total).where(_C.unit.in_(units))
    if wanted is not None:
        found = select(TASKS.c.uid).where(wanted, VISIBLE)
        query = query.where(_C.task.in_(found))
    return counts_of(session.execute(query, caller.sight).one())


def has_class(its_class: TaskClass, as_of: AsOf, sight: Sight) -> ColumnElement[bool]:
    """Whether any part that the caller sees is of a class."""
    return _has(class_is(_C, its_class, as_of), sight)


def has_mark(mark: Mark, as_of: AsOf, sight: Sight) -> ColumnElement[bool]:
    """Whether any part that the caller sees has a mark."""
    return _has(MARKS[mark](_C, as_of), sight)


def _has(condition: ColumnElement[bool], sight: Sight) -> ColumnElement[bool]:
    """Whoever sees the whole task sees every part, a coordinator its own."""
    of_task = and_(_C.task == TASKS.c.uid, condition)
    own = _C.unit.in_(sorted(sight.own))
    return or_(
        and_(sight.of("coordinations"), exists().where(of_task)),
        and_(sight.of(OWN_COORDINATION), exists().where(of_task, own)),
    )
