"""Server-sent events: their content, the limits of watchers, and the end of a stream."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import grpc
import httpx
import pytest

from deploy.local.ports import free_port
from dondoc_api.dondoc.task.v1 import task_service_pb as task
from gateway.tests.conftest import World, problem, running, settings_for
from gateway.tests.test_sessions import session, sign_in
from shared.metrics import IN_FLIGHT, WATCHING
from shared.testing import Keys

ADDRESS = "/v1/tasks:watch"


class Streamer:
    """Streams the messages of a test until the test or the client ends the stream."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[task.TaskChange | None] = asyncio.Queue()

    async def __call__(self, request: Any, context: Any) -> AsyncIterator[task.TaskChange]:
        await context.send_initial_metadata(())
        while (change := await self.queue.get()) is not None:
            yield change


@pytest.fixture
def streamer(world: World) -> Streamer:
    answer = Streamer()
    world.services.answers["WatchTasks"] = answer
    return answer


@pytest.fixture
def other(world: World, keys: Keys) -> Callable[..., AbstractAsyncContextManager[World]]:
    """Starts a second gateway with other settings."""

    @asynccontextmanager
    async def made(**settings: Any) -> AsyncIterator[World]:
        url = world.settings.database_url.get_secret_value()
        changed = settings_for(free_port(), url, world.services, world.issuer.url, keys, **settings)
        async with running(changed) as gateway:
            yield replace(world, url=changed.public_url, settings=changed, gateway=gateway)

    return made


Other = Callable[..., AbstractAsyncContextManager[World]]


async def text_of(response: httpx.Response) -> str:
    """The text of a stream up to its end."""
    return "".join([piece async for piece in response.aiter_text()])


async def may_watch(client: httpx.AsyncClient) -> bool:
    async with client.stream("GET", ADDRESS) as response:
        return response.status_code == 200


async def test_a_message_is_an_event_named_after_its_type(world: World, streamer: Streamer) -> None:
    async with world.person() as client, client.stream("GET", ADDRESS) as response:
        streamer.queue.put_nowait(task.TaskChange(name="tasks/x1", etag="v2"))
        streamer.queue.put_nowait(None)
        text = await text_of(response)
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    assert "content-encoding" not in response.headers
    assert "event: TaskChange\ndata: {" in text
    data = text.partition("data: ")[2].partition("\n")[0]
    assert json.loads(data) == {"name": "tasks/x1", "etag": "v2", "resync": False}


async def test_the_answer_begins_before_the_first_event(world: World, streamer: Streamer) -> None:
    async with world.person() as client, client.stream("GET", ADDRESS) as response:
        assert response.status_code == 200
        streamer.queue.put_nowait(None)
        assert "TaskChange" not in await text_of(response)


async def test_head_of_a_stream_ends_at_once_and_counts_no_watcher(world: World, streamer: Streamer) -> None:
    async with world.person() as client:
        response = await client.head(ADDRESS)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert world.gateway.watches._held.total() == 0


async def test_an_idle_stream_sends_comments(world: World, streamer: Streamer, other: Other) -> None:
    async with (
        other(keep_alive_seconds=0.1) as gateway,
        gateway.person() as client,
        asyncio.timeout(10),
        client.stream("GET", ADDRESS) as response,
    ):
        text = ""
        async for piece in response.aiter_text():
            text += piece
            if text.count(":\n\n") > 2:
                break


async def test_watching_requires_signing_in(world: World, streamer: Streamer) -> None:
    async with world.client() as client:
        response = await client.get(ADDRESS)
    assert (response.status_code, problem(response)["reason"]) == (401, "PRINCIPAL_REQUIRED")
    assert world.services.count("WatchTasks") == 0


async def test_a_refusal_by_the_service_is_a_problem(world: World) -> None:
    async def refuses(request: Any, context: Any) -> AsyncIterator[task.TaskChange]:
        await context.abort(grpc.StatusCode.PERMISSION_DENIED, "NO")
        yield task.TaskChange()

    world.services.answers["WatchTasks"] = refuses
    async with world.person() as client:
        response = await client.get(ADDRESS)
    assert problem(response)["status"] == 403


