"""Files pass through the gateway piece by piece, and either side may stop."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import httpx
import pytest

from dondoc_api.dondoc.document.v1 import document_service_pb as document
from dondoc_api.google.api.httpbody_pb import HttpBody
from gateway.tests.conftest import World, problem

PIECE = bytes(range(256)) * 256


async def test_an_upload_arrives_complete_with_its_name_and_type(world: World) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield PIECE

    async with world.person() as client:
        response = await client.post(
            "/v1/files:upload?displayName=Thông báo.pdf",
            content=body(),
            headers={"content-type": "application/pdf"},
        )
    assert response.status_code == 200, response.text
    pieces, metadata = world.services.last("UploadFile")
    assert (pieces[0].display_name, pieces[0].content.content_type) == ("Thông báo.pdf", "application/pdf")
    assert pieces[0].content.data == b""
    assert all(piece.display_name == "" for piece in pieces[1:])
    assert pieces[-1].content.data == b""
    assert b"".join(piece.content.data for piece in pieces) == PIECE * 50
    assert metadata["x-dondoc-principal"]


async def test_an_upload_without_a_valid_type_is_an_octet_stream(world: World) -> None:
    async with world.person() as client:
        await client.post("/v1/files:upload?displayName=a", content=b"x", headers={"content-type": "a\tb"})
    pieces, _ = world.services.last("UploadFile")
    assert pieces[0].content.content_type == "application/octet-stream"


async def test_an_empty_upload_reaches_the_service(world: World) -> None:
    async with world.person() as client:
        await client.post("/v1/files:upload?displayName=a")
    pieces, _ = world.services.last("UploadFile")
    assert [piece.content.data for piece in pieces] == [b"", b""]


async def test_an_upload_passes_on_its_idempotency_key_and_refuses_a_malformed_one(world: World) -> None:
    key = "7d444840-9dc0-41d1-b245-5ffdce74fad2"
    async with world.person() as client:
        await client.post("/v1/files:upload?displayName=a", content=b"x", headers={"idempotency-key": key})
        refused = await client.post("/v1/files:upload?displayName=a", headers={"idempotency-key": "k"})
    pieces, _ = world.services.last("UploadFile")
    assert [piece.request_id for piece in pieces] == [key, "", ""]
    assert problem(refused)["errors"][0]["field"] == "Idempotency-Key"


async def test_an_upload_without_sign_in_is_refused_before_it_is_read(world: World) -> None:
    async with world.client() as client:
        response = await client.post("/v1/files:upload?displayName=a", content=PIECE)
    assert response.status_code == 401
    assert world.services.received == []


async def test_an_invalid_parameter_of_an_upload_is_refused_with_its_name(world: World) -> None:
    async with world.person() as client:
        response = await client.post("/v1/files:upload?name=a", content=b"x")
    assert problem(response)["errors"][0]["field"] == "name"
    assert world.services.count("UploadFile") == 0


async def test_a_service_may_refuse_in_the_middle_of_an_upload(world: World) -> None:
    async def too_large(requests: AsyncIterator[Any], context: Any) -> document.File:
        size = 0
        async for piece in requests:
            size += len(piece.content.data)
            if size > 1_000_000:
                await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "FILE_TOO_LARGE")
        return document.File()

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(500):
            yield PIECE

    world.services.answers["UploadFile"] = too_large
    async with world.person() as client:
        response = await client.post("/v1/files:upload?displayName=a", content=endless())
    assert response.status_code == 429


async def test_an_upload_is_cancelled_when_the_client_disconnects(world: World) -> None:
    host, port = world.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    token = world.issuer.person_token()
    writer.write(
        f"POST /v1/files:upload?displayName=a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Length: 10000000\r\n\r\n".encode()
        + PIECE
    )
    await writer.drain()
    await asyncio.sleep(0.2)
    writer.transport.abort()
    async with asyncio.timeout(5):
        await world.services.cancelled.wait()
    assert world.services.count("UploadFile") == 0


async def test_an_upload_that_stalls_times_out(world: World) -> None:
    async def stalling() -> AsyncIterator[bytes]:
        yield PIECE
        await asyncio.sleep(4)

    async with world.person() as client:
        response = await client.post("/v1/files:upload?displayName=a", content=stalling())
    assert response.status_code == 408
    async with asyncio.timeout(5):
        await world.services.cancelled.wait()


def sends(*pieces: bytes, fails: bool = False, **metadata: str) -> Any:
    async def download(request: Any, context: Any) -> AsyncIterator[HttpBody]:
        await context.send_initial_metadata(
            tuple((name.replace("_", "-"), value) for name, value in metadata.items())
        )
        for number, piece in enumerate(pieces):
            yield HttpBody(content_type="application/pdf" if number == 0 else "", data=piece)
        if fails:
            await context.abort(grpc.StatusCode.DATA_LOSS, "disk")

    return download


async def test_a_download_has_the_content_and_the_headers_of_the_service(world: World) -> None:
    disposition = "attachment; filename*=UTF-8''th%C3%B4ng%20b%C3%A1o.pdf"
    size = str(len(PIECE) * 3)
    world.services.answers["DownloadFile"] = sends(
        PIECE, PIECE, PIECE, content_disposition=disposition, x_content_length=size, etag="abc"
    )
    async with world.person() as client:
        response = await client.get("/v1/files/x1:download")
    assert response.content == PIECE * 3
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == disposition
    assert (response.headers["content-length"], response.headers["etag"]) == (size, '"abc"')
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in response.headers


async def test_a_head_or_an_unchanged_download_has_no_body(
    world: World,
) -> None:
    world.services.answers["DownloadFile"] = sends(PIECE, x_content_length=str(len(PIECE)), etag="abc")
    async with world.person() as client:
        head = await client.head("/v1/files/x1:download")
        known = await client.get("/v1/files/x1:download", headers={"if-none-match": '"abc"'})
        changed = await client.get("/v1/files/x1:download", headers={"if-none-match": '"abd"'})
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(PIECE)))
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", '"abc"')
    assert (changed.status_code, changed.content) == (200, PIECE)


async def test_a_download_may_have_an_unknown_length_or_be_empty(world: World) -> None:
    world.services.answers["DownloadFile"] = sends(b"a", b"b")
    async with world.person() as client:
        assert (await client.get("/v1/files/x1:download")).content == b"ab"
        world.services.answers["DownloadFile"] = sends()
        empty = await client.get("/v1/files/x1:download")
    assert (empty.status_code, empty.content) == (200, b"")


async def test_a_refused_download_is_a_problem(world: World) -> None:
    async def absent(request: Any, context: Any) -> AsyncIterator[HttpBody]:
        await context.abort(grpc.StatusCode.NOT_FOUND, "FILE_NOT_FOUND")
        yield HttpBody()

    world.services.answers["DownloadFile"] = absent
    async with world.person() as client:
        response = await client.get("/v1/files/x1:download")
    assert response.status_code == 404
    assert problem(response)["status"] == 404


@pytest.mark.parametrize(
    "length", [{}, {"x_content_length": str(len(PIECE) * 9)}], ids=["chunked", "announced"]
)
async def test_a_broken_download_cannot_look_complete(world: World, length: dict[str, str]) -> None:
    world.services.answers["DownloadFile"] = sends(PIECE, PIECE, fails=True, **length)
    async with world.person() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/v1/files/x1:download")


async def test_the_service_stops_when_the_client_leaves_a_download(world: World) -> None:
    async def endless(request: Any, context: Any) -> AsyncIterator[HttpBody]:
        while True:
            yield HttpBody(content_type="application/pdf", data=PIECE)

    world.services.answers["DownloadFile"] = endless
    async with world.person() as client, client.stream("GET", "/v1/files/x1:download") as response:
        async for _ in response.aiter_bytes():
            break
    async with asyncio.timeout(5):
        await world.services.cancelled.wait()


async def test_a_slow_reader_slows_the_service_down(world: World) -> None:
    sent = 0

    async def endless(request: Any, context: Any) -> AsyncIterator[HttpBody]:
        nonlocal sent
        while True:
            sent += len(PIECE)
            yield HttpBody(content_type="application/pdf", data=PIECE)

    world.services.answers["DownloadFile"] = endless
    async with world.person() as client, client.stream("GET", "/v1/files/x1:download"):
        before = -1
        while before != sent:
            before = sent
            await asyncio.sleep(0.5)
        assert sent < 64 * 1024 * 1024
