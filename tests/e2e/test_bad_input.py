"""Requests generated from the OpenAPI document, sent to the whole system.

Whatever the request, no answer is a server error, and each has a status and a media type that the document names.
"""

import json
import re
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from schemathesis.checks import not_a_server_error
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from deploy.demo.cast import Cast
from deploy.demo.desk import Desk
from deploy.local.system import System
from gateway import openapi, routes
from gateway.config import ADDRESSES, GatewaySettings
from tests.conftest import Desks
from tests.e2e.conftest import SPECIALIST

pytestmark = pytest.mark.timeout(900)
EXAMPLES = 5
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
ID = re.compile(r"[a-z0-9-]{1,63}")


def described() -> dict[str, Any]:
    """The OpenAPI document; the addresses in it do not matter here."""
    unused = dict.fromkeys(ADDRESSES, "x:1")
    unused |= {"public_url": "http://localhost", "oidc_issuer": "http://localhost", "oidc_client_id": "x"}
    secrets = dict.fromkeys(("database_url", "principal_signing_key", "oidc_client_secret"), SecretStr("x"))
    values: dict[str, Any] = {**unused, **secrets}
    content: dict[str, Any] = json.loads(openapi.describe(GatewaySettings(**values), routes.table()).document)
    # The fixture provides the caller; the gateway would refuse a generated cookie.
    for operations in content["paths"].values():
        for operation in operations.values():
            operation.pop("security")
    return content


def answering(content: dict[str, Any]) -> dict[str, Any]:
    """The document without streams, whose answers never end."""
    paths = {
        path: {
            method: operation
            for method, operation in operations.items()
            if "text/event-stream" not in operation["responses"]["200"]["content"]
        }
        for path, operations in content["paths"].items()
    }
    return content | {"paths": paths}


# Any bytes will do: what is no workbook is refused too.
schemathesis.serializer.alias(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/octet-stream"
)
DESCRIBED = answering(described())


@pytest.fixture(scope="module")
def api() -> BaseSchema:
    """What the API promises, but for streams."""
    return schemathesis.openapi.from_dict(DESCRIBED)


@pytest.fixture(scope="session")
def callers(desk: Desks, cast: Cast) -> list[Desk]:
    """The first person of each role that has many rights."""
    people = cast.people.values()
    return [
        desk(next(one.id for one in people if any(held.role == role for held in one.positions)), "en")
        for role in ("OFFICE_SPECIALIST", "SYSTEM_ADMINISTRATOR")
    ]


@pytest.fixture(scope="session")
def known(desk: Desks, cast: Cast) -> dict[str, list[str]]:
    """Existing ids by parameter name: otherwise every request would end with 404."""
    specialist = desk(SPECIALIST, "en")
    task = specialist.post("v1/tasks", {"title": "Thử mọi cách gọi sai", "output": "Báo cáo"})
    lists = {"task": "tasks", "directive": "directives", "unit": "units", "person": "people"}
    found = {name: list(specialist.get(f"v1/{path}", pageSize=5)[path]) for name, path in lists.items()}
    found["task"].insert(0, task)
    return {name: [one["name"].rpartition("/")[2] for one in rows] for name, rows in found.items() if rows}


@pytest.mark.parametrize(
    ("path", "method"),
    [(path, method) for path, operations in DESCRIBED["paths"].items() for method in operations],
)
def test_every_request_gets_an_answer_that_the_document_names(
    path: str, method: str, api: BaseSchema, callers: list[Desk], known: dict[str, list[str]]
) -> None:
    # Schemathesis' own decorator generates all requests while pytest collects, on every core: half a minute.
    requests = build_operation_test(
        config=api.config,
        operation=api[path][method],
        test_func=answered_as_described,
        given_kwargs={},
        feedback=FeedbackSources(constants_value_source=make_constants_value_source(api)),
    )
    requests(callers=callers, known=known)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def answered_as_described(
    case: "schemathesis.Case[Any]", callers: list[Desk], known: dict[str, list[str]]
) -> None:
    """Sends a request; fails if the document does not name its answer."""
    for name, value in list(case.path_parameters.items()):
        if name in known and ID.fullmatch(str(value)):
            case.path_parameters[name] = known[name][len(str(value)) % len(known[name])]
    # Sending each of ten thousand requests as both callers takes too long: the request's length picks one.
    caller = callers[len(repr(case)) % len(callers)]
    headers = caller.writing() if case.method.upper() != "GET" else {}
    cookies = dict(caller.browser.http.cookies.items())
    response = case.call(base_url=caller.gateway, headers=headers, cookies=cookies)
    case.validate_response(response, checks=CHECKS)
    assert response.status_code != 401
    if response.status_code >= 400:
        assert "application/problem+json" in response.headers["content-type"]


def test_the_gateway_serves_this_document(system: System) -> None:
    served = httpx.get(f"{system.plan.url('gateway')}/openapi.json").json()
    assert served["paths"].keys() == described()["paths"].keys()
