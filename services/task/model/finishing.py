"""The end of a task: submit, confirm, send back; stop, cancel and reopen; urge and decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from shared.clock import day_of
from shared.refused import require

from .calendar import WorkingCalendar
from .causes import decided_cause, is_late
from .classes import needs_decision
from .coordinating import for_next_period
from .delay import DelayCauseKind
from .due import DueKind
from .engine import Decision, advance, check_not_own, check_other, check_return_of_others, rule
from .policy import DEFAULT_POLICY, Policy
from .reasons import Reason
from .states import Verb
from .task import Task
from .work import Act, Submission


@rule(Verb.SUBMIT)
def submit(
    task: Task,
    act: Act,
    *,
    text: str,
    document_number: str = "",
    files: Sequence[str] = (),
    open_subtasks: Sequence[str] = (),
    hidden_subtasks: int = 0,
    open_subtasks_reason: str = "",
) -> Decision:
    """in progress → submitted: what was done, and the document or files that show it.

    The day of submission decides on time or late, if it is then confirmed. If required subtasks are
    still open, the agency's head must say why it is submitted. `open_subtasks` are those that may be
    named to the person who submits, `hidden_subtasks` counts the others.
    """
    require(text, Reason.TEXT_MISSING, "submission.text")
    require(document_number or files, Reason.EVIDENCE_MISSING, "submission.files")
    count = len(open_subtasks) + hidden_subtasks
    settled = not count or open_subtasks_reason
    require(settled, Reason.SUBTASKS_OPEN, count=count, subtasks=", ".join(open_subtasks))
    submission = Submission(text, document_number, tuple(files), act.at, act.actor, open_subtasks_reason)
    return advance(
        task,
        Verb.SUBMIT,
        act,
        submission=submission,
        accepted_at=task.accepted_at or act.at,
        unanswered_urgings=0,
        decision_demanded_at=None,
    )


@rule(Verb.CONFIRM)
def confirm(
    task: Task, act: Act, calendar: WorkingCalendar, *, delay_cause: DelayCauseKind | None = None
) -> Decision:
    """submitted → completed, by another person than submitted; a periodic task goes on to its next period, if any.

    `delay_cause` confirms the kind of cause of a late task, if the agency has stated one. The cause of a closed
    period may still be decided and contested.
    """
    stated = task.delay_cause
    undecided = stated is None or stated.pending
    cause = decided_cause(stated, act, delay_cause) if delay_cause and undecided else task.delay_cause
    check_confirming(task, act.actor.person)
    done = replace(task, delay_cause=cause, extensions=task.decided_extensions)
    following = _following_period(done, act, calendar)
    if following is not None:
        return advance(task, Verb.CLOSE_PERIOD, act, **following)
    return advance(
        task, Verb.CONFIRM, act, confirmed_at=act.at, delay_cause=cause, extensions=done.extensions
    )


def check_confirming(task: Task, person: str) -> None:
    """Raises Refused for the person who submitted the task, and for a late task without a cause of delay."""
    check_sending_back(task, person)
    late = task.submission is not None and is_late(task, task.submission.submit_date)
    require(task.delay_cause or not late, Reason.DELAY_CAUSE_DEMANDED)


@rule(Verb.SEND_BACK, needs_reason=True)
def send_back(task: Task, act: Act) -> Decision:
    """submitted → in progress, by another person than submitted; the submission is void and the send-back counted."""
    check_sending_back(task, act.actor.person)
    return advance(task, Verb.SEND_BACK, act, submission=None, send_back_count=task.send_back_count + 1)


def check_sending_back(task: Task, person: str) -> None:
    """Raises Refused for the person who submitted the task."""
    if task.submission is not None:
        check_other(task.submission.by, person, Reason.OWN_SUBMISSION)


@rule(Verb.SUSPEND, needs_reason=True)
def suspend(task: Task, act: Act, *, resume_date: date | None = None) -> Decision:
    """in progress → suspended; the class stays that of this day.

    `resume_date` is when the work is expected to go on; the task is resumed by a step of its own.
    """
    check_not_own(task, act.actor.person)
    later = resume_date is None or resume_date > act.today
    require(later, Reason.RESUME_DATE_PAST, "resume_date")
    return advance(task, Verb.SUSPEND, act, suspended_at=act.at, resume_date=resume_date)


@rule(Verb.RESUME)
def resume(task: Task, act: Act) -> Decision:
    """suspended → in progress; the pause does not move the date in force."""
    return advance(task, Verb.RESUME, act, suspended_at=None, resume_date=None)


@rule(Verb.CANCEL, needs_reason=True)
def cancel(task: Task, act: Act, *, with_parent: bool = False) -> Decision:
    """Any open task → cancelled; a subtask also by whoever ends the work on its parent."""
    if not with_parent:
        check_cancelling(task, act.actor.person)
    return advance(
        task,
        Verb.CANCEL,
        act,
        closed_at=act.at,
        decision_demanded_at=None,
        extensions=task.decided_extensions,
    )


def check_cancelling(task: Task, person: str) -> None:
    """Raises Refused for whoever holds the task, has submitted it or has returned it."""
    check_not_own(task, person)
    check_return_of_others(task, person)


@rule(Verb.REOPEN, needs_reason=True)
def reopen(task: Task, act: Act) -> Decision:
    """completed → in progress; the submission is void. A subtask is its agency's affair, which makes another."""
    check_reopening(task)
    return advance(task, Verb.REOPEN, act, submission=None, confirmed_at=None)


