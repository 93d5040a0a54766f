"""What a caller may do with the organisation, as the API names it: the same rights by which changes are refused."""

from __future__ import annotations

from datetime import date

from services.identity.model import SYSTEM_ROLES, Action, Position, StoredPerson, StoredUnit, UnitKind
from services.identity.usecases import access
from shared.principal import Principal

SOMEWHERE = {
    "createUnit": Action.CHANGE_INNER_UNIT,
    "createPerson": Action.CHANGE_PERSON,
    "createPosition": Action.CHANGE_POSITION,
}


def somewhere(caller: Principal) -> list[str]:
    """What the caller may do in some agency or other."""
    return [name for name, action in SOMEWHERE.items() if access.may_somewhere(caller, action)]


def with_unit(caller: Principal, unit: StoredUnit) -> list[str]:
    """What the caller may do with a unit: change it, make one below it, give a position in it."""
    is_inner = unit.version.kind is UnitKind.UNIT and unit.version.parent is not None
    possible = {
        "update": access.may_in(caller, Action.CHANGE_INNER_UNIT, unit.agency)
        if is_inner
        else access.may_in_every(caller, Action.CHANGE_AGENCY),
        "createUnit": access.may_in(caller, Action.CHANGE_INNER_UNIT, unit.agency),
        "createPosition": access.may_in(caller, Action.CHANGE_POSITION, unit.agency),
    }
    return [name for name, may in possible.items() if may]


def with_person(caller: Principal, person: StoredPerson) -> list[str]:
    """What the caller may do with a person's record: change it."""
    return ["update"] if access.may_in(caller, Action.CHANGE_PERSON, person.person.agency) else []


def with_position(caller: Principal, position: Position, agency: str, today: date) -> list[str]:
    """What the caller may do with a position: end it, if it has not ended."""
    may = access.may_in(caller, Action.CHANGE_POSITION, agency)
    if position.role in SYSTEM_ROLES:
        may = may and access.may_in_every(caller, Action.GIVE_SYSTEM_ROLE)
    return ["end"] if may and not position.period.ended_before(today) else []
