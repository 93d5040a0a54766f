"""Who may do what with units, people and positions: one table (docs/domain.md, section Rights).

A right holds either in the agency of the position that gives it, or everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from services.identity.model.people import Role


class Action(StrEnum):
    """What can be asked of the service."""

    READ_UNITS = "READ_UNITS"
    READ_PEOPLE = "READ_PEOPLE"
    READ_NAMES = "READ_NAMES"
    CHANGE_INNER_UNIT = "CHANGE_INNER_UNIT"
    CHANGE_AGENCY = "CHANGE_AGENCY"
    CHANGE_PERSON = "CHANGE_PERSON"
    CHANGE_PERSONS_AGENCY = "CHANGE_PERSONS_AGENCY"
    CHANGE_POSITION = "CHANGE_POSITION"
    GIVE_SYSTEM_ROLE = "GIVE_SYSTEM_ROLE"


EVERYBODY = frozenset(Role)
PROVINCE_WIDE = frozenset(
    {
        Role.CHAIRMAN,
        Role.VICE_CHAIRMAN,
        Role.OFFICE_CHIEF,
        Role.OFFICE_SPECIALIST,
        Role.OFFICE_CLERK,
        Role.INSPECTOR,
        Role.SYSTEM_ADMINISTRATOR,
    }
)
_SYSTEM = frozenset({Role.SYSTEM_ADMINISTRATOR})
_AGENCY = frozenset({Role.AGENCY_ADMINISTRATOR})

# An agency's administrator must not make system administrators or inspectors, who see beyond the agency.
SYSTEM_ROLES = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.INSPECTOR})

EVERYWHERE: Mapping[Action, frozenset[Role]] = {
    Action.READ_UNITS: EVERYBODY,
    Action.READ_PEOPLE: PROVINCE_WIDE,
    # A name and a title, of people whom tasks mention; addresses and numbers are for those who may see the person.
    Action.READ_NAMES: EVERYBODY,
    Action.CHANGE_INNER_UNIT: _SYSTEM,
    Action.CHANGE_AGENCY: _SYSTEM,
    Action.CHANGE_PERSON: _SYSTEM,
    Action.CHANGE_PERSONS_AGENCY: _SYSTEM,
    Action.CHANGE_POSITION: _SYSTEM,
    Action.GIVE_SYSTEM_ROLE: _SYSTEM,
}
IN_OWN_AGENCY: Mapping[Action, frozenset[Role]] = {
    Action.READ_PEOPLE: EVERYBODY,
    Action.CHANGE_INNER_UNIT: _AGENCY,
    Action.CHANGE_PERSON: _AGENCY,
    Action.CHANGE_POSITION: _AGENCY,
}


def may_everywhere(action: Action, role: str) -> bool:
    """Whether a role gives the right in every agency."""
    return role in EVERYWHERE[action]


def may_in_own_agency(action: Action, role: str) -> bool:
    """Whether a role gives the right in the agency of its position."""
    return may_everywhere(action, role) or role in IN_OWN_AGENCY.get(action, ())
