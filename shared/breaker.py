"""A circuit breaker: while a dependency keeps failing, those who call it are refused at once instead of waiting for it.

No library fits: circuitbreaker and pybreaker take a cancelled call for an answer or a failure, and let every waiting
call through as a trial; purgatory and aiobreaker have had no release for two years.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from prometheus_client import Counter, Gauge

from shared.errors import Unavailable

FAILURES = Counter(
    "dondoc_dependency_failures_total", "Calls to a dependency that it did not answer", ["dependency"]
)
OPEN = Gauge("dondoc_dependency_away", "1 while calls to a dependency are refused at once", ["dependency"])
FAILING = Gauge(
    "dondoc_dependency_failing_seconds",
    "From the first to the last of the calls in a row that a dependency did not answer",
    ["dependency"],
)
log = structlog.get_logger(__name__)


class Breaker:
    """Guards the calls to one dependency.

    After `most` failures in a row it refuses calls for `pause` seconds. Then one call at a time tries again.
    """

    def __init__(
        self, dependency: str, reason: str = "UNAVAILABLE", *, most: int = 5, pause: float = 5
    ) -> None:
        self._dependency, self._reason = dependency, reason
        self._most, self._pause = most, pause
        self._failures, self._until = 0, 0.0
        self._first_failure = 0.0
        self._trying = False
        OPEN.labels(dependency).set(0)
        FAILING.labels(dependency).set(0)
        # A counter that first appears with its first failures shows no increase.
        FAILURES.labels(dependency)

    @contextmanager
    def calling(self) -> Iterator[None]:
        """A block that calls the dependency, and raises Unavailable if it gets no answer.

        Any other error is an answer. Raises Unavailable with the breaker's reason instead of running the block.
        """
        trial = self._failures >= self._most
        if trial and (self._trying or time.monotonic() < self._until):
            raise Unavailable(self._reason)
        self._trying |= trial
        try:
            yield
        except Unavailable:
            self._fail()
            raise
        except Exception:
            self._close()
            raise
        else:
            self._close()
        finally:
            # A call that was cancelled says nothing; the next one may try.
            if trial:
                self._trying = False

    def _fail(self) -> None:
        now = time.monotonic()
        if self._failures == 0:
            self._first_failure = now
        self._failures += 1
        self._until = now + self._pause
        # Seen even if calls are too rare to open the breaker.
        FAILING.labels(self._dependency).set(now - self._first_failure)
        FAILURES.labels(self._dependency).inc()
        if self._failures == self._most:
            OPEN.labels(self._dependency).set(1)
            log.warning("dependency_away", dependency=self._dependency)

    def _close(self) -> None:
        if self._failures >= self._most:
            OPEN.labels(self._dependency).set(0)
            log.info("dependency_back", dependency=self._dependency)
        self._failures = 0
        FAILING.labels(self._dependency).set(0)
