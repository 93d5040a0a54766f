"""The gRPC servicer: translates, calls a use case, translates back."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from protobuf import Message

from dondoc_api.dondoc.identity.v1 import identity_service_pb as pb
from dondoc_api.dondoc.identity.v1.identity_service_pb_grpc import IdentityServiceService
from dondoc_api.google.api.field_behavior_pb import ext_field_behavior
from services.identity import announce
from services.identity.config import IdentitySettings
from services.identity.model import (
    PROVINCE_PROVIDER,
    Chart,
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
)
from services.identity.usecases import allowed, callers, names, people, positions, units
from services.identity.usecases.access import last_part
from shared import clock, dates, masks, pages, server
from shared.errors import invalid
from shared.messages import Catalogue
from shared.principal import Principal
from shared.refused import refusing
from shared.server import Call, Runtime, require_service

CATALOGUE = Catalogue(Path(__file__).with_name("messages.toml"))
ALL_UNITS = "units/-"
M = TypeVar("M", bound=Message[Any])


class IdentityService(IdentityServiceService):
    """dondoc.identity.v1.IdentityService."""

    async def get_unit(self, request: pb.GetUnitRequest, call: Call) -> pb.Unit:
        """Gets a unit."""
        day = dates.parse(request.as_of_date)
        unit = last_part(request.name)
        stored = await call.read(
            lambda session: units.get(
                session, call.principal, unit, day or clock.today(), exactly=day is not None
            )
        )
        return _shown_unit(call, stored)

    async def list_units(self, request: pb.ListUnitsRequest, call: Call) -> pb.ListUnitsResponse:
        """Lists units as of a day."""
        day = dates.parse(request.as_of_date) or clock.today()
        ancestor = last_part(request.ancestor) or None
        after, size = call.pages.read(request), pages.size(request.page_size)
        found, place = await call.read(
            lambda session: units.page(
                session, call.principal, day, ancestor, request.query.split(), after, size
            )
        )
        return pb.ListUnitsResponse(
            units=[_shown_unit(call, unit) for unit in found],
            next_page_token="" if place is None else call.pages.make(request, place),
        )

    async def create_unit(self, request: pb.CreateUnitRequest, call: Call) -> pb.Unit:
        """Creates a unit."""

        def work(session: Any) -> pb.Unit:
            version = _unit_version(request)
            return _shown_unit(call, units.create(session, call.principal, version, clock.now()))

        return await call.change(request, work)

    async def update_unit(self, request: pb.UpdateUnitRequest, call: Call) -> pb.Unit:
        """Updates a unit from a day on."""
        unit = _present(request.unit)
        effective = dates.parse(request.effective_date) or clock.today()
        if effective > clock.today():
            raise invalid("effective_date", "date.future")

        def work(session: Any) -> pb.Unit:
            changed = units.update(
                session,
                call.principal,
                last_part(unit.name),
                _unit_changes(unit, _mask(request)),
                unit.etag,
                effective,
                clock.now(),
            )
            return _shown_unit(call, changed)

        return await call.change(request, work)

    async def get_person(self, request: pb.GetPersonRequest, call: Call) -> pb.Person:
        """Gets a person."""
        name = last_part(request.name)
        shown = await call.read(lambda session: people.get(session, call.principal, name, clock.today()))
        return _shown_person(call, *shown)

    async def list_people(self, request: pb.ListPeopleRequest, call: Call) -> pb.ListPeopleResponse:
        """Lists people and their positions as of a day."""
        day = dates.parse(request.as_of_date) or clock.today()
        unit = last_part(request.unit) or None
        after, size = call.pages.read(request), pages.size(request.page_size)
        found, chart, place = await call.read(
            lambda session: people.page(
                session, call.principal, day, unit, request.query.split(), after, size
            )
        )
        return pb.ListPeopleResponse(
            people=[_shown_person(call, person, chart) for person in found],
            next_page_token="" if place is None else call.pages.make(request, place),
        )

    async def create_person(self, request: pb.CreatePersonRequest, call: Call) -> pb.Person:
        """Enters a person."""

        def work(session: Any) -> pb.Person:
            person = _person(_present(request.person), request.person_id or str(uuid.uuid4()))
            shown = people.create(session, call.principal, person, clock.today(), clock.now())
            return _shown_person(call, *shown)

        return await call.change(request, work)

    async def update_person(self, request: pb.UpdatePersonRequest, call: Call) -> pb.Person:
        """Updates a person."""
        person = _present(request.person)

        def work(session: Any) -> pb.Person:
            shown = people.update(
                session,
                call.principal,
                last_part(person.name),
                _person_changes(person, _mask(request)),
                person.etag,
                clock.today(),
                clock.now(),
            )
            return _shown_person(call, *shown)

        return await call.change(request, work)

    async def list_positions(self, request: pb.ListPositionsRequest, call: Call) -> pb.ListPositionsResponse:
        """Lists the positions of a unit, or of all, as of a day."""
        day = dates.parse(request.as_of_date) or clock.today()
        unit = None if request.parent == ALL_UNITS else last_part(request.parent)
        after, size = call.pages.read(request), pages.size(request.page_size)
        found, chart, place = await call.read(
            lambda session: positions.page(session, call.principal, day, unit, after, size)
        )
        shown = [_shown_position(call, each, chart.agency_of(each.position.unit)) for each in found]
        token = "" if place is None else call.pages.make(request, place)
        return pb.ListPositionsResponse(positions=shown, next_page_token=token)

    async def create_position(self, request: pb.CreatePositionRequest, call: Call) -> pb.Position:
        """Gives a person a position."""

        def work(session: Any) -> pb.Position:
            position = _position(request)
            created = positions.create(session, call.principal, position, clock.today(), clock.now())
            return _shown_position(call, *created)

        return await call.change(request, work)

    async def end_position(self, request: pb.EndPositionRequest, call: Call) -> pb.Position:
        """Ends a position on a day."""
        unit, position = request.name.split("/")[1::2]
        last = date.fromisoformat(request.end_date)

        def work(session: Any) -> pb.Position:
            ended = positions.end(session, call.principal, unit, position, last, request.etag, clock.now())
            return _shown_position(call, *ended)

        return await call.change(request, work)

    async def batch_get_names(self, request: pb.BatchGetNamesRequest, call: Call) -> pb.BatchGetNamesResponse:
        """Gets the names of units and people."""
        found = await call.read(
            lambda session: names.find(session, call.principal, request.names, clock.today())
        )
        return pb.BatchGetNamesResponse(resources=[pb.NamedResource(**asdict(one)) for one in found])

    async def get_caller(self, _request: pb.GetCallerRequest, call: Call) -> pb.Principal:
        """Gets the caller."""
        caller = call.principal
        if not caller.person:
            return _external(caller)
        resolved = await call.read(
            lambda session: callers.resolve_person(session, caller.subject, clock.today())
        )
        answer = _principal(resolved)
        answer.allowed_actions = allowed.somewhere(caller)
        for held, shown in zip(resolved.positions, answer.positions, strict=True):
            shown.agency_display_name = resolved.unit_names[held.agency]
        return answer

    async def resolve_principal(self, request: pb.ResolvePrincipalRequest, call: Call) -> pb.Principal:
        """Resolves the subject of a verified token, for the gateway alone."""
        require_service(call.principal, "gateway")
        if request.client_id:
            resolved = await call.read(
                lambda session: callers.resolve_client(
                    session, request.subject, request.client_id, request.scopes
                )
            )
        else:
            resolved = await call.read(
                lambda session: callers.resolve_person(session, request.subject, clock.today())
            )
        return _principal(resolved)


def runtime(settings: IdentitySettings) -> Runtime:
    """What the calls of the service share."""
    return Runtime(settings, pb.desc(), CATALOGUE)


def serve(settings: IdentitySettings) -> None:
    """Runs the gRPC server until SIGTERM."""
    server.serve(settings, "identity-serve", runtime(settings), IdentityService())


def _present(message: M | None) -> M:
    assert message is not None
    return message


def _mask(request: pb.UpdateUnitRequest | pb.UpdatePersonRequest) -> list[str] | None:
    return None if request.update_mask is None else list(request.update_mask.paths)


@refusing(paths=units.PATHS)
def _unit_version(request: pb.CreateUnitRequest) -> UnitVersion:
    unit = _present(request.unit)
    described = {name: _unit_field(unit, name) for name in _UNIT_FIELDS}
    names = {_UNIT_FIELDS[name]: value for name, value in described.items()}
    period = Period(date.fromisoformat(unit.start_date), dates.parse(unit.end_date))
    return UnitVersion(unit=request.unit_id or str(uuid.uuid4()), period=period, **names)


_UNIT_FIELDS = {
    "parent_unit": "parent",
    "kind": "kind",
    "group": "group",
    "code": "code",
    "display_name": "display_name",
    "short_name": "short_name",
    "aliases": "aliases",
    "sort_order": "order",
}


def _unit_field(unit: pb.Unit, name: str) -> Any:
    match name:
        case "parent_unit":
            return last_part(unit.parent_unit) or None
        case "kind":
            if not unit.kind:
                raise invalid("unit.kind", "required")
            return UnitKind(unit.kind.name)
        case "group":
            return UnitGroup(unit.group.name if unit.group else UnitGroup.DEPARTMENT)
        case "aliases":
            return tuple(unit.aliases)
        case _:
            return getattr(unit, name)


def _unit_changes(unit: pb.Unit, mask: list[str] | None) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for path in masks.paths(unit, mask, ext_field_behavior):
        if path in ("start_date", "end_date"):
            changes[path] = dates.parse(getattr(unit, path))
        else:
            changes[_UNIT_FIELDS[path]] = _unit_field(unit, path)
    return changes


@refusing(paths=people.PATHS)
def _person(person: pb.Person, id: str) -> Person:
    fields = {name: getattr(person, name) for name in _PERSON_FIELDS}
    fields["identity_provider"] = person.identity_provider or PROVINCE_PROVIDER
    return Person(person=id, agency=last_part(person.agency), **fields)


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


def _person_changes(person: pb.Person, mask: list[str] | None) -> dict[str, Any]:
    changes = {path: getattr(person, path) for path in masks.paths(person, mask, ext_field_behavior)}
    return changes | ({"agency": last_part(changes["agency"])} if "agency" in changes else {})


@refusing(paths=positions.PATHS)
def _position(request: pb.CreatePositionRequest) -> Position:
    position = _present(request.position)
    if not position.role:
        raise invalid("position.role", "required")
    return Position(
        position=request.position_id or str(uuid.uuid4()),
        unit=last_part(request.parent),
        person=last_part(position.person),
        role=Role(position.role.name),
        title=position.title,
        period=Period(date.fromisoformat(position.start_date), dates.parse(position.end_date)),
        fields=tuple(position.fields),
    )


def _shown_unit(call: Call, unit: StoredUnit) -> pb.Unit:
    """A unit as the caller sees it."""
    return announce.unit_message(unit, allowed.with_unit(call.principal, unit))


def _shown_person(call: Call, person: StoredPerson, chart: Chart) -> pb.Person:
    """A person as the caller sees them."""
    message = announce.person_message(person, chart, allowed.with_person(call.principal, person))
    message.positions = [
        _shown_position(call, each, chart.agency_of(each.position.unit)) for each in person.positions
    ]
    return message


def _shown_position(call: Call, stored: StoredPosition, agency: str) -> pb.Position:
    """A position as the caller sees it."""
    actions = allowed.with_position(call.principal, stored.position, agency, clock.today())
    return announce.position_message(stored, agency, actions)


def _principal(resolved: callers.Resolved) -> pb.Principal:
    return pb.Principal(
        subject=resolved.subject,
        person=announce.person_name(resolved.person) if resolved.person else "",
        display_name=resolved.display_name,
        positions=[
            announce.held_message(held, resolved.unit_names[held.unit]) for held in resolved.positions
        ],
        scopes=list(resolved.scopes),
    )


def _external(caller: Principal) -> pb.Principal:
    return pb.Principal(subject=caller.subject, display_name=caller.display_name, scopes=list(caller.scopes))
