"""The OpenAPI document and the pages around it."""

import json
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from gateway import openapi, routes
from gateway.openapi.parameters import path
from gateway.tests.conftest import World
from gateway.tests.services import Services
from gateway.tests.test_calls import UNARY, address
from gateway.transcode import Transcoder
from shared import rules


@pytest.fixture(name="document", scope="session")
def described(shared_world: World) -> dict[str, Any]:
    document = openapi.describe(shared_world.settings, routes.table()).document
    content: dict[str, Any] = json.loads(document)
    return content


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The operations by their id."""
    return {one["operationId"]: one for item in document["paths"].values() for one in item.values()}


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"] == "3.1.0"


async def test_the_document_is_public(world: World, document: dict[str, Any]) -> None:
    async with world.client() as client:
        response = await client.get("/openapi.json")
    assert response.json() == document


def test_the_document_has_exactly_the_routes(document: dict[str, Any]) -> None:
    described = {(method, where) for where, item in document["paths"].items() for method in item}
    assert described == {(route.http_method.lower(), path(route)) for route in routes.table().routes}
    assert "ResolvePrincipal" not in json.dumps(document)


def test_every_operation_and_parameter_is_explained(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        assert operation["summary"], name
        for parameter in operation["parameters"]:
            assert "$ref" in parameter or parameter["description"], (name, parameter)


def test_every_schema_and_field_is_explained(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description") or name.startswith("google."), name
        for field, one in schema.get("properties", {}).items():
            assert "description" in one, (name, field)


def test_the_document_has_the_constraints_and_behaviours_of_the_protos(document: dict[str, Any]) -> None:
    task = document["components"]["schemas"]["task.Task"]
    assert task["properties"]["state"]["readOnly"] is True
    assert task["properties"]["title"]["maxLength"] > 0
    assert "required" not in document["components"]["schemas"]["task.TaskUpdate"]
    names = operations(document)["batchIssueTasks"]["requestBody"]["content"]["application/json"]["schema"]
    assert (names["properties"]["names"]["maxItems"], names["required"]) == (200, ["names"])
    assert task["properties"]["assignDate"]["pattern"] == "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"
    assert document["components"]["schemas"]["identity.Unit"]["properties"]["startDate"]["format"] == "date"
    as_of = {one.get("name"): one for one in operations(document)["getStatistics"]["parameters"]}["asOfDate"]
    assert as_of["schema"] == {"type": "string", "format": "date"}
    size = next(
        one for one in operations(document)["listTasks"]["parameters"] if one.get("name") == "pageSize"
    )
    assert size["schema"]["minimum"] == 0


def test_headers_security_and_problems_are_described(document: dict[str, Any]) -> None:
    accept = operations(document)["acceptTask"]
    references = {one.get("$ref", "").rpartition("/")[2] for one in accept["parameters"]}
    assert {"If-Match", "Idempotency-Key", "Accept-Language", "X-Request-Id"} <= references
    assert {"session": [], "csrf": []} in accept["security"]
    assert {"bearer": ["statistics.read"]} in operations(document)["getStatistics"]["security"]
    read = {one.get("$ref", "").rpartition("/")[2] for one in operations(document)["getTask"]["parameters"]}
    assert read & {"If-Match", "If-None-Match", "Idempotency-Key"} == {"If-None-Match"}


ALWAYS, BODY = {"200", "400", "401", "403", "500", "503", "504"}, {"408", "413", "415"}


@pytest.mark.parametrize(
    ("operation", "statuses"),
    [
        ("getTask", {"304", "404"}),
        ("listTasks", {"404"}),
        ("listTaskSteps", {"404"}),
        ("acceptTask", {*BODY, "404", "409", "412", "422"}),
        ("updateTask", {*BODY, "404", "409", "412", "422"}),
        ("createTask", {*BODY, "409", "422"}),
        ("createDirective", {*BODY, "409", "422"}),
        ("batchIssueTasks", {*BODY, "404", "409", "422"}),
        ("createPerson", {*BODY, "409", "422"}),
        ("uploadFile", {"408", "409", "413", "422"}),
        ("downloadFile", {"304", "404"}),
        ("exportTasks", {"404"}),
        ("watchTasks", {"429"}),
        ("listStuckEvents", {"404"}),
        ("replayStuckEvent", {*BODY, "404", "409", "422"}),
    ],
)
def test_an_operation_has_exactly_its_possible_statuses(
    document: dict[str, Any], operation: str, statuses: set[str]
) -> None:
    assert operations(document)[operation]["responses"].keys() == ALWAYS | statuses


def test_a_path_parameter_is_described_as_part_of_the_name(document: dict[str, Any]) -> None:
    drop = {one.get("name"): one for one in operations(document)["dropProposal"]["parameters"]}
    name = "directives/{directive}/proposals/{proposal}"
    for part in ("directive", "proposal"):
        assert drop[part]["description"].endswith(f"Given here: `{{{part}}}` of the name `{name}`.")
        assert drop[part]["schema"]["pattern"] == "^[a-z0-9-]{1,63}$"
    for operation in operations(document).values():
        for one in operation["parameters"]:
            assert one.get("in") != "path" or "Format:" not in one["description"]


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_files_are_bytes_of_their_media_types(document: dict[str, Any]) -> None:
    upload = operations(document)["uploadFile"]
    assert upload["requestBody"]["content"].keys() == {"application/octet-stream"}
    assert "displayName" in {one.get("name") for one in upload["parameters"]}
    shown = {
        name: operations(document)[name]["responses"]["200"]["content"]
        for name in ("downloadFile", "exportTasks", "exportStatistics")
    }
    assert shown["exportTasks"].keys() == shown["exportStatistics"].keys() == {SHEET}
    assert {"application/pdf", SHEET, "image/png"} < shown["downloadFile"].keys()
    for content in (upload["requestBody"]["content"], *shown.values()):
        assert all(one["schema"] == {"type": "string", "format": "binary"} for one in content.values())


def test_a_watch_is_an_event_stream_of_its_messages(document: dict[str, Any]) -> None:
    content = operations(document)["watchTasks"]["responses"]["200"]["content"]
    assert content == {"text/event-stream": {"schema": {"$ref": "#/components/schemas/task.TaskChange"}}}


WITH_BODY = [route for route in routes.table().routes if route.body and not route.uploads]


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.rpc.name)
def test_every_body_has_a_valid_example(document: dict[str, Any], route: routes.Route) -> None:
    name = route.rpc.name[0].lower() + route.rpc.name[1:]
    content = operations(document)[name]["requestBody"]["content"]["application/json"]
    jsonschema.Draft202012Validator({**content["schema"], "components": document["components"]}).validate(
        content["example"]
    )
    segments = ["x1" if segment == "*" else segment for segment in route.segments]
    rules.check(Transcoder(route).request(segments, b"", json.dumps(content["example"]).encode()))


@pytest.mark.parametrize("route", UNARY, ids=lambda route: route.rpc.name)
async def test_answers_match_their_schemas(
    world: World, document: dict[str, Any], route: routes.Route
) -> None:
    async with world.person() as client:
        response = await client.request(route.http_method, address(route), json=None if route.reads else {})
    name = route.rpc.name[0].lower() + route.rpc.name[1:]
    schema = operations(document)[name]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator(
        {**schema, "components": {"schemas": _open(document["components"]["schemas"])}}
    ).validate(response.json())


def _open(schemas: dict[str, Any]) -> dict[str, Any]:
    # The stand-in answers with empty fields, so the rules for values do not apply.
    rules = ("minLength", "pattern", "required", "format")
    opened: dict[str, Any] = json.loads(
        json.dumps(schemas),
        object_hook=lambda one: {key: value for key, value in one.items() if key not in rules},
    )
    return opened


async def test_refusals_match_their_schema(
    world: World, document: dict[str, Any], services: Services
) -> None:
    problem = document["components"]["schemas"]["Problem"]
    async with world.client() as client:
        answers = [
            await client.get("/v1/tasks/x1"),
            await client.get("/v1/x"),
            await client.post("/v1/tasks"),
        ]
    async with world.person() as client:
        answers.append(await client.post("/v1/tasks", json={"foo": 1}))
    for response in answers:
        jsonschema.Draft202012Validator(problem).validate(response.json())


async def test_the_page_of_problems_explains_every_reason(world: World) -> None:
    async with world.client() as client:
        refused = (await client.get("/v1/tasks/x1")).json()
        page = await client.get("/problems")
    anchor = refused["type"].rpartition("#")[2]
    assert refused["type"].startswith(f"{world.url}/problems#")
    assert f'id="{anchor}"' in page.text
    assert 'id="task.dondoc.vn.TASK_STATE"' in page.text


async def test_the_viewer_loads_nothing_from_other_sites(world: World) -> None:
    async with world.client() as client:
        page = await client.get("/docs")
        assert page.status_code == 200
        assert "http://" not in page.text
        assert "https://" not in page.text
        assert "unsafe" not in page.headers["content-security-policy"]
        for asset in ("/docs/assets/swagger-ui-bundle.js", "/docs/assets/swagger-ui.css", "/static/docs.js"):
            assert asset in page.text
            assert (await client.get(asset)).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/static/../config.py", "/static/%2e%2e/config.py", "/docs/assets/../flask_swagger_ui.py", "/static/"],
)
async def test_only_assets_are_served(world: World, address: str) -> None:
    async with world.client() as client:
        assert (await client.get(address)).status_code == 404


@pytest.mark.parametrize(("method", "address"), [("POST", "/"), ("GET", "/auth/logout"), ("GET", "/nothing")])
async def test_other_methods_and_addresses_are_refused(world: World, method: str, address: str) -> None:
    async with world.client() as client:
        response = await client.request(method, address)
        page = await client.request(method, address, headers={"accept": "text/html"})
    assert response.status_code in (404, 405)
    assert response.headers["content-type"] == "application/problem+json"
    assert page.headers["content-type"].startswith("text/html")
