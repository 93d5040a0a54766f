"""Between the messages of the API and the domain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from protobuf import DescMethod, Message

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from dondoc_api.google.api.annotations_pb import ext_http
from dondoc_api.google.api.http_pb import HttpRule
from services.task import announce, model
from services.task.announce import values
from services.task.model import (
    Coordination,
    CountedDays,
    DelayCauseKind,
    Due,
    PeriodStanding,
    Task,
    Terms,
    Verb,
)
from services.task.tables import Caller, Counts
from services.task.tables.approvals import Kept
from services.task.tables.units import Candidate
from services.task.usecases import (
    Baskets,
    DueDay,
    InternalDate,
    Part,
    PartReport,
    Report,
    Result,
    Seen,
    StatedCause,
    may_change_approval,
)
from shared import dates, masks
from shared.errors import invalid

M = TypeVar("M", bound=Message[Any])
# The fields of a task that a client may state and that are of the same type in the model.
_PLAIN = ("title", "quote", "output", "field", "assigner", "on_behalf_of", "monitor", "lead")


def _custom_method(method: DescMethod) -> str:
    rule = method.proto.options[ext_http] if method.proto.options is not None else HttpRule()
    path = str(rule.pattern.value) if rule.pattern is not None else ""
    return path.rpartition(":")[2] if ":" in path else ""


# The custom method of each RPC: `sendBack` for `POST …:sendBack`, none for a standard method.
CUSTOM_METHODS = {method.name: _custom_method(method) for method in pb.desc().services[0].methods}
# The steps that have a custom method; UpdateTask changes a draft, CreateTask makes a subtask.
METHODS: Mapping[object, str] = {
    verb: announce.camel(verb) for verb in Verb if announce.camel(verb) in set(CUSTOM_METHODS.values())
}


# Fields of the message, and the facts of a task that they show.
_NEVER_EMPTY = {"state": "state", "update_time": "updated_at"}

# What the API calls the rights to its steps.
ACTIONS: Mapping[object, str] = {
    **METHODS,
    Verb.DRAFT: "create",
    Verb.AMEND: "update",
    model.Extra.ISSUE_AT_ONCE: "issueAtOnce",
    model.Extra.APPROVE: "approve",
    model.Extra.FOLLOW: "follow",
    model.Extra.READ_SETS: "readSets",
    Verb.CREATE_SUBTASK: announce.camel(Verb.CREATE_SUBTASK),
}


def to_proto(seen: Seen) -> pb.Task:
    """A task for one reader on one day."""
    message = pb.Task(name=seen.task.name, **_shown_facts(seen))
    message.last_return = values.last_return(seen.task)
    message.delay_cause = values.delay_cause(seen.task.discussed_cause or seen.task.delay_cause)
    message.pending_decisions = sorted(pb.Task.PendingDecision[each.name] for each in seen.pending)
    message.approval = values.approval(seen.task)
    message.internal_due_date = dates.text(seen.task.internal_due_date)
    message.actions_to_approve = sorted(ACTIONS[verb] for verb in seen.to_approve)
    message.allowed_actions = sorted(ACTIONS[verb] for verb in seen.verbs if verb in ACTIONS)
    message.followed = seen.followed
    if seen.its_class is not None:
        message.class_ = types.TaskClass[seen.its_class.name]
    message.marks = sorted(types.TaskMark[mark.name] for mark in seen.marks)
    if seen.days_left is not None:
        message.days_left = seen.days_left
    for coordination in message.coordinations:
        if part := seen.parts.get(coordination.unit):
            _add_part(coordination, part)
    message.etag = announce.etag(seen.version) if seen.version else _digest(message)
    return message


def _add_part(message: pb.Coordination, part: Part) -> None:
    """How a part stands today, and what the reader may do with it."""
    if part.its_class is not None:
        message.class_ = types.TaskClass[part.its_class.name]
    message.marks = sorted(types.TaskMark[mark.name] for mark in part.marks)
    if part.days_left is not None:
        message.days_left = part.days_left
    message.allowed_actions = sorted(ACTIONS[verb] for verb in part.verbs)


def etag_of(seen: Seen) -> str:
    """The etag of a task for one reader."""
    return to_proto(seen).etag


def _shown_facts(seen: Seen) -> dict[str, Any]:
    """The facts of a task without those that are never empty in the model and that the reader's view withholds."""
    withheld = {name for name, fact in _NEVER_EMPTY.items() if not model.shows(seen.view, fact)}
    return {name: value for name, value in values.facts(seen.task).items() if name not in withheld}


