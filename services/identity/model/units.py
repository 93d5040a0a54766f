"""The dated tree of agencies and units.

Agency (cơ quan, đơn vị), inner unit (phòng, ban), People's Committee of the province (UBND tỉnh), its Office
(Văn phòng UBND tỉnh), department (sở, ban, ngành), locality (huyện, xã). Decrees rename, move and merge units, and
what was true on a day must stay readable for ever (docs/domain.md, section Words).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from services.identity.model.reasons import Reason
from shared.refused import Refused

_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class UnitKind(StrEnum):
    """What a unit is. The People's Committee of the province counts as an agency too."""

    PROVINCE = "PROVINCE"
    AGENCY = "AGENCY"
    UNIT = "UNIT"

    @property
    def is_agency(self) -> bool:
        return self is not UnitKind.UNIT


class UnitGroup(StrEnum):
    """The group in which reports list and count a unit: leaders, the Office, departments, localities."""

    LEADERSHIP = "LEADERSHIP"
    OFFICE = "OFFICE"
    DEPARTMENT = "DEPARTMENT"
    LOCALITY = "LOCALITY"


@dataclass(frozen=True, order=True)
class Period:
    """The days from `first` to `last`, both included; without `last`, until further notice.

    Raises Refused (`PERIOD_REVERSED`) if `last` is before `first`.
    """

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise Refused(Reason.PERIOD_REVERSED, "end_date", first=self.first, last=self.last)

    def contains(self, day: date) -> bool:
        return self.first <= day <= (self.last or date.max)

    def overlaps(self, other: Period) -> bool:
        return self.first <= (other.last or date.max) and other.first <= (self.last or date.max)

    def ended_before(self, day: date) -> bool:
        return self.last is not None and self.last < day

    def nearest(self, day: date) -> date:
        """The day itself, or the nearest one in the period."""
        return min(max(day, self.first), self.last or date.max)

    def until(self, last: date) -> Period:
        """This period cut at `last`. Raises Refused (`PERIOD_REVERSED`) if it has not begun by then."""
        return Period(self.first, last)


def covered(period: Period, by: Iterable[Period]) -> bool:
    """Whether every day of `period` is in one of `by`."""
    reached = period.first
    for each in sorted(by):
        if each.first > reached:
            return False
        if each.last is None:
            return True
        reached = max(reached, each.last + timedelta(days=1))
        if period.last is not None and reached > period.last:
            return True
    return False


@dataclass(frozen=True)
class UnitVersion:
    """What a unit is called, what it is and where it belongs during a period.

    `code` has the form of Quyết định 20/2020/QĐ-TTg. `aliases` are other ways in which directives write the
    unit. `sort_order` sorts it among its siblings. `parent` is None only for the province's People's Committee.
    """

    unit: str
    period: Period
    display_name: str
    kind: UnitKind
    group: UnitGroup
    parent: str | None = None
    short_name: str = ""
    code: str = ""
    aliases: tuple[str, ...] = ()
    sort_order: int = 0

    def __post_init__(self) -> None:
        check_identifier("unit_id", self.unit)

    @property
    def inner_parent(self) -> str | None:
        """The unit above a part of an agency; None for agencies, which their administrators may not change."""
        return self.parent if self.kind is UnitKind.UNIT else None


def check_identifier(field_name: str, value: str) -> None:
    """Raises Refused (`IDENTIFIER_INVALID`) unless `value` may be the last part of a resource name (AIP-122)."""
    if not _ID.fullmatch(value):
        raise Refused(Reason.IDENTIFIER_INVALID, field_name, value=value)


@dataclass(frozen=True)
class Chart:
    """The tree of one day: one version for each unit that exists then."""

    day: date
    versions: dict[str, UnitVersion]

    def version(self, unit: str) -> UnitVersion:
        """The version of the day. Raises Refused (`UNIT_NOT_FOUND`)."""
        try:
            return self.versions[unit]
        except KeyError:
            raise Refused(Reason.UNIT_NOT_FOUND, argument="unit", unit=unit, day=self.day) from None

    def path(self, unit: str) -> tuple[str, ...]:
        """The unit and all above it, from the top down. Raises Refused (`UNIT_NOT_FOUND`, `UNIT_CYCLE`)."""
        upward = [unit]
        while (parent := self.version(upward[-1]).parent) is not None:
            if parent in upward:
                raise Refused(
                    Reason.UNIT_CYCLE, argument="parent_unit", unit=unit, parent=parent, day=self.day
                )
            upward.append(parent)
        return tuple(reversed(upward))

    def agency_of(self, unit: str) -> str:
        """The nearest agency at or above the unit. Raises Refused (`UNIT_NOT_FOUND`, `AGENCY_MISSING`)."""
        for candidate in reversed(self.path(unit)):
            if self.versions[candidate].kind.is_agency:
                return candidate
        raise Refused(Reason.AGENCY_MISSING, argument="parent_unit", unit=unit, day=self.day)

    @cached_property
    def _children(self) -> dict[str | None, list[str]]:
        children: dict[str | None, list[str]] = {}
        for version in self.versions.values():
            children.setdefault(version.parent, []).append(version.unit)
        return {parent: sorted(units, key=self._sort_key) for parent, units in children.items()}

    def _sort_key(self, unit: str) -> tuple[int, str]:
        return self.versions[unit].sort_order, unit

    def children(self, unit: str) -> tuple[str, ...]:
        return tuple(self._children.get(unit, ()))

    def subtree(self, unit: str) -> tuple[str, ...]:
        """The unit and all below it, each parent before its children. Raises Refused (`UNIT_NOT_FOUND`)."""
        self.version(unit)
        return tuple(self._walk(unit))

    def inner_units(self, agency: str) -> tuple[str, ...]:
        """The agency and its own units, without agencies below it. Raises Refused (`UNIT_NOT_FOUND`)."""
        return tuple(unit for unit in self.subtree(agency) if self.agency_of(unit) == agency)

    def _walk(self, unit: str) -> Iterator[str]:
        yield unit
        for child in self.children(unit):
            yield from self._walk(child)


