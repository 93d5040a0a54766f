"""The circuit breaker: it opens after failures in a row, lets one call try, and closes at the first answer."""

import asyncio
import time
from collections.abc import Callable

import pytest
from prometheus_client import REGISTRY

from shared.breaker import FAILING, OPEN, Breaker
from shared.errors import NotFound, Unavailable


@pytest.fixture
def breaker() -> Breaker:
    return Breaker("toy", "TOY_UNAVAILABLE", most=3, pause=600)


def away() -> None:
    raise Unavailable("AWAY")


def absent() -> None:
    raise NotFound("TOY_NOT_FOUND")


def outcome(breaker: Breaker, work: Callable[[], object]) -> str:
    """The reason with which a call is refused, or `answered`."""
    try:
        with breaker.calling():
            work()
    except (Unavailable, NotFound) as refusal:
        return refusal.reason
    return "answered"


def opened(breaker: Breaker) -> None:
    assert [outcome(breaker, away) for _ in range(4)] == ["AWAY"] * 3 + ["TOY_UNAVAILABLE"]


def wait(breaker: Breaker) -> None:
    """Lets the pause end."""
    breaker._until = time.monotonic()


def test_it_opens_after_failures_in_a_row_and_not_before(breaker: Breaker) -> None:
    for _ in range(3):
        assert [outcome(breaker, away) for _ in range(2)] == ["AWAY"] * 2
        assert outcome(breaker, absent) == "TOY_NOT_FOUND", "a refusal is an answer"
    opened(breaker)
    assert OPEN.labels("toy")._value.get() == 1


def test_a_successful_trial_closes_it_and_a_failed_one_does_not(breaker: Breaker) -> None:
    opened(breaker)
    wait(breaker)
    assert [outcome(breaker, away) for _ in range(2)] == ["AWAY", "TOY_UNAVAILABLE"]
    wait(breaker)
    assert [outcome(breaker, lambda: None) for _ in range(2)] == ["answered"] * 2
    assert OPEN.labels("toy")._value.get() == 0
    opened(breaker)


async def test_one_call_tries_while_the_others_are_refused(breaker: Breaker) -> None:
    opened(breaker)
    wait(breaker)
    async with asyncio.timeout(5):
        answer = asyncio.Event()

        async def call() -> str:
            try:
                with breaker.calling():
                    await answer.wait()
            except Unavailable as refusal:
                return refusal.reason
            return "answered"

        calls = [asyncio.create_task(call()) for _ in range(5)]
        await asyncio.sleep(0.05)
        answer.set()
        assert sorted(await asyncio.gather(*calls)) == ["TOY_UNAVAILABLE"] * 4 + ["answered"]


async def test_a_cancelled_trial_leaves_the_next_call_to_try(breaker: Breaker) -> None:
    opened(breaker)
    wait(breaker)

    async def hang() -> None:
        with breaker.calling():
            await asyncio.sleep(5)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(hang(), 0.05)
    assert outcome(breaker, lambda: None) == "answered"


def test_rare_calls_that_all_fail_are_seen_before_it_opens(
    breaker: Breaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> float:
        return float(FAILING.labels("toy")._value.get())

    now = time.monotonic()
    for minutes in (0, 10):
        monkeypatch.setattr(time, "monotonic", lambda minutes=minutes: now + 60 * minutes)
        assert outcome(breaker, away) == "AWAY"
        assert failing() == 60 * minutes
    assert OPEN.labels("toy")._value.get() == 0
    assert outcome(breaker, absent) == "TOY_NOT_FOUND"
    assert failing() == 0
    assert outcome(breaker, away) == "AWAY"
    assert failing() == 0, "one failure lasts no time"


def test_failures_are_counted_from_zero_so_that_an_alert_sees_the_first() -> None:
    Breaker("never called")
    labels = {"dependency": "never called"}
    assert REGISTRY.get_sample_value("dondoc_dependency_failures_total", labels) == 0
