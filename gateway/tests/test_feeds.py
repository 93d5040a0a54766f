"""Calendar feeds: a secret address instead of a session."""

from collections.abc import AsyncIterator
from typing import Any

import grpc
import httpx
import pytest

from dondoc_api.dondoc.identity.v1 import identity_service_pb as identity
from dondoc_api.google.api.httpbody_pb import HttpBody
from gateway.tests.conftest import World, problem
from gateway.tests.test_watching import Other, other
from shared.principal import HEADER, Verifier
from shared.testing import Keys

__all__ = ["other"]
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def secret(letter: str) -> str:
    return letter * 43


@pytest.fixture
def fed(world: World) -> World:
    """A world in which every secret but `x…` belongs to a person, and whose person `gone` holds no position."""

    async def resolve(request: identity.ResolveCalendarFeedRequest, context: Any) -> Any:
        if request.secret == secret("x"):
            await context.abort(grpc.StatusCode.NOT_FOUND, "CALENDAR_FEED_NOT_FOUND")
        name = "gone" if request.secret == secret("g") else "an"
        return identity.ResolveCalendarFeedResponse(subject=f"subject-{name}")

    async def export(request: Any, context: Any) -> AsyncIterator[HttpBody]:
        await context.send_initial_metadata((("etag", "c1"), ("x-content-length", str(len(CALENDAR)))))
        yield HttpBody(content_type="text/calendar; charset=utf-8", data=CALENDAR)

    world.services.answers |= {"ResolveCalendarFeed": resolve, "ExportCalendar": export}
    world.services.unknown.add("subject-gone")
    return world


async def read(world: World, letter: str, method: str = "GET", **headers: str) -> httpx.Response:
    async with world.client(**headers) as client:
        return await client.request(method, f"/feeds/{secret(letter)}.ics")


async def test_a_secret_address_shows_the_calendar_of_its_person(fed: World, keys: Keys) -> None:
    answer = await read(fed, "a")
    assert (answer.status_code, answer.content) == (200, CALENDAR)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    request, metadata = fed.services.last("ExportCalendar")
    assert request.portal == fed.settings.origin
    assert Verifier(keys.public).verify(metadata[HEADER]).person == "people/an"
    again = await read(fed, "a", **{"if-none-match": '"c1"'})
    assert (again.status_code, again.content) == (304, b"")
    assert (await read(fed, "a", "HEAD")).status_code == 200


async def test_the_log_does_not_show_the_address(fed: World, capfd: pytest.CaptureFixture[str]) -> None:
    await read(fed, "b")
    await read(fed, "x")
    logged = capfd.readouterr().out
    assert '"path": "/feeds/*.ics"' in logged
    assert secret("b") not in logged
    assert secret("x") not in logged


@pytest.mark.parametrize("letter", ["x", "g"])
async def test_an_address_that_nobody_has_or_whose_person_has_left_is_not_found(
    fed: World, letter: str
) -> None:
    answer = await read(fed, letter, accept="application/json")
    assert answer.status_code == 404
    assert problem(answer)["reason"] == "FEED_NOT_FOUND"
    assert fed.services.count("ExportCalendar") == 0


@pytest.mark.parametrize(
    "path", ["/feeds/", "/feeds/short.ics", f"/feeds/{'a' * 43}", f"/feeds/{'a' * 44}.ics"]
)
async def test_what_is_no_address_of_a_feed_asks_nobody(fed: World, path: str) -> None:
    async with fed.client() as client:
        assert (await client.get(path)).status_code == 404
    assert fed.services.count("ResolveCalendarFeed") == 0


async def test_a_feed_is_only_read(fed: World) -> None:
    assert (await read(fed, "c", "POST")).status_code == 405
    assert (await read(fed, "c", "DELETE")).status_code == 405


async def test_an_address_is_read_so_often_a_minute(fed: World, other: Other) -> None:
    async with other(feed_reads_a_minute=2, feeds_a_minute=4) as limited:
        statuses = [(await read(limited, letter)).status_code for letter in "aaabbb"]
        refused = await read(limited, "d", accept="application/json")
    # A minute may end in between.
    assert statuses[:2] == [200, 200]
    assert statuses.count(429) + (refused.status_code == 429) >= 1
    assert 429 in (statuses[2], statuses[5], refused.status_code)
    if refused.status_code == 429:
        assert problem(refused)["reason"] == "TOO_MANY_READS"
        assert refused.headers["retry-after"] == "60"
