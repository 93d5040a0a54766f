"""The gateway over HTTP with its own PostgreSQL; real servers stand in for the services and the identity provider."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from pydantic import SecretStr

from deploy.local.ports import free_port
from deploy.local.postgres import RunningPostgres
from gateway import process
from gateway.app import Gateway
from gateway.config import ADDRESSES, GatewaySettings
from gateway.tests.issuer import Issuer
from gateway.tests.services import Services
from shared.testing import Keys, migrated

PORTAL = Path(__file__).with_name("portal")
"""A tiny build of the portal."""
CLIENT_ID = "dondoc-gateway"
CLIENT_SECRET = "a secret of the tests alone"


@asynccontextmanager
async def listening(application: Any, port: int) -> AsyncIterator[None]:
    """Serves an ASGI application in this process."""
    config = uvicorn.Config(
        application,
        "127.0.0.1",
        port,
        lifespan="off",
        log_config=None,
        access_log=False,
        loop="none",
        http="httptools",
        # Longer than httpx keeps an idle connection, or a request meets its end now and then.
        timeout_keep_alive=60,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield
    server.should_exit = True
    await task


@dataclass
class World:
    """A gateway that listens, its settings, and the stand-ins around it."""

    url: str
    settings: GatewaySettings
    gateway: Gateway
    services: Services
    issuer: Issuer

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A client of the gateway without a signed-in person."""
        return httpx.AsyncClient(base_url=self.url, headers=headers, trust_env=False, verify=False)

    def portal(self, *scopes: str) -> httpx.AsyncClient:
        """A client with the token of an external portal."""
        return self.client(authorization=f"Bearer {self.issuer.client_token(*scopes)}")

    def person(self, subject: str = "subject-an", **headers: str) -> httpx.AsyncClient:
        """A client with a person's token."""
        return self.client(authorization=f"Bearer {self.issuer.person_token(subject)}", **headers)


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> Iterator[str]:
    """The gateway's own database."""
    with migrated(postgres, process.MIGRATIONS) as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def services() -> AsyncIterator[Services]:
    """Stand-ins that the gateway cannot tell apart from the services."""
    running = Services()
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture(scope="session")
async def issuer() -> AsyncIterator[Issuer]:
    """An identity provider of the tests, for tokens that Keycloak would never issue."""
    port = free_port()
    provider = Issuer(f"http://127.0.0.1:{port}/realms/province", CLIENT_ID, CLIENT_SECRET)
    async with listening(provider.application, port):
        yield provider


def settings_for(
    port: int, database_url: str, services: Services, issuer_url: str, keys: Keys, **other: Any
) -> GatewaySettings:
    values: dict[str, Any] = {
        "environment": "local",
        "public_url": f"http://127.0.0.1:{port}",
        "http_listen": f"127.0.0.1:{port}",
        "database_url": SecretStr(database_url),
        "principal_signing_key": SecretStr(keys.private["gateway"]),
        "portal_folder": str(PORTAL),
        "province_name": "UBND tỉnh <Thử>",
        "oidc_issuer": issuer_url,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": SecretStr(CLIENT_SECRET),
        "call_seconds": 5,
        "idle_seconds": 2,
        **dict.fromkeys(ADDRESSES, services.address),
        **other,
    }
    return GatewaySettings(**values)


@asynccontextmanager
async def running(settings: GatewaySettings) -> AsyncIterator[Gateway]:
    """A listening gateway with these settings."""
    async with AsyncExitStack() as stack:
        application = await process.application(settings, stack)
        async with listening(application, int(settings.http_listen.rpartition(":")[2])):
            yield application


@pytest_asyncio.fixture(scope="session")
async def shared_world(
    database_url: str, services: Services, issuer: Issuer, keys: Keys
) -> AsyncIterator[World]:
    settings = settings_for(free_port(), database_url, services, issuer.url, keys)
    async with running(settings) as gateway:
        yield World(settings.public_url, settings, gateway, services, issuer)


@pytest.fixture
def world(shared_world: World) -> World:
    """The shared gateway; its services have no recorded calls and give their default answers."""
    shared_world.services.forget()
    return shared_world


def problem(response: httpx.Response) -> dict[str, Any]:
    """The problem in the answer to a refused request; fails if the answer is not a problem."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    content: dict[str, Any] = json.loads(response.content)
    assert content["status"] == response.status_code
    assert content["requestId"] == response.headers["x-request-id"]
    return content
