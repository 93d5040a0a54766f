"""Sign-in with a real Keycloak: people of the province, an OIDC agency, a SAML agency, and an external portal."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import asyncpg
import httpx
import pytest
import pytest_asyncio

from deploy.local.keycloak import RunningKeycloak
from deploy.local.ports import free_port
from gateway.auth.secrets import hashed
from gateway.config import GatewaySettings
from gateway.tests.conftest import CLIENT_ID, CLIENT_SECRET, problem, running, settings_for
from gateway.tests.services import Services
from services.identity.provisioning import (
    Account,
    AgencyProvider,
    Connection,
    GatewayClient,
    Plan,
    PortalClient,
    Protocol,
    local_metadata_url,
    provision,
)
from services.identity.tests.browser import Form, _Page
from shared.testing import Keys

pytestmark = pytest.mark.timeout(600)
PASSWORD = "mat-khau-thu-nghiem-2026"
HANH = Account("hanh", "hanh", "Thị Hạnh", "Lê", "hanh@tinh.example")
AN = Account("an", "an", "Văn An", "Nguyễn", "an@a.example", "agency-a", "A-1001")
BINH = Account("binh", "binh", "Văn Bình", "Trần", "binh@b.example", "agency-b", "B-2001")


@dataclass
class Province:
    """Keycloak with the province realm, and a gateway that signs people in there."""

    keycloak: RunningKeycloak
    connection: Connection
    settings: GatewaySettings
    services: Services

    @property
    def admin(self) -> Any:
        return self.connection.admin("province")


def plan(keycloak_url: str, gateway_url: str) -> Plan:
    def provider(alias: str, protocol: Protocol, key: str) -> AgencyProvider:
        metadata = local_metadata_url(keycloak_url, alias, protocol)
        return AgencyProvider(
            alias, "so", f"Cơ quan {alias}", protocol, metadata, key, "dondoc", f"{alias}-secret"
        )

    return Plan(
        display_name="Tỉnh Thử",
        audience="dondoc",
        gateway=GatewayClient(
            CLIENT_ID,
            CLIENT_SECRET,
            (f"{gateway_url}/auth/callback",),
            (f"{gateway_url}/",),
            f"{gateway_url}/auth/backchannel-logout",
        ),
        providers=(
            provider("agency-a", Protocol.OIDC, "employee_number"),
            provider("agency-b", Protocol.SAML, "employeeNumber"),
        ),
        portals=(PortalClient("cong-du-lieu", "portal-secret", "Cổng dữ liệu", ("statistics.read",)),),
        scopes={"statistics.read": "Published statistics", "tasks.read": "Tasks"},
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def province(
    keycloak: RunningKeycloak, database_url: str, services: Services, keys: Keys
) -> AsyncIterator[Province]:
    connection = Connection(keycloak.url, keycloak.admin_client, keycloak.admin_secret)
    issuer = f"{keycloak.url}/realms/province"
    settings = settings_for(free_port(), database_url, services, issuer, keys)
    await asyncio.to_thread(
        provision,
        connection,
        plan(keycloak.url, settings.origin),
        (HANH, AN, BINH),
        lambda account: PASSWORD,
        ("agency-a", "agency-b"),
    )
    services.forget()
    async with running(settings):
        yield Province(keycloak, connection, settings, services)


@asynccontextmanager
async def browser(province: Province) -> AsyncIterator[httpx.AsyncClient]:
    async def plain(_response: httpx.Response) -> None:
        # Keycloak marks its cookies Secure even on plain http; browsers treat 127.0.0.1 as secure.
        for cookie in client.cookies.jar:
            cookie.secure = False

    client = httpx.AsyncClient(
        base_url=province.settings.origin, timeout=30, trust_env=False, event_hooks={"response": [plain]}
    )
    async with client:
        yield client


async def follow(client: httpx.AsyncClient, response: httpx.Response) -> httpx.Response:
    while response.is_redirect:
        response = await client.get(urljoin(str(response.url), response.headers["location"]))
    return response


def form_of(page: httpx.Response) -> Form | None:
    parsed = _Page()
    parsed.feed(page.text)
    wanted = {"password", "SAMLRequest", "SAMLResponse"}
    return next((form for form in parsed.forms if wanted & form.fields.keys()), None)


async def sign_in(client: httpx.AsyncClient, account: Account) -> httpx.Response:
    """Signs in on the pages to which the gateway sends the browser, and returns the last page."""
    query = {"return_to": "/?lang=en"} | ({"idp": account.provider} if account.provider else {})
    page = await follow(client, await client.get("/auth/login", params=query))
    for _ in range(6):
        form = form_of(page)
        if form is None:
            break
        typed = {"username": account.login, "password": PASSWORD} if "password" in form.fields else {}
        target = urljoin(str(page.url), form.action)
        page = await follow(client, await client.post(target, data=form.fields | typed))
    return page


async def session(client: httpx.AsyncClient) -> dict[str, Any]:
    content: dict[str, Any] = (await client.get("/auth/session")).json()
    return content


@pytest.mark.parametrize("account", [HANH, AN, BINH], ids=["province", "OIDC agency", "SAML agency"])
async def test_people_sign_in_at_their_provider_and_call_the_api(
    province: Province, account: Account
) -> None:
    async with browser(province) as client:
        page = await sign_in(client, account)
        assert str(page.url) == f"{province.settings.origin}/?lang=en"
        assert (await session(client))["known"] is True
        assert (await client.get("/v1/tasks/x1")).status_code == 200
        described = await session(client)
        response = await client.post("/v1/tasks/x1:accept", headers={"x-csrf-token": described["csrfToken"]})
        assert response.status_code == 200
    request, _ = province.services.last("ResolvePrincipal")
    assert request.subject == described["subject"]


async def test_signing_out_also_ends_the_session_at_keycloak(province: Province) -> None:
    async with browser(province) as client:
        await sign_in(client, HANH)
        again = await follow(client, await client.get("/auth/login"))
        assert form_of(again) is None
        token = (await session(client))["csrfToken"]
        left = await client.post(
            "/auth/logout", headers={"x-csrf-token": token, "accept": "application/json"}
        )
        home = await follow(client, await client.get(left.json()["logoutUrl"]))
        assert str(home.url) == f"{province.settings.origin}/"
        assert (await session(client))["signedIn"] is False
        page = await follow(client, await client.get("/auth/login"))
        assert form_of(page) is not None


async def test_a_session_ends_at_once_when_keycloak_ends_it(province: Province) -> None:
    async with browser(province) as client:
        await sign_in(client, AN)
        subject = (await session(client))["subject"]
        for one in await asyncio.to_thread(province.admin.get_sessions, subject):
            province.admin.connection.raw_delete(f"/admin/realms/province/sessions/{one['id']}")
        async with asyncio.timeout(10):
            while (await session(client))["signedIn"]:  # noqa: ASYNC110 - Keycloak calls when it can
                await asyncio.sleep(0.1)
        assert (await client.get("/v1/tasks/x1")).status_code == 401


async def due(province: Province, cookie: str) -> None:
    """Makes the gateway check the session with Keycloak at its next use."""
    connection = await asyncpg.connect(province.settings.database_url.get_secret_value())
    await connection.execute(
        "UPDATE sessions SET check_time = now() - interval '1 s' WHERE id_hash = $1", hashed(cookie)
    )
    # Clears the cache, as if another replica had ended the session.
    await connection.execute("SELECT pg_notify('sessions_ended', $1)", hashed(cookie).hex())
    await connection.close()
    await asyncio.sleep(0.2)


async def test_the_next_check_ends_the_session_of_a_disabled_person(province: Province) -> None:
    async with browser(province) as client:
        await sign_in(client, BINH)
        subject = (await session(client))["subject"]
        cookie = client.cookies["dondoc_session"]
        await due(province, cookie)
        assert (await session(client))["signedIn"] is True
        await asyncio.to_thread(province.admin.update_user, subject, {"enabled": False})
        try:
            await due(province, cookie)
            assert (await session(client))["signedIn"] is False
        finally:
            await asyncio.to_thread(province.admin.update_user, subject, {"enabled": True})


async def portal_token(province: Province, **form: str) -> httpx.Response:
    url = f"{province.settings.oidc_issuer}/protocol/openid-connect/token"
    credentials = {"client_id": "cong-du-lieu", "client_secret": "portal-secret"}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(url, data={"grant_type": "client_credentials", **credentials, **form})


async def test_a_portal_with_its_scope_reads_only_statistics(province: Province) -> None:
    token = (await portal_token(province, scope="statistics.read")).json()["access_token"]
    bare = (await portal_token(province)).json()["access_token"]
    async with httpx.AsyncClient(base_url=province.settings.origin, trust_env=False) as client:
        headers = {"authorization": f"Bearer {token}"}
        assert (await client.get("/v1/statistics", headers=headers)).status_code == 200
        refused = await client.get("/v1/tasks/x1", headers=headers)
        assert problem(refused)["reason"] == "SCOPE_REQUIRED"
        without = await client.get("/v1/statistics", headers={"authorization": f"Bearer {bare}"})
        assert problem(without)["reason"] == "SCOPE_REQUIRED"
    request, _ = province.services.last("ResolvePrincipal")
    assert request.client_id == "cong-du-lieu"


async def test_people_stay_signed_in_while_keycloak_is_down(province: Province) -> None:
    async with browser(province) as client:
        await sign_in(client, HANH)
        cookie = client.cookies["dondoc_session"]
        await asyncio.to_thread(province.keycloak.stop)
        try:
            await due(province, cookie)
            assert (await client.get("/v1/tasks/x1")).status_code == 200
            assert (await session(client))["signedIn"] is True
        finally:
            await asyncio.to_thread(province.keycloak.start)
    async with browser(province) as client:
        await sign_in(client, HANH)
        assert (await session(client))["known"] is True
