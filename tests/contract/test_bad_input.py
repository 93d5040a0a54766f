"""The whole system under requests made from its own OpenAPI document: whatever is sent, nothing fails inside."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from schemathesis.checks import not_a_server_error

from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, Desk
from deploy.local.system import System
from gateway import openapi, routes
from gateway.config import GatewaySettings

pytestmark = pytest.mark.timeout(900)
EXAMPLES = 12


def described() -> dict[str, Any]:
    """The document; addresses in it are of no account here."""
    unused = {
        f"{name}_address": "x:1" for name in ("identity", "task", "document", "notification", "reporting")
    }
    unused |= {"public_url": "http://localhost", "oidc_issuer": "http://localhost", "oidc_client_id": "x"}
    secrets = dict.fromkeys(("database_url", "principal_signing_key", "oidc_client_secret"), SecretStr("x"))
    values: dict[str, Any] = {**unused, **secrets}
    content: dict[str, Any] = json.loads(openapi.describe(GatewaySettings(**values), routes.table()).document)
    # Who calls is settled by the fixture; a made-up cookie would only be refused.
    for operations in content["paths"].values():
        for operation in operations.values():
            operation.pop("security")
    return content


schema = schemathesis.openapi.from_dict(described())


@pytest.fixture(scope="session", params=["OFFICE_SPECIALIST", "SYSTEM_ADMINISTRATOR"])
def desk(request: pytest.FixtureRequest, system: System) -> Iterator[Desk]:
    """Somebody who may do much, signed in."""
    password = system.wiring.secrets.password("demo")
    plan = system.plan
    addresses = Addresses(plan.url("gateway"), plan.url("mail"), plan.folder / "clock", password)
    people = Cast().people.values()
    person = next(one for one in people if any(post.role == request.param for post in one.posts))
    opened = Desk.open(addresses, person, "en")
    yield opened
    opened.leave()


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_that_is_sent_makes_the_system_fail(case: schemathesis.Case, desk: Desk) -> None:
    headers = desk.writing() if case.method.upper() != "GET" else {}
    cookies = dict(desk.browser.http.cookies.items())
    response = case.call(base_url=desk.gateway, headers=headers, cookies=cookies)
    case.validate_response(response, checks=[not_a_server_error])
    assert response.status_code != 401
    if response.status_code >= 400:
        assert "application/problem+json" in response.headers["content-type"]


def test_the_gateway_says_what_it_is(system: System) -> None:
    served = httpx.get(f"{system.plan.url('gateway')}/openapi.json").json()
    assert served["paths"].keys() == described()["paths"].keys()