@dataclass(frozen=True)
class Organisation:
    """All units with all their versions. Each value obeys the rules; a change returns a new value."""

    versions: tuple[UnitVersion, ...] = ()
    _by_unit: dict[str, tuple[UnitVersion, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_unit: dict[str, tuple[UnitVersion, ...]] = {}
        for version in sorted(self.versions, key=lambda each: (each.unit, each.period.first)):
            by_unit[version.unit] = (*by_unit.get(version.unit, ()), version)
        object.__setattr__(self, "_by_unit", by_unit)
        for versions in by_unit.values():
            _check_no_overlap(versions)
        for version in self.versions:
            self._check_parent(version)
        for day in sorted({version.period.first for version in self.versions}):
            _check_chart(self.as_of(day))

    def as_of(self, day: date) -> Chart:
        in_force = (version for version in self.versions if version.period.contains(day))
        return Chart(day, {version.unit: version for version in in_force})

    def history(self, unit: str) -> tuple[UnitVersion, ...]:
        """All versions of a unit, oldest first. Raises Refused (`UNIT_NOT_FOUND`)."""
        if unit not in self._by_unit:
            raise Refused(Reason.UNIT_NOT_FOUND, argument="unit", unit=unit)
        return self._by_unit[unit]

    def life(self, unit: str) -> Period:
        """From the first day of the first version to the last of the last. Raises Refused (`UNIT_NOT_FOUND`)."""
        versions = self.history(unit)
        return Period(versions[0].period.first, versions[-1].period.last)

    def nearest(self, unit: str, day: date) -> UnitVersion:
        """The version of the day, else the last one before it, else the first. Raises Refused (`UNIT_NOT_FOUND`)."""
        begun = [each for each in self.history(unit) if each.period.first <= day]
        return begun[-1] if begun else self.history(unit)[0]

    def exists_throughout(self, unit: str, period: Period) -> bool:
        return covered(period, (version.period for version in self._by_unit.get(unit, ())))

    def with_version(self, version: UnitVersion) -> Organisation:
        """Adds a unit, or a later or earlier time of one.

        Raises Refused (`UNIT_CHANGED_LATER`, `UNIT_LIFE`, `UNIT_CYCLE`, `AGENCY_MISSING`).
        """
        return Organisation((*self.versions, version))

    def changed(self, version: UnitVersion) -> Organisation:
        """Makes `version` hold from its first day on; the version before it ends the day before.

        A version that begins on the same day is replaced. Raises as `with_version`, and `UNIT_CHANGED_LATER` if a
        later version begins during this one.
        """
        first = version.period.first
        kept = [each for each in self.history(version.unit) if each.period.first < first]
        later = [each for each in self.history(version.unit) if each.period.first > first]
        cut = [_cut_before(each, first) for each in kept]
        others = [each for each in self.versions if each.unit != version.unit]
        return Organisation((*others, *cut, version, *later))

    def ended(self, unit: str, last: date) -> Organisation:
        """Ends a unit with the day `last`.

        Raises Refused (`UNIT_NOT_FOUND`, `UNIT_LIFE`, `PERIOD_REVERSED`, `UNIT_IN_USE`) if a unit below it outlives it.
        """
        current = self.history(unit)[-1]
        if current.period.ended_before(last):
            raise Refused(Reason.UNIT_LIFE, argument="end_date", unit=unit, ended=current.period.last)
        self._check_nothing_below(unit, last)
        ended = replace(current, period=current.period.until(last))
        return Organisation(tuple(ended if each is current else each for each in self.versions))

    def reopened(self, unit: str) -> Organisation:
        """Takes back the end of a unit. Raises Refused (`UNIT_NOT_FOUND`, `UNIT_LIFE`)."""
        last = self.history(unit)[-1]
        open_again = replace(last, period=Period(last.period.first))
        return Organisation(tuple(open_again if each is last else each for each in self.versions))

    def _check_nothing_below(self, unit: str, last: date) -> None:
        after = Period(last + timedelta(days=1))
        for version in self.versions:
            if version.parent == unit and version.period.overlaps(after):
                raise Refused(
                    Reason.UNIT_IN_USE, argument="end_date", unit=unit, below=version.unit, day=after.first
                )

    def _check_parent(self, version: UnitVersion) -> None:
        if version.parent is None:
            return
        if not self.exists_throughout(version.parent, version.period):
            raise Refused(
                Reason.UNIT_LIFE,
                argument="parent_unit",
                unit=version.unit,
                parent=version.parent,
                first=version.period.first,
            )


def _cut_before(version: UnitVersion, day: date) -> UnitVersion:
    if not version.period.contains(day):
        return version
    return replace(version, period=version.period.until(day - timedelta(days=1)))


def _check_no_overlap(versions: tuple[UnitVersion, ...]) -> None:
    for earlier, later in pairwise(versions):
        if earlier.period.overlaps(later.period):
            raise Refused(
                Reason.UNIT_CHANGED_LATER,
                argument="effective_date",
                unit=later.unit,
                first=later.period.first,
            )


def _check_chart(chart: Chart) -> None:
    for unit in chart.versions:
        chart.agency_of(unit)