async def test_an_invalid_parameter_is_refused_with_its_name(world: World, streamer: Streamer) -> None:
    async with world.person() as client:
        response = await client.get(f"{ADDRESS}?basket=baskets/mine")
    assert problem(response)["errors"][0]["field"] == "basket"


async def test_the_service_stops_when_the_client_disconnects(world: World, streamer: Streamer) -> None:
    async with world.person() as client, client.stream("GET", ADDRESS):
        pass
    async with asyncio.timeout(5):
        await world.services.cancelled.wait()


async def test_a_stream_ends_when_the_service_breaks_off(world: World) -> None:
    async def breaks(request: Any, context: Any) -> AsyncIterator[task.TaskChange]:
        yield task.TaskChange(resync=True)
        await context.abort(grpc.StatusCode.UNAVAILABLE, "stopping")

    world.services.answers["WatchTasks"] = breaks
    async with world.person() as client, client.stream("GET", ADDRESS) as response:
        assert '"resync":true' in (await text_of(response)).replace(" ", "")


async def test_one_person_may_hold_a_limited_number_of_streams(
    world: World, streamer: Streamer, other: Other
) -> None:
    async with other(watches_of_person=1) as gateway, gateway.person() as client:
        async with client.stream("GET", ADDRESS):
            refused = await client.get(ADDRESS)
            assert (refused.status_code, problem(refused)["reason"]) == (429, "TOO_MANY_WATCHES")
            async with gateway.person("subject-binh") as another, another.stream("GET", ADDRESS) as held:
                assert held.status_code == 200
        async with asyncio.timeout(10):
            while not await may_watch(client):  # noqa: ASYNC110 - the gateway sees the end a moment later
                await asyncio.sleep(0.05)


async def test_a_process_may_hold_a_limited_number_of_streams(
    world: World, streamer: Streamer, other: Other
) -> None:
    async with (
        other(watches=1) as gateway,
        gateway.person() as client,
        client.stream("GET", ADDRESS),
        gateway.person("subject-binh") as another,
    ):
        assert (await another.get(ADDRESS)).status_code == 429


async def test_a_stream_ends_when_the_person_signs_out(world: World, streamer: Streamer) -> None:
    async with world.client() as browser:
        await sign_in(world, browser)
        token = (await session(browser))["csrfToken"]
        async with asyncio.timeout(10), browser.stream("GET", ADDRESS) as response:
            assert response.status_code == 200
            out = await browser.post("/auth/logout", headers={"x-csrf-token": token})
            assert out.status_code < 400
            await text_of(response)
        assert (await browser.get(ADDRESS)).status_code == 401


async def test_a_stream_ends_when_identity_no_longer_knows_the_person(
    world: World, streamer: Streamer, other: Other
) -> None:
    async with (
        other(watch_check_seconds=0.1) as gateway,
        gateway.person("subject-chi") as client,
        asyncio.timeout(20),
        client.stream("GET", ADDRESS) as response,
    ):
        world.services.unknown.add("subject-chi")
        # Saves the wait until the cached principal expires.
        gateway.gateway._callers._principals._known.clear()
        await text_of(response)


async def test_streams_end_when_the_process_stops(world: World, streamer: Streamer, other: Other) -> None:
    async with other() as gateway, gateway.person() as client:
        async with asyncio.timeout(10), client.stream("GET", ADDRESS) as response:
            gateway.gateway.watches.stop()
            await text_of(response)
        refused = await client.get(ADDRESS)
        assert (refused.status_code, "retry-after" in refused.headers) == (503, True)


async def test_a_watch_does_not_count_as_load(world: World, streamer: Streamer) -> None:
    before = IN_FLIGHT._value.get(), WATCHING._value.get()
    async with world.person() as client, client.stream("GET", ADDRESS):
        assert (IN_FLIGHT._value.get(), WATCHING._value.get() - 1) == before
