"""Whether a process still listens to its sources. One that does not must say so and end, so that it is replaced."""

import math
import time
from collections.abc import Sequence

from shared.broker import check
from shared.bus.queues import Subscription

READY_SECONDS = 5
"""A listener looks at its connection every second; if it has not for so long, it has none."""
SILENT_SECONDS = 30
"""After so long it hangs, whatever the reason."""


class DeafError(Exception):
    """A source that the broker offers is not listened to."""


class Listening:
    """When each subscription last looked at its connection to the broker."""

    def __init__(self, subscriptions: Sequence[Subscription]) -> None:
        self.subscriptions = tuple(subscriptions)
        self._start_time = time.monotonic()
        self._look_times: dict[str, float] = {}

    def note(self, queue: str) -> None:
        """The listener of this queue has looked at its connection."""
        self._look_times[queue] = time.monotonic()

    def check(self) -> None:
        """Raises DeafError unless every source is listened to now."""
        self._refuse(self._silent(READY_SECONDS))

    def check_unless_away(self, broker_url: str) -> None:
        """Raises DeafError if a source is not listened to although the broker is there.

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
        """The sources that have not been listened to for so long."""
        limit = time.monotonic() - seconds
        looks = (
            (each.source, self._look_times.get(each.queue.name, -math.inf)) for each in self.subscriptions
        )
        return [source for source, look in looks if look < limit]

    @staticmethod
    def _refuse(sources: list[str]) -> None:
        if sources:
            raise DeafError(f"not listening to {', '.join(sources)}")
