"""The periods (kỳ) of a periodic task: each counts for itself. docs/domain.md, sections Life cycle and Classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .classes import Counted
from .due import DueKind
from .states import State
from .task import Period, Task


class PeriodState(StrEnum):
    """Where a period is in its life."""

    # Confirmed as done.
    FINISHED = "FINISHED"
    # Worked on.
    RUNNING = "RUNNING"
    # Begun, but one before it is not finished.
    WAITING = "WAITING"


@dataclass(frozen=True)
class PeriodStanding:
    """How a period counts on a day, and what is known of it: nothing yet if it waits."""

    state: PeriodState
    counted: Counted
    period: Period


def periods_of(task: Task, counts: Sequence[Counted]) -> list[PeriodStanding]:
    """The periods among what counts of a task, the oldest first; none of a task that was never periodic.

    They follow from the rule and from what was done, so that each is there once, whether or not any process ran when
    it began. A task that recurs no longer counts once more after them.
    """
    finished = [
        PeriodStanding(PeriodState.FINISHED, each, period)
        for each, period in zip(counts, task.periods, strict=False)
    ]
    unfinished = counts[len(finished) :] if task.due.kind is DueKind.PERIODIC else ()
    state = PeriodState.FINISHED if task.state is State.COMPLETED else PeriodState.RUNNING
    running = [PeriodStanding(state, each, task.running_period) for each in unfinished[:1]]
    return [*finished, *running, *(_waiting(task, each) for each in unfinished[1:])]


def _waiting(task: Task, each: Counted) -> PeriodStanding:
    period = Period(each.due_date, None, original_due_date=each.due_date, lead=task.lead)
    return PeriodStanding(PeriodState.WAITING, each, period)
