"""Between the messages of the API and the domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.google.api.field_behavior_pb import ext_field_behavior
from dondoc_api.google.type.date_pb import Date
from services.task import model, usecases
from services.task.announce import (
    CAUSES,
    CLASSES,
    DUE_KINDS,
    RECURRENCES,
    camel,
    date_message,
    etag,
    task_message,
)
from services.task.model import (
    CoOrdinator,
    Due,
    DueKind,
    Evidence,
    Mark,
    Recurrence,
    State,
    Task,
    Terms,
    Verb,
)
from services.task.tables import Counts
from services.task.usecases import Cause, Report, Result, Seen
from shared import masks
from shared.errors import invalid

MARKS = {
    Mark.DUE_SOON: pb.Task.Mark.DUE_SOON,
    Mark.NOT_ACCEPTED: pb.Task.Mark.NOT_ACCEPTED,
    Mark.WAITING_FOR_CONFIRMATION: pb.Task.Mark.WAITING_FOR_CONFIRMATION,
    Mark.OVERDUE_NEVER_UPDATED: pb.Task.Mark.OVERDUE_NOT_UPDATED,
}
# The steps that have a method of their own; a draft is changed by UpdateTask, a part begun by CreateTask.
METHODS = {
    verb: camel(verb)
    for verb in (
        Verb.PROPOSE, Verb.REJECT, Verb.ISSUE, Verb.ACCEPT, Verb.RETURN, Verb.REISSUE, Verb.RECALL,
        Verb.DELEGATE, Verb.REPORT_PROGRESS, Verb.SUBMIT, Verb.CONFIRM, Verb.SEND_BACK, Verb.CANCEL, Verb.URGE,
    )
}  # fmt: skip
_DUE_KINDS = {value: kind for kind, value in DUE_KINDS.items()}
_RECURRENCES = {value: every for every, value in RECURRENCES.items()}
_CAUSES = {value: kind for kind, value in CAUSES.items()}


def to_proto(seen: Seen, today: date) -> pb.Task:
    """A task for one reader on one day."""
    message = task_message(seen.task)
    message.allowed_actions = sorted(_methods(seen))
    if not usecases.may_see_marks(seen):
        return message
    standing = seen.task.standing
    its_class = model.class_of(standing, today)
    if its_class is not None:
        message.class_ = CLASSES[its_class]
    marks = model.marks(seen.task, today, usecases.CALENDAR, usecases.POLICY)
    message.marks = sorted(MARKS[mark] for mark in marks if mark in MARKS)
    left = model.working_days_left(standing, today, usecases.CALENDAR)
    if left is not None:
        message.days_left = left
    return message


def _methods(seen: Seen) -> Iterable[str]:
    if Verb.AMEND in seen.actions and seen.task.state in (State.DRAFT, State.PROPOSED):
        yield "update"
    if Verb.SPLIT in seen.actions and not seen.task.parent:
        yield "split"
    yield from (METHODS[verb] for verb in seen.actions if verb in METHODS)


def basket_to_proto(name: str, counts: Counts, today: date) -> pb.Basket:
    """A basket's counters."""
    return pb.Basket(name=name, total=counts.total, as_of_date=date_message(today), **vars(counts))


def changes_to_proto(versions: Mapping[str, int]) -> list[pb.TaskChange]:
    """What a watcher is told: the etag of each task, none where it is seen no longer."""
    return [
        pb.TaskChange(name=f"tasks/{uid}", etag=etag(version) if version else "")
        for uid, version in versions.items()
    ]


def uid_of(name: str) -> str:
    """`tasks/42` → `42`."""
    return name.removeprefix("tasks/")


def terms_of(message: pb.Task, paths: Iterable[str]) -> Terms:
    """The terms that a message states in these top-level fields."""
    stated: dict[str, Any] = {
        "title": message.title,
        "quote": message.quote,
        "output": message.output,
        "field": message.field,
        "assigner": message.assigner,
        "on_behalf_of": message.on_behalf_of,
        "monitor": message.monitor,
        "lead": message.lead,
        "coordinations": tuple(CoOrdinator(each.unit, each.part) for each in message.coordinations),
        "due": due_of(message.due) if message.due is not None else model.UNDATED,
        "assign_date": date_of(message.assign_date, "task.assign_date"),
    }
    names = {"coordinations": "co_ordinators"}
    return Terms(**{names.get(path, path): stated[path] for path in paths if path in stated})


def merged(task: Task, wanted: pb.Task, mask: list[str]) -> Terms:
    """The terms of a task after an update: only what the mask names is taken from what is wanted.

    Raises InvalidArgument for a path that there is not.
    """
    paths = masks.paths(wanted, mask, ext_field_behavior)
    parts = masks.parts(mask, "due")
    if not parts:
        return terms_of(wanted, paths)
    after = pb.Task.from_binary(wanted.to_binary())
    after.due = _merged_due(task_message(task).due or pb.Due(), wanted.due or pb.Due(), parts)
    return terms_of(after, paths)


def _merged_due(now: pb.Due, wanted: pb.Due, parts: set[str]) -> pb.Due:
    # A date is one value, whichever part of it the mask names; the original one is the system's.
    for part in {path.partition(".")[0] for path in parts} - {"original_date"}:
        setattr(now, part, getattr(wanted, part))
    return now


def due_of(message: pb.Due) -> Due:
    """A due date; a date without a kind is fixed."""
    day = date_of(message.date, "task.due.date")
    kind = _DUE_KINDS[message.kind]
    if kind is DueKind.UNSET and day is not None:
        kind = DueKind.FIXED
    every = _RECURRENCES.get(message.recurrence)
    recurrence = Recurrence(every, day) if every and kind is DueKind.PERIODIC else None
    return Due(kind, day, message.words, recurrence)


def date_of(message: Date | None, path: str) -> date | None:
    """A date; raises InvalidArgument for one that is not in the calendar."""
    if message is None or (message.year, message.month, message.day) == (0, 0, 0):
        return None
    try:
        return date(message.year, message.month, message.day)
    except ValueError:
        raise invalid(path, "date.impossible") from None


def cause_of(message: pb.DelayCause | None) -> Cause | None:
    """The cause of delay that an agency states."""
    if message is None:
        return None
    if message.kind not in _CAUSES:
        raise invalid("delay_cause.kind", "required")
    return Cause(_CAUSES[message.kind], message.text)


def report_of(message: pb.Progress | None) -> Report:
    """What is reported on the way."""
    progress = message or pb.Progress()
    return Report(progress.percent, progress.text, progress.obstacles)


def result_of(request: pb.SubmitTaskRequest) -> Result:
    """What is submitted as done."""
    submission = request.submission or pb.Submission()
    document = [Evidence(document=submission.document_number)] if submission.document_number else []
    evidence = [*document, *(Evidence(file=file) for file in submission.files)]
    return Result(submission.text, evidence, request.open_subtasks_reason)
