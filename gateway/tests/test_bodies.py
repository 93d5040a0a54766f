"""Invalid input: each refusal names the field and the reason, and nothing reaches a service."""

import asyncio
import json
from typing import Any

import pytest

from dondoc_api.dondoc.reporting.v1 import reporting_service_pb as reporting
from gateway.tests.conftest import World, problem
from shared import rules
from shared.errors import InvalidArgument
from shared.messages import Catalogue

JSON = {"content-type": "application/json"}


async def refused(
    world: World, body: bytes, address: str = "/v1/tasks", method: str = "POST"
) -> dict[str, Any]:
    async with world.person(**{"accept-language": "en"}) as client:
        response = await client.request(method, address, content=body, headers=JSON)
    assert response.status_code == 400, response.text
    assert not [name for name, _, _ in world.services.received if name != "ResolvePrincipal"]
    return problem(response)


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"titel": "a"}, "titel", "not a known field"),
        ({"title": 5}, "title", "must be a string"),
        ({"title": ["a"]}, "title", "must be a string"),
        ({"requiredByParent": "yes"}, "requiredByParent", "true or false"),
        ({"extensionCount": "many"}, "extensionCount", "integer"),
        ({"extensionCount": 2**31}, "extensionCount", "integer"),
        ({"extensionCount": 1.5}, "extensionCount", "integer"),
        ({"state": "DONE"}, "state", "must be one of"),
        ({"due": "tomorrow"}, "due", "JSON object"),
        ({"due": {"date": {"year": 2026}}}, "due.date", "must be a string"),
        ({"coordinations": {}}, "coordinations", "JSON array"),
        ({"coordinations": [{}, {"unit": 7}]}, "coordinations[1].unit", "must be a string"),
        ({"createTime": "yesterday"}, "createTime", "RFC 3339"),
    ],
    ids=str,
)
async def test_an_invalid_body_is_refused_with_its_field(
    world: World, body: Any, field: str, words: str
) -> None:
    content = await refused(world, json.dumps(body).encode())
    assert content["reason"] == "INVALID_FIELD"
    assert content["errors"][0]["field"] == field
    assert words in content["errors"][0]["description"]


async def test_all_invalid_fields_are_named_at_once(world: World) -> None:
    content = await refused(world, b'{"title": 1, "lead": 2, "foo": 3}')
    assert {error["field"] for error in content["errors"]} == {"title", "lead", "foo"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"null",
        b"[]",
        b'"a"',
        b"5",
        b"\xff",
        b'{"title": "\xff"}',
        b'{"title": "\\ud800"}',
        b'{"extensionCount": NaN}',
        b"\0",
    ],
)
async def test_a_body_that_is_not_a_json_object_is_refused(world: World, body: bytes) -> None:
    content = await refused(world, body)
    assert content["reason"] in ("JSON_BROKEN", "INVALID_FIELD")


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 500_000,
        b'{"due":' * 100_000,
        b'{"title":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"coordinations":' + b"[" * 100_000,
        b'{"a":"' + b'\\"' * 10 + b'","b":' + b"[" * 50_000,
    ],
    ids=["arrays", "objects", "closed", "known field", "behind a string"],
)
async def test_deep_nesting_is_refused_and_does_no_harm(world: World, body: bytes) -> None:
    content = await refused(world, body)
    assert content["reason"] == "JSON_DEPTH"
    async with world.person() as client:
        assert (await client.get("/v1/tasks/x1")).status_code == 200


async def test_brackets_in_text_and_long_lists_are_not_nesting(world: World) -> None:
    body = {"title": "[{" * 100, "coordinations": [{"unit": "units/a"}] * 100}
    async with world.person() as client:
        response = await client.post("/v1/tasks", json=body)
    assert response.status_code == 200


