"""People, the positions that they hold from one day to another, and what they oversee on a day.

See docs/domain.md, sections Words and Rights.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.identity.model.names import position_name, unit_name
from services.identity.model.reasons import Reason
from services.identity.model.roles import ROLE_RULES, Role
from services.identity.model.units import Chart, Organisation, Period, check_identifier
from shared.principal import HeldPosition
from shared.refused import Refused, require

PROVINCE_PROVIDER = "province"
OVERSEES_UNIT = frozenset({Role.AGENCY_HEAD, Role.UNIT_HEAD})
OVERSEES_AGENCY = frozenset({Role.AGENCY_CLERK, Role.OFFICE_CHIEF, Role.OFFICE_CLERK})


@dataclass(frozen=True)
class Person:
    """A person who may sign in.

    `agency` keeps the record. `identity_provider` is `province` or the alias of the agency's own provider, which
    knows the person by `employee_number`. `subject` is the id of the account in the province realm. It never changes,
    and is empty until there is an account.

    Raises Refused (`EMPLOYEE_NUMBER_MISSING`, `IDENTIFIER_INVALID`).
    """

    person: str
    display_name: str
    agency: str
    username: str = ""
    family_name: str = ""
    given_name: str = ""
    email: str = ""
    phone_number: str = ""
    identity_provider: str = PROVINCE_PROVIDER
    employee_number: str = ""
    subject: str = ""

    def __post_init__(self) -> None:
        check_identifier("person_id", self.person)
        if self.identity_provider != PROVINCE_PROVIDER and not self.employee_number:
            raise Refused(Reason.EMPLOYEE_NUMBER_MISSING, "employee_number", provider=self.identity_provider)

    @property
    def sign_in(self) -> tuple[str, str, str]:
        """What decides who can sign in as this person."""
        return self.identity_provider, self.username, self.employee_number


def split_name(display_name: str) -> tuple[str, str]:
    """Family name, and middle and given name: Vietnamese names are written family name first."""
    family, _, given = display_name.strip().partition(" ")
    return family, given.strip()


@dataclass(frozen=True)
class Position:
    """What one person holds in a unit during a period. `fields` are fields of work, all if empty."""

    position: str
    unit: str
    person: str
    role: Role
    title: str
    period: Period
    fields: tuple[str, ...] = ()

    def ended(self, last: date) -> Position:
        """The position with the last day `last`.

        Raises Refused: `POSITION_ENDED` if it ended before that day, `PERIOD_REVERSED` if it begins after it.
        """
        if self.period.ended_before(last):
            raise Refused(Reason.POSITION_ENDED, argument="end_date", ended=self.period.last, requested=last)
        return replace(self, period=self.period.until(last))


def check_position(position: Position, organisation: Organisation, held: Iterable[Position]) -> None:
    """Checks a new or changed position against the tree and the person's other positions.

    Raises Refused (`UNIT_NOT_FOUND`, `POSITION_OUTSIDE_UNIT`, `ROLE_NOT_IN_UNIT`, `POSITION_OVERLAPS`).
    """
    organisation.history(position.unit)
    first = position.period.first
    exists = organisation.exists_throughout(position.unit, position.period)
    require(exists, Reason.POSITION_OUTSIDE_UNIT, argument="start_date", unit=position.unit, first=first)
    _check_role(position, organisation.as_of(first))
    for other in held:
        if _duplicates(position, other) and position.period.overlaps(other.period):
            raise Refused(
                Reason.POSITION_OVERLAPS,
                argument="start_date",
                position=other.position,
                first=other.period.first,
            )


def end_unit(
    organisation: Organisation, unit: str, last: date, positions: Iterable[Position]
) -> Organisation:
    """Ends a unit in which nobody holds a position any more.

    Raises Refused: `UNIT_IN_USE` if a position in it or a unit below it outlives it, `UNIT_NOT_FOUND`, `UNIT_LIFE`.
    """
    after = Period(last + timedelta(days=1))
    for position in positions:
        if position.unit == unit and position.period.overlaps(after):
            raise Refused(
                Reason.UNIT_IN_USE,
                argument="end_date",
                unit=unit,
                position=position.position,
                day=after.first,
            )
    return organisation.ended(unit, last)


def _duplicates(one: Position, other: Position) -> bool:
    # The title counts: a director and a deputy director both have the role of a head.
    same = (one.person, one.unit, one.role, one.title) == (other.person, other.unit, other.role, other.title)
    return same and one.position != other.position


def _check_role(position: Position, chart: Chart) -> None:
    version = chart.version(position.unit)
    require(
        ROLE_RULES[position.role].fits(version),
        Reason.ROLE_NOT_IN_UNIT,
        argument="role",
        role=position.role,
        unit=position.unit,
        kind=version.kind,
        group=version.group,
    )


def held_on(positions: Iterable[Position], person: str, day: date) -> tuple[Position, ...]:
    """The positions that a person holds on a day, oldest first."""
    held = (each for each in positions if each.person == person and each.period.contains(day))
    return tuple(sorted(held, key=lambda each: (each.period.first, each.position)))


def principal_positions(chart: Chart, positions: Iterable[Position], person: str) -> tuple[HeldPosition, ...]:
    """The positions that a person holds on the chart's day, oldest first, as a principal states them."""
    return tuple(_held(chart, each) for each in held_on(positions, person, chart.day))


def _held(chart: Chart, position: Position) -> HeldPosition:
    return HeldPosition(
        position=position_name(position.unit, position.position),
        unit=unit_name(position.unit),
        agency=unit_name(chart.agency_of(position.unit)),
        role=position.role.value,
        title=position.title,
        units=tuple(unit_name(unit) for unit in overseen(chart, position.role, position.unit)),
        fields=position.fields,
    )


def overseen(chart: Chart, role: str, unit: str) -> tuple[str, ...]:
    """The units whose work a position oversees on the chart's day (docs/domain.md, section Rights).

    A head oversees the unit and all below it. An agency's clerk, and the chiefs and clerks of the Office, oversee the
    whole agency, whichever unit the position is in. Leaders of the province see everything by their role. Their list is
    empty, so that a principal stays small.
    """
    if role in OVERSEES_UNIT:
        return chart.subtree(unit)
    if role in OVERSEES_AGENCY:
        return chart.inner_units(chart.agency_of(unit))
    return ()
