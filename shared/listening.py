"""Whether a process still listens to its queues. One that does not must say so and end, so that it is replaced."""

import math
import time
from collections.abc import Iterable

from shared.broker import check, unconsumed

READY_SECONDS = 5
"""A listener looks at its connection every second; if it has not for so long, it has none."""
SILENT_SECONDS = 30
"""After so long it hangs, whatever the reason."""
ASK_SECONDS = 20
"""How often the broker is asked whether the queues are consumed."""


class DeafError(Exception):
    """A queue that the broker offers is not listened to."""


class Listening:
    """When the listener of each queue last looked at its connection to the broker; `others` look too, at no queue."""

    def __init__(self, queues: Iterable[str], others: Iterable[str] = ()) -> None:
        self._queues = tuple(queues)
        self._names = (*self._queues, *others)
        self._unconsumed: set[str] = set()
        self._ask_time = time.monotonic() + ASK_SECONDS
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
        if time.monotonic() > self._ask_time:
            self._ask_time = time.monotonic() + ASK_SECONDS
            self.check_consumed(broker_url)
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

    def check_consumed(self, broker_url: str) -> None:
        """Raises DeafError if the broker has a queue that nobody consumes, as at the last call.

        A listener may look at its connection and be deaf: a consumer that subscribes while its queue is being deleted
        and declared again can be lost without a word.
        """
        try:
            found = unconsumed(broker_url, self._queues)
        except Exception:
            found = set()
        self._refuse(sorted(found & self._unconsumed))
        self._unconsumed = found

    def _silent(self, seconds: float) -> list[str]:
        """The queues that have not been listened to for so long."""
        limit = time.monotonic() - seconds
        return [name for name in self._names if self._look_times.get(name, -math.inf) < limit]

    @staticmethod
    def _refuse(names: list[str]) -> None:
        if names:
            raise DeafError(f"not listening to {', '.join(names)}")
