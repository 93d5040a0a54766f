"""Working days (ngày làm việc). docs/domain.md, section Working days.

A calendar is a version of data handed to every rule that counts days; a new decree makes a new
version and moves no issued date.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path

from holidays import country_holidays

from shared.refused import Refused

from .reasons import Reason

FRIDAY = 4
ONE_DAY = timedelta(days=1)
# The years whose holidays the calendar knows.
FIRST_YEAR, LAST_YEAR = 2015, 2040


@dataclass(frozen=True)
class Swap:
    """A decreed exchange (hoán đổi ngày làm việc): `off` becomes free, `worked` (a weekend day) works."""

    off: date
    worked: date


_SWAPPED_DAYS = Path(__file__).parents[2] / "swapped_days.toml"
DECREED_SWAPS = tuple(Swap(**each) for each in tomllib.loads(_SWAPPED_DAYS.read_text("utf-8"))["swap"])


@dataclass(frozen=True)
class ExceptionalDay:
    """A weekday off, with the name of the holiday, or a weekend day that is worked by decree."""

    day: date
    working: bool
    reason: str = ""


@dataclass(frozen=True)
class CountedDays:
    """The working days after a day up to another one, and why some days do not count as their weekday does."""

    end: date
    days: int
    exceptional: list[ExceptionalDay]


@dataclass(frozen=True)
class WorkingCalendar:
    """Monday to Friday less `days_off`, plus the weekend days in `worked`."""

    version: int
    days_off: Mapping[date, str]
    worked: frozenset[date] = frozenset()
    _off: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _worked: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        free = (day for day in self.days_off if _is_weekday(day) and day not in self.worked)
        object.__setattr__(self, "_off", tuple(sorted(free)))
        object.__setattr__(self, "_worked", tuple(sorted(day for day in self.worked if not _is_weekday(day))))

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        if day in self.worked:
            return True
        return _is_weekday(day) and day not in self.days_off

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative if `end` is earlier.

        "Within n working days" starts the day after receipt (docs/domain.md, section Working days), so the day of
        receipt itself never counts.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return self._working_until(end) - self._working_until(start)

    def add_working_days(self, start: date, days: int) -> date:
        """The `days`-th working day after `start` (before it if negative); 0 gives `start`."""
        step = ONE_DAY if days >= 0 else -ONE_DAY
        day, left = start, abs(days)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_day_until(self, day: date) -> date:
        """The day itself if offices work on it, else the last working day before it."""
        return self.add_working_days(day + ONE_DAY, -1)

    def counted_days(self, anchor: date, first: int, last: int) -> list[date]:
        """The working days numbered `first` to `last` from `anchor`, which is number 0."""
        before = list(islice(self._walk(anchor, -ONE_DAY), max(0, -last - 1), max(0, -first)))[::-1]
        after = islice(self._walk(anchor, ONE_DAY), max(0, first - 1), max(0, last))
        return [*before, *([anchor] if first <= 0 <= last else []), *after]

    def exceptional_days(self, start: date, end: date) -> list[ExceptionalDay]:
        """The weekdays off and the weekend days worked after `start` up to and including `end`, in order."""
        off = (ExceptionalDay(day, working=False, reason=self.days_off[day]) for day in self._off)
        worked = (ExceptionalDay(day, working=True) for day in self._worked)
        between = (each for each in (*off, *worked) if start < each.day <= end)
        return sorted(between, key=lambda each: each.day)

    def horizon(self, start: date, days: int) -> date:
        """The last day that is at most `days` working days after `start`."""
        return self.add_working_days(start, days + 1) - ONE_DAY

    def amended(
        self, days_off: Mapping[date, str] | None = None, swaps: Iterable[Swap] = ()
    ) -> WorkingCalendar:
        """The next version with more days off and swaps."""
        swaps = tuple(swaps)
        off = {**self.days_off, **(days_off or {}), **{swap.off: _swap_name(swap) for swap in swaps}}
        return WorkingCalendar(self.version + 1, off, self.worked | {swap.worked for swap in swaps})

    def touched(self, newer: WorkingCalendar) -> list[date]:
        """The days that are working days in only one of the two versions, in order."""
        known = {*self.days_off, *newer.days_off, *self.worked, *newer.worked}
        return sorted(day for day in known if self.is_working(day) != newer.is_working(day))

    def _walk(self, day: date, step: timedelta) -> Iterator[date]:
        while True:
            day += step
            if self.is_working(day):
                yield day

    def _working_until(self, day: date) -> int:
        weeks, weekday = divmod(day.toordinal() - 1, 7)
        weekdays = weeks * 5 + min(weekday + 1, 5)
        return weekdays - bisect_right(self._off, day) + bisect_right(self._worked, day)


@cache
def vietnamese(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> WorkingCalendar:
    """Version 1: the public holidays of the Labour Code 2019, article 112, with compensation days and
    the swaps decreed so far; lunar dates are computed at UTC+7.
    """
    days_off = dict(country_holidays("VN", language="vi", years=range(first_year, last_year + 1)))
    days_off |= {swap.off: _swap_name(swap) for swap in DECREED_SWAPS}
    return WorkingCalendar(1, days_off, frozenset(swap.worked for swap in DECREED_SWAPS))


def count_days(
    calendar: WorkingCalendar, start: date, end: date | None = None, days: int | None = None
) -> CountedDays:
    """Counts from `start` up to `end`, or `days` working days on or back.

    Raises Refused (`DAYS_RANGE`) unless exactly one of them is given and both ends are in years that it knows.
    """
    known = (end is None) is not (days is None) and _is_known(start)
    if known and end is None:
        end = calendar.add_working_days(start, days or 0)
    if not known or end is None or not _is_known(end):
        raise Refused(Reason.DAYS_RANGE, "days", first=FIRST_YEAR, last=LAST_YEAR)
    exceptional = calendar.exceptional_days(min(start, end), max(start, end))
    return CountedDays(end, calendar.working_days_between(start, end), exceptional)


def _is_known(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _swap_name(swap: Swap) -> str:
    return f"Ngày nghỉ (thay cho ngày {swap.worked:%d/%m/%Y})"


def _is_weekday(day: date) -> bool:
    return day.weekday() <= FRIDAY
