"""Days and instants as the API writes them: `YYYY-MM-DD`, and an empty text for no day."""

from datetime import date, datetime

from protobuf.wkt.google.protobuf.timestamp_pb import Timestamp


def parse(text: str) -> date | None:
    """The day that a field holds; None if the field is empty."""
    return date.fromisoformat(text) if text else None


def text(day: date | None) -> str:
    """The day as a field holds it; empty for None."""
    return "" if day is None else day.isoformat()


def timestamp(instant: datetime | None) -> Timestamp | None:
    """The instant as a field holds it; unset for None."""
    return None if instant is None else Timestamp.from_datetime(instant)
