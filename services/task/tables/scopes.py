"""Scopes: what baskets (giỏ việc) are made of, and their counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, literal, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.task.model import (
    CLASS,
    ENDED,
    NOT_ISSUED,
    OPEN,
    RUNNING,
    Coordination,
    PendingDecision,
    Relation,
    State,
    Task,
    TaskClass,
    look_alike,
    never_reported,
    never_reported_on,
    part_standing,
    parties_of,
    pending_decisions,
    settled_class,
)
from shared import changes
from shared.db import ReadSession

from .access import VIEWS, Caller, Sight
from .classes import FAR, MARKS, AsOf, Columns, class_is
from .rows import approver_key
from .schema import SCOPES, TALLIES, TASKS

CHANNEL = "tasks_changed"
# What a coordinator has to do is only counted: its tasks are in its scope `coordinator`.
PART = "part"
# What somebody follows; they may see it for any reason, or no longer.
FOLLOWER = "follower"
# The parts of a basket that are read separately, and the states of their tasks.
DRAFTED, OPENED, DONE, GONE = "DRAFTED", "OPENED", "DONE", "GONE"
PHASES: Mapping[str, frozenset[State]] = {
    DRAFTED: frozenset({State.DRAFT, State.PROPOSED}),
    OPENED: OPEN,
    DONE: frozenset({State.COMPLETED}),
    GONE: ENDED - {State.COMPLETED},
}
_PHASE_OF = {state: phase for phase, states in PHASES.items() for state in states}
# The kinds of scopes, and why the tasks of such a scope concern its reader.
KINDS: Mapping[str, Relation] = {
    **dict.fromkeys(("all", "subtask", "drafts", "monitor", "assigned"), Relation.PROVINCE),
    **dict.fromkeys(("lead", "subtask-lead"), Relation.LEAD),
    "parent-lead": Relation.PARENT_LEAD,
    "holder-unit": Relation.HOLDER_UNIT,
    "holder": Relation.HOLDER,
    "co-holder": Relation.CO_HOLDER,
    "coordinator": Relation.COORDINATOR,
    "informed": Relation.INFORMED,
    "approver": Relation.APPROVER,
    "pending-lead": Relation.LEAD,
    **dict.fromkeys(("pending", "pending-inside", "pending-assigner", "pending-monitor"), Relation.PROVINCE),
    "pending-parent": Relation.PARENT_LEAD,
}
# Counted from their tasks: several of the scopes may hold one task, or hold more than the reader is asked about.
# What an agency coordinates is counted by the parts of the agency.
UNTALLIED = frozenset(
    {
        *("assigned", "approver", "coordinator"),
        *("pending", "pending-inside", "pending-assigner", "pending-monitor", "pending-parent"),
        "pending-lead",
    }
)
# The scopes that together hold every task that somebody may see; the others hold the same tasks for another reason.
WATCHED = frozenset(
    {
        *("all", "subtask", "lead", "subtask-lead", "parent-lead", "holder-unit", "holder"),
        *("co-holder", "coordinator", "informed", "approver"),
    }
)
# A task has at most one scope of each of these kinds, so that a sum over several counts nothing twice.
SINGLE = frozenset(KINDS) - UNTALLIED - {"informed"}
# Nobody works beside themselves: of one person, scopes of these kinds share no task.
HELD = frozenset({"holder", "co-holder"})


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
    issued_late: int = 0
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
    return _PHASE_OF[state]


def sight_of(caller: Caller, scopes: Collection[str]) -> Sight:
    """How the caller sees the tasks of these scopes: in the view of their relation, if they all have the same."""
    kinds = {scope.partition(":")[0] for scope in scopes}
    views = {VIEWS[KINDS[kind]] if kind in KINDS else None for kind in kinds}
    return Sight(caller, views.pop() if len(views) == 1 else None)


def scopes_of(task: Task) -> frozenset[str]:
    """The scopes of a task: `kind:whose`. A task and its subtasks never share one of the Office's."""
    scopes = {"subtask" if task.parent_task else "all"}
    if phase_of(task.state) == DRAFTED:
        scopes.add("drafts")
    if not task.parent_task:
        scopes |= {f"monitor:{task.monitor}"} if task.monitor else set()
        scopes |= {f"assigned:{person}" for person in _assigners(task)}
    if pending := pending_decisions(task):
        scopes |= _approval_scopes(task) if PendingDecision.APPROVAL in pending else set()
        scopes |= _pending_scopes(task) if pending != {PendingDecision.APPROVAL} else set()
    return frozenset(scopes if task.state in NOT_ISSUED else scopes | _agency_scopes(task))


def _assigners(task: Task) -> list[str]:
    return [person for person in (task.assigner, task.on_behalf_of) if person]


