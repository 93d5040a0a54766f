"""Signing in and out with a browser, and attacks on sessions."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import asyncpg
import httpx
import pytest

from deploy.local.ports import free_port
from gateway.auth.signin import local_path
from gateway.tests.conftest import World, problem, running, settings_for
from shared import clock
from shared.testing import Keys


async def redirected(client: httpx.AsyncClient, address: str) -> dict[str, str]:
    """The query of the redirection to the sign-in page."""
    response = await client.get(address)
    assert response.status_code == 303, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


async def sign_in(
    world: World, client: httpx.AsyncClient, subject: str = "subject-an", **claims: Any
) -> httpx.Response:
    """Signs in as a browser does."""
    query = await redirected(client, "/auth/login?return_to=/tasks")
    code = world.issuer.authorize(query, subject, **claims)
    return await client.get(
        "/auth/callback", params={"code": code, "state": query["state"], "iss": world.issuer.url}
    )


async def session(client: httpx.AsyncClient) -> dict[str, Any]:
    """The session as the gateway describes it."""
    content: dict[str, Any] = (await client.get("/auth/session")).json()
    return content


async def rows(world: World, query: str) -> list[Any]:
    connection = await asyncpg.connect(world.settings.database_url.get_secret_value())
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


async def test_sign_in_uses_the_code_flow_with_pkce_and_the_provider_of_the_agency(world: World) -> None:
    async with world.client(**{"accept-language": "en"}) as client:
        query = await redirected(client, "/auth/login?idp=agency-a")
        cookie = client.cookies.jar.__iter__().__next__()
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert query["redirect_uri"] == f"{world.url}/auth/callback"
    assert (query["kc_idp_hint"], query["ui_locales"]) == ("agency-a", "en")
    assert {"state", "nonce", "code_challenge"} <= query.keys()
    assert cookie.has_nonstandard_attr("HttpOnly")


async def test_a_signed_in_browser_calls_as_the_person_without_a_token(world: World) -> None:
    async with world.client() as client:
        response = await sign_in(world, client)
        assert (response.status_code, response.headers["location"]) == (303, "/tasks")
        set_cookie = response.headers["set-cookie"]
        assert "HttpOnly" in set_cookie
        assert "SameSite=Lax" in set_cookie
        assert (await client.get("/v1/tasks/x1")).status_code == 200
        described = await session(client)
    assert (described["signedIn"], described["person"], described["displayName"]) == (
        True,
        "people/an",
        "Người an",
    )
    assert described["positions"][0]["role"] == "AGENCY_CLERK"
    assert "eyJ" not in set_cookie


async def test_the_session_has_the_time_of_the_system_clock(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clock").write_text("40")
    monkeypatch.setattr(clock, "_clock", clock.Clock(str(tmp_path / "clock")))
    async with world.client() as client:
        await sign_in(world, client)
        stated = datetime.fromisoformat((await session(client))["currentTime"])
    assert timedelta(days=39) < stated - datetime.now(UTC) < timedelta(days=41)


async def test_cookies_are_stored_as_hashes_and_tokens_encrypted(world: World) -> None:
    async with world.client() as client:
        await sign_in(world, client, "subject-secret")
        cookie = client.cookies["dondoc_session"]
    kept = str(
        [dict(row) for row in await rows(world, "SELECT * FROM sessions WHERE subject = 'subject-secret'")]
    )
    assert "subject-secret" in kept
    assert cookie not in kept
    assert "refresh-subject-secret" not in kept


async def test_https_cookies_are_bound_to_the_host(world: World, keys: Keys) -> None:
    port = free_port()
    url = world.settings.database_url.get_secret_value()
    settings = settings_for(
        port, url, world.services, world.issuer.url, keys, public_url="https://dondoc.example"
    )
    async with (
        running(settings),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        response = await client.get("/auth/login")
    assert response.headers["set-cookie"].startswith("__Host-dondoc_sign_in=")
    assert "Secure" in response.headers["set-cookie"]
    assert "Path=/;" in response.headers["set-cookie"]
    assert response.headers["strict-transport-security"]


async def test_the_session_has_a_new_id_after_every_sign_in(world: World) -> None:
    async with world.client() as client:
        client.cookies.set("dondoc_session", "chosen-by-an-attacker")
        await sign_in(world, client)
        first = client.cookies.jar
        values = {cookie.value for cookie in first if cookie.name == "dondoc_session"}
        assert "chosen-by-an-attacker" not in values or len(values) == 2
        old = (await client.get("/auth/session")).request.headers["cookie"]
        await sign_in(world, client)
    async with world.client(cookie=old) as stolen:
        assert (await session(stolen))["signedIn"] is False


@pytest.mark.parametrize("change", ["state", "code", "browser", "twice", "iss"])
async def test_a_tampered_sign_in_is_refused(world: World, change: str) -> None:
    async with world.client() as client:
        query = await redirected(client, "/auth/login")
        code = world.issuer.authorize(query, "subject-an")
        answer = {"code": code, "state": query["state"], "iss": world.issuer.url}
        if change in ("state", "code", "iss"):
            answer[change] = "other"
        if change == "twice":
            assert (await client.get("/auth/callback", params=answer)).status_code == 303
        if change == "browser":
            client.cookies.clear()
        response = await client.get("/auth/callback", params=answer)
    assert response.status_code == 400
    assert problem(response)["reason"] == "SIGN_IN_EXPIRED"


@pytest.mark.parametrize(
    "claims",
    [{"nonce": "other"}, {"aud": "other"}, {"iss": "http://other"}, {"exp": 1}, {"azp": "other"}],
    ids=str,
)
async def test_an_id_token_of_another_sign_in_is_refused(world: World, claims: dict[str, Any]) -> None:
    async with world.client() as client:
        response = await sign_in(world, client, **claims)
        assert response.status_code == 400
        assert (await session(client))["signedIn"] is False


async def test_sign_ins_that_the_provider_refuses_hold_up_nobody_else(world: World) -> None:
    async with world.client() as stranger, world.client() as person:
        for _ in range(6):
            query = await redirected(stranger, "/auth/login")
            refused = {"state": query["state"], "code": "unheard-of"}
            assert (await stranger.get("/auth/callback", params=refused)).status_code == 503
        assert (await sign_in(world, person)).status_code == 303


@pytest.mark.parametrize("code", [{}, {"code": ""}], ids=["missing", "empty"])
async def test_a_callback_without_a_code_is_refused_at_once(world: World, code: dict[str, str]) -> None:
    for accept in ("text/html", "application/json"):
        async with world.client(accept=accept) as client:
            query = await redirected(client, "/auth/login")
            response = await client.get("/auth/callback", params={"state": query["state"], **code})
        assert response.status_code == 400
        assert response.headers["content-type"].startswith(
            accept if accept == "text/html" else "application/problem+json"
        )


async def test_a_failed_sign_in_is_shown_as_a_page(world: World) -> None:
    async with world.client(accept="text/html") as client:
        query = await redirected(client, "/auth/login")
        answer = {"error": "<script>", "state": query["state"]}
        response = await client.get("/auth/callback", params=answer)
    assert response.status_code == 403
    assert response.headers["content-type"].startswith("text/html")
    assert "<script>" not in response.text


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "evil",
        "javascript:alert(1)",
        "/a\r\nx: y",
        "/\t/evil",
    ],
)
def test_a_sign_in_never_returns_to_another_site(wanted: str) -> None:
    assert local_path(wanted) == "/"


def test_a_sign_in_returns_to_a_path_of_this_site() -> None:
    assert local_path("/tasks/x1?view=full#steps") == "/tasks/x1?view=full#steps"


async def test_an_unsafe_request_needs_the_csrf_token_and_our_origin(world: World) -> None:
    async with world.client() as client:
        await sign_in(world, client)
        token = (await session(client))["csrfToken"]
        refused = [
            {},
            {"x-csrf-token": "wrong"},
            {"x-csrf-token": token, "origin": "https://evil.example"},
            {"x-csrf-token": token, "origin": "null"},
            {"x-csrf-token": token, "sec-fetch-site": "cross-site"},
            {"x-csrf-token": token, "sec-fetch-site": "same-site"},
        ]
        for headers in refused:
            response = await client.post("/v1/tasks/x1:accept", headers=headers)
            assert (response.status_code, problem(response)["reason"]) == (403, "CSRF")
        assert world.services.count("AcceptTask") == 0
        good = {"x-csrf-token": token, "origin": world.url, "sec-fetch-site": "same-origin"}
        assert (await client.post("/v1/tasks/x1:accept", headers=good)).status_code == 200


async def test_a_csrf_token_is_valid_only_in_its_session(world: World) -> None:
    async with world.client() as one, world.client() as other:
        await sign_in(world, one)
        await sign_in(world, other)
        token = (await session(one))["csrfToken"]
        response = await other.post("/v1/tasks/x1:accept", headers={"x-csrf-token": token})
    assert response.status_code == 403


async def test_signing_out_ends_the_session_here_and_at_the_provider(world: World) -> None:
    async with world.client() as client:
        await sign_in(world, client)
        cookie = (await client.get("/auth/session")).request.headers["cookie"]
        token = (await session(client))["csrfToken"]
        page = await client.post("/auth/logout", data={"csrf_token": token})
        assert page.status_code == 200
        assert f"{world.issuer.url}/logout?id_token_hint=" in page.text
    async with world.client(cookie=cookie) as stolen:
        assert (await session(stolen))["signedIn"] is False
        assert (await stolen.get("/v1/tasks/x1")).status_code == 401


async def test_another_site_cannot_sign_a_person_out(world: World) -> None:
    async with world.client() as client:
        await sign_in(world, client)
        response = await client.post("/auth/logout", headers={"origin": "https://evil.example"})
        assert response.status_code == 403
        assert (await session(client))["signedIn"] is True


async def test_signing_out_gives_scripts_the_logout_url(world: World) -> None:
    async with world.client(accept="application/json") as client:
        await sign_in(world, client)
        token = (await session(client))["csrfToken"]
        response = await client.post("/auth/logout", headers={"x-csrf-token": token})
    query = dict(parse_qsl(urlsplit(response.json()["logoutUrl"]).query))
    assert query["post_logout_redirect_uri"] == f"{world.url}/"
    assert query["id_token_hint"].count(".") == 2


async def test_the_provider_can_end_one_session_or_all_sessions_of_a_person(world: World) -> None:
    async with world.client() as one, world.client() as other, world.client() as third:
        await sign_in(world, one, "subject-dung", sid="sid-1")
        await sign_in(world, other, "subject-dung", sid="sid-2")
        await sign_in(world, third, "subject-em", sid="sid-3")
        async with world.client() as provider:
            token = world.issuer.logout_token(sub="subject-dung", sid="sid-1")
            assert (
                await provider.post("/auth/backchannel-logout", data={"logout_token": token})
            ).status_code == 200
            await asyncio.sleep(0.1)
            signed_in = [(await session(client))["signedIn"] for client in (one, other, third)]
            assert signed_in == [False, True, True]
            token = world.issuer.logout_token(sub="subject-dung")
            await provider.post("/auth/backchannel-logout", data={"logout_token": token})
        await asyncio.sleep(0.1)
        assert (await other.get("/v1/tasks/x1")).status_code == 401
        assert (await third.get("/v1/tasks/x1")).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "subject-an", "events": {}},
        {"sub": "subject-an", "aud": "other"},
        {"sub": "subject-an", "nonce": "n"},
        {"sub": "subject-an", "exp": 1},
        {},
    ],
    ids=str,
)
async def test_an_invalid_logout_token_ends_no_session(world: World, claims: dict[str, Any]) -> None:
    async with world.client() as client:
        await sign_in(world, client)
        token = world.issuer.logout_token(**claims)
        response = await client.post("/auth/backchannel-logout", data={"logout_token": token})
        assert (response.status_code, problem(response)["reason"]) == (400, "LOGOUT_TOKEN_INVALID")
        id_token = world.issuer.token(sub="subject-an", aud="dondoc-gateway", typ="ID", sid="sid-subject-an")
        assert (
            await client.post("/auth/backchannel-logout", data={"logout_token": id_token})
        ).status_code == 400
        assert (await session(client))["signedIn"] is True


async def test_replicas_share_a_session_and_its_end(world: World, keys: Keys) -> None:
    url = world.settings.database_url.get_secret_value()
    port = free_port()
    other = settings_for(port, url, world.services, world.issuer.url, keys, public_url=world.url)
    async with running(other), world.client() as client:
        await sign_in(world, client)
        cookie = (await client.get("/auth/session")).request.headers["cookie"]
        headers = {"cookie": cookie}
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False
        ) as replica:
            assert (await replica.get("/v1/tasks/x1")).status_code == 200
            token = (await session(client))["csrfToken"]
            await client.post("/auth/logout", data={"csrf_token": token})
            await asyncio.sleep(0.1)
            assert (await replica.get("/v1/tasks/x1")).status_code == 401


async def test_a_gateway_started_without_the_provider_accepts_sessions_and_tokens(
    world: World, keys: Keys
) -> None:
    async with world.client() as client:
        await sign_in(world, client)
        cookie = (await client.get("/auth/session")).request.headers["cookie"]
    port = free_port()
    settings = settings_for(
        port,
        world.settings.database_url.get_secret_value(),
        world.services,
        world.issuer.url,
        keys,
        public_url=world.url,
    )
    world.issuer.away = True
    try:
        async with (
            running(settings),
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as replica,
        ):
            by_cookie = await replica.get("/v1/tasks/x1", headers={"cookie": cookie})
            by_token = await replica.get(
                "/v1/tasks/x1",
                headers={"authorization": f"Bearer {world.issuer.person_token('subject-fresh')}"},
            )
            assert (by_cookie.status_code, by_token.status_code) == (200, 200)
            login = await replica.get("/auth/login", headers={"accept": "text/html"})
            assert (login.status_code, "Đăng nhập đang gián đoạn" in login.text) == (503, True)
    finally:
        world.issuer.away = False


async def _due(world: World, subject: str) -> None:
    await rows(world, f"UPDATE sessions SET check_time = now() - interval '1 s' WHERE subject = '{subject}'")


async def test_the_gateway_regularly_checks_sessions_with_the_provider(world: World, keys: Keys) -> None:
    async with world.client() as client:
        await sign_in(world, client, "subject-giang")
        cookie = client.cookies["dondoc_session"]
    await _due(world, "subject-giang")
    sessions = world.gateway._callers._sessions
    world.issuer.received.clear()
    assert await sessions.find(cookie) is not None
    assert [form["refresh_token"] for form in world.issuer.received] == ["refresh-subject-giang"]
    await _due(world, "subject-giang")
    sessions._endings._known.clear()
    world.issuer.away = True
    try:
        assert await sessions.find(cookie) is not None
    finally:
        world.issuer.away = False
    await _due(world, "subject-giang")
    sessions._endings._known.clear()
    world.issuer.sessions_over.add("refresh-subject-giang")
    assert await sessions.find(cookie) is None
    assert await rows(world, "SELECT 1 FROM sessions WHERE subject = 'subject-giang'") == []


@pytest.mark.parametrize("column", ["expire_time", "use_time"])
async def test_a_session_ends_when_it_is_too_old_or_unused(world: World, column: str) -> None:
    async with world.client() as client:
        await sign_in(world, client, "subject-old")
        await rows(
            world, f"UPDATE sessions SET {column} = now() - interval '1 day' WHERE subject = 'subject-old'"
        )
        assert (await session(client))["signedIn"] is False
        assert (await client.get("/v1/tasks/x1")).status_code == 401


async def test_a_session_states_whether_the_person_is_known(world: World) -> None:
    async with world.client() as client:
        assert (await session(client))["signedIn"] is False
        world.services.unknown.add("subject-nobody")
        await sign_in(world, client, "subject-nobody")
        assert (await session(client))["known"] is False
