"""Steps of tasks, and comments on them, as events."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_events_pb as pb
from dondoc_api.dondoc.type.v1.task_types_pb import TaskClass
from services.task import model
from services.task.model import (
    Comment,
    Decision,
    PeriodStanding,
    PeriodState,
    Policy,
    State,
    Step,
    Task,
    Verb,
    WorkingCalendar,
)
from shared import clock, dates, outbox

from . import values

EVENTS = {
    Verb.DRAFT: "drafted",
    Verb.PROPOSE: "proposed",
    Verb.REJECT: "rejected",
    Verb.AMEND: "updated",
    Verb.ISSUE: "issued",
    Verb.ACCEPT: "accepted",
    Verb.RETURN: "returned",
    Verb.REISSUE: "reissued",
    Verb.INSIST: "insisted",
    Verb.RECALL: "recalled",
    Verb.DELEGATE: "delegated",
    Verb.CREATE_SUBTASK: "issued",
    Verb.REPORT_PROGRESS: "progressed",
    Verb.REQUEST_EXTENSION: "extension-requested",
    Verb.DECIDE_EXTENSION: "extension-decided",
    Verb.EXTEND: "extension-decided",
    Verb.SUBMIT: "submitted",
    Verb.CONFIRM: "confirmed",
    Verb.CLOSE_PERIOD: "confirmed",
    Verb.SEND_BACK: "sent-back",
    Verb.SUSPEND: "suspended",
    Verb.RESUME: "resumed",
    Verb.CANCEL: "cancelled",
    Verb.REOPEN: "reopened",
    Verb.URGE: "urged",
    Verb.STATE_CAUSE: "cause-stated",
    Verb.CONFIRM_CAUSE: "cause-decided",
    Verb.CONTEST_CAUSE: "cause-contested",
    Verb.DECIDE_CONTEST: "contest-decided",
    Verb.DEMAND_DECISION: "decision-demanded",
    Verb.TRANSFER: "transferred",
    Verb.REDO: "redone",
    Verb.ADJUST: "adjusted",
    Verb.SEEK_APPROVAL: "approval-sought",
    Verb.ASK_CHANGES: "changes-asked",
    Verb.WITHDRAW: "withdrawn",
    Verb.WITHDRAW_SUBMISSION: "submission-withdrawn",
    Verb.WITHDRAW_REQUEST: "request-withdrawn",
    Verb.ACCEPT_COORDINATION: "coordination-accepted",
    Verb.REPORT_COORDINATION: "coordination-reported",
    Verb.SET_COORDINATION: "coordination-set",
    Verb.URGE_COORDINATION: "coordination-urged",
    Verb.SEND_BACK_COORDINATION: "coordination-sent-back",
}
ANCHORS = pb.WorkingDays.Anchor
# A period of a periodic task begins without any step, so the event counts the periods of the year to come too.
PERIODS_AHEAD = timedelta(days=366)


def steps_taken(
    session: Session,
    decisions: Sequence[Decision],
    calendar: WorkingCalendar,
    policy: Policy,
    asked: Sequence[Collection[str]],
    followers: Sequence[str] = (),
) -> None:
    """Announces steps of tasks, those of each task in their order; a task's versions number its events.

    `asked` are the people whom each of the steps asks for a decision; `followers` are notified of each step.
    """
    entries = [
        _step_taken(task, step, calendar, policy, people, followers)
        for (task, step), people in zip(decisions, asked, strict=True)
    ]
    outbox.add_all(session, entries)


def commented(session: Session, comments: Sequence[tuple[Task, Comment]]) -> None:
    """Announces comments on tasks; each is a resource with one event."""
    for task, comment in comments:
        outbox.add(session, "task.commented", comment.name, 1, _commented(task, comment), time=comment.at)


def _commented(task: Task, comment: Comment) -> pb.TaskCommented:
    return pb.TaskCommented(task=_facts(task), comment=values.comment_message(comment))


def _step_taken(
    task: Task,
    step: Step,
    calendar: WorkingCalendar,
    policy: Policy,
    asked: Collection[str],
    followers: Sequence[str],
) -> outbox.Entry:
    waiting = task.approval
    prepared = waiting and (waiting.submission or waiting.progress)
    message = pb.TaskChanged(
        task=_facts(task),
        step=values.step_message(step),
        message=step.act.reason,
        counts=_counts(task, step.act.today, calendar, policy),
        readers=sorted({*task.coordinators, *task.informed}),
        working_days=list(_working_days(task, step.act.today, calendar)),
        unanswered_urgings=task.unanswered_urgings,
        approvers=sorted(model.parties_of(task).approvers),
        approval_seeker=_seeker(step),
        approval_files=list(prepared.files) if prepared else [],
        asked=list(asked),
        coordinators=_coordinators(task, step),
        internal_due_date=dates.text(task.internal_due_date),
        followers=list(followers),
    )
    return outbox.Entry(f"task.{EVENTS[step.verb]}", task.name, step.version, message, step.act.at)


def _seeker(step: Step) -> str:
    """The person whose matter waited for approval before the step, and does no longer."""
    ended = (each.before for each in step.changes if each.field_path == "approval" and each.after is None)
    return next((each.by.person for each in ended if isinstance(each, model.Approval)), "")


def _coordinators(task: Task, step: Step) -> list[str]:
    """The coordinators whose coordination the step adds or changes; none before they may know of the task."""
    if task.state in model.NOT_ISSUED:
        return []
    changed = [each.before for each in step.changes if each.field_path == "coordinations"]
    before = {one for each in changed if isinstance(each, tuple) for one in each}
    return [each.unit for each in task.coordinations if changed and each not in before]


def _facts(task: Task) -> pb.TaskFacts:
    intake = pb.Intake(days=task.intake.days, limit=task.intake.limit) if task.intake else None
    return pb.TaskFacts(
        task=task.name,
        parent_lead=task.parent_lead,
        intake=intake,
        **values.facts(task),
    )


def _counts(task: Task, day: date, calendar: WorkingCalendar, policy: Policy) -> list[pb.TaskCount]:
    counted = model.counted(task.standing, day, calendar, day + PERIODS_AHEAD)
    counts = [_count(each, task.state, calendar, policy) for each in counted]
    for count, each in zip(counts, model.periods_of(task, counted), strict=False):
        count.period = _period_facts(each, task.state)
        count.not_accepted = count.not_accepted and each.state is PeriodState.RUNNING
    return counts


def _count(counted: model.Counted, state: State, calendar: WorkingCalendar, policy: Policy) -> pb.TaskCount:
    soon, overdue = _thresholds(counted, state, calendar, policy)
    return pb.TaskCount(
        period_start_date=dates.text(counted.begins),
        due_date=dates.text(counted.due_date),
        class_=TaskClass[counted.its_class.name],
        due_soon_from_date=dates.text(soon),
        overdue_from_date=dates.text(overdue),
        not_accepted=state is State.ISSUED,
        issued_late=counted.issued_late,
    )


def _period_facts(standing: PeriodStanding, state: State) -> pb.PeriodFacts:
    period = standing.period
    states = {PeriodState.FINISHED: State.COMPLETED, PeriodState.RUNNING: state, PeriodState.WAITING: None}
    return pb.PeriodFacts(
        lead=period.lead,
        original_due_date=dates.text(period.original_due_date),
        progress=values.progress(period.progress),
        submission=values.submission(period.submission),
        extension_count=sum(each.granted_date is not None for each in period.extensions),
        urging_count=period.urging_count,
        delay_cause=values.delay_cause(period.delay_cause),
        issue_date=values.day(period.issued_at),
        state=values.state(states[standing.state]),
    )


def _thresholds(
    counted: model.Counted, state: State, calendar: WorkingCalendar, policy: Policy
) -> tuple[date | None, date | None]:
    """The first days on which it is due soon, and overdue; None if no later day changes the class."""
    due = counted.due_date
    if counted.settled or due is None:
        return None, None
    soon = model.due_soon_from(due, calendar, policy) if state in model.RUNNING else None
    return soon, due + timedelta(days=1)


def _working_days(task: Task, day: date, calendar: WorkingCalendar) -> Iterator[pb.WorkingDays]:
    """The days on which others may have to remind or urge, while time passes for the task."""
    if task.state not in model.RUNNING:
        return
    if task.due_date is not None:
        over = max(0, calendar.working_days_between(task.due_date, day))
        yield _days(calendar, ANCHORS.DUE, task.due_date, -5, over + 30)
    if task.internal_due_date is not None:
        yield _days(calendar, ANCHORS.INTERNAL_DUE, task.internal_due_date, -5, 0)
    if task.issued_late and task.accept_by is not None:
        over = max(0, calendar.working_days_between(task.accept_by, day))
        yield _days(calendar, ANCHORS.ACCEPTANCE, task.accept_by, 1, over + 30)
    if task.issued_at is not None and task.state is State.ISSUED:
        yield _days(calendar, ANCHORS.ASSIGNMENT, clock.day_of(task.issued_at), 1, 10)
    if awaited_from := task.report_awaited_from:
        yield _days(calendar, ANCHORS.PROGRESS, clock.day_of(awaited_from), 1, 30)
    if task.last_urged_at is not None:
        yield _days(calendar, ANCHORS.URGING, clock.day_of(task.last_urged_at), 1, 10)


def _days(
    calendar: WorkingCalendar, anchor: pb.WorkingDays.Anchor, day: date, first: int, last: int
) -> pb.WorkingDays:
    counted = calendar.counted_days(day, first, last)
    return pb.WorkingDays(anchor=anchor, first=first, dates=[dates.text(each) for each in counted])
