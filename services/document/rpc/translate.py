"""Translates messages of the API into fields of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from services.document.model import (
    Coordination,
    DueKind,
    Kind,
    ReadingState,
    Recurrence,
    Selection,
    Urgency,
)
from shared import dates, masks, texts

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
        return {"urgency": Urgency("" if not message.urgency else pb.Directive.Urgency(message.urgency).name)}
    if name == "issue_date":
        return {"issue_date": dates.parse(message.issue_date)}
    if name == "meeting":
        meeting = message.meeting or pb.Meeting()
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
DUE = {"kind": "due_kind", "date": "due_date", "words": "due_words", "recurrence": "recurrence"}


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
