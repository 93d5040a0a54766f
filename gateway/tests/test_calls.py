"""Requests over HTTP as the services receive them, and their answers."""

from typing import Any

import grpc
import pytest
from protobuf import Message

from dondoc_api.dondoc.document.v1 import document_service_pb as document
from dondoc_api.dondoc.task.v1 import task_service_pb as task
from gateway import calls, routes
from gateway.calls import UnaryCall
from gateway.openapi.parameters import path
from gateway.routes import Route, fields_of
from gateway.tests.conftest import World, problem
from gateway.tests.services import Services
from shared.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    FieldViolation,
    InvalidArgument,
    NotFound,
    Refusal,
    ResourceExhausted,
    invalid,
)
from shared.messages import Catalogue
from shared.principal import HEADER, Verifier
from shared.status import Statuses
from shared.testing import Keys

NAMING = [route for route in routes.table().routes if route.variables]
UNARY = [route for route in routes.table().routes if route.rpc.method_kind == "unary"]


def address(route: Route) -> str:
    """An address that matches the route."""
    segments = ["x1" if segment == "*" else segment for segment in route.segments]
    if len(route.servers) > 1:
        segments[route.segments.index("*")] = route.servers[0]
    return "/" + "/".join(segments) + (f":{route.verb}" if route.verb else "")


def named(message: Message[Any], route: Route) -> list[str]:
    found = []
    for variable in route.variables:
        value: Any = message
        for field in variable.fields:
            value = value[field]
        found.append(value)
    return found


@pytest.mark.parametrize("route", UNARY, ids=lambda route: route.rpc.name)
async def test_every_public_rpc_is_reached_at_its_address(world: World, route: Route) -> None:
    async with world.person() as client:
        content = None if route.reads else b"{}"
        headers = {} if route.reads else {"content-type": "application/json"}
        response = await client.request(route.http_method, address(route), content=content, headers=headers)
    assert response.status_code == 200, response.text
    request, _ = world.services.last(route.rpc.name)
    assert type(request) is route.rpc.input.type
    assert all(f"/{name}" in address(route) for name in named(request, route))
    assert response.json() == _json(route.rpc.output.type())


SUBSCRIBERS = next(route for route in UNARY if route.rpc.name == "ListStuckEvents")


async def test_the_first_id_of_a_path_says_which_of_several_services_answers(world: World) -> None:
    other = Services()
    await other.start()
    channels = calls.Services(world.settings.model_copy(update={"task_address": other.address}))
    for name in SUBSCRIBERS.servers:
        call = UnaryCall(channels, SUBSCRIBERS, SUBSCRIBERS.server_of(["v1", "subscribers", name, "x"]), 10)
        await call(SUBSCRIBERS.rpc.input.type(parent=f"subscribers/{name}"), ())
    assert [request.parent for _, request, _ in other.received] == ["subscribers/task"]
    assert world.services.count("ListStuckEvents") == len(SUBSCRIBERS.servers) - 1
    await channels.close()
    await other.stop()


@pytest.mark.parametrize("name", ["identity", "nobody", "tasks", "-", "task%20"])
async def test_a_service_that_does_not_serve_an_rpc_has_no_address_for_it(world: World, name: str) -> None:
    async with world.person() as client:
        response = await client.get(f"/v1/subscribers/{name}/stuckEvents")
    assert (response.status_code, response.json()["reason"]) == (404, "ROUTE_NOT_FOUND")
    assert world.services.count("ListStuckEvents") == 0


def _json(message: Message[Any]) -> Any:
    import json

    return json.loads(message.to_json(always_emit_implicit=True))


async def test_an_rpc_without_an_annotation_has_no_address(world: World) -> None:
    async with world.person() as client:
        for address in (
            "/dondoc.identity.v1.IdentityService/ResolvePrincipal",
            "/v1/resolvePrincipal",
            "/v1/dondoc.identity.v1.IdentityService/ResolvePrincipal",
        ):
            response = await client.post(address, json={})
            assert response.status_code == 404
            assert problem(response)["reason"] == "ROUTE_NOT_FOUND"


async def test_a_wrong_method_is_refused_with_the_allowed_ones(world: World) -> None:
    async with world.person() as client:
        response = await client.delete("/v1/tasks/x1")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, PATCH"
    assert problem(response)["reason"] == "METHOD_NOT_ALLOWED"


