"""Scopes: what baskets (giỏ việc) are made of, and their counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, delete, func, insert, literal, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from services.task.model import (
    NOT_ISSUED,
    OPEN,
    RUNNING,
    State,
    Task,
    TaskClass,
    never_reported,
    settled_class,
)
from shared import changes
from shared.db import ReadSession

from .schema import SCOPES, TALLIES, TASKS

_Columns = ReadOnlyColumnCollection[str, Column[Any]]
CHANNEL = "tasks_changed"
FAR = date(9999, 12, 31)
DRAFTED, OPENED, DONE, ENDED = "DRAFTED", "OPENED", "DONE", "ENDED"
PHASES = (DRAFTED, OPENED, DONE, ENDED)
# Counted from its tasks: two of the scopes may hold one task.
UNTALLIED = "assigned"
# Instead of a class in the counters: not settled, and progress was never reported.
NOT_UPDATED = "NOT_UPDATED"
_IS_NOT_UPDATED = and_(TASKS.c.state.in_(sorted(RUNNING)), TASKS.c.progress.is_(None))
# A task has at most one scope of each of these kinds, so that a sum over several counts nothing twice.
SINGLE = frozenset(
    {"all", "drafts", "lead", "subtask-lead", "parent-lead", "holder", "holder-unit", "monitor"}
)


@dataclass(frozen=True)
class Counts:
    """The counters of a basket at the end of a day; the four classes add up to the total.

    `total_count` is the number of its tasks, counted or not.
    """

    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    due_soon: int = 0
    not_accepted: int = 0
    waiting_for_confirmation: int = 0
    not_issued: int = 0
    overdue_not_updated: int = 0
    total_count: int = 0

    @property
    def total(self) -> int:
        """All counted tasks."""
        return self.done_on_time + self.done_late + self.open_in_time + self.open_overdue


def phase_of(state: State) -> str:
    """The phase of a basket that holds tasks of a state."""
    if state in (State.DRAFT, State.PROPOSED):
        return DRAFTED
    if state is State.COMPLETED:
        return DONE
    return OPENED if state in OPEN else ENDED


def scopes_of(task: Task) -> frozenset[str]:
    """The scopes of a task: `kind:whose`. A task and its subtasks never share one of the Office's."""
    scopes = {"subtask" if task.parent_task else "all"}
    if phase_of(task.state) == DRAFTED:
        scopes.add("drafts")
    if not task.parent_task:
        scopes |= {f"monitor:{task.monitor}"} if task.monitor else set()
        scopes |= {f"{UNTALLIED}:{person}" for person in (task.assigner, task.on_behalf_of) if person}
    return frozenset(scopes if task.state in NOT_ISSUED else scopes | _agency_scopes(task))


def _agency_scopes(task: Task) -> set[str]:
    scopes = {f"coordinator:{unit}" for unit in task.coordinators}
    scopes |= {f"informed:{unit}" for unit in task.informed}
    if task.parent_task:
        scopes |= {f"subtask-lead:{task.lead}", f"parent-lead:{task.parent_lead}"}
    else:
        scopes.add(f"lead:{task.lead}")
    if task.holder is not None:
        scopes.add(f"holder-unit:{task.holder.unit}")
        scopes |= {f"holder:{task.holder.person}"} if task.holder.person else set()
    return scopes


def move(session: Session, before: Task | None, after: Task) -> None:
    """Moves a task between scopes and counters, in the transaction that saves it."""
    old, new = (_scope_keys(before) if before else set()), _scope_keys(after)
    for scope, phase, rank in sorted(old - new):
        key = (SCOPES.c.scope == scope) & (SCOPES.c.phase == phase) & (SCOPES.c.rank == rank)
        session.execute(delete(SCOPES).where(key, SCOPES.c.task == after.uid))
    if added := sorted(new - old):
        rows = [
            {"scope": scope, "phase": phase, "rank": rank, "task": after.uid} for scope, phase, rank in added
        ]
        session.execute(insert(SCOPES), rows)
    if tallies := list(_tallied(before, after)):
        session.execute(insert(TALLIES), tallies)


def notify(session: Session, before: Task | None, after: Task) -> None:
    """Notifies everyone who watches one of a task's scopes, or one that it has left."""
    scopes = scopes_of(after) | (scopes_of(before) if before else frozenset())
    changes.publish(session, CHANNEL, after.uid, scopes)


