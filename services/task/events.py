"""Handlers of other services' events: confirmed proposals, directives, urgings by rule, units and people."""

from __future__ import annotations

import structlog
from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb
from dondoc_api.dondoc.document.v1.document_events_pb import ConfirmedProposal, DirectiveFacts
from dondoc_api.dondoc.identity.v1 import identity_events_pb
from dondoc_api.dondoc.notification.v1 import notification_events_pb
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from services.task import tables, usecases
from services.task.announce.values import due_of, meeting_of
from services.task.model import Act, Actor, Coordination, Source, Terms, Urgency
from services.task.tables import directives, units
from shared import dates
from shared.bus import Subscription
from shared.event import Event, types_in
from shared.resource_names import id_of

log = structlog.get_logger(__name__)
DELETED = "directive-deleted"
"""The reason for which tasks of a deleted directive are rejected. Whoever shows it has a sentence for it."""


def on_proposals_confirmed(session: Session, event: Event) -> None:
    """Makes a proposed task from each confirmed proposal."""
    message = document_events_pb.ProposalsConfirmed.from_binary(event.payload)
    directive = message.directive or DirectiveFacts()
    _keep(session, directive)
    actor = _actor(message.actor, message.position, message.actor_display_name)
    proposals = [(id_of(each.task), each.proposal, _terms(each)) for each in message.proposals]
    usecases.enter_proposals(session, Act(actor, event.time), directive.directive, proposals)


def on_directive_changed(session: Session, event: Event) -> None:
    """Keeps what a directive says of all its tasks."""
    message = document_events_pb.DirectiveChanged.from_binary(event.payload)
    _keep(session, message.directive or DirectiveFacts())


def on_directive_superseded(session: Session, event: Event) -> None:
    """Keeps whether a directive may still assign tasks."""
    message = document_events_pb.DirectiveSuperseded.from_binary(event.payload)
    _keep(session, message.directive or DirectiveFacts())


def on_supersession_taken_back(session: Session, event: Event) -> None:
    """Keeps whether a directive may assign tasks again."""
    message = document_events_pb.SupersessionTakenBack.from_binary(event.payload)
    _keep(session, message.directive or DirectiveFacts())


def on_directive_deleted(session: Session, event: Event) -> None:
    """Rejects what was prepared from a directive that was deleted."""
    message = document_events_pb.DirectiveDeleted.from_binary(event.payload)
    directive = message.directive or DirectiveFacts()
    actor = _actor(message.actor, message.position, message.actor_display_name)
    usecases.forget_directive(session, Act(actor, event.time, DELETED), directive.directive)


def on_urging_sent(session: Session, event: Event) -> None:
    """Records an urging by rule on the task that it urged."""
    message = notification_events_pb.UrgingSent.from_binary(event.payload)
    uid = id_of(message.task)
    if not usecases.record_urging(session, uid, event.time, message.rule):
        log.info("urging_ignored", task=message.task, rule=message.rule)


def on_unit_changed(session: Session, event: Event) -> None:
    """Keeps a unit."""
    unit = identity_events_pb.UnitChanged.from_binary(event.payload)
    row = {
        "name": unit.unit,
        "parent_unit": unit.parent_unit,
        "agency": unit.agency,
        "kind": unit.kind.name,
        "display_name": unit.display_name,
        "short_name": unit.short_name,
        "aliases": list(unit.aliases),
        "start_date": dates.parse(unit.start_date),
        "end_date": dates.parse(unit.end_date),
    }
    units.keep(session, tables.UNITS, row)


def on_person_changed(session: Session, event: Event) -> None:
    """Keeps a person's name."""
    person = identity_events_pb.PersonChanged.from_binary(event.payload)
    units.keep(session, tables.PEOPLE, {"name": person.person, "display_name": person.display_name})


def on_position_changed(session: Session, event: Event) -> None:
    """Keeps a position."""
    position = identity_events_pb.PositionChanged.from_binary(event.payload)
    row = {
        "name": position.position,
        "person": position.person,
        "unit": position.unit,
        "agency": position.agency,
        "role": position.role.name,
        "title": position.title,
        "fields": list(position.fields),
        "start_date": dates.parse(position.start_date),
        "end_date": dates.parse(position.end_date),
    }
    units.keep(session, tables.POSITIONS, row)


SUBSCRIPTIONS = [
    Subscription(
        "task",
        "document",
        {
            "directive.proposals-confirmed": on_proposals_confirmed,
            "directive.changed": on_directive_changed,
            "directive.superseded": on_directive_superseded,
            "directive.supersession-taken-back": on_supersession_taken_back,
            "directive.deleted": on_directive_deleted,
        },
        types_in(document_events_pb.desc()),
    ),
    Subscription(
        "task", "notification", {"urging.sent": on_urging_sent}, types_in(notification_events_pb.desc())
    ),
    Subscription(
        "task",
        "identity",
        {
            "unit.changed": on_unit_changed,
            "person.changed": on_person_changed,
            "position.changed": on_position_changed,
        },
        types_in(identity_events_pb.desc()),
    ),
]


def _actor(person: str, position: str, name: str) -> Actor:
    return Actor(person, position, position.partition("/positions/")[0], name=name)


def _keep(session: Session, directive: DirectiveFacts) -> None:
    if directive.directive:
        directives.keep(session, _source(directive))


def _source(directive: DirectiveFacts) -> Source:
    return Source(
        directive.directive,
        number=directive.number_symbol,
        date=dates.parse(directive.issue_date),
        assigner=directive.assigner,
        monitor=directive.monitor,
        field=directive.field,
        urgency=Urgency[directive.urgency.name],
        meeting=meeting_of(directive.meeting),
        receive_date=dates.parse(directive.receive_date),
        superseded_by=directive.superseded_by,
    )


def _terms(proposal: ConfirmedProposal) -> Terms:
    coordinations = {each.unit: each.part for each in proposal.coordinations if each.unit != proposal.lead}
    return Terms(
        title=proposal.title or proposal.quote[:2000],
        quote=proposal.quote,
        output=proposal.output,
        lead=proposal.lead,
        coordinations=tuple(Coordination(unit, part) for unit, part in coordinations.items() if unit),
        due=due_of(proposal.due or Due()),
    )
