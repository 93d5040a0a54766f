"""The organisation of a province: units, people, positions. Pure: no clock, no database, no network."""

from services.identity.model.names import person_name, position_name, unit_name
from services.identity.model.people import (
    PROVINCE_PROVIDER,
    Person,
    Position,
    check_position,
    end_unit,
    held_on,
    overseen,
    principal_positions,
    split_name,
)
from services.identity.model.reasons import Reason
from services.identity.model.records import Page, StoredPerson, StoredPosition, StoredUnit
from services.identity.model.rights import (
    RIGHTS,
    SYSTEM_ROLES,
    Action,
    may_everywhere,
    may_in_own_agency,
)
from services.identity.model.roles import ROLE_RULES, Role, RoleRule, rank_of
from services.identity.model.units import (
    Chart,
    Organisation,
    Period,
    UnitGroup,
    UnitKind,
    UnitVersion,
    check_identifier,
    covered,
)

__all__ = [
    "PROVINCE_PROVIDER",
    "RIGHTS",
    "ROLE_RULES",
    "SYSTEM_ROLES",
    "Action",
    "Chart",
    "Organisation",
    "Page",
    "Period",
    "Person",
    "Position",
    "Reason",
    "Role",
    "RoleRule",
    "StoredPerson",
    "StoredPosition",
    "StoredUnit",
    "UnitGroup",
    "UnitKind",
    "UnitVersion",
    "check_identifier",
    "check_position",
    "covered",
    "end_unit",
    "held_on",
    "may_everywhere",
    "may_in_own_agency",
    "overseen",
    "person_name",
    "position_name",
    "principal_positions",
    "rank_of",
    "split_name",
    "unit_name",
]
