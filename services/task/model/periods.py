"""The periods (kỳ) of a periodic task: each counts for itself. docs/domain.md, sections Life cycle and Classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .calendar import WorkingCalendar
from .classes import Counted, counted
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


def periods_of(
    task: Task, day: date, calendar: WorkingCalendar, begun_by: date | None = None
) -> list[PeriodStanding]:
    """The periods begun by `day`, or by a later one, the oldest first; none of a task that was never periodic.

    They follow from the rule and from what was done, so that each is there once, whether or not any process ran when
    it began.
    """
    counts = counted(task.standing, day, calendar, begun_by)
    finished = [
        PeriodStanding(PeriodState.FINISHED, each, period)
        for each, period in zip(counts, task.periods, strict=False)
    ]
    open_counts = counts[len(finished) :] if task.due.kind is DueKind.PERIODIC else ()
    return [*finished, *(_unfinished(task, each, first=each is open_counts[0]) for each in open_counts)]


def _unfinished(task: Task, each: Counted, *, first: bool) -> PeriodStanding:
    if not first:
        waiting = Period(each.due_date, None, original_due_date=each.due_date, lead=task.lead)
        return PeriodStanding(PeriodState.WAITING, each, waiting)
    state = PeriodState.FINISHED if task.state is State.COMPLETED else PeriodState.RUNNING
    return PeriodStanding(state, each, task.running_period)
