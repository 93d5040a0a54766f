"""What the service hears: proposals confirmed, urgings sent by rule, and the units and people of identity."""

from __future__ import annotations

from datetime import date
from typing import Any

import structlog
from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_events_pb
from dondoc_api.dondoc.document.v1.document_service_pb import Directive, Proposal
from dondoc_api.dondoc.identity.v1 import identity_events_pb
from dondoc_api.dondoc.identity.v1.identity_service_pb import Role, Unit
from dondoc_api.dondoc.notification.v1 import notification_events_pb
from dondoc_api.google.type.date_pb import Date
from services.task import tables, usecases
from services.task.model import Act, Actor, CoOrdinator, Due, DueKind, Every, Recurrence, Source, Terms
from services.task.tables import directives, units
from shared.bus import Subscription
from shared.event import Event

log = structlog.get_logger(__name__)

_EVERY = {
    "weekly": Every.WEEK,
    "monthly": Every.MONTH,
    "quarterly": Every.QUARTER,
    "half-yearly": Every.HALF_YEAR,
    "yearly": Every.YEAR,
    "other": Every.OTHER,
}


def on_proposals_confirmed(session: Session, event: Event) -> None:
    """Makes a proposed task from each proposal that was confirmed."""
    message = document_events_pb.ProposalsConfirmed.from_binary(event.payload)
    directive = message.directive or Directive()
    _keep(session, directive)
    unit = message.position.partition("/positions/")[0]
    actor = Actor(message.actor, message.position, unit, name=message.actor_display_name)
    for proposal in message.proposals:
        uid = proposal.task.removeprefix("tasks/")
        day = _date(directive.issue_date)
        source = Source(directive.name, proposal.name, directive.number_symbol, day)
        act = Act(actor, event.time)
        usecases.enter_proposal(session, uid, act, _terms(proposal, directive, message.actor), source)


def on_directive_changed(session: Session, event: Event) -> None:
    """Keeps a directive's number and day."""
    _keep(session, document_events_pb.DirectiveChanged.from_binary(event.payload).directive or Directive())


def on_urging_sent(session: Session, event: Event) -> None:
    """Records an urging by rule on the task that it urged."""
    message = notification_events_pb.UrgingSent.from_binary(event.payload)
    uid = message.task.removeprefix("tasks/")
    if not usecases.record_urging(session, uid, event.time, message.rule):
        log.info("urging_passed", task=message.task, rule=message.rule)


def on_unit_changed(session: Session, event: Event) -> None:
    """Keeps a unit."""
    unit = identity_events_pb.UnitChanged.from_binary(event.payload).unit
    if unit is not None:
        row = {
            "name": unit.name,
            "parent": unit.parent_unit,
            "agency": unit.agency,
            "kind": Unit.Kind(unit.kind).name,
            "display_name": unit.display_name,
        }
        units.keep(session, tables.UNITS, row | _term(unit))


def on_person_changed(session: Session, event: Event) -> None:
    """Keeps a person's name."""
    person = identity_events_pb.PersonChanged.from_binary(event.payload).person
    if person is not None:
        units.keep(session, tables.PEOPLE, {"name": person.name, "display_name": person.display_name})


def on_position_changed(session: Session, event: Event) -> None:
    """Keeps a position."""
    position = identity_events_pb.PositionChanged.from_binary(event.payload).position
    if position is not None:
        row = {
            "name": position.name,
            "person": position.person,
            "unit": position.name.partition("/positions/")[0],
            "agency": position.agency,
            "role": Role(position.role).name,
        }
        units.keep(session, tables.POSITIONS, row | _term(position))


SUBSCRIPTIONS = [
    Subscription(
        "task",
        "document",
        {
            "directive.proposals-confirmed": on_proposals_confirmed,
            "directive.changed": on_directive_changed,
        },
    ),
    Subscription("task", "notification", {"urging.sent": on_urging_sent}),
    Subscription(
        "task",
        "identity",
        {
            "unit.changed": on_unit_changed,
            "person.changed": on_person_changed,
            "position.changed": on_position_changed,
        },
    ),
]


def _keep(session: Session, directive: Directive) -> None:
    if directive.name:
        directives.keep(session, directive.name, directive.number_symbol, _date(directive.issue_date))


def _terms(proposal: Proposal, directive: Directive, monitor: str) -> Terms:
    co_ordinators = {each.unit: each.part for each in proposal.coordinations if each.unit != proposal.lead}
    return Terms(
        title=proposal.title or proposal.quote[:2000],
        quote=proposal.quote,
        output=proposal.output,
        field=directive.field,
        lead=proposal.lead,
        co_ordinators=tuple(CoOrdinator(unit, part) for unit, part in co_ordinators.items() if unit),
        due=_due(proposal),
        monitor=monitor,
        assign_date=_date(directive.issue_date),
    )


def _due(proposal: Proposal) -> Due:
    day = _date(proposal.due_date)
    kind = DueKind(proposal.due_kind.name) if proposal.due_kind else DueKind.UNSET
    every = _EVERY.get(proposal.recurrence) if kind is DueKind.PERIODIC else None
    return Due(kind, day, proposal.due_words, Recurrence(every, day) if every else None)


def _term(message: Any) -> dict[str, date | None]:
    return {"start_date": _date(message.start_date), "end_date": _date(message.end_date)}


def _date(message: Date | None) -> date | None:
    return date(message.year, message.month, message.day) if message is not None and message.year else None