def _digest(message: pb.Task) -> str:
    """An etag made of what a reader sees, for one who must not see that a hidden fact has changed."""
    return hashlib.blake2b(message.to_binary(), digest_size=8).hexdigest()


def basket_to_proto(name: str, counts: Counts, today: date) -> pb.Basket:
    """A basket's counters."""
    return pb.Basket(name=name, total=counts.total, as_of_date=dates.text(today), **vars(counts))


def baskets_to_proto(found: Baskets) -> pb.ListBasketsResponse:
    """The baskets of a caller, by name only."""
    return pb.ListBasketsResponse(
        baskets=[pb.Basket(name=f"baskets/{name}") for name in found.names],
        allowed_actions=sorted(ACTIONS[right] for right in found.rights if right in ACTIONS),
    )


def candidate_to_proto(candidate: Candidate) -> pb.Candidate:
    """A person who may be named in a task."""
    return pb.Candidate(
        person=candidate.person,
        display_name=candidate.display_name,
        position=candidate.position,
        title=candidate.title,
        fields=list(candidate.fields),
    )


def period_to_proto(uid: str, standing: PeriodStanding) -> pb.TaskPeriod:
    """A period of a periodic task."""
    period, counted = standing.period, standing.counted
    return pb.TaskPeriod(
        name=f"tasks/{uid}/periods/{dates.text(period.key)}",
        state=pb.TaskPeriod.State[standing.state.name],
        class_=types.TaskClass[counted.its_class.name],
        start_date=dates.text(counted.begins),
        due_date=dates.text(counted.due_date),
        original_due_date=dates.text(period.original_due_date),
        lead=period.lead,
        progress=values.progress(period.progress),
        submission=values.submission(period.submission),
        confirm_date=values.day(period.closed_at),
        extensions=[values.extension(each) for each in period.extensions],
        urging_count=period.urging_count,
        send_back_count=period.send_back_count,
        delay_cause=values.delay_cause(period.delay_cause),
        issued_late=counted.issued_late,
    )


def counted_to_proto(counted: CountedDays) -> pb.CountWorkingDaysResponse:
    """Working days, and the days that are not what their weekday says."""
    exceptional = [
        pb.ExceptionalDay(date=dates.text(each.day), working=each.working, reason=each.reason)
        for each in counted.exceptional
    ]
    return pb.CountWorkingDaysResponse(
        end_date=dates.text(counted.end), days=counted.days, exceptional_days=exceptional
    )


def due_day_to_proto(due: DueDay) -> pb.DueDay:
    """A day of a month, with the tasks that are due on it."""
    return pb.DueDay(
        date=dates.text(due.day),
        working=due.working,
        reason=due.reason,
        task_count=due.count,
        tasks=[to_proto(seen) for seen in due.rows],
    )


def changes_to_proto(changed: Mapping[str, int | Seen | None]) -> list[pb.TaskChange]:
    """What a watcher gets: the etag of each task, none if the watcher no longer sees it."""
    return [pb.TaskChange(name=f"tasks/{uid}", etag=_etag(found)) for uid, found in changed.items()]


def _etag(found: int | Seen | None) -> str:
    match found:
        case None:
            return ""
        case Seen():
            return to_proto(found).etag
        case _:
            return announce.etag(found)


def terms_of(message: pb.Task, paths: Iterable[str]) -> Terms:
    """The terms that a message states in these top-level fields."""
    stated: dict[str, Any] = {name: getattr(message, name) for name in _PLAIN} | {
        "coordinations": tuple(
            Coordination(each.unit, each.part, dates.parse(each.due_date)) for each in message.coordinations
        ),
        "informed": tuple(message.informed),
        "due": values.due_of(message.due) if message.due is not None else model.UNDATED,
        "assign_date": dates.parse(message.assign_date),
        "source_kind": model.SourceKind[message.source_kind.name],
        "urgency": model.Urgency[message.urgency.name],
        "meeting": values.meeting_of(message.meeting),
    }
    return Terms(**{path: stated[path] for path in paths if path in stated})


