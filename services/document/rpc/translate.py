"""Messages of the API as fields of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.google.api.field_behavior_pb import ext_field_behavior
from dondoc_api.google.type.date_pb import Date
from services.document.model import Coordination, DueKind, Kind, ReadingState, Selection, Urgency, folded
from shared import masks
from shared.errors import invalid

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


def last(name: str) -> str:
    """The id at the end of a resource name."""
    return name.rpartition("/")[2]


def proposal_ids(name: str) -> tuple[str, str]:
    """The ids of directive and proposal in `directives/{directive}/proposals/{proposal}`."""
    _, directive, _, proposal = name.split("/")
    return directive, proposal


def directive_fields(message: pb.Directive, names: Iterable[str] = DIRECTIVE_FIELDS) -> dict[str, Any]:
    """These fields of a directive as the model has them. Raises InvalidArgument for an impossible date."""
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
        return {"issue_date": day_of(message.issue_date, "directive.issue_date")}
    if name == "meeting":
        meeting = message.meeting or pb.Meeting()
        day = day_of(meeting.meeting_date, "directive.meeting.meeting_date")
        return {"meeting_date": day, "meeting_chair": meeting.chair}
    if name in ("recipients", "files"):
        return {name: tuple(getattr(message, name))}
    return {name: getattr(message, name)}


def directive_changes(message: pb.Directive, mask: Iterable[str] | None) -> dict[str, Any]:
    """The fields that an update changes; of the meeting only those parts that the mask names."""
    named = list(mask) if mask is not None else None
    names = masks.paths(message, named, ext_field_behavior)
    changes = directive_fields(message, (name for name in names if name in DIRECTIVE_FIELDS))
    parts = {part.partition(".")[0] for part in masks.parts(named, "meeting")}
    if parts:
        columns = {"meeting_date": "meeting_date", "chair": "meeting_chair"}
        for part in columns.keys() - parts:
            del changes[columns[part]]
    return changes


def directive_selection(request: pb.ListDirectivesRequest) -> Selection:
    """Which directives a list asks for."""
    readings = (
        ReadingState("" if not each else pb.Directive.Reading(each).name) for each in request.readings
    )
    return Selection(
        tuple(folded(request.query).split()),
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
    "due_kind",
    "due_date",
    "due_words",
    "recurrence",
    "report_to",
)


PLACE_FIELDS = {"quote_start", "quote_end"}


def proposal_fields(message: pb.Proposal, names: Iterable[str] = PROPOSAL_FIELDS) -> dict[str, Any]:
    """These fields of a proposal as the model has them. Raises InvalidArgument for an impossible date."""
    return {name: _proposal_field(message, name) for name in names}


def _proposal_field(message: pb.Proposal, name: str) -> Any:
    if name == "coordinations":
        return tuple(Coordination(each.unit, each.words, each.part) for each in message.coordinations)
    if name == "due_kind":
        return DueKind("" if not message.due_kind else pb.Proposal.DueKind(message.due_kind).name)
    if name == "due_date":
        return day_of(message.due_date, "proposal.due_date")
    return getattr(message, name)


def proposal_changes(message: pb.Proposal, mask: Iterable[str] | None) -> dict[str, Any]:
    """The fields that an update changes."""
    names = set(masks.paths(message, list(mask) if mask is not None else None, ext_field_behavior))
    # A passage is one place: 0 as its start is not set on the wire.
    if names & PLACE_FIELDS:
        names |= PLACE_FIELDS
    return proposal_fields(message, (name for name in PROPOSAL_FIELDS if name in names))


def day_of(message: Date | None, path: str) -> date | None:
    """A whole date; None if absent. Raises InvalidArgument for one that no calendar has."""
    if message is None or not (message.year or message.month or message.day):
        return None
    try:
        return date(message.year, message.month, message.day)
    except ValueError:
        raise invalid(path, "date.impossible") from None
