"""Why the rules of the organisation refuse something: reasons of the API (`dondoc.identity.v1.ErrorReason`)."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The reasons that the model gives."""

    PERIOD_REVERSED = "PERIOD_REVERSED"
    """The last day is before the first."""
    IDENTIFIER_INVALID = "IDENTIFIER_INVALID"
    """An identifier is not 1 to 63 lower-case letters, digits and inner hyphens."""
    EMPLOYEE_NUMBER_MISSING = "EMPLOYEE_NUMBER_MISSING"
    """A person who signs in at an agency's identity provider has no employee number."""
    UNIT_NOT_FOUND = "UNIT_NOT_FOUND"
    """No unit has this identifier, or it does not exist on the day."""
    UNIT_CHANGED_LATER = "UNIT_CHANGED_LATER"
    """Two versions of one unit share a day."""
    UNIT_LIFE = "UNIT_LIFE"
    """The unit ended before that day, or its parent does not exist on every day of the version."""
    UNIT_CYCLE = "UNIT_CYCLE"
    """On some day the unit would be below itself."""
    AGENCY_MISSING = "AGENCY_MISSING"
    """An inner unit has no agency above it."""
    UNIT_IN_USE = "UNIT_IN_USE"
    """The unit still has units below it or positions in it on the day."""
    POSITION_OUTSIDE_UNIT = "POSITION_OUTSIDE_UNIT"
    """The position would be held on a day on which its unit does not exist."""
    POSITION_OVERLAPS = "POSITION_OVERLAPS"
    """One person holds the same position twice on a day."""
    POSITION_ENDED = "POSITION_ENDED"
    """The position ended before that day."""
    ROLE_NOT_IN_UNIT = "ROLE_NOT_IN_UNIT"
    """The role belongs to another kind of unit, such as a Chairman outside the People's Committee."""
