"""The class of a task at the end of a day: one function for lists, counters, reports and API alike.

docs/domain.md, section Classes. The due day itself is in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from shared.clock import day_of

from .calendar import ONE_DAY, WorkingCalendar
from .policy import DEFAULT_POLICY, Policy
from .standing import Standing
from .states import NOT_COUNTED, OPEN, RUNNING, State
from .task import Task


class TaskClass(StrEnum):
    """The four classes that make up every total."""

    DONE_ON_TIME = "DONE_ON_TIME"
    DONE_LATE = "DONE_LATE"
    OPEN_IN_TIME = "OPEN_IN_TIME"
    OPEN_OVERDUE = "OPEN_OVERDUE"


class Mark(StrEnum):
    """What is shown beside the class, never instead of it."""

    DUE_SOON = "DUE_SOON"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    ISSUED_LATE = "ISSUED_LATE"
    ACCEPTANCE_OVERDUE = "ACCEPTANCE_OVERDUE"
    WAITING_FOR_CONFIRMATION = "WAITING_FOR_CONFIRMATION"
    OVERDUE_NOT_UPDATED = "OVERDUE_NOT_UPDATED"
    NO_RECENT_PROGRESS = "NO_RECENT_PROGRESS"
    EXTENSION_ASKED = "EXTENSION_ASKED"
    EXTENDED = "EXTENDED"
    WITHOUT_DATE = "WITHOUT_DATE"
    DECISION_DEMANDED = "DECISION_DEMANDED"


def class_of(standing: Standing, day: date) -> TaskClass | None:
    """The class at the end of `day`; None if the task is not counted.

    `standing` is what was known by the end of that day. A periodic task is classed by its running
    period; `counted` has the others too.
    """
    state, due = standing.state, standing.due_date
    if state in NOT_COUNTED:
        return None
    if state is State.COMPLETED:
        return _done(standing.submit_date, due)
    return TaskClass.OPEN_OVERDUE if _after(_reference(standing, day), due) else TaskClass.OPEN_IN_TIME


def settled_class(standing: Standing) -> TaskClass | None:
    """The class that no later day will change; None if it depends on the day or the task is not counted.

    A counted task without a settled class is overdue on every day after its due date, and in time before.
    """
    if standing.state in RUNNING:
        return None
    return class_of(standing, date.max)


@dataclass(frozen=True)
class Counted:
    """One thing that counts: a task, or one period of a periodic task with the day it began and its date by the rule.

    Unless it is settled, it becomes overdue after its due date.
    """

    its_class: TaskClass
    due_date: date | None
    settled: bool
    begins: date | None = None
    issued_late: bool = False
    original_due_date: date | None = None


def counted(
    standing: Standing, day: date, calendar: WorkingCalendar, begun_by: date | None = None
) -> tuple[Counted, ...]:
    """One entry per period begun by `day`, or by a later one; for a task that is not periodic, itself or nothing.

    The finished periods count even after the task is cancelled.
    """
    its_class = class_of(standing, day)
    past = [
        Counted(
            _done(each.submit_date, each.due_date),
            each.due_date,
            True,
            issued_late=each.issued_late,
            original_due_date=each.original_due_date or each.due_date,
        )
        for each in standing.periods
    ]
    if its_class is None:
        return _with_beginnings(past)
    settled = settled_class(standing) is not None
    running = Counted(
        its_class,
        standing.due_date,
        settled,
        issued_late=standing.issued_late,
        original_due_date=standing.original_due_date,
    )
    later = [_waiting(standing, day, due) for due in _later_periods(standing, begun_by or day, calendar)]
    return _with_beginnings([*past, running, *later])


def _waiting(standing: Standing, day: date, due: date) -> Counted:
    """A period that waits for the one before; while the task is suspended it does not become overdue either."""
    paused = standing.state is State.SUSPENDED
    overdue = _after(_paused(standing, day), due)
    its_class = TaskClass.OPEN_OVERDUE if overdue else TaskClass.OPEN_IN_TIME
    return Counted(its_class, due, paused, original_due_date=due)


def _with_beginnings(periods: list[Counted]) -> tuple[Counted, ...]:
    """Each period begins the day after the one before was due by the rule, which an extension leaves alone."""
    later = (
        replace(each, begins=before.original_due_date + ONE_DAY) if before.original_due_date else each
        for before, each in pairwise(periods)
    )
    return (*periods[:1], *later)


def _later_periods(standing: Standing, day: date, calendar: WorkingCalendar) -> Iterator[date]:
    """Due dates of the periods after the running one that have begun by `day`."""
    if standing.recurrence is None or standing.state is State.COMPLETED:
        return
    due = standing.original_due_date
    while due is not None and due < day:
        due = standing.recurrence.after(due, calendar)
        if due is not None:
            yield due


def _reference(standing: Standing, day: date) -> date | None:
    """The day that an open task is measured by: its submission, its suspension, else `day`."""
    return standing.submit_date if standing.state is State.SUBMITTED else _paused(standing, day)


def _paused(standing: Standing, day: date) -> date:
    """The day itself, but the day of the suspension while the task is suspended."""
    if standing.state is State.SUSPENDED and standing.suspend_date is not None:
        return min(day, standing.suspend_date)
    return day


def _done(submitted: date | None, due: date | None) -> TaskClass:
    return TaskClass.DONE_LATE if _after(submitted, due) else TaskClass.DONE_ON_TIME


def _after(day: date | None, due: date | None) -> bool:
    return day is not None and due is not None and day > due


def working_days_left(standing: Standing, day: date, calendar: WorkingCalendar) -> int | None:
    """Working days from `day` to the due date; negative once it has passed, None without a date or after the end."""
    if standing.due_date is None or standing.state in NOT_COUNTED or standing.state is State.COMPLETED:
        return None
    reference = _reference(standing, day)
    return None if reference is None else calendar.working_days_between(reference, standing.due_date)


def marks(
    task: Task, day: date, calendar: WorkingCalendar, policy: Policy = DEFAULT_POLICY
) -> frozenset[Mark]:
    """What is shown beside the class at the end of `day`; once the task is completed, only how it was issued."""
    if task.state not in OPEN:
        late = task.issued_late and task.state not in NOT_COUNTED
        return frozenset({Mark.ISSUED_LATE} if late else ())
    held = {
        Mark.DUE_SOON: is_due_soon(task.standing, day, calendar, policy),
        Mark.NOT_ACCEPTED: task.state is State.ISSUED,
        Mark.ISSUED_LATE: task.issued_late,
        Mark.ACCEPTANCE_OVERDUE: _acceptance_overdue(task, day, calendar, policy),
        Mark.WAITING_FOR_CONFIRMATION: task.state is State.SUBMITTED,
        Mark.OVERDUE_NOT_UPDATED: _not_updated(task, day),
        Mark.NO_RECENT_PROGRESS: _no_recent_progress(task, day, calendar, policy),
        Mark.EXTENSION_ASKED: task.pending_extension is not None,
        Mark.EXTENDED: task.extension_count > 0,
        Mark.WITHOUT_DATE: task.due_date is None,
        Mark.DECISION_DEMANDED: task.decision_demanded_at is not None,
    }
    return frozenset(mark for mark, holds in held.items() if holds)


def accept_by(issued: date, calendar: WorkingCalendar, policy: Policy = DEFAULT_POLICY) -> date:
    """The last day in time to accept a task issued on a day."""
    return calendar.add_working_days(issued, policy.accept_within)


def is_due_soon(standing: Standing, day: date, calendar: WorkingCalendar, policy: Policy) -> bool:
    """Whether a task still to be submitted is in time and due within the policy's working days."""
    if standing.due_date is None or standing.state not in RUNNING:
        return False
    return day <= standing.due_date <= calendar.horizon(day, policy.due_soon_within)


