"""What a caller may do: the table of rights applied to the positions of a principal."""

from __future__ import annotations

from services.identity import tables
from services.identity.model import (
    PROVINCE_PROVIDER,
    SYSTEM_ROLES,
    Action,
    Chart,
    Person,
    Role,
    may_everywhere,
    may_in_own_agency,
    overseen,
    person_name,
    unit_name,
)
from shared.db import ReadSession
from shared.errors import FailedPrecondition, PermissionDenied
from shared.principal import HeldPosition, Principal
from shared.resource_names import id_of


def require_reader(caller: Principal, action: Action = Action.READ_UNITS) -> None:
    """Refuses external portals; everybody with a position and every service may read units and names.

    Raises PermissionDenied (`NOT_ALLOWED`).
    """
    if not caller.service and not may_in_every(caller, action):
        raise PermissionDenied("NOT_ALLOWED")


def require_gateway(caller: Principal) -> None:
    """Raises PermissionDenied (`NOT_ALLOWED`) unless the caller is the gateway."""
    if caller.service != "gateway":
        raise PermissionDenied("NOT_ALLOWED")


def visible_people(caller: Principal, chart: Chart) -> tables.Visibility:
    """The people whose records the caller may see on the chart's day. Raises PermissionDenied."""
    require_reader(caller)
    if caller.service or may_in_every(caller, Action.READ_PEOPLE):
        return tables.EVERYBODY
    held = [each for each in caller.positions if may_in_own_agency(Action.READ_PEOPLE, each.role)]
    agencies = {id_of(each.agency) for each in held} & chart.versions.keys()
    units = {unit for agency in agencies for unit in chart.inner_units(agency)}
    units |= {id_of(unit) for each in held for unit in each.units}
    return tables.Visibility(
        person=id_of(caller.person), agencies=frozenset(agencies), units=frozenset(units)
    )


def may_somewhere(caller: Principal, action: Action) -> bool:
    """Whether a position of the caller gives the right in some agency."""
    return any(may_in_own_agency(action, held.role) for held in caller.positions)


def may_in(caller: Principal, action: Action, agency: str) -> bool:
    """Whether a position gives the right in this agency."""
    return any(_gives(held, action, agency) for held in caller.positions)


def may_in_every(caller: Principal, action: Action) -> bool:
    """Whether a position gives the right in every agency."""
    return any(may_everywhere(action, held.role) for held in caller.positions)


def may_give(caller: Principal, role: Role, agency: str) -> bool:
    """Whether the caller may give, and end, positions with this role in the agency."""
    may = may_in(caller, Action.CHANGE_POSITION, agency)
    return may and (role not in SYSTEM_ROLES or may_in_every(caller, Action.GIVE_SYSTEM_ROLE))


def is_oneself(caller: Principal, person: str) -> bool:
    """Whether this is the caller's own person."""
    return id_of(caller.person) == person


def require_some(caller: Principal, action: Action) -> None:
    """Raises PermissionDenied (`NOT_ALLOWED`) if no position of the caller gives the right anywhere."""
    if not may_somewhere(caller, action):
        raise _not_allowed(action)


def require(caller: Principal, action: Action, agency: str) -> None:
    """Raises PermissionDenied (`NOT_ALLOWED`) unless a position gives the right in this agency."""
    if not may_in(caller, action, agency):
        raise _not_allowed(action, agency=unit_name(agency))


def require_everywhere(caller: Principal, action: Action) -> None:
    """Raises PermissionDenied (`NOT_ALLOWED`) unless a position gives the right in every agency."""
    if not may_in_every(caller, action):
        raise _not_allowed(action)


def require_give(caller: Principal, role: Role, agency: str) -> None:
    """Raises PermissionDenied (`NOT_ALLOWED`) unless the caller may give and end this role in the agency."""
    require(caller, Action.CHANGE_POSITION, agency)
    if not may_give(caller, role, agency):
        raise _not_allowed(Action.GIVE_SYSTEM_ROLE)


def require_another(caller: Principal, person: str) -> None:
    """Raises PermissionDenied (`NOT_FOR_ONESELF`) if this is the caller's own person.

    Whatever their rights, people do not give themselves positions and do not change their own records: another
    identity provider, user name or employee number there could make them somebody else.
    """
    if is_oneself(caller, person):
        raise _for_oneself(caller)


def require_number_of_another(session: ReadSession, caller: Principal, person: Person) -> None:
    """Raises PermissionDenied (`NOT_FOR_ONESELF`) if the caller would sign in as this person.

    An agency's provider signs people in by their numbers, so the caller's number must not be in a second record.
    """
    if tables.has_employee_number(session, id_of(caller.person), person.agency, person.employee_number):
        raise _for_oneself(caller)


def require_same_reach(caller: Principal, before: Chart, after: Chart) -> None:
    """Raises PermissionDenied (`NOT_FOR_ONESELF`) if a change of the tree lets the caller oversee more units.

    A head oversees every unit below, so heads who moved a unit there would give themselves its tasks.
    """
    for held in caller.positions:
        unit = id_of(held.unit)
        if unit in before.versions and unit in after.versions:
            more = set(overseen(after, held.role, unit)) - set(overseen(before, held.role, unit))
            if more & before.versions.keys():
                raise _for_oneself(caller)


def own_agency(caller: Principal, action: Action) -> str:
    """The agency of the first position that gives the right. Raises PermissionDenied (`NOT_ALLOWED`)."""
    require_some(caller, action)
    return next(id_of(held.agency) for held in caller.positions if may_in_own_agency(action, held.role))


def require_provider(session: ReadSession, person: Person) -> None:
    """Checks that the person signs in at the province or at the provider of their own agency.

    Otherwise an agency's administrator could enter a person whom another agency's provider vouches for, or move
    a record to their own provider and become that person. Raises FailedPrecondition (`IDENTITY_PROVIDER_FOREIGN`).
    """
    if person.identity_provider == PROVINCE_PROVIDER:
        return
    if tables.provider_of_agency(session, person.agency) != person.identity_provider:
        facts = {
            "argument": "identity_provider",
            "provider": person.identity_provider,
            "agency": unit_name(person.agency),
        }
        raise FailedPrecondition("IDENTITY_PROVIDER_FOREIGN", facts)


def _gives(held: HeldPosition, action: Action, agency: str) -> bool:
    if may_everywhere(action, held.role):
        return True
    return may_in_own_agency(action, held.role) and id_of(held.agency) == agency


def _not_allowed(action: Action, **facts: str) -> PermissionDenied:
    return PermissionDenied("NOT_ALLOWED", {"action": action.value, **facts})


def _for_oneself(caller: Principal) -> PermissionDenied:
    return PermissionDenied("NOT_FOR_ONESELF", {"person": person_name(id_of(caller.person))})