def _pending_scopes(task: Task) -> set[str]:
    """About a subtask the agency is asked that answers for its parent task, as long as it has anybody to ask."""
    if task.parent_task:
        return {f"pending-parent:{task.parent_lead}", "pending-inside"}
    assigners = {f"pending-assigner:{person}" for person in _assigners(task)}
    return {"pending", f"pending-monitor:{task.monitor}"} | assigners


def _approval_scopes(task: Task) -> set[str]:
    """The heads of the lead agency are asked, and the people whom its head has charged, as long as there are any."""
    charged = {f"approver:{approver_key(task.lead, person)}" for person in parties_of(task).approvers}
    return {f"pending-lead:{task.lead}", "pending-inside"} | charged


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
        scopes |= {f"co-holder:{task.holder.co_holder}"} if task.holder.co_holder else set()
    return scopes


def follower(person: str) -> str:
    """The scope of what a person follows, which the task itself does not name."""
    return f"{FOLLOWER}:{person}"


def enter(session: Session, task: Task, scope: str) -> None:
    """Puts a task into a scope that the task itself does not name."""
    rows = _scope_rows(task, {(scope, *_place(task))})
    session.execute(insert(SCOPES).on_conflict_do_nothing(), rows)


def leave(session: Session, task: Task, scope: str) -> None:
    """Takes a task out of such a scope, wherever it stands there."""
    session.execute(delete(SCOPES).where(SCOPES.c.scope == scope, SCOPES.c.task == task.uid))


def place(session: Session, tasks: Sequence[Task]) -> None:
    """Places new tasks in their scopes and counters, in the transaction that saves them."""
    rows = [row for task in tasks for row in _scope_rows(task, _scope_keys(task, ()))]
    session.execute(insert(SCOPES), rows)
    if tallies := _tallied([], tasks):
        session.execute(insert(TALLIES), tallies)


def move(session: Session, before: Task, after: Task, followers: Collection[str] = ()) -> None:
    """Moves a task, with its followers, between scopes and counters, in the transaction that saves it."""
    named = {follower(person) for person in followers}
    old, new = _scope_keys(before, named), _scope_keys(after, named)
    for scope, phase, rank in sorted(old - new):
        key = (SCOPES.c.scope == scope) & (SCOPES.c.phase == phase) & (SCOPES.c.rank == rank)
        session.execute(delete(SCOPES).where(key, SCOPES.c.task == after.uid))
    if added := _scope_rows(after, new - old):
        session.execute(insert(SCOPES), added)
    if tallies := _tallied([before], [after]):
        session.execute(insert(TALLIES), tallies)


def notify_of_new(session: Session, tasks: Iterable[Task]) -> None:
    """Notifies everyone who watches one of the scopes of new tasks."""
    changes.publish_all(session, CHANNEL, {task.uid: _watched(task) for task in tasks})


def notify(session: Session, before: Task, after: Task) -> None:
    """Notifies everyone who watches one of a task's scopes and sees the change, or a scope that the task has left."""
    old, new = _watched(before), _watched(after)
    kept = {scope for scope in old & new if _shows_change(scope, before, after)}
    changes.publish(session, CHANNEL, after.uid, (old ^ new) | kept)


def _watched(task: Task) -> frozenset[str]:
    return frozenset(scope for scope in scopes_of(task) if scope.partition(":")[0] in WATCHED)


def _shows_change(scope: str, before: Task, after: Task) -> bool:
    kind, _, whose = scope.partition(":")
    return not look_alike(before, after, VIEWS[KINDS[kind]], own=(whose,))


def _scope_keys(task: Task, others: Collection[str]) -> set[tuple[str, str, date]]:
    return {(scope, *_place(task)) for scope in (*scopes_of(task), *others)}


def _place(task: Task) -> tuple[str, date]:
    """The phase of a task, and its rank, by which baskets are ordered."""
    return phase_of(task.state), task.due_date or FAR


def _scope_rows(task: Task, keys: Iterable[tuple[str, str, date]]) -> list[dict[str, object]]:
    return [
        {"scope": scope, "phase": phase, "rank": rank, "task": task.uid}
        for scope, phase, rank in sorted(keys)
    ]


def _tallied(before: Iterable[Task], after: Iterable[Task]) -> list[dict[str, object]]:
    """The rows that move counters from tasks as they were to tasks as they are."""
    moved = Counter(key for task in after for key in _tally_keys(task))
    moved.subtract(key for task in before for key in _tally_keys(task))
    return [{**key._asdict(), "n": n} for key, n in moved.items() if n]


class TallyKey(NamedTuple):
    """The columns of `tallies` that decide where a task, or the part of a coordinator, is counted."""

    scope: str
    state: str
    settled: str
    never_reported: bool
    issued_late: bool
    due_date: date | None


