"""The gRPC servicer: translates, calls a use case, translates back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from dondoc_api.dondoc.identity.v1 import identity_service_pb as pb
from dondoc_api.dondoc.identity.v1.identity_service_pb_grpc import IdentityServiceService
from services.identity.config import IdentitySettings
from services.identity.model import Chart, StoredPerson, StoredPosition, StoredUnit
from services.identity.rpc import translate
from services.identity.usecases import allowed, callers, feeds, names, people, positions, units
from shared import clock, dates, pages, server
from shared.messages import Catalogue
from shared.resource_names import id_of, ids_of
from shared.server import Call, Runtime

CATALOGUE = Catalogue(
    Path(__file__).parents[1] / "messages.toml", Path(__file__).parents[2] / "fields_of_work.toml"
)
ALL_UNITS = "units/-"


class IdentityService(IdentityServiceService):
    """dondoc.identity.v1.IdentityService."""

    async def get_unit(self, request: pb.GetUnitRequest, call: Call) -> pb.Unit:
        """Gets a unit."""
        given, unit = dates.parse(request.as_of_date), id_of(request.name)
        day, exactly = given or clock.today(), given is not None
        stored = await call.read(lambda session: units.get(session, call.principal, unit, day, exactly))
        return _shown_unit(call, stored)

    async def list_units(self, request: pb.ListUnitsRequest, call: Call) -> pb.ListUnitsResponse:
        """Lists units as of a day."""
        day, ancestor = dates.parse(request.as_of_date) or clock.today(), id_of(request.ancestor) or None
        cursor, size, words = call.pages.read(request), pages.size(request.page_size), request.query.split()
        page = await call.read(
            lambda session: units.list_units(session, call.principal, day, ancestor, words, cursor, size)
        )
        return pb.ListUnitsResponse(
            units=[_shown_unit(call, unit) for unit in page.rows],
            next_page_token=call.pages.make(request, page.cursor) if page.cursor else "",
        )

    async def create_unit(self, request: pb.CreateUnitRequest, call: Call) -> pb.Unit:
        """Creates a unit."""

        def work(session: Session) -> pb.Unit:
            version = translate.unit_version(request)
            return _shown_unit(call, units.create(session, call.principal, version, clock.now()))

        return await call.change(request, work)

    async def update_unit(self, request: pb.UpdateUnitRequest, call: Call) -> pb.Unit:
        """Updates a unit from a day on."""
        unit, changes = translate.present(request.unit), translate.unit_changes(request)
        effective = dates.parse(request.effective_date) or clock.today()

        def work(session: Session) -> pb.Unit:
            changed = units.update(
                session, call.principal, id_of(unit.name), changes, unit.etag, effective, clock.now()
            )
            return _shown_unit(call, changed)

        return await call.change(request, work)

    async def get_person(self, request: pb.GetPersonRequest, call: Call) -> pb.Person:
        """Gets a person."""
        person = id_of(request.name)
        found = await call.read(lambda session: people.get(session, call.principal, person, clock.today()))
        return _shown_person(call, *found)

    async def list_people(self, request: pb.ListPeopleRequest, call: Call) -> pb.ListPeopleResponse:
        """Lists people and their positions as of a day."""
        day, unit = dates.parse(request.as_of_date) or clock.today(), id_of(request.unit) or None
        cursor, size, words = call.pages.read(request), pages.size(request.page_size), request.query.split()
        page = await call.read(
            lambda session: people.list_people(session, call.principal, day, unit, words, cursor, size)
        )
        return pb.ListPeopleResponse(
            people=[_shown_person(call, person, page.chart) for person in page.rows],
            next_page_token=call.pages.make(request, page.cursor) if page.cursor else "",
        )

    async def create_person(self, request: pb.CreatePersonRequest, call: Call) -> pb.Person:
        """Enters a person."""

        def work(session: Session) -> pb.Person:
            person = translate.new_person(request)
            created = people.create(session, call.principal, person, clock.today(), clock.now())
            return _shown_person(call, *created)

        return await call.change(request, work)

    async def update_person(self, request: pb.UpdatePersonRequest, call: Call) -> pb.Person:
        """Updates a person."""
        person, changes = translate.present(request.person), translate.person_changes(request)

        def work(session: Session) -> pb.Person:
            changed = people.update(
                session,
                call.principal,
                id_of(person.name),
                changes,
                person.etag,
                clock.today(),
                clock.now(),
            )
            return _shown_person(call, *changed)

        return await call.change(request, work)

    async def list_positions(self, request: pb.ListPositionsRequest, call: Call) -> pb.ListPositionsResponse:
        """Lists the positions of a unit, or of all, as of a day."""
        day = dates.parse(request.as_of_date) or clock.today()
        unit = None if request.parent == ALL_UNITS else id_of(request.parent)
        cursor, size = call.pages.read(request), pages.size(request.page_size)
        page = await call.read(
            lambda session: positions.list_positions(session, call.principal, day, unit, cursor, size)
        )
        return pb.ListPositionsResponse(
            positions=_shown_positions(call, page.rows, page.chart),
            next_page_token=call.pages.make(request, page.cursor) if page.cursor else "",
        )

    async def create_position(self, request: pb.CreatePositionRequest, call: Call) -> pb.Position:
        """Gives a person a position."""

        def work(session: Session) -> pb.Position:
            position = translate.new_position(request)
            created = positions.create(session, call.principal, position, clock.today(), clock.now())
            return _shown_position(call, *created)

        return await call.change(request, work)

    async def end_position(self, request: pb.EndPositionRequest, call: Call) -> pb.Position:
        """Ends a position on a day."""
        unit, position = ids_of(request.name)
        last = date.fromisoformat(request.end_date)

        def work(session: Session) -> pb.Position:
            ended = positions.end(
                session, call.principal, unit, position, last, request.etag, clock.today(), clock.now()
            )
            return _shown_position(call, *ended)

        return await call.change(request, work)

    async def batch_get_names(self, request: pb.BatchGetNamesRequest, call: Call) -> pb.BatchGetNamesResponse:
        """Gets the names of units and people."""
        found = await call.read(
            lambda session: names.find_names(session, call.principal, request.names, clock.today())
        )
        return pb.BatchGetNamesResponse(resources=[pb.NamedResource(**asdict(one)) for one in found])

    async def get_caller(self, _request: pb.GetCallerRequest, call: Call) -> pb.Principal:
        """Gets the caller."""
        caller = call.principal
        if not caller.person:
            return translate.external_caller_message(caller)
        resolved = await call.read(lambda session: callers.own(session, caller, clock.today()))
        return translate.person_caller_message(resolved, allowed.somewhere(caller))

    async def get_calendar_feed(self, request: pb.GetCalendarFeedRequest, call: Call) -> pb.CalendarFeed:
        """Gets the caller's calendar feed."""
        made = await call.read(
            lambda session: feeds.get(session, call.principal, translate.feed_owner(request.name))
        )
        return translate.feed_message(request.name, made)

    async def renew_calendar_feed(self, request: pb.RenewCalendarFeedRequest, call: Call) -> pb.CalendarFeed:
        """Gives the caller's calendar feed a new secret."""
        secret, person, made = secrets.token_urlsafe(32), translate.feed_owner(request.name), False

        def work(session: Session) -> pb.CalendarFeed:
            nonlocal made
            renewed = feeds.renew(session, call.principal, person, secret, clock.now())
            made = True
            return translate.feed_message(request.name, renewed)

        answer = await call.change(request, work)
        # The answer that is kept for a repeated request has no secret: only its hash is ever saved.
        if made:
            answer.secret = secret
        return answer

    async def stop_calendar_feed(self, request: pb.StopCalendarFeedRequest, call: Call) -> pb.CalendarFeed:
        """Turns the caller's calendar feed off."""

        def work(session: Session) -> pb.CalendarFeed:
            feeds.stop(session, call.principal, translate.feed_owner(request.name))
            return translate.feed_message(request.name, None)

        return await call.change(request, work)

    async def resolve_calendar_feed(
        self, request: pb.ResolveCalendarFeedRequest, call: Call
    ) -> pb.ResolveCalendarFeedResponse:
        """Resolves the secret of a calendar feed, for the gateway alone."""
        subject = await call.read(
            lambda session: feeds.resolve(session, call.principal, request.secret, clock.today())
        )
        return pb.ResolveCalendarFeedResponse(subject=subject)

    async def resolve_principal(self, request: pb.ResolvePrincipalRequest, call: Call) -> pb.Principal:
        """Resolves the subject of a verified token, for the gateway alone."""
        subject, client_id, scopes = request.subject, request.client_id, request.scopes
        resolved = await call.read(
            lambda session: callers.resolve(
                session, call.principal, subject, client_id, scopes, clock.today()
            )
        )
        return translate.principal_message(resolved)


