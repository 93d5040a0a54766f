"""The gateway as a process: its settings, the port for operators, and its stop."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from deploy.local.ports import free_port
from dondoc_api.dondoc.task.v1 import task_service_pb as task
from gateway.config import ADDRESSES
from gateway.tests.conftest import CLIENT_ID, CLIENT_SECRET, World
from shared.testing import Keys

pytestmark = pytest.mark.processes


def environment(world: World, keys: Keys, port: int, ops_port: int) -> dict[str, str]:
    values = dict.fromkeys(ADDRESSES, world.services.address) | {
        "environment": "local",
        "public_url": f"http://127.0.0.1:{port}",
        "drain_seconds": "3",
        "http_listen": f"127.0.0.1:{port}",
        "ops_listen": f"127.0.0.1:{ops_port}",
        "database_url": world.settings.database_url.get_secret_value(),
        "principal_signing_key": keys.private["gateway"],
        "portal_folder": world.settings.portal_folder,
        "oidc_issuer": world.issuer.url,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "reporting_address": f"127.0.0.1:{free_port()}",
    }
    return os.environ | {f"DONDOC_{name.upper()}": value for name, value in values.items()}


class Running:
    def __init__(self, process: subprocess.Popen[bytes], url: str, ops_url: str, world: World) -> None:
        self.process = process
        self.url = url
        self.ops_url = ops_url
        self._token = world.issuer.person_token()

    def client(self) -> httpx.AsyncClient:
        headers = {"authorization": f"Bearer {self._token}"}
        return httpx.AsyncClient(base_url=self.url, headers=headers, trust_env=False, timeout=20)

    async def operators(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.ops_url, trust_env=False) as client:
            return await client.get(path)


@pytest_asyncio.fixture
async def process(world: World, keys: Keys) -> AsyncIterator[Running]:
    port, ops_port = free_port(), free_port()
    started = subprocess.Popen(  # noqa: ASYNC220 - it must outlive a cancelled test to be stopped
        [sys.executable, "-m", "gateway", "serve"],
        env=environment(world, keys, port, ops_port),
        stdout=subprocess.DEVNULL,
    )
    running = Running(started, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{ops_port}", world)
    try:
        async with asyncio.timeout(60):
            while not await ready(running):  # noqa: ASYNC110 - another process gets ready
                await asyncio.sleep(0.1)
        yield running
    finally:
        started.kill()
        started.wait()


async def ready(running: Running) -> bool:
    try:
        return (await running.operators("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def test_requests_are_counted_by_route_and_finish_before_a_stop(world: World, process: Running) -> None:
    received, go_on = asyncio.Event(), asyncio.Event()

    async def slow(request: Any, context: Any) -> task.Task:
        received.set()
        await go_on.wait()
        return task.Task(name=request.name)

    async with process.client() as client:
        for number in range(3):
            await client.get(f"/v1/tasks/x{number}")
            await client.get(f"/nothing/{number}")
        metrics = (await process.operators("/metrics")).text
        assert (
            'dondoc_gateway_requests_total{method="GET",route="/v1/{name=tasks/*}",status="200"} 3.0'
            in metrics
        )
        assert "/nothing/1" not in metrics
        world.services.answers["GetTask"] = slow
        held = asyncio.create_task(client.get("/v1/tasks/x1"))
        await received.wait()
        process.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            while (await process.operators("/readyz")).status_code == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        go_on.set()
        assert (await held).json()["name"] == "tasks/x1"
    assert await asyncio.to_thread(process.process.wait, 15) == 0


async def test_a_call_that_takes_longer_than_a_stop_may_be_repeated(world: World) -> None:
    received = asyncio.Event()

    async def endless(request: Any, context: Any) -> task.Task:
        received.set()
        await asyncio.Event().wait()
        raise AssertionError

    world.services.answers["GetTask"] = endless
    headers = {"authorization": f"Bearer {world.issuer.person_token()}"}
    # Uvicorn cancels what is still under way at the end of the time to stop.
    transport = httpx.ASGITransport(world.gateway)
    async with httpx.AsyncClient(transport=transport, base_url=world.url, headers=headers) as client:
        held = asyncio.create_task(client.get("/v1/tasks/x1"))
        await received.wait()
        held.cancel()
        answer = await held
    assert (answer.status_code, answer.json()["reason"]) == (503, "UNAVAILABLE")
    assert "retry-after" in answer.headers


async def test_a_stopping_process_closes_connections_after_their_next_answer(process: Running) -> None:
    async with process.client() as client:
        assert "connection" not in (await client.get("/v1/tasks/x1")).headers
        process.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            while (await process.operators("/readyz")).status_code == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        last = await client.get("/v1/tasks/x1")
        assert (last.status_code, last.headers["connection"]) == (200, "close")
    assert await asyncio.to_thread(process.process.wait, 15) == 0


async def test_a_service_that_is_down_gives_a_503_while_others_answer(process: Running) -> None:
    async with process.client() as client:
        down = await client.get("/v1/statistics")
        assert (down.status_code, down.json()["reason"]) == (503, "UNAVAILABLE")
        assert "retry-after" in down.headers
        assert (await client.get("/v1/tasks/x1")).status_code == 200


def test_invalid_settings_are_named_in_one_line() -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("DONDOC_")}
    done = subprocess.run(
        [sys.executable, "-m", "gateway", "serve"],
        env=bare | {"DONDOC_PUBLIC_URL": "dondoc.example"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "DONDOC_OIDC_ISSUER" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("url", ["dondoc.example", "ftp://dondoc.example", "https://dondoc.example/path"])
def test_a_public_url_must_be_an_origin(world: World, url: str) -> None:
    with pytest.raises(ValueError, match="public_url"):
        type(world.settings)(**{**world.settings.model_dump(), "public_url": url})