def _tally_keys(task: Task) -> list[TallyKey]:
    due = task.due_date if task.state in RUNNING else None
    settled = settled_class(task.standing) or ""
    deciding = (task.state.value, settled, never_reported(task), task.issued_late, due)
    tallied = (scope for scope in scopes_of(task) if scope.partition(":")[0] not in UNTALLIED)
    return [*(TallyKey(scope, *deciding) for scope in tallied), *part_keys(task)]


def part_keys(task: Task) -> list[TallyKey]:
    """Where the parts of an issued task are counted, each for its unit."""
    if task.state in NOT_ISSUED:
        return []
    return [_part_key(task, each) for each in task.coordinations]


def _part_key(task: Task, coordination: Coordination) -> TallyKey:
    standing = part_standing(task, coordination)
    return TallyKey(
        f"{PART}:{coordination.unit}",
        standing.state.value,
        settled_class(standing) or "",
        never_reported_on(coordination, standing),
        standing.issued_late,
        standing.due_date if standing.state in RUNNING else None,
    )


def count(session: ReadSession, caller: Caller, scopes: Sequence[str], as_of: AsOf) -> Counts:
    """The counters of the tasks of these scopes."""
    kinds = {scope.partition(":")[0] for scope in scopes}
    apart = len(kinds) == 1 or (kinds == HELD and len(scopes) == len(HELD))
    if apart and kinds.isdisjoint(UNTALLIED) and (kinds <= SINGLE or len(scopes) == 1):
        sums = _sums(TALLIES.c, TALLIES.c.n, as_of, sight_of(caller, scopes))
        query = select(*sums).where(TALLIES.c.scope.in_(scopes))
    else:
        # Scopes of several kinds may share tasks. Such a basket is one unit's and small: its tasks are counted.
        query = counting(caller, scopes, PHASES, as_of)
    return counts_of(session.execute(query, caller.sight).one())


def counting(caller: Caller, scopes: Sequence[str], phases: Collection[str], as_of: AsOf) -> Select[Any]:
    """The counters, counted from the tasks of these scopes and phases."""
    members = select(SCOPES.c.task).where(SCOPES.c.scope.in_(scopes), SCOPES.c.phase.in_(sorted(phases)))
    return select(*counters(as_of, sight_of(caller, scopes))).where(TASKS.c.uid.in_(members))


def counters(as_of: AsOf, sight: Sight) -> Iterator[ColumnElement[Any]]:
    """The counters of `Counts` as sums over tasks."""
    return _sums(TASKS.c, literal(1), as_of, sight)


def counts_of(row: Row[Any], *others: str) -> Counts:
    """The counters of a row, which may have other columns, too."""
    return Counts(**{name: int(value) for name, value in row._mapping.items() if name not in others})


def _sums(columns: Columns, n: ColumnElement[int], as_of: AsOf, sight: Sight) -> Iterator[ColumnElement[Any]]:
    """A sum for each counter of `Counts`, with its name."""
    counted: dict[str, ColumnElement[bool]] = {
        **{each: and_(class_is(columns, each, as_of), sight.of(CLASS)) for each in TaskClass},
        **{mark: and_(holds(columns, as_of), sight.of(mark)) for mark, holds in MARKS.items()},
        "not_issued": columns.state.in_(sorted(PHASES[DRAFTED])),
        "total_count": true(),
    }
    return sums_of(counted, n)


def sums_of(
    counted: Mapping[str, ColumnElement[bool]], n: ColumnElement[int]
) -> Iterator[ColumnElement[Any]]:
    """The sum of `n` where each condition holds, under its name in small letters."""
    for name, condition in counted.items():
        yield func.coalesce(func.sum(n).filter(condition), 0).label(name.lower())


class Folded(NamedTuple):
    """How many rows of the counters were added up, and into how many."""

    rows: int
    sums: int


def newest_tally(session: Session) -> int:
    """The id of the newest row of the counters; 0 if there is none."""
    return session.scalar(select(func.max(TALLIES.c.id))) or 0


def fold_tallies(session: Session, last: int | None = None, limit: int | None = None) -> Folded:
    """Adds up the oldest rows of the counters: those up to the id `last`, and at most `limit`.

    Readers see the same sums before and after.
    """
    columns = [*TallyKey._fields, "n"]
    oldest = select(TALLIES.c.id).order_by(TALLIES.c.id).limit(limit)
    if last is not None:
        oldest = oldest.where(TALLIES.c.id <= last)
    returned = (TALLIES.c[name] for name in columns)
    before = delete(TALLIES).where(TALLIES.c.id.in_(oldest)).returning(*returned).cte("gone")
    key = [before.c[name] for name in TallyKey._fields]
    n = func.sum(before.c.n)
    folded = select(*key, n).group_by(*key).having(n != 0)
    added = insert(TALLIES).from_select(columns, folded).returning(TALLIES.c.id).cte("added")
    counts = (select(func.count()).select_from(cte).scalar_subquery() for cte in (before, added))
    return Folded(*session.execute(select(*counts)).one())
