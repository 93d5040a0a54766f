"""The values of a task as messages, for events and answers alike, and a due date back.

The enums of the model and those of the API have the same names.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from services.task.model import (
    NO_MEETING,
    NOT_ISSUED,
    Comment,
    Contest,
    Coordination,
    DelayCause,
    Due,
    DueKind,
    Every,
    Extension,
    Meeting,
    Progress,
    Recurrence,
    RecurrenceDay,
    State,
    Step,
    Submission,
    Task,
)
from shared import clock, dates

from . import history


def facts(task: Task) -> dict[str, Any]:
    """The fields that an event and the API's resource have in common."""
    return {
        "directive": task.directive,
        "directive_number": task.directive_number,
        "directive_date": dates.text(task.directive_date),
        "proposal": task.proposal,
        "parent_task": task.parent_task,
        "required_by_parent": task.required_by_parent,
        "task_set": task.task_set,
        "title": task.title,
        "quote": task.quote,
        "output": task.output,
        "field": task.field,
        "assigner": task.assigner,
        "on_behalf_of": task.on_behalf_of,
        "monitor": task.monitor,
        "lead": task.lead,
        "coordinations": [coordination(task, each) for each in task.coordinations],
        "informed": list(task.informed),
        "due": due(task),
        "state": state(task.state),
        "holder": holder(task),
        "progress": progress(task.progress),
        "submission": submission(task.submission),
        "delay_cause": delay_cause(task.delay_cause),
        "extension_count": task.extension_count,
        "send_back_count": task.send_back_count,
        "urging_count": task.urging_count,
        "assign_date": dates.text(task.assign_date),
        "issue_date": day(task.issued_at),
        "accept_date": day(task.accepted_at),
        "confirm_date": day(task.confirmed_at),
        "suspend_date": day(task.suspended_at),
        "source_kind": pb.Task.SourceKind[task.source_kind.name],
        "urgency": types.Urgency[task.urgency.name],
        "meeting": meeting(task),
        "resume_date": dates.text(task.resume_date),
        "extensions": [extension(each) for each in task.extensions],
        "create_time": dates.timestamp(task.created_at),
        "update_time": dates.timestamp(task.updated_at),
    }


def meeting(task: Task) -> types.Meeting | None:
    """The meeting at which it was assigned, or whose conclusion assigns it."""
    held = task.meeting
    if held == NO_MEETING:
        return None
    return types.Meeting(meeting_date=dates.text(held.meeting_date), chair=held.chair)


def meeting_of(message: types.Meeting | None) -> Meeting:
    """The meeting that a message states."""
    return Meeting(dates.parse(message.meeting_date), message.chair) if message else NO_MEETING


def due(task: Task) -> types.Due:
    """How a task is due."""
    recurrence = task.due.recurrence
    return types.Due(
        kind=types.Due.Kind[task.due.kind.name],
        date=dates.text(task.due.date),
        original_date=dates.text(task.original_due_date),
        words=task.due.words,
        recurrence=types.Due.Recurrence[recurrence.every.name if recurrence else "UNSPECIFIED"],
        recurrence_day=types.Due.RecurrenceDay[recurrence.day.name if recurrence else "UNSPECIFIED"],
        until_date=dates.text(recurrence.until if recurrence else None),
    )


def due_of(message: types.Due) -> Due:
    """The due date that a message states; a date without a kind is fixed."""
    day, kind = dates.parse(message.date), DueKind[message.kind.name]
    if kind is DueKind.UNSPECIFIED and day is not None:
        kind = DueKind.FIXED
    recurs = kind is DueKind.PERIODIC and bool(message.recurrence)
    return Due(kind, day, message.words, _recurrence_of(message, day) if recurs else None)


def _recurrence_of(message: types.Due, first: date | None) -> Recurrence:
    until, day = dates.parse(message.until_date), RecurrenceDay[message.recurrence_day.name]
    return Recurrence(Every[message.recurrence.name], first, until, day)


def coordination(task: Task, each: Coordination) -> pb.Coordination:
    """What a coordinating agency contributes, and how far that is."""
    given = each.submission
    result = (
        pb.Submission(
            text=given.text, document_number=given.document_number, submit_date=dates.text(given.submit_date)
        )
        if given
        else None
    )
    state = "UNSPECIFIED" if task.state in NOT_ISSUED else each.state.name
    return pb.Coordination(
        unit=each.unit,
        part=each.part,
        due_date=dates.text(each.due_date),
        state=pb.Coordination.State[state],
        accept_date=day(each.accepted_at),
        progress=progress(each.progress),
        submission=result,
        urging_count=each.urging_count,
        last_urge_date=day(each.last_urged_at),
        send_back_count=each.send_back_count,
        send_back_reason=each.send_back_reason,
    )


def holder(task: Task) -> pb.Holder | None:
    """Who holds a task in the lead agency."""
    held = task.holder
    return pb.Holder(unit=held.unit, person=held.person, co_holder=held.co_holder) if held else None


