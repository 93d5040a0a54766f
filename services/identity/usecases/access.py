"""Whether a caller may: the table of rights of the model, applied to the positions of a principal."""

from __future__ import annotations

from services.identity import tables
from services.identity.model import (
    PROVINCE_PROVIDER,
    Action,
    Chart,
    Person,
    may_everywhere,
    may_in_own_agency,
)
from shared.db import ReadSession
from shared.errors import FailedPrecondition, PermissionDenied
from shared.principal import HeldPosition, Principal


def last_part(name: str) -> str:
    """The id at the end of a resource name."""
    return name.rpartition("/")[2]


def require_reader(caller: Principal, action: Action = Action.READ_UNITS) -> None:
    """Units and names may be read by whoever holds a position, and by services; not by external portals."""
    if not caller.service and not may_in_every(caller, action):
        raise PermissionDenied("PERMISSION_DENIED")


def visible_people(caller: Principal, chart: Chart) -> tables.Visibility:
    """Whose records the caller may see on the chart's day."""
    require_reader(caller)
    if caller.service or any(may_everywhere(Action.READ_PEOPLE, held.role) for held in caller.positions):
        return tables.Visibility(everybody=True)
    concerned = [held for held in caller.positions if may_in_own_agency(Action.READ_PEOPLE, held.role)]
    agencies = {last_part(held.agency) for held in concerned} & chart.versions.keys()
    units = {unit for agency in agencies for unit in chart.inner_units(agency)}
    overseen = {last_part(unit) for held in concerned for unit in held.units}
    person = last_part(caller.person)
    return tables.Visibility(person=person, agencies=frozenset(agencies), units=frozenset(units | overseen))


def may_somewhere(caller: Principal, action: Action) -> bool:
    """Whether a position of the caller gives the right in some agency."""
    return any(may_in_own_agency(action, held.role) for held in caller.positions)


def may_in(caller: Principal, action: Action, agency: str) -> bool:
    """Whether a position gives the right in this agency."""
    return any(_gives(held, action, agency) for held in caller.positions)


def may_in_every(caller: Principal, action: Action) -> bool:
    """Whether a position gives the right in every agency."""
    return any(may_everywhere(action, held.role) for held in caller.positions)


def require_some(caller: Principal, action: Action) -> None:
    """Raises PermissionDenied (`NOT_ADMINISTRATOR`) if no position of the caller gives the right anywhere."""
    if not may_somewhere(caller, action):
        raise _not_administrator(action)


def require(caller: Principal, action: Action, agency: str) -> None:
    """Raises PermissionDenied (`NOT_ADMINISTRATOR`) unless a position gives the right in this agency."""
    if not may_in(caller, action, agency):
        raise _not_administrator(action, agency=f"units/{agency}")


def require_everywhere(caller: Principal, action: Action) -> None:
    """Raises PermissionDenied (`NOT_ADMINISTRATOR`) unless a position gives the right in every agency."""
    if not may_in_every(caller, action):
        raise _not_administrator(action)


def own_agency(caller: Principal, action: Action) -> str:
    """The agency of the first position that gives the right. Raises PermissionDenied (`NOT_ADMINISTRATOR`)."""
    require_some(caller, action)
    return next(last_part(held.agency) for held in caller.positions if may_in_own_agency(action, held.role))


def require_provider(session: ReadSession, person: Person) -> None:
    """Checks that the person signs in at the province or at the provider of their own agency.

    Otherwise an agency's administrator could enter a person whom another agency's provider vouches for, or move
    a record to their own provider and become that person. Raises FailedPrecondition (`IDENTITY_PROVIDER_FOREIGN`).
    """
    if person.identity_provider == PROVINCE_PROVIDER:
        return
    if tables.provider_of_agency(session, person.agency) != person.identity_provider:
        agency = f"units/{person.agency}"
        facts = {"argument": "identity_provider", "provider": person.identity_provider, "agency": agency}
        raise FailedPrecondition("IDENTITY_PROVIDER_FOREIGN", facts)


def _gives(held: HeldPosition, action: Action, agency: str) -> bool:
    if may_everywhere(action, held.role):
        return True
    return may_in_own_agency(action, held.role) and last_part(held.agency) == agency


def _not_administrator(action: Action, **facts: str) -> PermissionDenied:
    return PermissionDenied("NOT_ADMINISTRATOR", {"action": action.value, **facts})
