"""Dates in fields of the API."""

from datetime import date

import pytest

from shared import dates


@pytest.mark.parametrize(("text", "day"), [("2026-03-01", date(2026, 3, 1)), ("", None)])
def test_a_field_has_a_day_or_is_empty(text: str, day: date | None) -> None:
    assert dates.parse(text) == day
    assert dates.text(day) == text


def test_an_impossible_day_is_refused() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        dates.parse("2026-02-30")
