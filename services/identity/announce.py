"""The events that the service publishes: facts about units, people and positions."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dondoc_api.dondoc.identity.v1 import identity_service_pb as pb
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, PositionChanged, UnitChanged
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup
from services.identity.model import (
    StoredPerson,
    StoredPosition,
    StoredUnit,
    person_name,
    position_name,
    unit_name,
)
from shared import dates, outbox


def unit_changed(session: Session, unit: StoredUnit, *, snapshot: bool = False) -> None:
    """Announces that a unit was created or changed."""
    version = unit.version
    name = unit_name(version.unit)
    message = UnitChanged(
        unit=name,
        parent_unit=unit_name(version.parent) if version.parent else "",
        agency=unit_name(unit.agency),
        kind=pb.Unit.Kind[version.kind.value],
        group=UnitGroup[version.group.value],
        code=version.code,
        display_name=version.display_name,
        short_name=version.short_name,
        aliases=list(version.aliases),
        start_date=dates.text(unit.life.first),
        end_date=dates.text(unit.life.last),
        sort_order=version.sort_order,
    )
    outbox.add(session, "unit.changed", name, unit.revision, message, snapshot=snapshot)


def person_changed(session: Session, stored: StoredPerson, *, snapshot: bool = False) -> None:
    """Announces that a person was entered or changed."""
    person = stored.person
    name = person_name(person.person)
    message = PersonChanged(
        person=name, display_name=person.display_name, email=person.email, agency=unit_name(person.agency)
    )
    outbox.add(session, "person.changed", name, stored.revision, message, snapshot=snapshot)


def position_changed(
    session: Session, stored: StoredPosition, agency: str, *, snapshot: bool = False
) -> None:
    """Announces that a position was given, changed or ended."""
    position = stored.position
    name = position_name(position.unit, position.position)
    message = PositionChanged(
        position=name,
        person=person_name(position.person),
        role=pb.Role[position.role.value],
        title=position.title,
        unit=unit_name(position.unit),
        agency=unit_name(agency),
        start_date=dates.text(position.period.first),
        end_date=dates.text(position.period.last),
        fields=list(position.fields),
    )
    outbox.add(session, "position.changed", name, stored.revision, message, snapshot=snapshot)
