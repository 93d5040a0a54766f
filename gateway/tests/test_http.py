"""HTTP itself: HEAD, unchanged answers, and compression."""

import gzip
import json
from typing import Any

import brotli
import httpx
import pytest

from dondoc_api.dondoc.task.v1 import task_service_pb as task
from gateway.compression import LEAST
from gateway.tests.conftest import World, problem
from gateway.tests.test_calls import refusing
from shared.errors import NotFound

PLAIN = {"accept-encoding": "identity"}


@pytest.fixture
def known(world: World) -> dict[str, Any]:
    """The fields of the task in the answers, which tests may change."""
    shown: dict[str, Any] = {"etag": "v3", "title": "Báo cáo"}

    async def get(request: task.GetTaskRequest, context: Any) -> task.Task:
        return task.Task(name=request.name, **shown)

    world.services.answers["GetTask"] = get
    return shown


async def fetched(world: World, address: str, method: str = "GET", **headers: str) -> httpx.Response:
    async with world.person(**{name.replace("_", "-"): value for name, value in headers.items()}) as client:
        return await client.request(method, address)


async def raw(world: World, address: str, coding: str) -> tuple[httpx.Response, bytes]:
    """The answer to a client that accepts these codings, and its body before decoding."""
    async with (
        world.person(**{"accept-encoding": coding}) as client,
        client.stream("GET", address) as response,
    ):
        return response, b"".join([piece async for piece in response.aiter_raw()])


@pytest.mark.parametrize(
    "address", ["/v1/tasks/x1", "/v1/tasks", "/", "/openapi.json", "/docs", "/auth/session"]
)
async def test_head_answers_like_get_without_the_body(
    world: World, known: dict[str, Any], address: str
) -> None:
    whole, head = await fetched(world, address), await fetched(world, address, "HEAD")
    assert (head.status_code, head.content) == (whole.status_code, b"")
    changing = {"date", "x-request-id", "content-security-policy"}
    assert {name: head.headers[name] for name in head.headers.keys() - changing} == {
        name: whole.headers[name] for name in whole.headers.keys() - changing
    }


async def test_a_refused_head_has_only_the_status(world: World) -> None:
    world.services.answers["GetTask"] = refusing(NotFound("TASK_NOT_FOUND"))
    for address, status in (("/v1/tasks/x1", 404), ("/v1/nothing", 404), ("/v1/tasks:batchIssue", 405)):
        head = await fetched(world, address, "HEAD")
        assert (head.status_code, head.content) == (status, b"")
        assert head.headers["content-type"] == "application/problem+json"


async def test_an_answer_that_the_client_already_has_is_not_sent_again(
    world: World, known: dict[str, Any]
) -> None:
    whole = await fetched(world, "/v1/tasks/x1")
    etag = whole.headers["etag"]
    assert etag.startswith('"v3.')
    for given in (etag, f'"v1.abc", {etag}', f"W/{etag}", "*"):
        for method in ("GET", "HEAD"):
            again = await fetched(world, "/v1/tasks/x1", method, if_none_match=given)
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
            assert "content-type" not in again.headers
            assert again.headers["vary"] == whole.headers["vary"]
    for given in ('"v2"', '"v3"', "v3", '"v2.0123456789ab"'):
        assert (await fetched(world, "/v1/tasks/x1", if_none_match=given)).status_code == 200


async def test_an_answer_with_new_derived_fields_is_sent_again(world: World, known: dict[str, Any]) -> None:
    before = (await fetched(world, "/v1/tasks/x1")).headers["etag"]
    known["allowed_actions"] = ["accept"]
    after = await fetched(world, "/v1/tasks/x1", if_none_match=before)
    assert after.status_code == 200
    assert after.headers["etag"].startswith('"v3.')
    assert after.headers["etag"] != before


async def test_if_match_takes_the_etag_of_an_answer(world: World, known: dict[str, Any]) -> None:
    known["title"] = "Báo cáo " * LEAST
    for coding in ("identity", "br"):
        etag = (await fetched(world, "/v1/tasks/x1", accept_encoding=coding)).headers["etag"]
        async with world.person(**{"if-match": etag}) as client:
            response = await client.post("/v1/tasks/x1:accept")
        assert response.status_code == 200
        assert world.services.last("AcceptTask")[0].etag == "v3"


async def test_a_change_ignores_if_none_match(world: World) -> None:
    async def accept(request: task.AcceptTaskRequest, context: Any) -> task.Task:
        return task.Task(name=request.name, etag="v4")

    world.services.answers["AcceptTask"] = accept
    async with world.person(**{"if-none-match": "*"}) as client:
        response = await client.post("/v1/tasks/x1:accept")
    assert (response.status_code, response.json()["etag"]) == (200, "v4")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("identity", None),
        ("", None),
        ("zstd", None),
        ("br;q=0", None),
        ("*", None),
    ],
)
async def test_a_long_answer_is_compressed_if_the_client_accepts_it(
    world: World, known: dict[str, Any], accepted: str, coding: str | None
) -> None:
    known["title"] = "Báo cáo " * LEAST
    response, body = await raw(world, "/v1/tasks/x1", accepted)
    assert response.headers.get("content-encoding") == coding
    assert response.headers["content-length"] == str(len(body))
    assert "accept-encoding" in response.headers["vary"]
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding or "", bytes)(body)
    assert json.loads(unpacked)["title"] == known["title"]
    assert (len(body) < len(unpacked) / 10) is bool(coding)
    plain = (await fetched(world, "/v1/tasks/x1", accept_encoding="identity")).headers["etag"]
    assert response.headers["etag"] == (f'{plain[:-1]}.{coding}"' if coding else plain)
    again = await fetched(world, "/v1/tasks/x1", if_none_match=response.headers["etag"])
    assert again.status_code == 304


async def test_a_short_answer_is_not_compressed(world: World, known: dict[str, Any]) -> None:
    response, body = await raw(world, "/v1/tasks/x1", "br, gzip")
    assert "content-encoding" not in response.headers
    assert json.loads(body)["title"] == "Báo cáo"


async def test_a_long_problem_is_compressed_too(world: World) -> None:
    async with world.person(**{"accept-encoding": "br"}) as client:
        response = await client.post("/v1/tasks", json={f"unknown{number}": 1 for number in range(100)})
    assert response.headers["content-encoding"] == "br"
    assert len(problem(response)["errors"]) == 100


@pytest.mark.parametrize(
    "address", ["/openapi.json", "/docs/assets/swagger-ui-bundle.js", "/static/docs.css"]
)
async def test_documents_and_assets_are_compressed(world: World, address: str) -> None:
    whole = (await raw(world, address, "identity"))[1]
    for coding in ("gzip", "br") if address.endswith(".json") else ("gzip",):
        response, body = await raw(world, address, coding)
        if len(whole) >= LEAST:
            assert response.headers["content-encoding"] == coding
            assert "accept-encoding" in response.headers["vary"].lower()
            assert len(body) < len(whole) / 2
        unpacked = {"br": brotli.decompress, "gzip": gzip.decompress}[coding](body) if body != whole else body
        assert unpacked == whole
