"""Days as the API writes them: `YYYY-MM-DD`, and an empty text for none."""

from datetime import date


def parse(text: str) -> date | None:
    """The day that a field holds; None if the field is empty."""
    return date.fromisoformat(text) if text else None


def text(day: date | None) -> str:
    """The day as a field holds it; empty for None."""
    return "" if day is None else day.isoformat()
