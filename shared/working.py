"""Whether a worker still works: it looks at its queue, keeps its schedule, and its jobs progress."""

import threading
import time

from shared.hangs import HungError
from shared.listening import Listening

SCHEDULE = "the schedule"


class Working:
    """What a worker was last seen doing. A job may be silent for `seconds`, or as long as it says itself."""

    def __init__(self, queue: str, seconds: float) -> None:
        self.queue = queue
        self.seconds = seconds
        self.listening = Listening([queue], others=[SCHEDULE])
        self._jobs: dict[int, tuple[str, float, float]] = {}
        """For each thread that runs a job: its name, its last sign of progress, and how long it may be silent."""

    def begin(self, job: str) -> None:
        """The job begins in this thread."""
        self._jobs[threading.get_ident()] = (job, time.monotonic(), self.seconds)

    def progress(self, seconds: float | None) -> None:
        """The job of this thread goes on, and may be silent for so long from now on."""
        thread = threading.get_ident()
        if thread in self._jobs:
            job, *_ = self._jobs[thread]
            self._jobs[thread] = (job, time.monotonic(), seconds or self.seconds)

    def end(self) -> None:
        """The job of this thread has ended."""
        self._jobs.pop(threading.get_ident(), None)

    def check(self) -> None:
        """Raises unless the worker listens, keeps its schedule, and no job hangs."""
        self.listening.check()
        self.check_hung()

    def check_hung(self) -> None:
        """Raises HungError if a job has been silent for longer than it may be."""
        now = time.monotonic()
        for job, seen, allowed in self._jobs.copy().values():
            if now - seen > allowed:
                raise HungError(f"{job} has shown no progress for {now - seen:.0f} s")