async def test_a_body_that_is_too_large_is_refused_with_and_without_its_length(world: World) -> None:
    async def pieces() -> Any:
        for _ in range(20):
            yield b" " * 100_000

    async with world.person() as client:
        announced = await client.post("/v1/tasks", content=b" " * 2_000_000, headers=JSON)
        streamed = await client.post("/v1/tasks", content=pieces(), headers=JSON)
    for response in (announced, streamed):
        assert response.status_code == 413
        assert problem(response)["metadata"] == {"limit": str(world.settings.body_limit)}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_a_body_of_another_type_is_refused(world: World, content_type: str) -> None:
    async with world.person() as client:
        response = await client.post("/v1/tasks", content=b"{}", headers={"content-type": content_type})
    assert response.status_code == 415
    assert problem(response)["reason"] == "UNSUPPORTED_MEDIA_TYPE"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("foo=1", "foo"),
        ("pageSize=x", "pageSize"),
        ("pageSize=1&pageSize=2", "pageSize"),
        ("pageSize=99999999999", "pageSize"),
        ("pageSize=", "pageSize"),
        ("filter.x=1", "filter.x"),
    ],
)
async def test_an_invalid_parameter_is_refused_with_its_name(world: World, query: str, field: str) -> None:
    content = await refused(world, b"", f"/v1/tasks?{query}", "GET")
    assert content["errors"][0]["field"] == field


@pytest.mark.parametrize("query", ["filter=%ff", "x=%C3"])
async def test_a_query_that_is_not_utf8_is_refused(world: World, query: str) -> None:
    assert (await refused(world, b"", f"/v1/tasks?{query}", "GET"))["reason"] == "QUERY_BROKEN"


async def test_a_path_that_is_not_utf8_is_refused(world: World) -> None:
    assert (await refused(world, b"", "/v1/tasks/%ff", "GET"))["reason"] == "PATH_BROKEN"


async def test_too_many_parameters_are_refused(world: World) -> None:
    query = "&".join(f"a{number}=1" for number in range(200))
    assert (await refused(world, b"", f"/v1/tasks?{query}", "GET"))["reason"] == "QUERY_TOO_LONG"


async def test_a_query_may_contain_a_date(world: World) -> None:
    async with world.person() as client:
        response = await client.get("/v1/statistics?asOfDate=2026-11-24&cohort=DUE_IN_PERIOD")
    request, _ = world.services.last("GetStatistics")
    assert response.status_code == 200
    assert request.as_of_date == "2026-11-24"


@pytest.mark.parametrize("day", ["1900-01-01", "2000-02-29", "2028-02-29", "2999-12-31"])
def test_the_rules_accept_a_day_of_the_calendar(day: str) -> None:
    rules.check(reporting.GetStatisticsRequest(as_of_date=day))


@pytest.mark.parametrize(
    "wrong",
    [
        *("24/11/2026", "2026-1-1", "today", "2026-02-30", "2025-02-29", "2100-02-29"),
        # The database would keep it as `infinity`, which other processes cannot read.
        "9999-12-31",
    ],
)
def test_the_rules_refuse_an_invalid_date_with_its_field(wrong: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        rules.check(reporting.GetStatisticsRequest(as_of_date=wrong))
    (field,) = refusal.value.fields
    assert (field.path, field.rule) == ("as_of_date", "string.date")
    assert "{" not in Catalogue().say(field.rule, "en") != field.rule


async def test_a_name_in_the_body_must_match_the_path(world: World) -> None:
    content = await refused(world, b'{"name": "tasks/other", "title": "a"}', "/v1/tasks/x1", "PATCH")
    assert content["errors"][0]["field"] == "name"
    content = await refused(world, b'{"name": "tasks/other"}', "/v1/tasks/x1:accept")
    assert content["errors"][0]["field"] == "name"


async def test_a_body_without_required_fields_may_be_omitted(world: World) -> None:
    async with world.person() as client:
        response = await client.post("/v1/tasks/x1:accept")
    assert response.status_code == 200


async def test_a_body_that_stalls_times_out(world: World) -> None:
    async def stalling() -> Any:
        yield b"{"
        await asyncio.sleep(4)

    async with world.person() as client:
        response = await client.post("/v1/tasks", content=stalling(), headers=JSON)
    assert (response.status_code, problem(response)["reason"]) == (408, "BODY_STALLED")


async def test_refusals_are_vietnamese_unless_the_client_prefers_english(world: World) -> None:
    async with world.person() as client:
        response = await client.post("/v1/tasks", json={"title": 5})
    assert problem(response)["errors"][0]["description"] == "phải là chuỗi ký tự"