def progress(latest: Progress | None) -> types.Progress | None:
    """A report of progress."""
    if latest is None:
        return None
    return types.Progress(
        percent=latest.percent,
        text=latest.text,
        obstacles=latest.obstacles,
        report_date=day(latest.at),
        files=list(latest.files),
    )


def submission(given: Submission | None) -> pb.Submission | None:
    """A submission that is in force or was."""
    if given is None:
        return None
    return pb.Submission(
        text=given.text,
        document_number=given.document_number,
        files=list(given.files),
        submit_date=dates.text(given.submit_date),
    )


def extension(each: Extension) -> pb.Extension:
    """A later date that was asked for, with the decision if there is one."""
    return pb.Extension(
        asked_date=dates.text(each.asked_date),
        reason=each.reason,
        requester=each.asked_by.person,
        request_date=day(each.asked_at),
        late=each.late,
        decide_date=day(each.decided_at),
        decider=each.decided_by.person if each.decided_by else "",
        granted_date=dates.text(each.granted_date),
        answer=each.answer,
    )


def last_return(task: Task) -> pb.Return | None:
    """The latest return."""
    given = task.last_return
    if given is None:
        return None
    return pb.Return(lead=given.lead, reason=given.reason, person=given.by.person, return_date=day(given.at))


def approval(task: Task) -> pb.Approval | None:
    """What waits for approval inside the lead agency."""
    waiting = task.approval
    if waiting is None:
        return None
    return pb.Approval(
        step=pb.TaskStep.Verb[waiting.step.name],
        seeker=waiting.by.person,
        seek_date=day(waiting.at),
        reason=waiting.reason,
        asked_date=dates.text(waiting.asked_date),
        submission=_prepared(waiting.submission),
        progress=progress(waiting.progress),
        delay_cause=delay_cause(waiting.delay_cause),
    )


def _prepared(given: Submission | None) -> pb.Submission | None:
    """What would be submitted, without the day, which the approval decides."""
    if given is None:
        return None
    return pb.Submission(text=given.text, document_number=given.document_number, files=list(given.files))


def delay_cause(cause: DelayCause | None) -> types.DelayCause | None:
    """Why a task is late."""
    if cause is None:
        return None
    changed_at = cause.contest.decided_at if cause.contest and cause.contest.granted else None
    return types.DelayCause(
        kind=types.DelayCause.Kind[cause.kind.name],
        text=cause.text,
        confirm_date="" if cause.refused else day(changed_at or cause.confirmed_at),
        stated_kind=types.DelayCause.Kind[cause.stated_kind.name],
        decide_date=day(cause.confirmed_at),
        decider=cause.confirmed_by.person if cause.confirmed_by else "",
        refused=cause.refused,
        answer=cause.answer,
        contest=_contest(cause.contest),
        period_due_date=dates.text(cause.period_due_date),
    )


def _contest(contest: Contest | None) -> types.DelayCause.Contest | None:
    if contest is None:
        return None
    return types.DelayCause.Contest(
        reason=contest.reason,
        document_number=contest.document_number,
        contester=contest.by.person,
        contest_date=day(contest.at),
        against=types.DelayCause.Kind[contest.against.name if contest.against else "UNSPECIFIED"],
        decide_date=day(contest.decided_at),
        decider=contest.decided_by.person if contest.decided_by else "",
        granted=contest.granted,
        answer=contest.answer,
    )


def step_message(step: Step) -> pb.TaskStep:
    """A step of the history."""
    actor = step.act.actor
    return pb.TaskStep(
        name=f"tasks/{step.task}/steps/{step.version}",
        verb=pb.TaskStep.Verb[step.verb.name],
        actor=actor.person,
        actor_display_name=actor.name,
        position=actor.position,
        on_behalf_of=actor.on_behalf_of,
        step_time=dates.timestamp(step.act.at),
        reason=step.act.reason,
        from_state=state(step.from_state),
        to_state=state(step.to_state),
        changes=history.changes(step),
        version=step.version,
        names=dict(step.names),
    )


def comment_message(comment: Comment) -> pb.TaskComment:
    """A comment on a task."""
    by = comment.by
    return pb.TaskComment(
        name=comment.name,
        kind=pb.TaskComment.Kind[comment.kind.name],
        text=comment.text,
        files=list(comment.files),
        mentions=list(comment.mentions),
        author=by.person,
        author_display_name=by.name,
        position=by.position,
        unit=by.unit,
        create_time=dates.timestamp(comment.at),
        names=dict(comment.names),
    )


def state(value: State | None) -> types.TaskState:
    """A state; unspecified for None."""
    return types.TaskState[value.name if value else "UNSPECIFIED"]


def day(moment: datetime | None) -> str:
    """The day of a moment in Viet Nam; empty for None."""
    return dates.text(clock.day_of(moment) if moment else None)


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