async def test_a_service_gets_the_principal_the_language_and_the_trace(world: World, keys: Keys) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = {"accept-language": "en;q=0.8, fr", "x-request-id": "mine-1", "traceparent": trace}
    async with world.person(**headers) as client:
        response = await client.get("/v1/tasks/x1")
    _, metadata = world.services.last("GetTask")
    principal = Verifier(keys.public).verify(metadata[HEADER])
    assert (principal.person, principal.positions[0].role) == ("people/an", "AGENCY_CLERK")
    assert metadata["accept-language"] == "en"
    assert metadata["x-request-id"] == "mine-1" == response.headers["x-request-id"]
    assert metadata["traceparent"].split("-")[1] == trace.split("-")[1]
    assert metadata["traceparent"] != trace


async def test_an_unsafe_request_id_is_replaced(world: World) -> None:
    async with world.person(**{"x-request-id": "a b"}) as client:
        response = await client.get("/v1/tasks/x1")
    assert len(response.headers["x-request-id"]) == 36


async def test_a_forged_principal_does_not_reach_a_service(world: World, keys: Keys) -> None:
    async with world.person(**{HEADER: "forged"}) as client:
        await client.get("/v1/tasks/x1")
    _, metadata = world.services.last("GetTask")
    assert Verifier(keys.public).verify(metadata[HEADER]).person == "people/an"


async def test_headers_set_etag_and_request_id_and_the_answer_has_an_etag(world: World) -> None:
    async def accept(request: task.AcceptTaskRequest, context: Any) -> task.Task:
        return task.Task(name=request.name, etag="v2")

    world.services.answers["AcceptTask"] = accept
    key = "6f1c5c0e-6f0a-4d39-8f5e-7f0f4d3c2b1a"
    headers = {"if-match": '"v1"', "idempotency-key": key}
    async with world.person() as client:
        response = await client.post("/v1/tasks/x1:accept", headers=headers)
    request, _ = world.services.last("AcceptTask")
    assert (request.etag, request.request_id) == ("v1", key)
    assert response.headers["etag"].startswith('"v2.')


async def test_a_deletion_without_a_body_takes_the_same_headers(world: World) -> None:
    key = "6f1c5c0e-6f0a-4d39-8f5e-7f0f4d3c2b1b"
    async with world.person(**{"if-match": '"v3"', "idempotency-key": key}) as client:
        response = await client.delete("/v1/directives/x1")
    assert response.status_code == 200
    request, _ = world.services.last("DeleteDirective")
    assert (request.name, request.etag, request.request_id) == ("directives/x1", "v3", key)


@pytest.mark.parametrize("etag", ["v1", '"v1", "v2"', 'W/"v1"', '""'])
async def test_if_match_must_be_one_strong_etag(world: World, etag: str) -> None:
    async with world.person() as client:
        response = await client.post("/v1/tasks/x1:accept", headers={"if-match": etag})
    assert problem(response)["errors"][0]["field"] == "If-Match"


@pytest.mark.parametrize("key", ["1", "", '"', "6f1c5c0e-6f0a-4d39-8f5e-7f0f4d3c2b1", "a" * 500])
async def test_a_malformed_idempotency_key_is_refused_with_its_header(world: World, key: str) -> None:
    async with world.person() as client:
        response = await client.post("/v1/tasks/x1:accept", headers={"idempotency-key": key})
    assert response.status_code == 400
    assert problem(response)["errors"] == [{"field": "Idempotency-Key", "description": "phải là UUID"}]
    assert world.services.count("AcceptTask") == 0


async def test_if_match_is_refused_where_it_has_no_meaning(world: World) -> None:
    async with world.person() as client:
        response = await client.post("/v1/tasks", json={"title": "a"}, headers={"if-match": '"v1"'})
    assert response.status_code == 400
    assert problem(response)["errors"][0]["field"] == "If-Match"


async def test_patch_derives_the_mask_from_the_body(world: World) -> None:
    body = {
        "name": "tasks/x1",
        "title": "a",
        "due": {"words": "b", "date": "2026-01-02"},
        "state": "ISSUED",
        "etag": "v1",
        "coordinations": [],
    }
    async with world.person() as client:
        response = await client.patch("/v1/tasks/x1", json=body)
    assert response.status_code == 200, response.text
    request, _ = world.services.last("UpdateTask")
    assert request.update_mask.paths == ["title", "due.words", "due.date", "coordinations"]
    assert request.task.etag == "v1"


async def test_patch_takes_the_mask_from_the_query(world: World) -> None:
    async with world.person() as client:
        await client.patch(
            "/v1/tasks/x1?updateMask=title,due.originalDate", json={"title": "a", "output": "b"}
        )
    request, _ = world.services.last("UpdateTask")
    assert request.update_mask.paths == ["title", "due.original_date"]


