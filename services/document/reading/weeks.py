"""The end of a week of work: "ngay trong tuần" (docs/domain.md, section Working days)."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from holidays import country_holidays

FRIDAY = 4
_SWAPPED_DAYS = Path(__file__).parents[2] / "swapped_days.toml"


def last_working_day_of_week(day: date) -> date:
    """That week's Friday, or the last working day before it.

    A Saturday that works by decree does not move it. In a week without any working day it is the Friday: the words of
    the directive still name that week.
    """
    friday = day + timedelta(days=FRIDAY - day.weekday())
    week = (friday - timedelta(days=back) for back in range(FRIDAY + 1))
    return next((each for each in week if each not in _days_off(each.year)), friday)


@cache
def _days_off(year: int) -> frozenset[date]:
    swaps = tomllib.loads(_SWAPPED_DAYS.read_text("utf-8"))["swap"]
    return frozenset(country_holidays("VN", years=year)) | {swap["off"] for swap in swaps}
