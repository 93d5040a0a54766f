"""What the rules of the organisation refuse, each with a stable reason and the facts it hangs on."""

from __future__ import annotations


class Refusal(Exception):
    """A rule forbids it. `reason` is stable and upper case, `facts` are the values it hangs on."""

    reason = "REFUSED"

    def __init__(self, field_name: str, **facts: object) -> None:
        self.field = field_name
        self.facts = {key: str(value) for key, value in facts.items()}
        super().__init__(f"{self.reason} at {field_name}: {self.facts}")


class PeriodReversed(Refusal):
    """The last day lies before the first."""

    reason = "PERIOD_REVERSED"


class IdentifierInvalid(Refusal):
    """An identifier is not 1 to 63 lower-case letters, digits and inner hyphens."""

    reason = "IDENTIFIER_INVALID"


class ValidityOverlaps(Refusal):
    """Two versions of one unit, or two holdings of one post by one person, share a day."""

    reason = "VALIDITY_OVERLAPS"


class UnitUnknown(Refusal):
    """No unit has this identifier, or it does not exist on the day."""

    reason = "UNIT_UNKNOWN"


class ParentNotInForce(Refusal):
    """The unit above does not exist on every day of the version."""

    reason = "PARENT_NOT_IN_FORCE"


class UnitCycle(Refusal):
    """On some day the unit would stand below itself."""

    reason = "UNIT_CYCLE"


class AgencyMissing(Refusal):
    """An inner unit has no agency above it."""

    reason = "AGENCY_MISSING"


class UnitInUse(Refusal):
    """The unit still has units below it or positions in it on the day."""

    reason = "UNIT_IN_USE"


class PositionOutsideUnitLife(Refusal):
    """The position lasts on a day on which its unit does not exist."""

    reason = "POSITION_OUTSIDE_UNIT_LIFE"


class RoleNotInUnit(Refusal):
    """The role belongs to another kind of unit, e.g. a Chairman outside the People's Committee."""

    reason = "ROLE_NOT_IN_UNIT"


class PersonUnknown(Refusal):
    """No person has this identifier."""

    reason = "PERSON_UNKNOWN"


class LinkKeyMissing(Refusal):
    """A person who signs in at an agency's identity provider has no employee number to be known by."""

    reason = "LINK_KEY_MISSING"


class AlreadyEnded(Refusal):
    """The version or position ended before the day asked for."""

    reason = "ALREADY_ENDED"
