"""The model as messages of the API, and the events of the service in its outbox."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb as events
from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from services.document.model import (
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
    Urgency,
)
from shared import dates, outbox
from shared.principal import Principal

KINDS = {kind: pb.Directive.Kind[kind.value or "UNSPECIFIED"] for kind in Kind}
URGENCIES = {urgency: pb.Directive.Urgency[urgency.value or "UNSPECIFIED"] for urgency in Urgency}
READINGS = {state: pb.Directive.Reading[state.value or "UNSPECIFIED"] for state in ReadingState}
DUE_KINDS = {kind: Due.Kind[kind.value or "UNSPECIFIED"] for kind in DueKind}
RECURRENCES = {each: Due.Recurrence[each.value or "UNSPECIFIED"] for each in Recurrence}


def directive_changed(session: Session, directive: Directive) -> None:
    """Announces that a directive was entered, read or changed. The version of the directive numbers its events."""
    message = events.DirectiveChanged(directive=_facts(directive))
    _add(session, "directive.changed", directive, message)


def proposals_confirmed(
    session: Session, directive: Directive, proposals: Sequence[Proposal], caller: Principal, position: str
) -> None:
    """Announces the proposals that the task service is to make tasks from."""
    message = events.ProposalsConfirmed(
        directive=_facts(directive),
        proposals=[_confirmed(proposal) for proposal in proposals],
        actor=caller.person,
        position=position,
        actor_display_name=caller.display_name,
    )
    _add(session, "directive.proposals-confirmed", directive, message)


def directive_forwarded(session: Session, directive: Directive, units: Sequence[str], note: str) -> None:
    """Announces that a directive was forwarded to units that did not have it."""
    message = events.DirectiveForwarded(directive=_facts(directive), units=list(units), note=note)
    _add(session, "directive.forwarded", directive, message)


def _add(
    session: Session,
    type: str,
    directive: Directive,
    message: events.DirectiveChanged | events.ProposalsConfirmed | events.DirectiveForwarded,
) -> None:
    name = f"directives/{directive.uid}"
    outbox.add(session, type, name, directive.version, message, time=directive.updated_at)


def _facts(directive: Directive) -> events.DirectiveFacts:
    return events.DirectiveFacts(
        directive=f"directives/{directive.uid}",
        number_symbol=directive.number_symbol,
        kind=KINDS[directive.kind],
        issue_date=dates.text(directive.issue_date),
        issuer=directive.issuer,
        subject=directive.subject,
        field=directive.field,
        urgency=URGENCIES[directive.urgency],
        assigner=directive.assigner,
        monitor=directive.monitor,
    )


def _confirmed(proposal: Proposal) -> events.ConfirmedProposal:
    return events.ConfirmedProposal(
        proposal=proposal.name,
        task=proposal.task,
        title=proposal.title,
        quote=proposal.quote,
        output=proposal.output,
        lead=proposal.lead,
        coordinations=_coordinations(proposal),
        due=_due(proposal),
    )


def directive_message(directive: Directive, *, text: bool = False, reading_error: str = "") -> pb.Directive:
    """A directive, with its text if `text` is set. `reading_error` is a sentence for the reader."""
    message = pb.Directive(
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
    )
    if directive.meeting_date or directive.meeting_chair:
        day, chair = dates.text(directive.meeting_date), directive.meeting_chair
        message.meeting = pb.Meeting(meeting_date=day, chair=chair)
    return message


def view_message(view: DirectiveView, *, text: bool = False, reading_error: str = "") -> pb.Directive:
    """A directive as one caller sees it."""
    message = directive_message(view.directive, text=text, reading_error=reading_error)
    if view.proposals is not None:
        message.proposal_counts = pb.ProposalCounts(
            proposed=view.proposals[ProposalState.PROPOSED],
            confirmed=view.proposals[ProposalState.CONFIRMED],
            dropped=view.proposals[ProposalState.DROPPED],
        )
    message.allowed_actions = list(view.allowed_actions)
    message.own_forwardings = [forwarding_message(each) for each in view.forwardings]
    return message


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
        coordinations=_coordinations(proposal),
        due=_due(proposal),
        report_to=proposal.report_to,
        general=proposal.general,
        state=pb.Proposal.State[proposal.state.value],
        task=proposal.task,
        etag=proposal.etag,
    )


def _coordinations(proposal: Proposal) -> list[pb.ProposedCoordination]:
    return [
        pb.ProposedCoordination(unit=each.unit, words=each.words, part=each.part)
        for each in proposal.coordinations
    ]


def _due(proposal: Proposal) -> Due:
    return Due(
        kind=DUE_KINDS[proposal.due_kind],
        date=dates.text(proposal.due_date),
        words=proposal.due_words,
        recurrence=RECURRENCES[proposal.recurrence],
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
