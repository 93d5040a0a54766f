"""Between the messages of the API and the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from services.document.announce import (
    KINDS,
    SUPERSESSIONS,
    URGENCIES,
    coordination_messages,
    due_message,
    meeting_message,
)
from services.document.model import (
    AffectedTask,
    Alike,
    Coordination,
    Directive,
    DirectiveView,
    DueKind,
    File,
    Forwarding,
    Kind,
    Proposal,
    ProposalState,
    ReadingState,
    Recurrence,
    RecurrenceDay,
    Selection,
    Superseded,
    SupersessionKind,
    Urgency,
)
from services.document.usecases.superseding import Superseding
from shared import dates, masks, texts

READINGS = {state: pb.Directive.Reading[state.value or "UNSPECIFIED"] for state in ReadingState}
DIRECTIVE_FIELDS = (
    "number_symbol",
    "kind",
    "issue_date",
    "issuer",
    "signer",
    "signer_title",
    "subject",
    "field",
    "urgency",
    "recipients",
    "meeting",
    "files",
    "assigner",
    "monitor",
    "secrecy",
)


def directive_fields(message: pb.Directive, names: Iterable[str] = DIRECTIVE_FIELDS) -> dict[str, Any]:
    """These fields of a directive, as the model names them."""
    fields: dict[str, Any] = {}
    for name in names:
        fields.update(_directive_field(message, name))
    return fields


def _directive_field(message: pb.Directive, name: str) -> Mapping[str, Any]:
    if name == "kind":
        return {"kind": Kind("" if not message.kind else pb.Directive.Kind(message.kind).name)}
    if name == "urgency":
        return {"urgency": Urgency("" if not message.urgency else types.Urgency(message.urgency).name)}
    if name == "issue_date":
        return {"issue_date": dates.parse(message.issue_date)}
    if name == "meeting":
        meeting = message.meeting or types.Meeting()
        return {"meeting_date": dates.parse(meeting.meeting_date), "meeting_chair": meeting.chair}
    if name in ("recipients", "files"):
        return {name: tuple(getattr(message, name))}
    return {name: getattr(message, name)}


def directive_changes(message: pb.Directive, mask: Iterable[str] | None) -> dict[str, Any]:
    """The fields that an update changes; of the meeting only what the mask names."""
    named = list(mask) if mask is not None else None
    names = masks.paths(message, named)
    changes = directive_fields(message, (name for name in names if name in DIRECTIVE_FIELDS))
    return _named_only(changes, named, "meeting", MEETING)


def directive_selection(request: pb.ListDirectivesRequest) -> Selection:
    """Which directives a list is to show."""
    readings = (
        ReadingState("" if not each else pb.Directive.Reading(each).name) for each in request.readings
    )
    return Selection(
        tuple(texts.folded(request.query).split()),
        frozenset(readings),
        request.proposed_only,
        request.forwarded_only,
        request.unopened_only,
        request.affected_only,
    )


PROPOSAL_FIELDS = (
    "title",
    "quote",
    "quote_start",
    "quote_end",
    "output",
    "lead",
    "lead_words",
    "coordinations",
    "due",
    "report_to",
)
OFFSETS = {"quote_start", "quote_end"}
MEETING = {"meeting_date": "meeting_date", "chair": "meeting_chair"}
DUE = {
    "kind": "due_kind",
    "date": "due_date",
    "words": "due_words",
    "recurrence": "recurrence",
    "recurrence_day": "recurrence_day",
    "until_date": "until_date",
}


def proposal_fields(message: pb.Proposal, names: Iterable[str] = PROPOSAL_FIELDS) -> dict[str, Any]:
    """These fields of a proposal, as the model names them."""
    fields: dict[str, Any] = {}
    for name in names:
        fields.update(_proposal_field(message, name))
    return fields


def _proposal_field(message: pb.Proposal, name: str) -> Mapping[str, Any]:
    if name == "coordinations":
        return {name: tuple(Coordination(each.unit, each.words, each.part) for each in message.coordinations)}
    if name == "due":
        return _due(message.due or Due())
    return {name: getattr(message, name)}


def _due(due: Due) -> Mapping[str, Any]:
    return {
        "due_kind": DueKind("" if not due.kind else Due.Kind(due.kind).name),
        "due_date": dates.parse(due.date),
        "due_words": due.words,
        "recurrence": Recurrence("" if not due.recurrence else Due.Recurrence(due.recurrence).name),
        "recurrence_day": RecurrenceDay(
            "" if not due.recurrence_day else Due.RecurrenceDay(due.recurrence_day).name
        ),
        "until_date": dates.parse(due.until_date),
    }


def proposal_changes(message: pb.Proposal, mask: Iterable[str] | None) -> dict[str, Any]:
    """The fields that an update changes; of the due date only what the mask names."""
    named = list(mask) if mask is not None else None
    names = set(masks.paths(message, named))
    # A passage has two ends, and 0 as its start is not set on the wire.
    if names & OFFSETS:
        names |= OFFSETS
    changes = proposal_fields(message, (name for name in PROPOSAL_FIELDS if name in names))
    return _named_only(changes, named, "due", DUE)


def _named_only(
    changes: dict[str, Any], mask: Iterable[str] | None, field: str, columns: Mapping[str, str]
) -> dict[str, Any]:
    """The changes without those fields of a message field that the mask leaves out while it names others."""
    named = {path.partition(".")[0] for path in masks.parts(mask, field)}
    kept = {columns[name] for name in named & columns.keys()}
    left_out = set(columns.values()) - kept if named else set()
    return {name: value for name, value in changes.items() if name not in left_out}


def _directive_message(directive: Directive, *, text: bool = False, reading_error: str = "") -> pb.Directive:
    """A directive, with its text if `text` is set. `reading_error` is a sentence for the reader."""
    return pb.Directive(
        name=f"directives/{directive.uid}",
        number_symbol=directive.number_symbol,
        kind=KINDS[directive.kind],
        issue_date=dates.text(directive.issue_date),
        issuer=directive.issuer,
        signer=directive.signer,
        signer_title=directive.signer_title,
        subject=directive.subject,
        field=directive.field,
        urgency=URGENCIES[directive.urgency],
        recipients=list(directive.recipients),
        files=list(directive.files),
        reading=READINGS[directive.reading],
        reading_error=reading_error or directive.reading_error,
        text=directive.text if text else "",
        assigner=directive.assigner,
        monitor=directive.monitor,
        creator=directive.creator,
        create_time=dates.timestamp(directive.created_at),
        update_time=dates.timestamp(directive.updated_at),
        receive_time=dates.timestamp(directive.created_at),
        etag=directive.etag,
        secrecy=directive.secrecy,
        meeting=meeting_message(directive),
        delete_time=dates.timestamp(directive.deleted_at),
        deleter=directive.deleter,
    )


def view_message(view: DirectiveView, *, text: bool = False, reading_error: str = "") -> pb.Directive:
    """A directive as one caller sees it."""
    message = _directive_message(view.directive, text=text, reading_error=reading_error)
    if view.proposals is not None:
        message.proposal_counts = pb.ProposalCounts(
            proposed=view.proposals[ProposalState.PROPOSED],
            confirmed=view.proposals[ProposalState.CONFIRMED],
            dropped=view.proposals[ProposalState.DROPPED],
        )
    message.supersessions = [_supersession_message(each) for each in view.supersessions]
    message.supersedes = [_supersession_message(each) for each in view.supersedes]
    message.affected_task_count = view.affected_tasks
    message.allowed_actions = list(view.allowed_actions)
    message.alike = [_alike_message(each) for each in view.alike]
    message.own_forwardings = [forwarding_message(each) for each in view.forwardings]
    return message


def _supersession_message(superseded: Superseded) -> pb.Supersession:
    supersession, other = superseded.supersession, superseded.other
    return pb.Supersession(
        kind=SUPERSESSIONS[supersession.kind],
        directive=f"directives/{other.uid}" if other else "",
        number_symbol=other.number_symbol if other else "",
        issue_date=dates.text(other.issue_date) if other else "",
        note=supersession.note,
        actor=supersession.actor,
        create_time=dates.timestamp(supersession.at),
        take_back_time=dates.timestamp(supersession.taken_back_at),
        taker=supersession.taker,
        take_back_reason=supersession.take_back_reason,
    )


def affected_task_message(affected: AffectedTask) -> pb.AffectedTask:
    """A task that asked what becomes of it."""
    return pb.AffectedTask(
        task=affected.task,
        kind=SUPERSESSIONS[affected.kind],
        ask_time=dates.timestamp(affected.asked_at),
        answer=pb.AffectedTask.Answer[affected.answer.value or "UNSPECIFIED"],
        answerer=affected.answerer,
        answer_time=dates.timestamp(affected.answered_at),
    )


def superseding(request: pb.SupersedeDirectiveRequest) -> Superseding:
    """What a request states about a supersession."""
    kind = SupersessionKind(pb.Supersession.Kind(request.kind).name)
    return Superseding(kind, request.by, request.note)


def _alike_message(alike: Alike) -> pb.LikeDirective:
    return pb.LikeDirective(
        directive=f"directives/{alike.directive}",
        number_symbol=alike.number_symbol,
        issue_date=dates.text(alike.issue_date),
        issuer=alike.issuer,
        subject=alike.subject,
        likenesses=[pb.LikeDirective.Likeness[each.value] for each in alike.likenesses],
    )


def proposal_message(proposal: Proposal) -> pb.Proposal:
    """A proposal."""
    return pb.Proposal(
        name=proposal.name,
        title=proposal.title,
        quote=proposal.quote,
        quote_start=proposal.quote_start,
        quote_end=proposal.quote_end,
        output=proposal.output,
        lead=proposal.lead,
        lead_words=proposal.lead_words,
        coordinations=coordination_messages(proposal),
        due=due_message(proposal),
        report_to=proposal.report_to,
        general=proposal.general,
        state=pb.Proposal.State[proposal.state.value],
        task=proposal.task,
        etag=proposal.etag,
    )


def forwarding_message(forwarding: Forwarding) -> pb.Forwarding:
    """A forwarding."""
    return pb.Forwarding(
        name=f"directives/{forwarding.directive}/forwardings/{forwarding.uid}",
        unit=forwarding.unit,
        note=forwarding.note,
        forwarder=forwarding.forwarder,
        forward_time=dates.timestamp(forwarding.forwarded_at),
        open_time=dates.timestamp(forwarding.opened_at),
        opener=forwarding.opener,
    )


def file_message(file: File) -> pb.File:
    """A file."""
    return pb.File(
        name=f"files/{file.uid}",
        display_name=file.display_name,
        content_type=file.content_type,
        size_bytes=file.size,
        sha256=file.sha256,
        creator=file.creator,
        create_time=dates.timestamp(file.created_at),
    )