async def test_a_stale_etag_is_a_failed_precondition_in_the_callers_language(world: World) -> None:
    world.services.answers["UpdateTask"] = refusing(Aborted("ETAG_MISMATCH", {"given": "a", "current": "b"}))
    for language, words in (("vi", "người khác"), ("en", "Somebody else")):
        async with world.person(**{"accept-language": language}) as client:
            response = await client.patch("/v1/tasks/x1", json={"title": "a"}, headers={"if-match": '"a"'})
        assert response.status_code == 412
        content = problem(response)
        assert (content["reason"], content["metadata"]) == ("ETAG_MISMATCH", {"given": "a", "current": "b"})
        assert words in content["detail"]
        assert response.headers["content-language"] == language


@pytest.mark.parametrize("length", [64, 9000])
@pytest.mark.parametrize("route", NAMING, ids=lambda route: route.rpc.name)
async def test_an_id_that_is_longer_than_any_names_nothing(world: World, route: Route, length: int) -> None:
    segments = ["x" * length if segment == "*" else segment for segment in route.segments]
    path = "/" + "/".join(segments) + (f":{route.verb}" if route.verb else "")
    async with world.person() as client:
        answer = await client.request(route.http_method, path, json={})
    assert answer.status_code == 404
    assert problem(answer)["reason"] == "ROUTE_NOT_FOUND"


KEY = "6f1c5c0e-6f0a-4d39-8f5e-7f0f4d3c2b1a"


@pytest.mark.parametrize(
    ("refusal", "headers", "status"),
    [
        (Aborted("ETAG_MISMATCH"), {"if-match": '"a"'}, 412),
        (Aborted("ETAG_MISMATCH"), {"if-match": '"a.0123456789ab.br"'}, 412),
        (Aborted("ETAG_MISMATCH"), {"if-match": "*"}, 409),
        (Aborted("ETAG_MISMATCH"), {}, 409),
        (Aborted("UPLOAD_CUT_OFF"), {"if-match": '"a"'}, 409),
        (FailedPrecondition("TASK_STATE"), {"if-match": '"a"'}, 409),
        (AlreadyExists("TASK_EXISTS"), {}, 409),
        (InvalidArgument("REQUEST_ID_REUSED"), {"idempotency-key": KEY}, 422),
        (ResourceExhausted("FILE_TOO_LARGE"), {}, 413),
        (ResourceExhausted("QUOTA"), {}, 429),
        (ResourceExhausted("OVERLOADED"), {}, 503),
    ],
    ids=str,
)
async def test_every_refusal_has_its_http_status(
    world: World, refusal: Refusal, headers: dict[str, str], status: int
) -> None:
    world.services.answers["UpdateTask"] = refusing(refusal)
    async with world.person() as client:
        response = await client.patch("/v1/tasks/x1", json={"title": "a"}, headers=headers)
    assert (response.status_code, problem(response)["reason"]) == (status, refusal.reason)
    assert ("retry-after" in response.headers) == (status == 503)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("task.due.original_date", "due.originalDate"),
        ("task.coordinations[1].unit", "coordinations[1].unit"),
        ('task.odd_map["a_key"].in_it', 'oddMap["a_key"].inIt'),
        ("task.etag", "If-Match"),
        ("task.name", "name"),
        ("update_mask", "updateMask"),
        ("request_id", "Idempotency-Key"),
        ("task", "body"),
        ("", "body"),
    ],
)
async def test_fields_that_a_service_refuses_are_named_as_in_the_request(
    world: World, path: str, field: str
) -> None:
    world.services.answers["UpdateTask"] = refusing(invalid(path, "date.impossible"))
    async with world.person(**{"accept-language": "en"}) as client:
        headers = {"if-match": '"a"', "idempotency-key": KEY}
        response = await client.patch("/v1/tasks/x1", json={"title": "a"}, headers=headers)
    assert response.status_code == 400
    content = problem(response)
    assert content["errors"] == [{"field": field, "description": "is not a date of the calendar"}]
    assert content["metadata"] == {"field": field}
    assert content["detail"] == f"The request is not valid: {field}."


async def test_fields_sent_in_the_body_keep_their_names(world: World) -> None:
    world.services.answers["AcceptTask"] = refusing(
        InvalidArgument(
            "INVALID_FIELD", {}, *(FieldViolation(path, "required") for path in ("etag", "request_id"))
        )
    )
    async with world.person() as client:
        response = await client.post("/v1/tasks/x1:accept", json={})
    assert [error["field"] for error in problem(response)["errors"]] == ["etag", "requestId"]


