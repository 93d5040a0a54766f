"""The events of the service, in its outbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from protobuf import Message
from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb as events
from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from services.document.model import (
    Directive,
    DueKind,
    Kind,
    Proposal,
    Recurrence,
    RecurrenceDay,
    Supersession,
    SupersessionKind,
    Urgency,
)
from shared import clock, dates, outbox
from shared.principal import Principal

KINDS = {kind: pb.Directive.Kind[kind.value or "UNSPECIFIED"] for kind in Kind}
SUPERSESSIONS = {kind: pb.Supersession.Kind[kind.value] for kind in SupersessionKind}
URGENCIES = {urgency: types.Urgency[urgency.value or "UNSPECIFIED"] for urgency in Urgency}
DUE_KINDS = {kind: Due.Kind[kind.value or "UNSPECIFIED"] for kind in DueKind}
RECURRENCES = {each: Due.Recurrence[each.value or "UNSPECIFIED"] for each in Recurrence}
RECURRENCE_DAYS = {each: Due.RecurrenceDay[each.value or "UNSPECIFIED"] for each in RecurrenceDay}


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


def directive_deleted(session: Session, directive: Directive, caller: Principal, position: str) -> None:
    """Announces that a directive was deleted."""
    message = events.DirectiveDeleted(
        directive=_facts(directive),
        actor=caller.person,
        position=position,
        actor_display_name=caller.display_name,
    )
    _add(session, "directive.deleted", directive, message)


def directive_superseded(
    session: Session, directive: Directive, supersession: Supersession, by: Directive, tasks: Sequence[str]
) -> None:
    """Announces what another directive does to this one, and its tasks that ask what becomes of them."""
    message = events.DirectiveSuperseded(
        directive=_facts(directive),
        kind=SUPERSESSIONS[supersession.kind],
        by=_facts(by),
        note=supersession.note,
        tasks=list(tasks),
        actor=supersession.actor,
    )
    _add(session, "directive.superseded", directive, message)


def supersession_taken_back(
    session: Session, directive: Directive, by: Directive, reason: str, tasks: Sequence[str], actor: str
) -> None:
    """Announces that another directive does nothing to this one any more, and the tasks that had asked."""
    message = events.SupersessionTakenBack(
        directive=_facts(directive), by=_facts(by), reason=reason, tasks=list(tasks), actor=actor
    )
    _add(session, "directive.supersession-taken-back", directive, message)


def directive_forwarded(session: Session, directive: Directive, units: Sequence[str], note: str) -> None:
    """Announces that a directive was forwarded to units that did not have it."""
    message = events.DirectiveForwarded(directive=_facts(directive), units=list(units), note=note)
    _add(session, "directive.forwarded", directive, message)


def _add(
    session: Session,
    type: str,
    directive: Directive,
    message: Message[Any],
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
        meeting=meeting_message(directive),
        receive_date=dates.text(clock.day_of(directive.created_at)),
        superseded_by=directive.superseded_by,
    )


def meeting_message(directive: Directive) -> types.Meeting | None:
    """The meeting whose conclusion a directive is."""
    if not directive.meeting_date and not directive.meeting_chair:
        return None
    return types.Meeting(meeting_date=dates.text(directive.meeting_date), chair=directive.meeting_chair)


def _confirmed(proposal: Proposal) -> events.ConfirmedProposal:
    return events.ConfirmedProposal(
        proposal=proposal.name,
        task=proposal.task,
        title=proposal.title,
        quote=proposal.quote,
        output=proposal.output,
        lead=proposal.lead,
        coordinations=coordination_messages(proposal),
        due=due_message(proposal),
    )


def coordination_messages(proposal: Proposal) -> list[pb.ProposedCoordination]:
    """The coordinations of a proposal."""
    return [
        pb.ProposedCoordination(unit=each.unit, words=each.words, part=each.part)
        for each in proposal.coordinations
    ]


def due_message(proposal: Proposal) -> Due:
    """How a proposal is due."""
    return Due(
        kind=DUE_KINDS[proposal.due_kind],
        date=dates.text(proposal.due_date),
        words=proposal.due_words,
        recurrence=RECURRENCES[proposal.recurrence],
        recurrence_day=RECURRENCE_DAYS[proposal.recurrence_day],
        until_date=dates.text(proposal.until_date),
    )