def due_soon_from(due: date, calendar: WorkingCalendar, policy: Policy = DEFAULT_POLICY) -> date:
    """The first day on which a task due on `due` is due soon."""
    return calendar.add_working_days(due + ONE_DAY, -policy.due_soon_within - 1)


def needs_decision(standing: Standing, day: date, calendar: WorkingCalendar, policy: Policy) -> bool:
    """Whether it is so long overdue that somebody must decide to redo, divide, extend, transfer or cancel it."""
    if class_of(standing, day) is not TaskClass.OPEN_OVERDUE:
        return False
    left = working_days_left(standing, day, calendar)
    return left is not None and left <= -policy.decision_after


def _acceptance_overdue(task: Task, day: date, calendar: WorkingCalendar, policy: Policy) -> bool:
    if task.state is not State.ISSUED or task.issued_at is None:
        return False
    return calendar.working_days_between(day_of(task.issued_at), day) > policy.accept_within


def never_reported(task: Task) -> bool:
    """Whether the agency should report and has never done so; a submission is a report."""
    return task.progress is None and task.state in RUNNING


def _not_updated(task: Task, day: date) -> bool:
    return never_reported(task) and class_of(task.standing, day) is TaskClass.OPEN_OVERDUE


def _no_recent_progress(task: Task, day: date, calendar: WorkingCalendar, policy: Policy) -> bool:
    last = task.report_awaited_from
    if task.state is not State.IN_PROGRESS or last is None:
        return False
    return calendar.working_days_between(day_of(last), day) >= policy.progress_within
