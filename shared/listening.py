"""Whether a process still listens to its queues. One that does not must say so and end, so that it is replaced."""

import math
import time
from collections.abc import Iterable

from shared.broker import check, unconsumed

READY_SECONDS = 5
"""A listener looks at its connection every second; if it has not for so long, it has none."""
DEAF_SECONDS = 35
"""Silent for so long although the broker answers, it hangs. Celery waits up to 30 s until it connects again."""
ASK_SECONDS = 20
"""How often the broker is asked whether the queues are consumed."""


class DeafError(Exception):
    """A queue that the broker offers is not listened to."""


class Listening:
    """When the listener of each queue last looked at its connection to the broker; `others` look too, at no queue."""

    def __init__(self, queues: Iterable[str], others: Iterable[str] = ()) -> None:
        self._queues = tuple(queues)
        self._names = (*self._queues, *others)
        self._unconsumed_since: dict[str, float] = {}
        self._ask_time = time.monotonic() + ASK_SECONDS
        self._answering_since = math.inf
        self._next_check_time = 0.0
        self._look_times: dict[str, float] = {}

    def note(self, name: str) -> None:
        """The listener of this queue has looked at its connection."""
        self._look_times[name] = time.monotonic()

    def check(self) -> None:
        """Raises DeafError unless every queue is listened to now."""
        self._refuse(self._silent(READY_SECONDS))

    def check_unless_away(self, broker_url: str) -> None:
        """Raises DeafError if a queue is not listened to although the broker has been there for long enough.

        While the broker is away, ending would not help: the listeners connect again by themselves, some time after it
        is back.
        """
        now = time.monotonic()
        if now > self._ask_time:
            self._ask_time = now + ASK_SECONDS
            self.check_consumed(broker_url)
        if not self._silent(READY_SECONDS):
            self._answering_since = math.inf
        elif now > self._next_check_time:
            self._next_check_time = now + READY_SECONDS
            self._note_answer(broker_url)
            if time.monotonic() - self._answering_since >= DEAF_SECONDS:
                self._refuse(self._silent(DEAF_SECONDS))

    def _note_answer(self, broker_url: str) -> None:
        try:
            check(broker_url)
        except Exception:
            self._answering_since = math.inf
        else:
            self._answering_since = min(self._answering_since, time.monotonic())

    def check_consumed(self, broker_url: str) -> None:
        """Raises DeafError if the broker has a queue that nobody has consumed for long enough, at each call.

        A listener may look at its connection and be deaf: a consumer that subscribes while its queue is being deleted
        and declared again can be lost without a word.
        """
        try:
            found = unconsumed(broker_url, self._queues)
        except Exception:
            found = set()
        now = time.monotonic()
        self._unconsumed_since = {name: self._unconsumed_since.get(name, now) for name in found}
        deaf = [name for name, since in self._unconsumed_since.items() if now - since >= DEAF_SECONDS]
        self._refuse(sorted(deaf))

    def _silent(self, seconds: float) -> list[str]:
        """The queues that have not been listened to for so long."""
        limit = time.monotonic() - seconds
        return [name for name in self._names if self._look_times.get(name, -math.inf) < limit]

    @staticmethod
    def _refuse(names: list[str]) -> None:
        if names:
            raise DeafError(f"not listening to {', '.join(names)}")
