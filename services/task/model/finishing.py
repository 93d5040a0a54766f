"""The end of a task: submit, confirm, send back; stop, cancel and reopen; urge and decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from .calendar import WorkingCalendar
from .classes import needs_decision
from .due import DueKind
from .engine import Decision, advance, check_state, require_reason
from .errors import Reason, Refused, require
from .policy import DEFAULT_POLICY, Policy
from .standing import Period
from .states import Verb
from .task import Act, CauseKind, Delay, Evidence, Submission, Task


def submit(
    task: Task,
    act: Act,
    *,
    summary: str,
    evidence: Sequence[Evidence],
    open_sub_tasks: Sequence[str] = (),
    despite_open: str = "",
) -> Decision:
    """in progress → submitted: what was done and what shows it.

    The day of submission decides on time or late, if it is then confirmed. `open_sub_tasks` are the
    required sub-tasks still open; with any, the agency's head must say why in `despite_open`.
    """
    check_state(task, Verb.SUBMIT)
    require(summary.strip(), Reason.TEXT_MISSING, field="summary")
    _check_evidence(evidence)
    require(
        not open_sub_tasks or despite_open.strip(),
        Reason.SUB_TASKS_OPEN,
        field="despite_open",
        sub_tasks=", ".join(open_sub_tasks),
    )
    submission = Submission(summary, tuple(evidence), act.at, act.actor, despite_open)
    return advance(
        task,
        Verb.SUBMIT,
        act,
        submission=submission,
        accepted_at=task.accepted_at or act.at,
        unanswered_urges=0,
        decision_demanded_at=None,
    )


def confirm(task: Task, act: Act, *, cause: CauseKind | None = None) -> Decision:
    """submitted → completed; a periodic task with a period to come goes on to that one.

    `cause` confirms the kind of cause of a late task, where the agency has stated one.
    """
    check_state(task, Verb.CONFIRM)
    delay = _confirmed_cause(task, act, cause) if cause else task.delay
    following = _following_period(task)
    if following is None:
        return advance(task, Verb.CONFIRM, act, completed_at=act.at, delay=delay)
    return advance(task, Verb.CLOSE_PERIOD, act, delay=delay, **following)


def send_back(task: Task, act: Act) -> Decision:
    """submitted → in progress, with a reason; the submission is void and the send-back counted."""
    check_state(task, Verb.SEND_BACK)
    require_reason(act)
    return advance(task, Verb.SEND_BACK, act, submission=None, send_backs=task.send_backs + 1)


def suspend(task: Task, act: Act) -> Decision:
    """in progress → suspended, with a reason; the class stays that of this day."""
    check_state(task, Verb.SUSPEND)
    require_reason(act)
    return advance(task, Verb.SUSPEND, act, suspended_at=act.at)


def resume(task: Task, act: Act) -> Decision:
    """suspended → in progress; the date in force is not moved by the pause."""
    return advance(task, Verb.RESUME, act, suspended_at=None)


def cancel(task: Task, act: Act) -> Decision:
    """Any open task → cancelled, with its ground."""
    check_state(task, Verb.CANCEL)
    require_reason(act)
    return advance(task, Verb.CANCEL, act, closed_at=act.at, decision_demanded_at=None)


def reopen(task: Task, act: Act) -> Decision:
    """completed → in progress by inspection or the Office; the submission is void."""
    check_state(task, Verb.REOPEN)
    require_reason(act)
    return advance(task, Verb.REOPEN, act, submission=None, completed_at=None)


def urge(task: Task, act: Act) -> Decision:
    """Urging (đôn đốc), by hand, letter or rule alike; unanswered until work is reported."""
    return advance(
        task,
        Verb.URGE,
        act,
        urges=task.urges + 1,
        unanswered_urges=task.unanswered_urges + 1,
        last_urged_at=act.at,
    )


def state_cause(task: Task, act: Act, kind: CauseKind, text: str) -> Decision:
    """The agency states why the task is late; a new statement needs a new confirmation."""
    check_state(task, Verb.STATE_CAUSE)
    require(text.strip(), Reason.TEXT_MISSING, field="cause")
    require(_is_late(task, act.today), Reason.NOT_LATE, field="cause", due=task.due_date or "none")
    return advance(task, Verb.STATE_CAUSE, act, delay=Delay(kind, text, act.at, act.actor))


def confirm_cause(task: Task, act: Act, kind: CauseKind) -> Decision:
    """The assigner's side confirms the kind of cause, which may differ from the one stated."""
    check_state(task, Verb.CONFIRM_CAUSE)
    return advance(task, Verb.CONFIRM_CAUSE, act, delay=_confirmed_cause(task, act, kind))


def demand_decision(
    task: Task, act: Act, calendar: WorkingCalendar, policy: Policy = DEFAULT_POLICY
) -> Decision:
    """Marks a task so long overdue that redo, split, extend, transfer or cancel must be decided."""
    check_state(task, Verb.DEMAND_DECISION)
    require(
        needs_decision(task.standing, act.today, calendar, policy),
        Reason.DECISION_EARLY,
        due=task.due_date or "none",
        after=policy.decision_after,
    )
    return advance(task, Verb.DEMAND_DECISION, act, decision_demanded_at=act.at)


def redo(task: Task, act: Act) -> Decision:
    """The decision that the work is to be done again, by the same lead and the same date."""
    check_state(task, Verb.REDO)
    require_reason(act)
    return advance(task, Verb.REDO, act, decision_demanded_at=None)


def _check_evidence(evidence: Sequence[Evidence]) -> None:
    require(evidence, Reason.EVIDENCE_MISSING, field="evidence")
    for index, each in enumerate(evidence):
        require(
            bool(each.document.strip()) != bool(each.file),
            Reason.EVIDENCE_AMBIGUOUS,
            field=f"evidence[{index}]",
        )


def _confirmed_cause(task: Task, act: Act, kind: CauseKind) -> Delay:
    if task.delay is None:
        raise Refused(Reason.CAUSE_MISSING, field="cause")
    return replace(task.delay, confirmed=kind, confirmed_at=act.at, confirmed_by=act.actor)


def _is_late(task: Task, today: date) -> bool:
    reference = task.submission.day if task.submission else today
    return task.due_date is not None and reference > task.due_date


def _following_period(task: Task) -> dict[str, Any] | None:
    """The changes that open the next period; None where the task ends with this one."""
    recurrence, due, nominal = task.due.recurrence, task.due_date, task.original_due_date
    if task.due.kind is not DueKind.PERIODIC or recurrence is None or due is None or nominal is None:
        return None
    following = recurrence.after(nominal)
    if following is None or task.submission is None:
        return None
    return {
        "periods": (*task.periods, Period(due, task.submission.day)),
        "due": replace(task.due, day=following),
        "original_due_date": following,
        "submission": None,
    }
