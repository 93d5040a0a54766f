"""What the service says: a step of a task as an event in the outbox, in the transaction of the step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from protobuf.wkt.google.protobuf.timestamp_pb import Timestamp
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_events_pb
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.google.type.date_pb import Date
from services.task import model
from services.task.model import DueKind, Every, State, Step, Task, TaskClass, Verb, WorkingCalendar
from shared import outbox

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
    Verb.SPLIT: "issued",
    Verb.REPORT_PROGRESS: "progressed",
    Verb.REQUEST_EXTENSION: "extension-asked",
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
    Verb.STATE_CAUSE: "updated",
    Verb.CONFIRM_CAUSE: "updated",
    Verb.DEMAND_DECISION: "updated",
    Verb.TRANSFER: "reissued",
    Verb.REDO: "updated",
}
ANCHORS = task_events_pb.WorkingDays.Anchor
STATES = {state: pb.Task.State[state.name] for state in State}
CLASSES = {its_class: pb.Task.Class[its_class.name] for its_class in TaskClass}
RECURRENCES = {
    Every.WEEK: pb.Due.Recurrence.WEEKLY,
    Every.MONTH: pb.Due.Recurrence.MONTHLY,
    Every.QUARTER: pb.Due.Recurrence.QUARTERLY,
    Every.HALF_YEAR: pb.Due.Recurrence.HALF_YEARLY,
    Every.YEAR: pb.Due.Recurrence.YEARLY,
    Every.OTHER: pb.Due.Recurrence.OTHER,
}
DUE_KINDS = {
    DueKind.UNSET: pb.Due.Kind.UNSPECIFIED,
    DueKind.FIXED: pb.Due.Kind.FIXED,
    DueKind.NONE: pb.Due.Kind.NONE,
    DueKind.PERIODIC: pb.Due.Kind.PERIODIC,
}
TOLD_AHEAD = timedelta(days=366)
"""How far ahead the beginnings of a periodic task's periods are told: a period begins without any step."""
CAUSES = {kind: pb.DelayCause.Kind[kind.name] for kind in model.CauseKind}


def step_taken(
    session: Session, task: Task, step: Step, calendar: WorkingCalendar, policy: model.Policy
) -> None:
    """Announces one step; the versions of a task number its events."""
    message = task_events_pb.TaskChanged(
        task=task_message(task),
        step=step_message(step),
        message=step.act.why,
        counts=_counts(task, step.act.today, calendar, policy),
        readers=sorted({each.unit for each in task.co_ordinators} | set(task.informed)),
        working_days=list(_working_days(task, step.act.today, calendar)),
        unanswered_urgings=task.unanswered_urges,
    )
    event = f"task.{EVENTS[step.verb]}"
    outbox.add(session, event, f"tasks/{task.uid}", step.version, message, time=step.act.at)


def task_message(task: Task) -> pb.Task:
    """A task as everyone who may see all of it sees it on any day."""
    return pb.Task(
        name=f"tasks/{task.uid}",
        directive=task.directive,
        directive_number=task.directive_number,
        proposal=task.proposal,
        parent_task=f"tasks/{task.parent}" if task.parent else "",
        required_by_parent=task.required,
        title=task.title,
        quote=task.quote,
        output=task.output,
        field=task.field,
        assigner=task.assigner,
        on_behalf_of=task.on_behalf_of,
        monitor=task.monitor,
        lead=task.lead,
        coordinations=[pb.Coordination(unit=each.unit, part=each.part) for each in task.co_ordinators],
        due=_due(task),
        state=STATES[task.state],
        extension_count=task.times_extended,
        send_back_count=task.send_backs,
        urging_count=task.urges,
        create_time=Timestamp.from_datetime(task.created_at),
        update_time=Timestamp.from_datetime(task.updated_at),
        etag=etag_of(task),
        **_present(
            assign_date=date_message(task.assign_date),
            directive_date=date_message(task.directive_date),
            issue_date=_day(task.assigned_at),
            accept_date=_day(task.accepted_at),
            confirm_date=_day(task.completed_at),
            holder=_holder(task),
            progress=_progress(task),
            submission=_submission(task),
            delay_cause=_delay(task),
        ),
    )


def step_message(step: Step) -> pb.TaskStep:
    """A step of the history."""
    actor = step.act.actor
    return pb.TaskStep(
        name=f"tasks/{step.task}/steps/{step.version}",
        verb=camel(step.verb),
        actor=actor.person,
        actor_display_name=actor.name,
        position=actor.position,
        on_behalf_of=actor.on_behalf_of,
        step_time=Timestamp.from_datetime(step.act.at),
        reason=step.act.why,
        from_state=STATES[step.before] if step.before else pb.Task.State.UNSPECIFIED,
        to_state=STATES[step.after],
        changes=[
            pb.Change(field_path=change.field, before=_words(change.before), after=_words(change.after))
            for change in step.changes
        ],
        version=step.version,
    )


