"""Working days (docs/domain.md, section Working days)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.task.model import ExceptionalDay, Reason, Swap, WorkingCalendar, count_days, vietnamese
from shared.refused import Refused

CALENDAR = vietnamese()
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))

# The Office of the Government and the Ministry of Labour announce the days off of each year.
DECREED = {
    2024: ["1/1", "8/2", "9/2", "12/2", "13/2", "14/2", "18/4", "29/4", "30/4", "1/5", "2/9", "3/9"],
    2025: ["1/1", "27/1", "28/1", "29/1", "30/1", "31/1", "7/4", "30/4", "1/5", "2/5", "1/9", "2/9"],
    2026: ["1/1", "2/1", "16/2", "17/2", "18/2", "19/2", "20/2", "27/4", "30/4", "1/5", "31/8", "1/9", "2/9"],
}  # fmt: skip


def _free_weekdays(year: int) -> list[str]:
    days = (date(year, 1, 1) + timedelta(days=offset) for offset in range(365))
    free = (day for day in days if day.weekday() < 5 and not CALENDAR.is_working(day))
    return [f"{day.day}/{day.month}" for day in free]


@pytest.mark.parametrize("year", sorted(DECREED))
def test_the_years_decreed_so_far(year: int) -> None:
    culture_day = ["24/11"] if year >= 2026 else []
    assert _free_weekdays(year) == DECREED[year] + culture_day


@pytest.mark.parametrize(
    ("tet", "hung_kings"),
    [
        (date(2024, 2, 10), date(2024, 4, 18)),
        (date(2025, 1, 29), date(2025, 4, 7)),
        (date(2026, 2, 17), date(2026, 4, 26)),
        (date(2027, 2, 6), date(2027, 4, 16)),
    ],
)
def test_lunar_days(tet: date, hung_kings: date) -> None:
    assert CALENDAR.days_off[tet] == "Tết Nguyên Đán"
    assert CALENDAR.days_off[hung_kings] == "Ngày Giỗ Tổ Hùng Vương"


@pytest.mark.parametrize(
    "saturday", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)]
)
def test_a_swapped_saturday_is_a_working_day(saturday: date) -> None:
    assert saturday.weekday() == 5
    assert CALENDAR.is_working(saturday)


def test_within_two_working_days_starts_the_day_after_receipt() -> None:
    received_on_friday = date(2025, 4, 4)  # Giỗ Tổ on the Monday
    assert CALENDAR.add_working_days(received_on_friday, 2) == date(2025, 4, 9)
    assert CALENDAR.horizon(received_on_friday, 2) == date(2025, 4, 9)
    assert CALENDAR.working_days_between(received_on_friday, date(2025, 4, 9)) == 2


def test_negative_working_days_count_backwards() -> None:
    assert CALENDAR.add_working_days(date(2025, 4, 9), -3) == date(2025, 4, 3)


def test_a_new_version_lists_the_days_that_it_changes() -> None:
    swap = Swap(off=date(2027, 9, 1), worked=date(2027, 8, 28))
    newer = CALENDAR.amended(swaps=[swap])
    assert newer.version == CALENDAR.version + 1
    assert CALENDAR.touched(newer) == [swap.worked, swap.off]
    assert CALENDAR.is_working(swap.off)
    assert not newer.is_working(swap.off)
    assert newer.is_working(swap.worked)


def test_a_calendar_is_data() -> None:
    bare = WorkingCalendar(1, {date(2025, 9, 10): "Nghỉ"})
    assert bare.working_days_between(date(2025, 9, 8), date(2025, 9, 12)) == 3


@given(DAYS, st.integers(-400, 400))
def test_days_between_are_counted_one_by_one(start: date, distance: int) -> None:
    end = start + timedelta(days=distance)
    first, last = min(start, end), max(start, end)
    span = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    counted = sum(CALENDAR.is_working(day) for day in span)
    assert CALENDAR.working_days_between(start, end) == (counted if distance >= 0 else -counted)


@given(DAYS, st.integers(1, 60))
def test_adding_days_and_counting_them_agree(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)
    assert CALENDAR.is_working(end)
    assert CALENDAR.working_days_between(start, end) == days


@given(DAYS, st.integers(-8, 8), st.integers(0, 12))
def test_counted_days_are_numbered_from_their_anchor(anchor: date, first: int, more: int) -> None:
    last = first + more
    numbered = dict(zip(range(first, last + 1), CALENDAR.counted_days(anchor, first, last), strict=True))
    assert all(numbered[n] == CALENDAR.add_working_days(anchor, n) for n in numbered)


@given(DAYS, st.integers(0, 30))
def test_the_horizon_is_the_last_day_within_that_many_working_days(start: date, days: int) -> None:
    last = CALENDAR.horizon(start, days)
    assert CALENDAR.working_days_between(start, last) == days
    assert CALENDAR.working_days_between(start, last + timedelta(days=1)) == days + 1


def test_working_days_are_counted_with_the_reason_for_each_day_off() -> None:
    counted = count_days(CALENDAR, date(2026, 8, 21), days=6)
    assert (counted.end, counted.days) == (date(2026, 8, 28), 6)
    assert counted.exceptional == [ExceptionalDay(date(2026, 8, 22), working=True)]
    counted = count_days(CALENDAR, date(2026, 8, 28), date(2026, 9, 3))
    assert (counted.end, counted.days) == (date(2026, 9, 3), 1)
    assert [each.day.day for each in counted.exceptional] == [31, 1, 2]
    assert counted.exceptional[2].reason == "Quốc khánh"


@given(DAYS, st.integers(-300, 300))
def test_the_day_and_the_number_of_days_lead_to_each_other(start: date, days: int) -> None:
    forth = count_days(CALENDAR, start, days=days)
    assert count_days(CALENDAR, start, forth.end) == forth


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 1, 1), None, None),
        (date(2026, 1, 1), date(2026, 2, 1), 3),
        (date(2041, 1, 1), None, 1),
        (date(2026, 1, 1), date(2041, 1, 1), None),
        (date(2040, 12, 30), None, 9),
    ],
)
def test_days_outside_the_calendar_are_not_counted(start: date, end: date | None, days: int | None) -> None:
    with pytest.raises(Refused) as refusal:
        count_days(CALENDAR, start, end, days)
    assert refusal.value.reason == Reason.DAYS_RANGE
