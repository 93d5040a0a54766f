"""What the service says: its resources as the API and the bus show them, and the events that tell of changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from protobuf.wkt.google.protobuf.timestamp_pb import Timestamp
from sqlalchemy.orm import Session

from dondoc_api.dondoc.identity.v1 import identity_service_pb as pb
from dondoc_api.dondoc.identity.v1.identity_events_pb import PersonChanged, PositionChanged, UnitChanged
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup
from services.identity.model import Chart, HeldPosition, StoredPerson, StoredPosition, StoredUnit
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
        sort_order=version.order,
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


def unit_name(unit: str) -> str:
    """The resource name of a unit."""
    return f"units/{unit}"


def person_name(person: str) -> str:
    """The resource name of a person."""
    return f"people/{person}"


def position_name(unit: str, position: str) -> str:
    """The resource name of a position."""
    return f"units/{unit}/positions/{position}"


def unit_message(unit: StoredUnit, allowed: Sequence[str] = ()) -> pb.Unit:
    """A unit as the API shows it, to whom these actions are allowed."""
    version = unit.version
    return pb.Unit(
        name=unit_name(version.unit),
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
        sort_order=version.order,
        create_time=_timestamp(unit.create_time),
        update_time=_timestamp(unit.update_time),
        etag=unit.etag,
        allowed_actions=list(allowed),
    )


def person_message(stored: StoredPerson, chart: Chart, allowed: Sequence[str] = ()) -> pb.Person:
    """A person as the API shows them, with the positions of the chart's day."""
    person = stored.person
    return pb.Person(
        name=person_name(person.person),
        display_name=person.display_name,
        family_name=person.family_name,
        given_name=person.given_name,
        email=person.email,
        phone_number=person.phone_number,
        username=person.username,
        employee_number=person.employee_number,
        identity_provider=person.identity_provider,
        agency=unit_name(person.agency),
        positions=[position_message(each, chart.agency_of(each.position.unit)) for each in stored.positions],
        create_time=_timestamp(stored.create_time),
        update_time=_timestamp(stored.update_time),
        etag=stored.etag,
        allowed_actions=list(allowed),
    )


def position_message(stored: StoredPosition, agency: str, allowed: Sequence[str] = ()) -> pb.Position:
    """A position as the API shows it."""
    position = stored.position
    return pb.Position(
        name=position_name(position.unit, position.position),
        person=person_name(position.person),
        role=pb.Role[position.role.value],
        title=position.title,
        start_date=dates.text(position.period.first),
        end_date=dates.text(position.period.last),
        fields=list(position.fields),
        person_display_name=stored.person_display_name,
        agency=unit_name(agency),
        etag=stored.etag,
        allowed_actions=list(allowed),
    )


def held_message(held: HeldPosition, unit_display_name: str) -> pb.HeldPosition:
    """A position as a principal carries it."""
    return pb.HeldPosition(
        position=position_name(held.unit, held.position),
        unit=unit_name(held.unit),
        agency=unit_name(held.agency),
        role=pb.Role[held.role.value],
        title=held.title,
        units=[unit_name(unit) for unit in held.units],
        fields=list(held.fields),
        unit_display_name=unit_display_name,
    )


def _timestamp(instant: datetime) -> Timestamp:
    return Timestamp.from_datetime(instant)