def etag_of(task: Task) -> str:
    """Changes with every step."""
    return etag(task.version)


def etag(version: int) -> str:
    """The etag of a task after so many steps."""
    return f"v{version}"


def camel(name: str) -> str:
    """SEND_BACK → sendBack."""
    first, *rest = name.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def date_message(day: date | None) -> Date | None:
    """A date on the wire."""
    return Date(year=day.year, month=day.month, day=day.day) if day else None


def _counts(
    task: Task, day: date, calendar: WorkingCalendar, policy: model.Policy
) -> list[task_events_pb.TaskCount]:
    return [
        task_events_pb.TaskCount(
            class_=CLASSES[each.its_class],
            not_accepted=task.state is State.ISSUED,
            **_present(
                period_start_date=date_message(each.begins),
                due_date=date_message(each.due_date),
                **_thresholds(each, task.state, calendar, policy),
            ),
        )
        for each in model.counted(task.standing, day, day + TOLD_AHEAD)
    ]


def _working_days(task: Task, day: date, calendar: WorkingCalendar) -> Iterator[task_events_pb.WorkingDays]:
    """The days on which others may have to remind or urge, while time passes for the task."""
    if task.state not in model.RUNNING:
        return
    if task.due_date is not None:
        over = max(0, calendar.working_days_between(task.due_date, day))
        yield _days(calendar, ANCHORS.DUE, task.due_date, -5, over + 30)
    if task.assigned_at is not None and task.state is State.ISSUED:
        yield _days(calendar, ANCHORS.ASSIGNMENT, model.day_of(task.assigned_at), 1, 10)
    if spoken := task.progress.at if task.progress else task.assigned_at:
        yield _days(calendar, ANCHORS.PROGRESS, model.day_of(spoken), 1, 30)
    if task.last_urged_at is not None:
        yield _days(calendar, ANCHORS.URGING, model.day_of(task.last_urged_at), 1, 10)


def _days(
    calendar: WorkingCalendar, anchor: task_events_pb.WorkingDays.Anchor, day: date, first: int, last: int
) -> task_events_pb.WorkingDays:
    days = calendar.counted_days(day, first, last)
    return task_events_pb.WorkingDays(
        anchor=anchor, first=first, dates=[Date(year=day.year, month=day.month, day=day.day) for day in days]
    )


def _thresholds(
    counted: model.Counted, state: State, calendar: WorkingCalendar, policy: model.Policy
) -> dict[str, Date | None]:
    """From which days on it is due soon, and overdue; nothing where no later day changes the class."""
    due = counted.due_date
    if counted.settled or due is None:
        return {}
    soon = model.due_soon_from(due, calendar, policy) if state in model.RUNNING else None
    return {
        "due_soon_from_date": date_message(soon),
        "overdue_from_date": date_message(due + timedelta(days=1)),
    }


def _present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _due(task: Task) -> pb.Due:
    due = task.due
    recurrence = RECURRENCES[due.recurrence.every] if due.recurrence else None
    return pb.Due(
        kind=DUE_KINDS[due.kind],
        words=due.words,
        **_present(
            date=date_message(due.day),
            original_date=date_message(task.original_due_date),
            recurrence=recurrence,
        ),
    )


def _day(moment: datetime | None) -> Date | None:
    return date_message(model.day_of(moment)) if moment else None


def _holder(task: Task) -> pb.Holder | None:
    return pb.Holder(unit=task.holder.unit, person=task.holder.person) if task.holder else None


def _progress(task: Task) -> pb.Progress | None:
    progress = task.progress
    if progress is None:
        return None
    return pb.Progress(
        percent=progress.percent,
        text=progress.text,
        obstacles=progress.obstacles,
        report_date=_day(progress.at),
    )


def _submission(task: Task) -> pb.Submission | None:
    submission = task.submission
    if submission is None:
        return None
    return pb.Submission(
        text=submission.summary,
        document_number=next((each.document for each in submission.evidence if each.document), ""),
        files=[each.file for each in submission.evidence if each.file],
        submit_date=date_message(submission.day),
    )


def _delay(task: Task) -> pb.DelayCause | None:
    delay = task.delay
    if delay is None:
        return None
    return pb.DelayCause(
        kind=CAUSES[delay.confirmed or delay.stated],
        text=delay.text,
        **_present(confirm_date=_day(delay.confirmed_at)),
    )


def _words(value: object) -> str:
    """A value in words: what a person reads in the history."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "; ".join(
            f"{name}: {_words(each)}" for name, each in value.items() if each not in (None, "", [])
        )
    if isinstance(value, list | tuple):
        return ", ".join(_words(each) for each in value)
    return _words(asdict(value)) if is_dataclass(value) and not isinstance(value, type) else str(value)