def new_due(message: types.Due | None) -> Due | None:
    """The date that a decision gives; None leaves it as it is."""
    return values.due_of(message) if message is not None else None


def merged(task: Task, wanted: pb.Task, mask: list[str]) -> Terms:
    """The terms of a task after an update: it takes from `wanted` only what the mask names.

    Raises InvalidArgument for an unknown path.
    """
    paths = masks.paths(wanted, mask)
    after = pb.Task.from_binary(wanted.to_binary())
    if parts := masks.parts(mask, "due"):
        # The system sets the original date.
        after.due = _merged(values.due(task), wanted.due or types.Due(), parts - {"original_date"})
    if parts := masks.parts(mask, "meeting"):
        now = values.meeting(task) or types.Meeting()
        after.meeting = _merged(now, wanted.meeting or types.Meeting(), parts)
    return terms_of(after, paths)


def _merged(now: M, wanted: M, parts: set[str]) -> M:
    for part in parts:
        setattr(now, part, getattr(wanted, part))
    return now


def cause_of(message: types.DelayCause) -> StatedCause:
    """The cause of delay that an agency states."""
    if not message.kind:
        raise invalid("delay_cause.kind", "required")
    return StatedCause(DelayCauseKind[message.kind.name], message.text)


def kind_of(kind: types.DelayCause.Kind) -> DelayCauseKind | None:
    """The kind of a cause that a decision names, if any."""
    return DelayCauseKind[kind.name] if kind else None


def cause_beside(message: types.DelayCause | None) -> StatedCause | None:
    """The cause of delay that an agency states with another step, if any."""
    return None if message is None else cause_of(message)


def internal_date(request: pb.DelegateTaskRequest) -> InternalDate | None:
    """The internal due date, if the request says anything about it."""
    if not request.has_field("internal_due_date"):
        return None
    return InternalDate(dates.parse(request.internal_due_date))


def report_of(request: pb.ReportTaskProgressRequest) -> Report:
    """What an agency reports on the way."""
    progress = request.progress or types.Progress()
    return Report(progress.percent, progress.text, progress.obstacles, tuple(request.files))


def part_report_of(request: pb.ReportTaskCoordinationRequest) -> PartReport:
    """What a coordinator reports on its part."""
    given = request.progress or types.Progress()
    return PartReport(given.percent, given.text, given.obstacles, request.done, request.document_number)


def result_of(request: pb.SubmitTaskRequest) -> Result:
    """What an agency submits as done."""
    given = request.submission or pb.Submission()
    return Result(given.text, given.document_number, tuple(given.files), request.open_subtasks_reason)


# The steps that need approval, by the field that says so.
_NEEDING = {
    "completions": Verb.SUBMIT,
    "extensions": Verb.REQUEST_EXTENSION,
    "returns": Verb.RETURN,
    "progress_reports": Verb.REPORT_PROGRESS,
}


def agency_of(name: str) -> str:
    """The agency whose settings have this name."""
    return name.removesuffix("/approvalSettings")


def settings_to_proto(caller: Caller, agency: str, kept: Kept) -> pb.ApprovalSettings:
    """What needs approval inside an agency."""
    return pb.ApprovalSettings(
        name=f"{agency}/approvalSettings",
        approvers=list(kept.settings.approvers),
        allowed_actions=["update"] if may_change_approval(caller, agency) else [],
        etag=announce.etag(kept.version),
        **{field: verb in kept.settings.steps for field, verb in _NEEDING.items()},
    )


def changed_settings(
    now: model.ApprovalSettings, wanted: pb.ApprovalSettings, mask: list[str]
) -> model.ApprovalSettings:
    """The settings after an update. Raises InvalidArgument for an unknown path."""
    paths = masks.paths(wanted, mask)
    given = {verb: getattr(wanted, field) for field, verb in _NEEDING.items() if field in paths}
    steps = (now.steps - given.keys()) | {verb for verb, needed in given.items() if needed}
    approvers = tuple(wanted.approvers) if "approvers" in paths else now.approvers
    return model.ApprovalSettings(frozenset(steps), approvers)
