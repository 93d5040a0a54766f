"""What the rules of the organisation refuse, each with a stable reason and the facts it hangs on."""

from __future__ import annotations

from typing import ClassVar

from shared.errors import FailedPrecondition, FieldViolation, InvalidArgument


class RuleRefused(FailedPrecondition):
    """The state of the organisation does not allow it. `field` is the request's field that it concerns."""

    rule: ClassVar[str]

    def __init__(self, field: str, **facts: object) -> None:
        super().__init__(self.rule, {"field": field, **facts})
        self.field = field


class ValueRefused(InvalidArgument):
    """The value is wrong whatever the state; `rule` is the catalogue's key of the sentence that says why."""

    rule: ClassVar[str]

    def __init__(self, field: str, **facts: object) -> None:
        self.field = field
        violation = FieldViolation(field, self.rule, facts)
        super().__init__("INVALID_FIELD", {"field": field, **facts}, violation)


class PeriodReversed(ValueRefused):
    """The last day lies before the first."""

    rule = "period.reversed"


class IdentifierInvalid(ValueRefused):
    """An identifier is not 1 to 63 lower-case letters, digits and inner hyphens."""

    rule = "identifier.invalid"


class LinkKeyMissing(ValueRefused):
    """A person who signs in at an agency's identity provider has no employee number to be known by."""

    rule = "link_key.missing"


class UnitUnknown(RuleRefused):
    """No unit has this identifier, or it does not exist on the day."""

    code = "NOT_FOUND"
    rule = "UNIT_NOT_FOUND"


class UnitOverlaps(RuleRefused):
    """Two versions of one unit share a day."""

    rule = "UNIT_CHANGED_LATER"


class ParentNotInForce(RuleRefused):
    """The unit above does not exist on every day of the version."""

    rule = "UNIT_LIFE"


class UnitEnded(RuleRefused):
    """The unit ended before the day asked for."""

    rule = "UNIT_LIFE"


class UnitCycle(RuleRefused):
    """On some day the unit would stand below itself."""

    rule = "UNIT_CYCLE"


class AgencyMissing(RuleRefused):
    """An inner unit has no agency above it."""

    rule = "AGENCY_MISSING"


class UnitInUse(RuleRefused):
    """The unit still has units below it or positions in it on the day."""

    rule = "UNIT_IN_USE"


class PositionOutsideUnit(RuleRefused):
    """The position lasts on a day on which its unit does not exist."""

    rule = "POSITION_OUTSIDE_UNIT"


class PositionOverlaps(RuleRefused):
    """One person holds the same post twice on a day."""

    rule = "POSITION_OVERLAPS"


class PositionEnded(RuleRefused):
    """The position ended before the day asked for."""

    rule = "POSITION_ENDED"


class RoleNotInUnit(RuleRefused):
    """The role belongs to another kind of unit, e.g. a Chairman outside the People's Committee."""

    rule = "ROLE_NOT_IN_UNIT"


class ProviderForeign(RuleRefused):
    """The person's agency does not use that identity provider."""

    rule = "IDENTITY_PROVIDER_FOREIGN"


class NotAdministrator(RuleRefused):
    """The caller does not administer that agency."""

    code = "PERMISSION_DENIED"
    rule = "NOT_ADMINISTRATOR"
