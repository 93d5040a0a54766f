"""Bearer tokens: valid and invalid ones, and the RPCs that an external portal reaches."""

import time
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from gateway import routes
from gateway.tests.conftest import World, problem
from gateway.tests.issuer import confused
from gateway.tests.test_calls import address
from shared.principal import HEADER, Verifier
from shared.testing import Keys

OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one"})
SAFE = [route for route in routes.table().routes if route.rpc.method_kind == "unary"]


async def call(world: World, token: str) -> Any:
    async with world.client(authorization=f"Bearer {token}") as client:
        return await client.get("/v1/tasks/x1")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://elsewhere/realms/province"},
        {"iss": None},
        {"aud": "account"},
        {"aud": None},
        {"exp": -60},
        {"exp": None},
        {"iat": 3600},
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"typ": None},
        {"sub": None},
    ],
    ids=str,
)
async def test_an_invalid_token_is_refused(world: World, claims: dict[str, Any]) -> None:
    now = int(time.time())
    claims = {name: now + value if isinstance(value, int) else value for name, value in claims.items()}
    response = await call(
        world, world.issuer.person_token(**claims) if "sub" not in claims else _without_subject(world)
    )
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert problem(response)["reason"] == "TOKEN_INVALID"
    assert world.services.received == []


def _without_subject(world: World) -> str:
    return world.issuer.token(aud="dondoc", typ="Bearer", sid="s")


async def test_a_token_with_a_foreign_key_or_no_signature_is_refused(world: World) -> None:
    claims = {"sub": "subject-an", "aud": "dondoc", "typ": "Bearer", "sid": "s"}
    good = world.issuer.person_token()
    header, payload, signature = good.split(".")
    tokens = [
        world.issuer.token(OTHER_KEY, **claims),
        confused(good, world.issuer.key),
        f"eyJhbGciOiJub25lIn0.{payload}.",
        f"{header}.{payload}.{signature[:-4]}AAAA",
        "x",
    ]
    for token in tokens:
        assert (await call(world, token)).status_code == 401
    assert (await call(world, good)).status_code == 200


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "x"])
async def test_another_scheme_is_refused(world: World, header: str) -> None:
    async with world.client(authorization=header) as client:
        assert (await client.get("/v1/tasks/x1")).status_code == 401


async def test_unknown_keys_are_fetched_rarely(world: World) -> None:
    before = world.issuer.fetched.count("certs")
    for number in range(20):
        key = RSAKey.generate_key(2048, {"kid": f"guess-{number % 2}"}) if number < 2 else OTHER_KEY
        claims = {"sub": f"s{number}", "aud": "dondoc", "typ": "Bearer", "sid": "s"}
        assert (
            await call(world, world.issuer.token(key, kid=f"guess-{number}", **claims))
        ).status_code == 401
    assert world.issuer.fetched.count("certs") <= before + 1


async def test_a_person_unknown_to_identity_is_refused_with_the_reason(world: World) -> None:
    world.services.unknown.add("subject-stranger")
    async with world.person("subject-stranger") as client:
        response = await client.get("/v1/tasks/x1")
    assert response.status_code == 403
    assert problem(response)["reason"] == "SUBJECT_UNKNOWN"


async def test_many_calls_resolve_the_principal_once(world: World) -> None:
    async with world.person("subject-binh") as client:
        for _ in range(5):
            assert (await client.get("/v1/tasks/x1")).status_code == 200
    assert world.services.count("ResolvePrincipal") == 1
    statements = {metadata[HEADER] for name, _, metadata in world.services.received if name == "GetTask"}
    assert len(statements) == 1


async def test_identity_is_called_as_the_gateway(world: World, keys: Keys) -> None:
    async with world.person("subject-chi") as client:
        await client.get("/v1/tasks/x1")
    request, metadata = world.services.last("ResolvePrincipal")
    assert Verifier(keys.public).verify(metadata[HEADER]).service.startswith("gateway")
    assert (request.subject, request.client_id) == ("subject-chi", "")


@pytest.mark.parametrize("route", SAFE, ids=lambda route: route.rpc.name)
async def test_a_portal_reaches_only_the_rpcs_of_its_scopes(world: World, route: routes.Route) -> None:
    async with world.portal("statistics.read", "profile") as client:
        response = await client.request(route.http_method, address(route))
    named = "statistics.read" in route.scopes
    assert response.status_code == (200 if named else 403)
    assert world.services.count(route.rpc.name) == int(named)
    if not named:
        assert problem(response)["reason"] == "SCOPE_REQUIRED"


async def test_a_portal_is_not_a_person_and_has_only_the_scopes_that_identity_grants(
    world: World, keys: Keys
) -> None:
    async with world.portal("statistics.read", "tasks.read") as client:
        await client.get("/v1/statistics")
    request, _ = world.services.last("ResolvePrincipal")
    assert (request.client_id, list(request.scopes)) == ("portal", ["statistics.read", "tasks.read"])
    _, metadata = world.services.last("GetStatistics")
    principal = Verifier(keys.public).verify(metadata[HEADER])
    assert (principal.scopes, principal.person, principal.positions) == (("statistics.read",), "", ())


async def test_a_portal_without_a_scope_is_refused(world: World) -> None:
    async with world.portal() as client:
        assert (await client.get("/v1/statistics")).status_code == 403
    assert world.services.count("GetStatistics") == 0


def test_a_reading_scope_reaches_no_changing_rpc() -> None:
    for route in routes.table().routes:
        assert route.reads or not any(scope.endswith(".read") for scope in route.scopes)
