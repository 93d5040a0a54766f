"""The clock of the domain, read nowhere else. Tokens and sessions use real time."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

# Viet Nam has kept UTC+7 without summer time since 1975.
ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class Clock:
    """The wall clock, moved ahead by the number of days in `file` (local environment only)."""

    def __init__(self, file: str | None = None) -> None:
        self._file = Path(file) if file else None
        self._checked = 0.0
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC) + self._offset()

    def today(self) -> date:
        """The day in Vietnam, where deadlines are counted."""
        return day_of(self.now())

    def _offset(self) -> timedelta:
        if self._file and time.monotonic() - self._checked > 0.2:
            self._checked = time.monotonic()
            self._ahead = (
                timedelta(days=int(self._file.read_text() or 0)) if self._file.exists() else timedelta()
            )
        return self._ahead


_clock = Clock()


def configure(file: str | None) -> None:
    """Sets the file that moves the clock; called once at the start of a process."""
    global _clock
    _clock = Clock(file)


def now() -> datetime:
    """The instant, in UTC."""
    return _clock.now()


def today() -> date:
    """The day in Vietnam."""
    return _clock.today()


def day_of(instant: datetime) -> date:
    """The day of an instant in Vietnam."""
    return instant.astimezone(ZONE).date()