def check_reopening(task: Task) -> None:
    """Raises Refused for a subtask, whose parent may have ended too."""
    require(not task.parent_task, Reason.SUBTASK_ENDED)


@rule(Verb.URGE)
def urge(task: Task, act: Act) -> Decision:
    """Urging (đôn đốc), by hand, letter or rule alike; unanswered until work is reported."""
    return advance(
        task,
        Verb.URGE,
        act,
        urging_count=task.urging_count + 1,
        unanswered_urgings=task.unanswered_urgings + 1,
        last_urged_at=act.at,
    )


@rule(Verb.DEMAND_DECISION)
def demand_decision(
    task: Task, act: Act, calendar: WorkingCalendar, policy: Policy = DEFAULT_POLICY
) -> Decision:
    """Marks a task so long overdue that somebody must decide to redo, divide, extend, transfer or cancel it."""
    due, days = task.due_date or DueKind.NONE, policy.decision_after
    needed = needs_decision(task.standing, act.today, calendar, policy)
    # A lead that has just got the task, is to do the work again, or could begin a period only when the one before
    # was closed, has as many days as from a due date.
    closed_at = task.periods[-1].closed_at if task.periods else None
    days_begun = (*(day_of(each) for each in (task.issued_at, closed_at) if each), task.redo_date)
    begun = max(filter(None, days_begun), default=None)
    rested = begun is None or calendar.working_days_between(begun, act.today) >= days
    require(needed and rested, Reason.DECISION_EARLY, due=due, after=days)
    return advance(task, Verb.DEMAND_DECISION, act, decision_demanded_at=act.at)


@rule(Verb.REDO, needs_reason=True)
def redo(task: Task, act: Act) -> Decision:
    """The decision that the same lead does the work again by the same date."""
    check_not_own(task, act.actor.person)
    return advance(task, Verb.REDO, act, decision_demanded_at=None, redo_date=act.today)


def _following_period(task: Task, act: Act, calendar: WorkingCalendar) -> dict[str, Any] | None:
    """The changes that close the running period and open the next; None if the task ends with this one."""
    if task.due.recurrence is None or task.period_due_date is None:
        return None
    following = task.due.recurrence.after(task.period_due_date, calendar)
    if following is None:
        return None
    finished = replace(task.running_period, closed_at=act.at)
    return {
        "periods": (*task.periods, finished),
        "due": replace(task.due, date=following),
        "original_due_date": following,
        "internal_due_date": None,
        "submission": None,
        "delay_cause": None,
        "progress": None,
        "extensions": (),
        "urging_count": 0,
        "send_back_count": 0,
        "last_urged_at": None,
        "coordinations": tuple(for_next_period(each) for each in task.coordinations),
    }
