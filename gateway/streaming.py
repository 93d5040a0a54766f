"""Files through the gateway: piece by piece, at the pace of the slower side, never whole in memory."""

import asyncio
import re
from typing import Any

from grpc import aio
from grpc._cython import cygrpc  # type: ignore[attr-defined,unused-ignore]
from protobuf import Message

from dondoc_api.google.api.httpbody_pb import HttpBody
from gateway.calls import Metadata, Services
from gateway.config import GatewaySettings
from gateway.http import ClientGone, Headers, Request, Send, encoded, quoted
from gateway.routes import Route
from gateway.transcode import Transcoder, conditions_of

PASSED_ON = {"content-disposition": "content-disposition", "x-content-length": "content-length"}
"""Headers of a download by the names that a service gives them in its initial metadata, beside `etag`.

gRPC keeps `content-length` to itself.
"""
UNKNOWN_TYPE = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;\s*[\w-]+=[\w.+-]+)*")


class UploadCall:
    """An RPC whose requests are the pieces of one body."""

    def __init__(
        self, services: Services, route: Route, transcoder: Transcoder, settings: GatewaySettings
    ) -> None:
        channel = services.channel(route.server)
        request, response = route.rpc.input.type, route.rpc.output.type
        self._call = channel.stream_unary(route.rpc_path, request.to_binary, response.from_binary)
        self._transcoder = transcoder
        self._settings = settings

    async def __call__(self, request: Request, segments: list[str], metadata: Metadata) -> Message[Any]:
        """The response; raises AioRpcError, and whatever `Request.piece` raises.

        The service gets an empty last piece only after the whole body; otherwise its stream is cancelled.
        """
        content_type = request.header(b"content-type")
        conditions = conditions_of(request)
        kind = content_type if _MEDIA_TYPE.fullmatch(content_type) else UNKNOWN_TYPE
        first = self._transcoder.first_piece(segments, request.query, kind, conditions)
        call = self._call(metadata=metadata, timeout=self._settings.stream_seconds)
        try:
            await call.wait_for_connection()
            if await self._write(call, first):
                await self._copy(request, call)
            return await call
        finally:
            call.cancel()

    async def _copy(self, request: Request, call: Any) -> None:
        more = True
        while more:
            piece, more = await request.piece()
            if piece and not await self._write(call, self._transcoder.piece(piece)):
                return
        # At the server, grpc.aio ends a cancelled stream like a whole one: an empty piece says that this is all.
        if await self._write(call, self._transcoder.piece(b"")):
            await call.done_writing()

    @staticmethod
    async def _write(call: Any, message: Message[Any]) -> bool:
        """False if the service has already answered, as when the file is too large."""
        if call.done():
            return False
        try:
            # `call.write` would replace the service's refusal by INTERNAL (grpcio 1.85).
            await call._cython_call.send_serialized_message(message.to_binary())
        except cygrpc.InternalError:
            return False
        return not call.done()


class DownloadCall:
    """An RPC whose responses are the pieces of one body."""

    def __init__(self, services: Services, route: Route, settings: GatewaySettings) -> None:
        channel = services.channel(route.server)
        self._call = channel.unary_stream(
            route.rpc_path, route.rpc.input.type.to_binary, HttpBody.from_binary
        )
        self._seconds = settings.stream_seconds

    async def __call__(
        self, request: Request, message: Message[Any], metadata: Metadata, send: Send, security: Headers
    ) -> int:
        """Sends the answer and returns its status: 502 if it broke off after it began.

        Raises AioRpcError as long as nothing was sent.
        """
        call = self._call(message, metadata=metadata, timeout=self._seconds)
        gone = asyncio.create_task(disconnected(request))
        gone.add_done_callback(lambda _: call.cancel())
        try:
            first: Any = await call.read()
            if first is aio.EOF:
                await raise_for(call)
                first = HttpBody()
            status = await self._begin(request, call, first, send, security)
            if status == 304 or request.heads:
                await send({"type": "http.response.body", "body": b""})
                return status
            return status if await self._copy(call, first, send) else 502
        except asyncio.CancelledError:
            if gone.done():
                raise ClientGone from None
            raise
        finally:
            gone.cancel()
            call.cancel()

    @staticmethod
    async def _begin(request: Request, call: Any, first: HttpBody, send: Send, security: Headers) -> int:
        said = dict(await call.initial_metadata() or ())
        headers = [*security, (b"x-request-id", request.request_id.encode())]
        etag = str(said.get("etag", ""))
        if etag:
            headers.append((b"etag", quoted(etag)))
        status = 304 if etag and request.knows(etag) else 200
        if status == 200:
            headers += [
                (b"content-type", (first.content_type or UNKNOWN_TYPE).encode("latin-1", "replace")),
                *encoded((header, str(said[name])) for name, header in PASSED_ON.items() if name in said),
            ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        return status

    @staticmethod
    async def _copy(call: Any, first: HttpBody, send: Send) -> bool:
        piece: Any = first
        try:
            while piece is not aio.EOF:
                await send({"type": "http.response.body", "body": piece.data, "more_body": True})
                piece = await call.read()
            await raise_for(call)
        except aio.AioRpcError:
            # Too late for another status: the connection closes before the announced end.
            return False
        await send({"type": "http.response.body", "body": b""})
        return True


async def raise_for(call: Any) -> None:
    """Raises AioRpcError if a call that has ended has failed."""
    code = await call.code()
    if code.value[0]:
        raise aio.AioRpcError(
            code, await call.initial_metadata(), await call.trailing_metadata(), details=await call.details()
        )


async def disconnected(request: Request) -> None:
    """Returns when the client has disconnected."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
