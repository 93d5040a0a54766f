"""People, the positions they hold from-to, and what they are in the system on a day.

Position (chức vụ, vị trí), role, principal: docs/domain.md, sections Words and Rights.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from services.identity.model.reasons import Reason
from services.identity.model.units import (
    Chart,
    Organisation,
    Period,
    UnitGroup,
    UnitKind,
    UnitVersion,
    check_identifier,
)
from shared.refused import Refused

PROVINCE_PROVIDER = "province"


class Role(StrEnum):
    """What a position may do (docs/domain.md, section Rights)."""

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


OVERSEES_UNIT = frozenset({Role.AGENCY_HEAD, Role.UNIT_HEAD})
OVERSEES_AGENCY = frozenset({Role.AGENCY_CLERK})
PROVINCE_ROLES = frozenset({Role.CHAIRMAN, Role.VICE_CHAIRMAN})
OFFICE_ROLES = frozenset({Role.OFFICE_CHIEF, Role.OFFICE_SPECIALIST, Role.OFFICE_CLERK})


@dataclass(frozen=True)
class Person:
    """One who may sign in.

    `agency` keeps the record. `identity_provider` is `province` or the alias of the agency's own; there a
    person is known by `employee_number`, which that agency vouches for. `subject` is the province realm's
    stable id of the account, empty until there is one.

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


def split_name(display_name: str) -> tuple[str, str]:
    """Family name, and middle and given name: Vietnamese names are written family name first."""
    family, _, given = display_name.strip().partition(" ")
    return family, given.strip()


@dataclass(frozen=True)
class Position:
    """A post in a unit, held by one person from-to. `fields` are fields of work, all if empty."""

    position: str
    unit: str
    person: str
    role: Role
    title: str
    period: Period
    fields: tuple[str, ...] = ()

    def ended(self, last: date) -> Position:
        """Raises Refused (`POSITION_ENDED`) if it is over before, `PERIOD_REVERSED` if it has not begun by then."""
        if self.period.ended_before(last):
            raise Refused(Reason.POSITION_ENDED, argument="end_date", ended=self.period.last, asked=last)
        return replace(self, period=self.period.until(last))


def check_position(position: Position, organisation: Organisation, held: Iterable[Position]) -> None:
    """Checks a new or changed position against the tree and the person's other positions.

    Raises Refused (`UNIT_NOT_FOUND`, `POSITION_OUTSIDE_UNIT`, `ROLE_NOT_IN_UNIT`, `POSITION_OVERLAPS`).
    """
    organisation.history(position.unit)
    if not organisation.exists_throughout(position.unit, position.period):
        raise Refused(
            Reason.POSITION_OUTSIDE_UNIT,
            argument="start_date",
            unit=position.unit,
            first=position.period.first,
        )
    _check_role(position, organisation.as_of(position.period.first))
    for other in held:
        if _same_post(position, other) and position.period.overlaps(other.period):
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

    Raises Refused (`UNIT_IN_USE`) if a position in it or a unit below it outlives it, `UNIT_NOT_FOUND`, `UNIT_LIFE`.
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


def _same_post(one: Position, other: Position) -> bool:
    # The title belongs to it: a director and a deputy director both have the role of a head.
    return one.position != other.position and _post(one) == _post(other)


def _post(position: Position) -> tuple[str, str, Role, str]:
    return position.person, position.unit, position.role, position.title


def _check_role(position: Position, chart: Chart) -> None:
    version = chart.version(position.unit)
    if not _role_fits(position.role, version):
        raise Refused(
            Reason.ROLE_NOT_IN_UNIT,
            argument="role",
            role=position.role,
            unit=position.unit,
            kind=version.kind,
            group=version.group,
        )


def _role_fits(role: Role, version: UnitVersion) -> bool:
    if role in PROVINCE_ROLES:
        return version.kind is UnitKind.PROVINCE
    if role in OFFICE_ROLES:
        return version.group is UnitGroup.OFFICE
    if role is Role.AGENCY_HEAD:
        return version.kind is UnitKind.AGENCY and version.group is not UnitGroup.OFFICE
    if role is Role.UNIT_HEAD:
        return version.kind is UnitKind.UNIT
    return True


@dataclass(frozen=True)
class HeldPosition:
    """A position as a principal carries it: with its agency and the units it oversees on the day."""

    position: str
    unit: str
    agency: str
    role: Role
    title: str
    units: tuple[str, ...]
    fields: tuple[str, ...] = ()


def held_on(positions: Iterable[Position], person: str, day: date) -> tuple[Position, ...]:
    held = (each for each in positions if each.person == person and each.period.contains(day))
    return tuple(sorted(held, key=lambda each: (each.period.first, each.position)))


def principal_positions(chart: Chart, positions: Iterable[Position], person: str) -> tuple[HeldPosition, ...]:
    """The positions that a person holds on the chart's day, oldest first; empty if none."""
    return tuple(_held(chart, each) for each in held_on(positions, person, chart.day))


def _held(chart: Chart, position: Position) -> HeldPosition:
    return HeldPosition(
        position=position.position,
        unit=position.unit,
        agency=chart.agency_of(position.unit),
        role=position.role,
        title=position.title,
        units=overseen(chart, position),
        fields=position.fields,
    )


def overseen(chart: Chart, position: Position) -> tuple[str, ...]:
    """The units whose work a position oversees on the day (docs/domain.md, section Rights).

    A head: the unit and all below it. An agency's clerk: the whole agency, wherever the
    post itself is. Leaders of the province and of its Office see everything by their role, so their list is
    empty and a principal stays small.
    """
    if position.role in OVERSEES_UNIT:
        return chart.subtree(position.unit)
    if position.role in OVERSEES_AGENCY:
        return chart.inner_units(chart.agency_of(position.unit))
    return ()
