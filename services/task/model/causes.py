"""Why a task is late: stated, decided, contested and finally decided. docs/domain.md, section Life cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from shared.clock import day_of
from shared.refused import Refused, require

from .calendar import WorkingCalendar
from .delay import Contest, DelayCause, DelayCauseKind
from .due import DueKind
from .engine import Decision, advance, check_other, rule
from .policy import DEFAULT_POLICY, Policy
from .reasons import Reason
from .states import Verb
from .task import Task
from .work import Act, Actor


@rule(Verb.STATE_CAUSE)
def state_cause(task: Task, act: Act, kind: DelayCauseKind, text: str) -> Decision:
    """The agency states why the task is late; a new statement needs a new confirmation."""
    require(text, Reason.TEXT_MISSING, "delay_cause.text")
    check_stating(task, act.today)
    cause = DelayCause(kind, text, act.at, act.actor, period_due_date=task.period_due_date)
    return advance(task, Verb.STATE_CAUSE, act, delay_cause=cause)


def check_stating(task: Task, today: date) -> None:
    """Raises Refused if the task is not late, or if its cause was decided otherwise than stated.

    That decision is contested, and not undone by another statement, until the task is late by a later due date.
    """
    require(is_late(task, today), Reason.NOT_LATE, "delay_cause", due=task.due_date or DueKind.NONE)
    require(not _is_settled(task), Reason.CAUSE_ANSWERED, "delay_cause")


@rule(Verb.CONFIRM_CAUSE)
def confirm_cause(
    task: Task, act: Act, kind: DelayCauseKind | None = None, *, refused: bool = False
) -> Decision:
    """The assigner's side confirms the cause as stated, or with a reason changes its kind or refuses it.

    Of several periods the oldest one whose cause waits for any decision comes first.
    """
    stated = check_cause(task, act.actor.person)
    plain = not refused and kind in (None, stated.stated_kind)
    require(plain or act.reason, Reason.REASON_MISSING, "reason")
    cause = decided_cause(stated, act, kind or stated.stated_kind, refused=refused)
    return advance(task, Verb.CONFIRM_CAUSE, act, **_with_cause(task, stated, cause))


def check_cause(task: Task, person: str) -> DelayCause:
    """The cause that waits for a decision; raises Refused if none does, and for the person who stated it."""
    cause = task.discussed_cause
    if cause is None or not cause.pending:
        raise Refused(Reason.CAUSE_DECIDED)
    check_other(cause.stated_by, person)
    return cause


@rule(Verb.CONTEST_CAUSE, needs_reason=True)
def contest_cause(
    task: Task,
    act: Act,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
    *,
    document_number: str = "",
) -> Decision:
    """The agency asks to decide its cause anew, once and within the policy's working days of the decision.

    The cause was refused, or another kind was confirmed than the one stated.
    """
    cause = check_contesting(task, act.actor.person, act.today, calendar, policy)
    against = None if cause.refused else cause.confirmed_kind
    contest = Contest(act.reason, document_number, act.at, act.actor, against)
    return advance(task, Verb.CONTEST_CAUSE, act, **_with_cause(task, cause, replace(cause, contest=contest)))


def check_contesting(
    task: Task, person: str, today: date, calendar: WorkingCalendar, policy: Policy = DEFAULT_POLICY
) -> DelayCause:
    """The cause whose decision the agency may contest; raises Refused if there is none, and for its decider."""
    # Another lead does not contest what was decided on the one before.
    own = [each.delay_cause for each in task.periods if each.lead == task.lead]
    stated = [each for each in (*own, task.own_cause) if each is not None]
    cause = next((each for each in reversed(stated) if each.answered and each.contest is None), None)
    require(cause is not None or not any(each.contest for each in stated), Reason.CAUSE_CONTESTED)
    if cause is None or cause.confirmed_at is None or cause.confirmed_by is None:
        raise Refused(Reason.NOTHING_TO_CONTEST)
    check_other(cause.confirmed_by, person, Reason.OWN_DECISION)
    decided = day_of(cause.confirmed_at)
    latest = calendar.horizon(decided, policy.contest_within)
    require(today <= latest, Reason.CONTEST_TOO_LATE, decided=decided, latest=latest)
    return cause


@rule(Verb.DECIDE_CONTEST, needs_reason=True)
def decide_contest(task: Task, act: Act, *, granted: bool, kind: DelayCauseKind | None = None) -> Decision:
    """The final decision: the first one stands, or if `granted` the cause holds, as stated or as another kind."""
    cause, contest = check_contest(task, act.actor.person)
    decided = replace(contest, decided_at=act.at, decided_by=act.actor, granted=granted, answer=act.reason)
    if not granted:
        return advance(
            task, Verb.DECIDE_CONTEST, act, **_with_cause(task, cause, replace(cause, contest=decided))
        )
    confirmed = kind or cause.stated_kind
    require(confirmed is not contest.against, Reason.TERMS_UNCHANGED, "kind")
    changed = replace(cause, confirmed_kind=confirmed, refused=False, contest=decided)
    return advance(task, Verb.DECIDE_CONTEST, act, **_with_cause(task, cause, changed))


def check_contest(task: Task, person: str) -> tuple[DelayCause, Contest]:
    """The cause with the contest that waits; raises Refused if none does, and for those whose matter it is."""
    cause = task.discussed_cause
    if cause is None or cause.contest is None or not cause.contested:
        raise Refused(Reason.CONTEST_NOT_PENDING)
    check_other(cause.contest.by, person)
    decider = first_decider(task)
    if decider is not None:
        check_other(decider, person, Reason.OWN_DECISION)
    return cause, cause.contest


def first_decider(task: Task) -> Actor | None:
    """Who made the contested decision and does not decide on the contest.

    None for a subtask: the agency that made it may have only one head.
    """
    cause = task.discussed_cause
    return cause.confirmed_by if cause and not task.parent_task else None


def is_late(task: Task, today: date) -> bool:
    """Whether the task is late, or was when it was submitted."""
    reference = task.submission.submit_date if task.submission else today
    return task.due_date is not None and reference > task.due_date


def decided_cause(
    stated: DelayCause | None, act: Act, kind: DelayCauseKind, *, refused: bool = False
) -> DelayCause:
    """The cause after its first decision, by another person than stated it."""
    if stated is None:
        raise Refused(Reason.DELAY_CAUSE_MISSING, "delay_cause")
    check_other(stated.stated_by, act.actor.person)
    return replace(
        stated,
        confirmed_kind=None if refused else kind,
        confirmed_at=act.at,
        confirmed_by=act.actor,
        refused=refused,
        answer=act.reason,
    )


def _with_cause(task: Task, before: DelayCause, after: DelayCause) -> dict[str, Any]:
    """The changed cause where it was: in the task, or in a finished period."""
    if before is task.delay_cause:
        return {"delay_cause": after}
    periods = (
        replace(each, delay_cause=after) if each.delay_cause is before else each for each in task.periods
    )
    return {"periods": tuple(periods)}


def _is_settled(task: Task) -> bool:
    cause, due = task.delay_cause, task.due_date
    if cause is None or cause.confirmed_at is None or due is None:
        return False
    earlier_date = day_of(cause.confirmed_at) <= due
    return cause.contested or (not earlier_date and (cause.answered or cause.contest is not None))
