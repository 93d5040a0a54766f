"""The organisation of a province: units, people, positions. Pure: no clock, no database, no network."""

from services.identity.model.people import (
    PROVINCE_PROVIDER,
    HeldPosition,
    Person,
    Position,
    Role,
    check_position,
    end_unit,
    held_on,
    overseen,
    principal_positions,
    split_name,
)
from services.identity.model.reasons import Reason
from services.identity.model.records import StoredPerson, StoredPosition, StoredUnit
from services.identity.model.rights import (
    EVERYWHERE,
    IN_OWN_AGENCY,
    SYSTEM_ROLES,
    Action,
    may_everywhere,
    may_in_own_agency,
)
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
    "EVERYWHERE",
    "IN_OWN_AGENCY",
    "PROVINCE_PROVIDER",
    "SYSTEM_ROLES",
    "Action",
    "Chart",
    "HeldPosition",
    "Organisation",
    "Period",
    "Person",
    "Position",
    "Reason",
    "Role",
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
    "principal_positions",
    "split_name",
]
