"""Whether a process still listens to its queues. One that does not must say so and end, so that it is replaced."""

import math
import time
from collections.abc import Iterable

from shared.broker import check

READY_SECONDS = 5
"""A listener looks at its connection every second; if it has not for so long, it has none."""
SILENT_SECONDS = 30
"""After so long it hangs, whatever the reason."""


class DeafError(Exception):
    """A queue that the broker offers is not listened to."""


class Listening:
    """When the listener of each queue last looked at its connection to the broker."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._start_time = time.monotonic()
        self._look_times: dict[str, float] = {}

    def note(self, name: str) -> None:
        """The listener of this queue has looked at its connection."""
        self._look_times[name] = time.monotonic()

    def check(self) -> None:
        """Raises DeafError unless every queue is listened to now."""
        self._refuse(self._silent(READY_SECONDS))

    def check_unless_away(self, broker_url: str) -> None:
        """Raises DeafError if a queue is not listened to although the broker is there.

        While the broker is away, ending would not help: the listeners connect again by themselves.
        """
        silent = self._silent(SILENT_SECONDS)
        if not silent or time.monotonic() - self._start_time < SILENT_SECONDS:
            return
        try:
            check(broker_url)
        except Exception:
            # They get their time anew once it is back.
            self._start_time = time.monotonic()
        else:
            self._refuse(silent)

    def _silent(self, seconds: float) -> list[str]:
        """The queues that have not been listened to for so long."""
        limit = time.monotonic() - seconds
        return [name for name in self._names if self._look_times.get(name, -math.inf) < limit]

    @staticmethod
    def _refuse(names: list[str]) -> None:
        if names:
            raise DeafError(f"not listening to {', '.join(names)}")