def _scope_keys(task: Task) -> set[tuple[str, str, date]]:
    phase, rank = phase_of(task.state), task.due_date or FAR
    return {(scope, phase, rank) for scope in scopes_of(task)}


def _tallied(before: Task | None, after: Task) -> Iterable[dict[str, object]]:
    moved = Counter(dict.fromkeys(_tally_keys(after), 1))
    if before is not None:
        moved.subtract(dict.fromkeys(_tally_keys(before), 1))
    for (scope, state, settled, due), n in moved.items():
        if n:
            yield {"scope": scope, "state": state, "settled": settled, "due_date": due, "n": n}


def _tally_keys(task: Task) -> list[tuple[str, str, str, date | None]]:
    due = task.due_date if task.state in RUNNING else None
    settled = settled_class(task.standing) or (NOT_UPDATED if never_reported(task) else "")
    tallied = (scope for scope in scopes_of(task) if not scope.startswith(f"{UNTALLIED}:"))
    return [(scope, task.state.value, settled, due) for scope in tallied]


def count(session: ReadSession, scopes: Sequence[str], day: date, soon: date) -> Counts:
    """The counters of the tasks of these scopes; `soon` is the last day that counts as soon."""
    kinds = {scope.partition(":")[0] for scope in scopes}
    if len(kinds) == 1 and kinds != {UNTALLIED} and (kinds <= SINGLE or len(scopes) == 1):
        not_updated = TALLIES.c.settled == NOT_UPDATED
        query = _sums(TALLIES.c, TALLIES.c.n, not_updated, day, soon).where(TALLIES.c.scope.in_(scopes))
    else:
        # Scopes of several kinds may share tasks. Such a basket is one unit's and small: its tasks are counted.
        query = counting(scopes, PHASES, day, soon)
    return counts_of(session.execute(query).one())


def counting(scopes: Sequence[str], phases: Collection[str], day: date, soon: date) -> Select[Any]:
    """The counters, counted from the tasks of these scopes and phases."""
    members = select(SCOPES.c.task).where(SCOPES.c.scope.in_(scopes), SCOPES.c.phase.in_(sorted(phases)))
    return _sums(TASKS.c, literal(1), _IS_NOT_UPDATED, day, soon).where(TASKS.c.uid.in_(members))


def counts_of(row: Iterable[Any]) -> Counts:
    """The counters of a row of `counting`."""
    return Counts(*(int(value) for value in row))


def _sums(
    columns: _Columns, n: ColumnElement[int], not_updated: ColumnElement[bool], day: date, soon: date
) -> Select[Any]:
    """One sum for each counter of `Counts`, in their order."""
    conditions = [*_conditions(columns, day, soon), not_updated & (columns.due_date < day), true()]
    sums: list[ColumnElement[Any]] = [func.coalesce(func.sum(n).filter(each), 0) for each in conditions]
    return select(*sums)


def _conditions(columns: _Columns, day: date, soon: date) -> list[ColumnElement[bool]]:
    running = columns.state.in_(sorted(RUNNING))
    overdue = running & (columns.due_date < day)
    in_time = running & (columns.due_date.is_(None) | (columns.due_date >= day))
    return [
        columns.settled == TaskClass.DONE_ON_TIME,
        columns.settled == TaskClass.DONE_LATE,
        (columns.settled == TaskClass.OPEN_IN_TIME) | in_time,
        (columns.settled == TaskClass.OPEN_OVERDUE) | overdue,
        running & columns.due_date.between(day, soon),
        columns.state == State.ISSUED,
        columns.state == State.SUBMITTED,
        columns.state.in_((State.DRAFT, State.PROPOSED)),
    ]


def fold_tallies(session: ReadSession) -> int:
    """Adds up the counters' rows; returns how many remain. Readers see the same sums before and after."""
    gone = delete(TALLIES).returning(
        TALLIES.c.scope, TALLIES.c.state, TALLIES.c.settled, TALLIES.c.due_date, TALLIES.c.n
    )
    before = gone.cte("gone")
    key = (before.c.scope, before.c.state, before.c.settled, before.c.due_date)
    n = func.sum(before.c.n)
    folded = select(*key, n).group_by(*key).having(n != 0)
    result = session.execute(
        insert(TALLIES)
        .from_select(["scope", "state", "settled", "due_date", "n"], folded)
        .returning(TALLIES.c.id)
    )
    return len(result.all())
