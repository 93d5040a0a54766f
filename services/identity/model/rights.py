"""Who may do what with units, people and positions: one table (docs/domain.md, section Rights)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.identity.model.roles import Role


class Action(StrEnum):
    """What needs a right."""

    READ_UNITS = "READ_UNITS"
    READ_PEOPLE = "READ_PEOPLE"
    READ_NAMES = "READ_NAMES"
    CHANGE_INNER_UNIT = "CHANGE_INNER_UNIT"
    CHANGE_AGENCY = "CHANGE_AGENCY"
    CHANGE_PERSON = "CHANGE_PERSON"
    CHANGE_PERSONS_AGENCY = "CHANGE_PERSONS_AGENCY"
    CHANGE_POSITION = "CHANGE_POSITION"
    GIVE_SYSTEM_ROLE = "GIVE_SYSTEM_ROLE"
    MEND_EVENTS = "MEND_EVENTS"


@dataclass(frozen=True, slots=True)
class Holders:
    """The roles that have a right: in every agency, or in the agency of the position."""

    everywhere: frozenset[Role]
    in_own_agency: frozenset[Role] = frozenset()


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
# These see or change more than one agency, so an agency's administrator must not give them.
SYSTEM_ROLES = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.INSPECTOR})
_SYSTEM = frozenset({Role.SYSTEM_ADMINISTRATOR})
_AGENCY = frozenset({Role.AGENCY_ADMINISTRATOR})

RIGHTS: Mapping[Action, Holders] = {
    Action.READ_UNITS: Holders(EVERYBODY),
    Action.READ_PEOPLE: Holders(PROVINCE_WIDE, EVERYBODY),
    # The name and title of anyone whom a task mentions. Addresses and numbers need READ_PEOPLE.
    Action.READ_NAMES: Holders(EVERYBODY),
    Action.CHANGE_INNER_UNIT: Holders(_SYSTEM, _AGENCY),
    Action.CHANGE_AGENCY: Holders(_SYSTEM),
    Action.CHANGE_PERSON: Holders(_SYSTEM, _AGENCY),
    Action.CHANGE_PERSONS_AGENCY: Holders(_SYSTEM),
    Action.CHANGE_POSITION: Holders(_SYSTEM, _AGENCY),
    Action.GIVE_SYSTEM_ROLE: Holders(_SYSTEM),
    # Only tells the portal; the services that subscribe to events have the right in their own tables.
    Action.MEND_EVENTS: Holders(_SYSTEM),
}


def may_everywhere(action: Action, role: str) -> bool:
    """Whether a role gives the right in every agency."""
    return role in RIGHTS[action].everywhere


def may_in_own_agency(action: Action, role: str) -> bool:
    """Whether a role gives the right in the agency of its position."""
    return may_everywhere(action, role) or role in RIGHTS[action].in_own_agency
