"""The parts of coordinators in queries: their classes, marks and counters, as `model.part_standing` says them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from services.task.model import OWN_COORDINATION, Mark, Task, TaskClass
from shared.db import ReadSession

from .access import VISIBLE, Caller, Sight
from .classes import MARKS, AsOf, Columns, class_is
from .schema import COORDINATIONS, TALLIES, TASKS
from .scopes import PART, Counts, counts_of, part_keys, sums_of

_C = COORDINATIONS.c


def place(session: Session, tasks: Iterable[Task]) -> None:
    """Saves what decides the class of each part of new tasks, in the transaction that saves them."""
    if rows := [row for task in tasks for row in _rows(task)]:
        session.execute(insert(COORDINATIONS), rows)


def keep(session: Session, before: Task, after: Task) -> None:
    """Saves what decides the class of each part, in the transaction that saves the task."""
    old, new = _rows(before), _rows(after)
    if old == new:
        return
    if old:
        session.execute(delete(COORDINATIONS).where(_C.task == after.uid))
    if new:
        session.execute(insert(COORDINATIONS), new)


def _rows(task: Task) -> list[dict[str, Any]]:
    keys = (key._asdict() for key in part_keys(task))
    return [{"task": task.uid, "unit": key.pop("scope").partition(":")[2], **key} for key in keys]


def count(
    session: ReadSession,
    caller: Caller,
    units: Collection[str],
    as_of: AsOf,
    wanted: ColumnElement[bool] | None,
) -> Counts:
    """The counters of the parts of these units; with a condition only in the tasks that fulfil it."""
    if wanted is None and len(units) == 1:
        n = TALLIES.c.n
        query = _counters(TALLIES.c, n, func.coalesce(func.sum(n), 0), as_of)
        query = query.where(TALLIES.c.scope.in_([f"{PART}:{unit}" for unit in units]))
    else:
        # Several units may have parts of one task.
        tasks = func.count(_C.task.distinct())
        query = _counters(_C, literal(1), tasks, as_of).where(_C.unit.in_(units))
    if wanted is not None:
        found = select(TASKS.c.uid).where(wanted, VISIBLE)
        query = query.where(_C.task.in_(found))
    return counts_of(session.execute(query, caller.sight).one())


def _counters(columns: Columns, n: ColumnElement[int], total: ColumnElement[int], as_of: AsOf) -> Select[Any]:
    """The counters of `Counts`; no part is of a task that is not issued."""
    counted: dict[str, ColumnElement[bool]] = {
        **{each: class_is(columns, each, as_of) for each in TaskClass},
        **{mark: holds(columns, as_of) for mark, holds in MARKS.items()},
    }
    return select(*sums_of(counted, n), total.label("total_count"))


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
