"""Baskets (giỏ việc): in which ones a task lies, and the counters that go with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, delete, func, insert, literal, select, text, true
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from services.task.model import NOT_ISSUED, OPEN, RUNNING, State, Task, TaskClass, settled_class
from shared import changes
from shared.db import ReadSession

from .schema import SCOPES, TALLIES, TASKS

_Columns = ReadOnlyColumnCollection[str, Column[Any]]
CHANNEL = "tasks_changed"
FAR = date(9999, 12, 31)
DRAFTED, OPENED, DONE, ENDED = "DRAFTED", "OPENED", "DONE", "ENDED"
PHASES = (DRAFTED, OPENED, DONE, ENDED)
# Counted from its tasks: the counters know nothing of what was there before this kind was.
UNTALLIED = "assigned"
# In the place of a class in the counters: what is not settled, and of which no progress was ever reported.
SILENT = "SILENT"
_IS_SILENT = and_(TASKS.c.state.in_(sorted(RUNNING)), TASKS.c.progress.is_(None))
# Kinds of which a task has at most one scope, so that adding up several counts nothing twice.
SINGLE = frozenset({"all", "drafts", "lead", "part-lead", "part-of", "holder", "holder-unit", "monitor"})


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
        """All that count."""
        return self.done_on_time + self.done_late + self.open_in_time + self.open_overdue


def phase_of(state: State) -> str:
    """The part of a basket in which tasks of a state lie."""
    if state in (State.DRAFT, State.PROPOSED):
        return DRAFTED
    if state is State.COMPLETED:
        return DONE
    return OPENED if state in OPEN else ENDED


def scopes_of(task: Task) -> frozenset[str]:
    """The scopes a task lies in: `kind:whose`. A task and its parts never share one of the Office's."""
    scopes = {"part" if task.parent else "all"}
    if phase_of(task.state) == DRAFTED:
        scopes.add("drafts")
    if not task.parent:
        scopes |= {f"monitor:{task.monitor}"} if task.monitor else set()
        scopes |= {f"{UNTALLIED}:{person}" for person in (task.assigner, task.on_behalf_of) if person}
    return frozenset(scopes if task.state in NOT_ISSUED else scopes | _agency_scopes(task))


def _agency_scopes(task: Task) -> set[str]:
    scopes = {f"co:{each.unit}" for each in task.co_ordinators} | {
        f"informed:{unit}" for unit in task.informed
    }
    scopes |= (
        {f"part-lead:{task.lead}", f"part-of:{task.parent_lead}"} if task.parent else {f"lead:{task.lead}"}
    )
    if task.holder is not None:
        scopes.add(f"holder-unit:{task.holder.unit}")
        scopes |= {f"holder:{task.holder.person}"} if task.holder.person else set()
    return scopes


def move(session: Session, before: Task | None, after: Task) -> None:
    """Keeps baskets and counters in step with a task that is saved in the same transaction."""
    old, new = (_places(before) if before else set()), _places(after)
    for scope, phase, rank in sorted(old - new):
        place = (SCOPES.c.scope == scope) & (SCOPES.c.phase == phase) & (SCOPES.c.rank == rank)
        session.execute(delete(SCOPES).where(place, SCOPES.c.task == after.uid))
    if added := sorted(new - old):
        rows = [
            {"scope": scope, "phase": phase, "rank": rank, "task": after.uid} for scope, phase, rank in added
        ]
        # A process of the release before may have left a place that it did not know of.
        session.execute(upsert(SCOPES).values(rows).on_conflict_do_nothing())
    if tallies := list(_tallied(before, after)):
        session.execute(insert(TALLIES), tallies)


def tell(session: Session, before: Task | None, after: Task) -> None:
    """Tells whoever watches one of a task's scopes, or one that it has left, that it has changed."""
    scopes = scopes_of(after) | (scopes_of(before) if before else frozenset())
    changes.tell(session, CHANNEL, after.uid, scopes)


def _places(task: Task) -> set[tuple[str, str, date]]:
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
    silent = task.state in RUNNING and task.progress is None
    settled = settled_class(task.standing) or (SILENT if silent else "")
    tallied = (scope for scope in scopes_of(task) if not scope.startswith(f"{UNTALLIED}:"))
    return [(scope, task.state.value, settled, due) for scope in tallied]


def count(session: ReadSession, scopes: Sequence[str], day: date, soon: date) -> Counts:
    """The counters of the tasks that lie in any of the scopes; `soon` is the last day that counts as soon."""
    kinds = {scope.partition(":")[0] for scope in scopes}
    if len(kinds) == 1 and kinds != {UNTALLIED} and (kinds <= SINGLE or len(scopes) == 1):
        silent = TALLIES.c.settled == SILENT
        query = _sums(TALLIES.c, TALLIES.c.n, silent, day, soon).where(TALLIES.c.scope.in_(scopes))
    else:
        # Scopes of several kinds may share tasks; such baskets are one unit's, and their tasks are counted.
        query = counting(scopes, PHASES, day, soon)
    return counts_of(session.execute(query).one())


def counting(scopes: Sequence[str], phases: Collection[str], day: date, soon: date) -> Select[Any]:
    """The counters of the tasks themselves that lie in these parts of the scopes."""
    members = select(SCOPES.c.task).where(SCOPES.c.scope.in_(scopes), SCOPES.c.phase.in_(sorted(phases)))
    return _sums(TASKS.c, literal(1), _IS_SILENT, day, soon).where(TASKS.c.uid.in_(members))


def counts_of(row: Iterable[Any]) -> Counts:
    """The counters of a row of `counting`."""
    return Counts(*(int(value) for value in row))


def _sums(
    columns: _Columns, n: ColumnElement[int], silent: ColumnElement[bool], day: date, soon: date
) -> Select[Any]:
    """One sum for each counter of `Counts`, in their order."""
    conditions = [*_conditions(columns, day, soon), silent & (columns.due_date < day), true()]
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


def mend_tallies(session: Session) -> None:
    """Puts right what processes of the release before have counted without knowing of silence."""
    told = select(func.coalesce(func.sum(TALLIES.c.n), 0)).where(
        TALLIES.c.settled == SILENT, TALLIES.c.scope.in_(("all", "part"))
    )
    silent = select(func.count()).select_from(TASKS).where(_IS_SILENT)
    # One statement each, so that tasks and counters are those of one instant. Every task is in one of the two scopes.
    if session.scalar(select(silent.scalar_subquery() != told.scalar_subquery())):
        session.execute(text(_MEND))


_MEND = f"""
WITH found AS (
  SELECT scope, state, due_date, sum(n) AS n FROM (
    SELECT scope, state, due_date, 1 AS n FROM tasks JOIN task_scopes ON task = uid
    WHERE progress IS NULL AND state IN ('IN_PROGRESS', 'ISSUED', 'RETURNED') AND scope NOT LIKE '{UNTALLIED}:%'
    UNION ALL
    SELECT scope, state, due_date, -n FROM tallies WHERE settled = '{SILENT}'
  ) AS every GROUP BY scope, state, due_date HAVING sum(n) <> 0
)
INSERT INTO tallies (scope, state, settled, due_date, n)
SELECT scope, state, settled, due_date, sign * n
FROM found, (VALUES ('{SILENT}', 1), ('', -1)) AS moved(settled, sign)
"""  # noqa: S608 - our own words


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
