"""What a caller may do with the organisation, as the API names it, by the rights that changes are checked with."""

from __future__ import annotations

from datetime import date

from services.identity.model import (
    ROLE_RULES,
    Action,
    Position,
    Role,
    StoredPerson,
    StoredUnit,
)
from services.identity.usecases import access
from shared.principal import Principal

SOMEWHERE = {
    "createUnit": Action.CHANGE_INNER_UNIT,
    "createPerson": Action.CHANGE_PERSON,
    "createPosition": Action.CHANGE_POSITION,
    "mendEvents": Action.MEND_EVENTS,
}


def somewhere(caller: Principal) -> list[str]:
    """What the caller may do in at least one agency."""
    return [name for name, action in SOMEWHERE.items() if access.may_somewhere(caller, action)]


def with_unit(caller: Principal, unit: StoredUnit) -> list[str]:
    """What the caller may do with a unit: change it, create one below it, give a position in it."""
    possible = {
        "update": access.may_in(caller, Action.CHANGE_INNER_UNIT, unit.agency)
        if unit.version.inner_parent is not None
        else access.may_in_every(caller, Action.CHANGE_AGENCY),
        "createUnit": access.may_in(caller, Action.CHANGE_INNER_UNIT, unit.agency),
        "createPosition": access.may_in(caller, Action.CHANGE_POSITION, unit.agency),
    }
    return [name for name, may in possible.items() if may]


def roles_in(caller: Principal, unit: StoredUnit) -> list[Role]:
    """The roles that the caller may give in a unit: those that fit it, as far as the caller has the right."""
    return [
        role
        for role, rule in ROLE_RULES.items()
        if rule.fits(unit.version) and access.may_give(caller, role, unit.agency)
    ]


def with_person(caller: Principal, person: StoredPerson) -> list[str]:
    """What the caller may do with a person's record: change it, and move it to another agency."""
    if access.is_oneself(caller, person.person.person):
        return []
    possible = {
        "update": access.may_in(caller, Action.CHANGE_PERSON, person.person.agency),
        "changeAgency": access.may_in_every(caller, Action.CHANGE_PERSONS_AGENCY),
    }
    return [name for name, may in possible.items() if may]


def with_position(caller: Principal, position: Position, agency: str, today: date) -> list[str]:
    """What the caller may do with a position: end it, if it has not ended."""
    may = access.may_give(caller, position.role, agency)
    return ["end"] if may and not position.period.ended_before(today) else []