def runtime(settings: IdentitySettings) -> Runtime:
    """What the calls of the service share."""
    return Runtime(settings, pb.desc(), CATALOGUE)


def serve(settings: IdentitySettings) -> None:
    """Runs the gRPC server until SIGTERM."""
    server.serve(settings, "identity-serve", runtime(settings), IdentityService())


def _shown_unit(call: Call, unit: StoredUnit) -> pb.Unit:
    """A unit as the caller sees it."""
    caller = call.principal
    return translate.unit_message(unit, allowed.with_unit(caller, unit), allowed.roles_in(caller, unit))


def _shown_person(call: Call, person: StoredPerson, chart: Chart) -> pb.Person:
    """A person as the caller sees them."""
    held = _shown_positions(call, person.positions, chart)
    return translate.person_message(person, held, allowed.with_person(call.principal, person))


def _shown_positions(call: Call, stored: Sequence[StoredPosition], chart: Chart) -> list[pb.Position]:
    return [_shown_position(call, each, chart.agency_of(each.position.unit)) for each in stored]


def _shown_position(call: Call, stored: StoredPosition, agency: str) -> pb.Position:
    """A position as the caller sees it."""
    actions = allowed.with_position(call.principal, stored.position, agency, clock.today())
    return translate.position_message(stored, agency, actions)
