"""The roles of positions: in which units each may be given, and whether it has fields of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.identity.model.units import UnitGroup, UnitKind, UnitVersion


class Role(StrEnum):
    """What a position allows (docs/domain.md, section Rights)."""

    CHAIRMAN = "CHAIRMAN"
    VICE_CHAIRMAN = "VICE_CHAIRMAN"
    OFFICE_CHIEF = "OFFICE_CHIEF"
    OFFICE_SPECIALIST = "OFFICE_SPECIALIST"
    OFFICE_CLERK = "OFFICE_CLERK"
    AGENCY_HEAD = "AGENCY_HEAD"
    AGENCY_CLERK = "AGENCY_CLERK"
    UNIT_HEAD = "UNIT_HEAD"
    OFFICER = "OFFICER"
    AGENCY_ADMINISTRATOR = "AGENCY_ADMINISTRATOR"
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR"
    INSPECTOR = "INSPECTOR"


@dataclass(frozen=True, slots=True)
class RoleRule:
    """The kinds and groups of units that have a role, and whether its work is divided by fields."""

    kinds: frozenset[UnitKind] = frozenset(UnitKind)
    groups: frozenset[UnitGroup] = frozenset(UnitGroup)
    has_fields: bool = False

    def fits(self, unit: UnitVersion) -> bool:
        """Whether a position of the role may be given in the unit."""
        return unit.kind in self.kinds and unit.group in self.groups


_PROVINCE = frozenset({UnitKind.PROVINCE})
_OFFICE = frozenset({UnitGroup.OFFICE})

# In the order of lists: leaders first.
ROLE_RULES: Mapping[Role, RoleRule] = {
    Role.CHAIRMAN: RoleRule(kinds=_PROVINCE),
    Role.VICE_CHAIRMAN: RoleRule(kinds=_PROVINCE, has_fields=True),
    Role.OFFICE_CHIEF: RoleRule(groups=_OFFICE, has_fields=True),
    # The Office is headed by its chiefs.
    Role.AGENCY_HEAD: RoleRule(frozenset({UnitKind.AGENCY}), frozenset(UnitGroup) - _OFFICE),
    Role.UNIT_HEAD: RoleRule(kinds=frozenset({UnitKind.UNIT})),
    Role.OFFICE_SPECIALIST: RoleRule(groups=_OFFICE, has_fields=True),
    Role.OFFICE_CLERK: RoleRule(groups=_OFFICE),
    Role.AGENCY_CLERK: RoleRule(),
    Role.OFFICER: RoleRule(),
    Role.INSPECTOR: RoleRule(),
    Role.AGENCY_ADMINISTRATOR: RoleRule(),
    Role.SYSTEM_ADMINISTRATOR: RoleRule(),
}


def rank_of(role: Role) -> int:
    """The rank of a role in lists of positions: 1 for the first."""
    return 1 + list(ROLE_RULES).index(role)