async def test_an_unknown_resource_is_a_404_of_its_service(world: World) -> None:
    world.services.answers["GetTask"] = refusing(NotFound("TASK_NOT_FOUND", {"name": "tasks/x1"}))
    async with world.person() as client:
        response = await client.get("/v1/tasks/x1")
    assert response.status_code == 404
    assert problem(response)["domain"] == "task.dondoc.vn"


def refusing(refusal: Any) -> Any:
    """An answer that refuses like `shared.server`."""
    statuses = Statuses("task.dondoc.vn", Catalogue())

    async def answer(request: Any, context: Any) -> Any:
        language = dict(context.invocation_metadata())["accept-language"]
        code, message, trailing = statuses.of(refusal, language)
        await context.abort(code, message, trailing)

    return answer


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (grpc.StatusCode.UNKNOWN, 500),
        (grpc.StatusCode.INTERNAL, 500),
        (grpc.StatusCode.UNIMPLEMENTED, 501),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, 429),
        (grpc.StatusCode.DEADLINE_EXCEEDED, 504),
        (grpc.StatusCode.OUT_OF_RANGE, 400),
        (grpc.StatusCode.DATA_LOSS, 500),
    ],
)
async def test_messages_of_transport_and_drivers_are_not_shown(world: World, code: Any, status: int) -> None:
    async def fail(request: Any, context: Any) -> Any:
        await context.abort(code, 'psycopg: relation "tasks" does not exist')

    world.services.answers["GetTask"] = fail
    async with world.person() as client:
        response = await client.get("/v1/tasks/x1")
    assert response.status_code == status
    assert "psycopg" not in response.text
    assert problem(response)["detail"]


async def test_a_read_is_retried_once_and_a_change_never(world: World) -> None:
    async def away(request: Any, context: Any) -> Any:
        await context.abort(grpc.StatusCode.UNAVAILABLE, "restarting")

    world.services.answers |= {"GetTask": away, "AcceptTask": away}
    async with world.person() as client:
        read = await client.get("/v1/tasks/x1")
        change = await client.post("/v1/tasks/x1:accept")
    assert (read.status_code, change.status_code) == (503, 503)
    assert (world.services.count("GetTask"), world.services.count("AcceptTask")) == (2, 1)
    assert int(read.headers["retry-after"]) >= 1
    assert problem(read)["reason"] == "UNAVAILABLE"


async def test_a_read_during_a_restart_succeeds(world: World) -> None:
    async def once(request: Any, context: Any) -> Any:
        if world.services.count("GetTask") == 1:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "restarting")
        return task.Task(name=request.name)

    world.services.answers["GetTask"] = once
    async with world.person() as client:
        response = await client.get("/v1/tasks/x1")
    assert response.json()["name"] == "tasks/x1"


async def test_a_call_has_the_deadline_of_the_settings(world: World) -> None:
    async def remaining(request: Any, context: Any) -> Any:
        return task.Task(title=str(context.time_remaining()))

    world.services.answers["GetTask"] = remaining
    async with world.person() as client:
        response = await client.get("/v1/tasks/x1")
    assert 0 < float(response.json()["title"]) < world.settings.call_seconds + 1


async def test_answers_have_default_values_enum_names_and_numeric_counts(world: World) -> None:
    async def file(request: Any, context: Any) -> Any:
        return document.File(name="files/x1", size_bytes=2**31 - 1)

    world.services.answers["GetFile"] = file
    async with world.person() as client:
        content = (await client.get("/v1/files/x1")).json()
        listed = (await client.get("/v1/directives/x1")).json()
    assert content["sizeBytes"] == 2**31 - 1
    assert content["sha256"] == ""
    assert (listed["kind"], listed["files"]) == ("KIND_UNSPECIFIED", [])


async def test_every_answer_has_the_security_headers(world: World) -> None:
    async with world.person() as client:
        answers = [await client.get("/v1/tasks/x1"), await client.get("/v1/nothing"), await client.get("/")]
    for response in answers:
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert "unsafe-inline" not in response.headers["content-security-policy"]


def test_every_route_has_a_unique_address() -> None:
    table = routes.table()
    assert len({(route.http_method, path(route)) for route in table.routes}) == len(table.routes)
    for route in table.routes:
        assert table.find(route.http_method, address(route))[0] is route


def test_every_changing_rpc_takes_a_request_id() -> None:
    without = [
        route.rpc.name
        for route in routes.table().routes
        if not route.reads and not route.uploads and "request_id" not in fields_of(route.rpc.input)
    ]
    assert without == []
