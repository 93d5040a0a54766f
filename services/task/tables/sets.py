"""Sets of tasks, and how far their tasks are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session

from services.task.model import Extra, View, rights_of
from services.task.model.sets import TaskSet
from shared.db import ReadSession
from shared.resource_names import id_of

from .access import Caller, Sight
from .classes import AsOf
from .schema import TASK_SETS, TASKS
from .scopes import Counts, counters, counts_of

_COLUMNS = [TASK_SETS.c[name] for name in ("uid", "title", "directive", "creator", "created_at")]


def may_know(caller: Caller) -> bool:
    """Whether the caller may know of sets of tasks."""
    return Extra.READ_SETS in rights_of(caller.roles)


def add(session: Session, task_set: TaskSet) -> None:
    """Saves a new set."""
    session.execute(insert(TASK_SETS).values(**vars(task_set)))


def load(session: ReadSession, uid: str) -> TaskSet | None:
    """A set."""
    row = session.execute(select(*_COLUMNS).where(TASK_SETS.c.uid == uid)).one_or_none()
    return TaskSet(*row) if row else None


def page(session: ReadSession, before: tuple[datetime, str] | None, limit: int) -> list[TaskSet]:
    """The sets, the newest first, from the one after `before` on."""
    order = TASK_SETS.c.created_at, TASK_SETS.c.uid
    query = select(*_COLUMNS).order_by(*(column.desc() for column in order)).limit(limit)
    if before:
        query = query.where(tuple_(*order) < tuple_(*before))
    return [TaskSet(*row) for row in session.execute(query)]


def visible(session: ReadSession, caller: Caller, names: Collection[str]) -> set[str]:
    """Those of the sets that exist and that the caller may know of."""
    if not may_know(caller):
        return set()
    known = select(TASK_SETS.c.uid).where(TASK_SETS.c.uid.in_([id_of(name) for name in names]))
    return {f"taskSets/{uid}" for uid in session.scalars(known)}


def counts(session: ReadSession, caller: Caller, names: Collection[str], as_of: AsOf) -> dict[str, Counts]:
    """The counters of the tasks of sets, for a caller who may know of them."""
    sums = counters(as_of, Sight(caller, View.WHOLE))
    # The second condition lets the partial index serve.
    of_sets = TASKS.c.task_set.in_(names), TASKS.c.task_set != ""
    query = select(TASKS.c.task_set, *sums).where(*of_sets).group_by(TASKS.c.task_set)
    rows = session.execute(query, caller.sight).all()
    return {row.task_set: counts_of(row, "task_set") for row in rows}
