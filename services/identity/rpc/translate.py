"""Messages of the API to values of the model, and back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from protobuf import Message

from dondoc_api.dondoc.identity.v1 import identity_service_pb as pb
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup as UnitGroupMessage
from services.identity.model import (
    PROVINCE_PROVIDER,
    ROLE_RULES,
    Period,
    Person,
    Position,
    Role,
    StoredPerson,
    StoredPosition,
    StoredUnit,
    UnitGroup,
    UnitKind,
    UnitVersion,
    person_name,
    position_name,
    rank_of,
    unit_name,
)
from services.identity.usecases import people, positions, units
from services.identity.usecases.callers import Resolved
from shared import dates, masks
from shared.principal import HeldPosition, Principal
from shared.refused import refusing
from shared.resource_names import id_of

M = TypeVar("M", bound=Message[Any])

# Fields of the API, and what the model calls them.
_UNIT_FIELDS = {
    "parent_unit": "parent",
    "kind": "kind",
    "group": "group",
    "code": "code",
    "display_name": "display_name",
    "short_name": "short_name",
    "aliases": "aliases",
    "sort_order": "sort_order",
}
_PERSON_FIELDS = (
    "display_name",
    "family_name",
    "given_name",
    "email",
    "phone_number",
    "username",
    "employee_number",
    "identity_provider",
)


def feed_owner(name: str) -> str:
    """The person whose calendar feed has this name."""
    return id_of(name.removesuffix("/calendarFeed"))


def feed_message(name: str, renew_time: datetime | None) -> pb.CalendarFeed:
    """A calendar feed without its secret; `renew_time` is None if it is off."""
    enabled = renew_time is not None
    return pb.CalendarFeed(name=name, enabled=enabled, renew_time=dates.timestamp(renew_time))


def present(message: M | None) -> M:
    """A message that the field rules require."""
    assert message is not None
    return message


@refusing(paths=units.PATHS)
def unit_version(request: pb.CreateUnitRequest) -> UnitVersion:
    """The first version of a new unit."""
    unit = present(request.unit)
    described = {name: _unit_field(unit, field) for field, name in _UNIT_FIELDS.items()}
    period = Period(date.fromisoformat(unit.start_date), dates.parse(unit.end_date))
    return UnitVersion(unit=request.unit_id or str(uuid.uuid4()), period=period, **described)


def unit_changes(request: pb.UpdateUnitRequest) -> dict[str, Any]:
    """The values that change, by the model's names."""
    unit = present(request.unit)
    changes: dict[str, Any] = {}
    for path in masks.paths(unit, _mask(request)):
        if path in ("start_date", "end_date"):
            changes[path] = dates.parse(getattr(unit, path))
        else:
            changes[_UNIT_FIELDS[path]] = _unit_field(unit, path)
    return changes


def _unit_field(unit: pb.Unit, name: str) -> Any:
    match name:
        case "parent_unit":
            return id_of(unit.parent_unit) or None
        case "kind":
            return UnitKind(unit.kind.name)
        case "group":
            return UnitGroup(unit.group.name if unit.group else UnitGroup.DEPARTMENT)
        case "aliases":
            return tuple(unit.aliases)
        case _:
            return getattr(unit, name)


def _mask(request: pb.UpdateUnitRequest | pb.UpdatePersonRequest) -> list[str] | None:
    return None if request.update_mask is None else list(request.update_mask.paths)


@refusing(paths=people.PATHS)
def new_person(request: pb.CreatePersonRequest) -> Person:
    """A new person."""
    person = present(request.person)
    fields = {name: getattr(person, name) for name in _PERSON_FIELDS}
    fields["identity_provider"] = person.identity_provider or PROVINCE_PROVIDER
    return Person(person=request.person_id or str(uuid.uuid4()), agency=id_of(person.agency), **fields)


def person_changes(request: pb.UpdatePersonRequest) -> dict[str, Any]:
    """The values that change, by the model's names."""
    person = present(request.person)
    paths = masks.paths(person, _mask(request))
    changes = {path: getattr(person, path) for path in paths}
    return changes | ({"agency": id_of(changes["agency"])} if "agency" in changes else {})


@refusing(paths=positions.PATHS)
def new_position(request: pb.CreatePositionRequest) -> Position:
    """A new position."""
    position = present(request.position)
    return Position(
        position=request.position_id or str(uuid.uuid4()),
        unit=id_of(request.parent),
        person=id_of(position.person),
        role=Role(position.role.name),
        title=position.title,
        period=Period(date.fromisoformat(position.start_date), dates.parse(position.end_date)),
        fields=tuple(position.fields),
    )


def unit_message(unit: StoredUnit, allowed: Sequence[str], roles: Sequence[Role]) -> pb.Unit:
    """A unit, with what the caller may do with it and the roles that the caller may give in it."""
    version = unit.version
    return pb.Unit(
        name=unit_name(version.unit),
        parent_unit=unit_name(version.parent) if version.parent else "",
        agency=unit_name(unit.agency),
        kind=pb.Unit.Kind[version.kind.value],
        group=UnitGroupMessage[version.group.value],
        code=version.code,
        display_name=version.display_name,
        short_name=version.short_name,
        aliases=list(version.aliases),
        start_date=dates.text(unit.life.first),
        end_date=dates.text(unit.life.last),
        sort_order=version.sort_order,
        create_time=dates.timestamp(unit.create_time),
        update_time=dates.timestamp(unit.update_time),
        etag=unit.etag,
        allowed_actions=list(allowed),
        grantable_roles=[
            pb.GrantableRole(role=pb.Role[role.value], has_fields=ROLE_RULES[role].has_fields)
            for role in roles
        ],
    )


def person_message(
    stored: StoredPerson, positions: Sequence[pb.Position], allowed: Sequence[str]
) -> pb.Person:
    """A person, with positions and with what the caller may do with the record."""
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
        positions=list(positions),
        create_time=dates.timestamp(stored.create_time),
        update_time=dates.timestamp(stored.update_time),
        etag=stored.etag,
        allowed_actions=list(allowed),
    )


def position_message(stored: StoredPosition, agency: str, allowed: Sequence[str]) -> pb.Position:
    """A position, with what the caller may do with it."""
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
        rank=rank_of(position.role),
    )


def principal_message(resolved: Resolved) -> pb.Principal:
    """A person or an external client, as the gateway states it to services."""
    return pb.Principal(
        subject=resolved.subject,
        person=person_name(resolved.person) if resolved.person else "",
        display_name=resolved.display_name,
        positions=[_held_message(held, resolved.unit_names[held.unit]) for held in resolved.positions],
        scopes=list(resolved.scopes),
    )


def person_caller_message(resolved: Resolved, allowed: Sequence[str]) -> pb.Principal:
    """The person who calls, with the names of the agencies and with what the person may do."""
    message = principal_message(resolved)
    message.allowed_actions = list(allowed)
    for held, shown in zip(resolved.positions, message.positions, strict=True):
        shown.agency_display_name = resolved.unit_names[held.agency]
    return message


def external_caller_message(caller: Principal) -> pb.Principal:
    """The external client that calls."""
    return pb.Principal(subject=caller.subject, display_name=caller.display_name, scopes=list(caller.scopes))


def _held_message(held: HeldPosition, unit_display_name: str) -> pb.HeldPosition:
    return pb.HeldPosition(
        position=held.position,
        unit=held.unit,
        agency=held.agency,
        role=pb.Role[held.role],
        title=held.title,
        units=list(held.units),
        fields=list(held.fields),
        unit_display_name=unit_display_name,
    )
