"""Parts that accept connections and never answer: the gateway answers in time, and what does not need them goes on."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest

from deploy.local.ports import free_port
from gateway.auth import provider as provider_module
from gateway.tests.conftest import World, problem, running, settings_for
from gateway.tests.test_sessions import sign_in
from shared.breaker import FAILURES
from shared.testing import Keys
from shared.tests.network import Network, through, to

LONGEST = 45
"""Seconds within which even the first caller of a hung part is answered; without deadlines it was a minute."""


@dataclass
class Hung:
    """A gateway that reaches its parts by networks that can fall silent."""

    world: World
    database: Network
    identity: Network
    provider: Network

    def forget(self) -> None:
        """Forgets what the gateway keeps in memory, so that it asks its parts."""
        callers = self.world.gateway._callers
        callers._sessions._endings._known.clear()
        callers._principals._known.clear()
        callers._tokens.clear()


@pytest.fixture
async def hung(world: World, keys: Keys) -> AsyncIterator[Hung]:
    url = world.settings.database_url.get_secret_value()
    database, identity, provider = to(url), Network(world.services.port), to(world.issuer.url)
    honest, world.issuer.url = world.issuer.url, through(provider, world.issuer.url)
    port = free_port()
    settings = settings_for(
        port,
        through(database, url),
        world.services,
        world.issuer.url,
        keys,
        identity_address=f"127.0.0.1:{identity.port}",
    )
    async with running(settings) as gateway:
        yield Hung(
            World(settings.public_url, settings, gateway, world.services, world.issuer),
            database,
            identity,
            provider,
        )
        for network in (database, identity, provider):
            network.mend()
    world.issuer.url = honest


async def timed(work: object) -> tuple[float, httpx.Response]:
    began = time.monotonic()
    response = await work  # type: ignore[misc]
    return time.monotonic() - began, response


async def until(client: httpx.AsyncClient, address: str, status: int) -> None:
    """Waits until the gateway answers with this status again."""
    for _ in range(100):
        if (await client.get(address)).status_code == status:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(address)


async def test_a_hung_database_is_answered_in_time_and_holds_up_no_bearer(hung: Hung) -> None:
    world = hung.world
    async with world.client() as browser, world.person() as program:
        browser.timeout = program.timeout = httpx.Timeout(60)
        await sign_in(world, browser)
        assert (await program.get("/v1/tasks/x1")).status_code == 200
        hung.database.silence()
        page = asyncio.create_task(timed(browser.get("/auth/login", headers={"accept": "text/html"})))
        world.gateway._callers._sessions._endings._known.clear()
        waiting = [asyncio.create_task(timed(browser.get("/v1/tasks/x1"))) for _ in range(40)]
        await asyncio.sleep(0.2)
        assert (await program.get("/v1/tasks/x1")).status_code == 200
        assert not any(each.done() for each in waiting)
        answers = await asyncio.gather(*waiting)
        assert {response.status_code for _, response in answers} == {503}
        assert max(seconds for seconds, _ in answers) < LONGEST
        seconds, response = await page
        assert (response.status_code, "Hệ thống đang gián đoạn" in response.text) == (503, True)
        assert seconds < LONGEST
        hung.database.mend()
        await until(browser, "/v1/tasks/x1", 200)


async def test_a_hung_identity_is_given_up_in_time_and_then_left_alone(hung: Hung) -> None:
    world = hung.world
    async with world.person("subject-binh") as one:
        one.timeout = httpx.Timeout(60)
        assert (await one.get("/v1/tasks/x1")).status_code == 200
        hung.identity.silence()
        hung.forget()
        before = FAILURES.labels("identity")._value.get()
        people = [world.person(f"subject-{number}") for number in range(8)]
        began = time.monotonic()
        answers = await asyncio.gather(*(timed(each.get("/v1/tasks/x1", timeout=60)) for each in people))
        assert {response.status_code for _, response in answers} == {503}
        assert time.monotonic() - began < LONGEST
        failed = FAILURES.labels("identity")._value.get()
        assert failed >= before + 5, "the alert counts them"
        response = await one.get("/v1/tasks/x1")
        assert response.status_code == 503
        assert response.headers["retry-after"]
        assert FAILURES.labels("identity")._value.get() == failed, "nobody waits for it any more"
        hung.identity.mend()
        await until(one, "/v1/tasks/x1", 200)
        for each in people:
            await each.aclose()


async def test_while_sign_in_hangs_a_browser_gets_a_page_and_signed_in_people_go_on(
    hung: Hung, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = hung.world
    async with world.client(accept="text/html") as browser, world.client() as signed_in:
        browser.timeout = signed_in.timeout = httpx.Timeout(60)
        await sign_in(world, signed_in)
        hung.provider.silence()
        provider = world.gateway._callers._provider
        # As an hour later, when what the provider published is fetched again.
        provider._documents = {
            url: replace(each, fetched=each.fetched - 7200, tried=each.tried - 7200)
            for url, each in provider._documents.items()
        }
        seconds, response = await timed(browser.get("/auth/login?return_to=/tasks/x1"))
        assert (response.status_code, seconds < LONGEST) == (503, True)
        assert response.headers["content-type"].startswith("text/html")
        assert int(response.headers["retry-after"]) > 0
        assert "Đăng nhập đang gián đoạn" in response.text
        assert 'href="/auth/login?return_to=/tasks/x1"' in response.text
        assert 'href="/auth/login?return_to=/tasks/x1&amp;lang=en"' in response.text
        assert '<img src="/portal/emblem"' in response.text
        monkeypatch.setattr(provider_module, "_SECONDS", 0.5)
        english = await browser.get("/auth/login?lang=en")
        assert "Sign-in is not available" in english.text
        assert 'href="/auth/login"' in english.text
        assert (await signed_in.get("/v1/tasks/x1")).status_code == 200
        await asyncio.gather(*(browser.get("/auth/login") for _ in range(5)))
        failed = FAILURES.labels("keycloak")._value.get()
        assert failed > 0
        assert (await browser.get("/auth/login")).status_code == 503
        assert FAILURES.labels("keycloak")._value.get() == failed, "nobody waits for it any more"
        hung.provider.mend()
        await until(browser, "/auth/login", 303)


async def test_a_program_gets_a_problem_while_sign_in_is_away(hung: Hung) -> None:
    hung.provider.silence()
    async with hung.world.client(accept="application/json") as client:
        response = await client.get("/auth/login", timeout=60)
    assert problem(response)["reason"] == "SIGN_IN_UNAVAILABLE"


async def test_signing_out_does_not_wait_long_for_a_hung_provider(hung: Hung) -> None:
    world = hung.world
    async with world.client(accept="application/json") as browser:
        browser.timeout = httpx.Timeout(60)
        await sign_in(world, browser)
        token = (await browser.get("/auth/session")).json()["csrfToken"]
        hung.provider.silence()
        world.gateway._callers._provider._documents.clear()
        seconds, response = await timed(browser.post("/auth/logout", data={"csrf_token": token}))
        assert (response.status_code, seconds < LONGEST) == (200, True)
        assert (await browser.get("/auth/session")).json()["signedIn"] is False
