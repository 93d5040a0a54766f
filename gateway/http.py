"""A request as the gateway reads it, and the few ways of answering. Plain ASGI: every call takes this path."""

import asyncio
import os
import re
import uuid
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from gateway.compression import coding, compressed
from gateway.errors import HttpRefusal, Problem
from shared.messages import Locale, locale

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_ETAGS = re.compile(r'(?:W/)?"([^"]*?)(?:\.(?:br|gzip))?"')
_JSON_TYPES = ("application/json", "application/merge-patch+json")
API_HEADERS: Headers = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"vary", b"accept-encoding, accept-language, authorization, cookie"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]


class ClientGone(Exception):
    """The client disconnected."""


class Request:
    """The parts of a request that the gateway reads."""

    __slots__ = (
        "headers",
        "locale",
        "method",
        "path",
        "patience",
        "query",
        "receive",
        "request_id",
        "route",
        "scope",
        "traceparent",
    )

    def __init__(self, scope: Scope, receive: Receive, patience: float) -> None:
        self.scope = scope
        self.receive = receive
        self.method: str = scope["method"]
        self.path: str = scope["raw_path"].decode("latin-1")
        self.query: bytes = scope["query_string"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.locale: Locale = locale(self.header(b"accept-language"))
        self.request_id = _request_id(self.header(b"x-request-id"))
        self.traceparent = _traceparent(self.header(b"traceparent"))
        self.route = ""
        self.patience = patience

    def header(self, name: bytes) -> str:
        """A header's value, empty if it is absent."""
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def reads(self) -> bool:
        """Whether the request changes nothing."""
        return self.method in ("GET", "HEAD")

    @property
    def heads(self) -> bool:
        """Whether only the headers of the answer are wanted; the server drops whatever body is sent."""
        return self.method == "HEAD"

    def knows(self, etag: str) -> bool:
        """Whether the client has this version already (RFC 9110, 13.1.2: compared without codings)."""
        given = self.header(b"if-none-match").strip()
        return given == "*" or etag in _ETAGS.findall(given)

    async def body(self, limit: int) -> bytes:
        """The whole body; raises HttpRefusal (413) over the limit, and whatever `piece` raises."""
        length = self.header(b"content-length")
        if length.isdigit() and int(length) > limit:
            raise HttpRefusal(413, "INVALID_ARGUMENT", "BODY_TOO_LARGE", limit=limit)
        pieces: list[bytes] = []
        size = 0
        more = True
        while more:
            piece, more = await self.piece()
            size += len(piece)
            if size > limit:
                raise HttpRefusal(413, "INVALID_ARGUMENT", "BODY_TOO_LARGE", limit=limit)
            pieces.append(piece)
        return b"".join(pieces)

    async def piece(self) -> tuple[bytes, bool]:
        """The next piece of the body and whether more will come.

        Raises ClientGone if the client disconnects before the end of the body, HttpRefusal (408) if nothing comes for
        too long.
        """
        try:
            async with asyncio.timeout(self.patience):
                message = await self.receive()
        except TimeoutError:
            headers = {"connection": "close"}
            seconds = int(self.patience)
            raise HttpRefusal(408, "CANCELLED", "BODY_STALLED", headers, seconds=seconds) from None
        if message["type"] != "http.request":
            raise ClientGone
        return message.get("body", b""), message.get("more_body", False)

    async def json_body(self, limit: int) -> bytes:
        """The whole body; raises HttpRefusal (415) if it is neither JSON nor empty, and whatever `body` raises."""
        body = await self.body(limit)
        if body and (
            self.media_type not in _JSON_TYPES or self.header(b"content-encoding") not in ("", "identity")
        ):
            raise HttpRefusal(415, "INVALID_ARGUMENT", "UNSUPPORTED_MEDIA_TYPE", expected="application/json")
        return body

    @property
    def media_type(self) -> str:
        """The media type of the body, without parameters."""
        return self.header(b"content-type").partition(";")[0].strip().lower()


async def answer(
    send: Send,
    request: Request,
    status: int,
    headers: Headers,
    content_type: bytes,
    body: bytes,
    etag: str = "",
) -> int:
    """Sends a whole answer, compressed if that pays, or 304 if the client has this version; returns the status."""
    if etag and request.reads and request.knows(etag):
        return await _send(send, request, 304, [*headers, (b"etag", quoted(etag))])
    headers = [*headers, (b"content-type", content_type)]
    chosen = coding(request.header(b"accept-encoding"), len(body))
    body = compressed(body, chosen)
    own = [(b"content-length", str(len(body)).encode())]
    if chosen:
        own.append((b"content-encoding", chosen.encode()))
    if etag:
        own.append((b"etag", quoted(etag, chosen)))
    return await _send(send, request, status, [*headers, *own], body)


async def _send(send: Send, request: Request, status: int, headers: Headers, body: bytes = b"") -> int:
    all_headers = [*headers, (b"x-request-id", request.request_id.encode())]
    await send({"type": "http.response.start", "status": status, "headers": all_headers})
    await send({"type": "http.response.body", "body": body})
    return status


def quoted(etag: str, coding: str = "") -> bytes:
    """An etag as a header has it. A strong one names the bytes that are sent, so each coding has its own."""
    return f'"{etag}.{coding}"'.encode() if coding else f'"{etag}"'.encode()


async def answer_problem(
    send: Send, request: Request, problem: Problem, origin: str, security: Headers
) -> None:
    """Sends a problem."""
    headers = [
        *security,
        (b"content-language", request.locale.encode()),
        *encoded(problem.headers.items()),
    ]
    body = problem.body(request.locale, request.request_id, origin)
    await answer(send, request, problem.status, headers, b"application/problem+json", body)


def encoded(headers: Iterable[tuple[str, str]]) -> Headers:
    """Headers in ASGI's form."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers]


def _request_id(given: str) -> str:
    # The caller's id goes into logs and headers, so it may hold harmless characters only.
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())


def _traceparent(given: str) -> str:
    trace = given[3:35] if _TRACEPARENT.fullmatch(given) and given[3:35].strip("0") else os.urandom(16).hex()
    return f"00-{trace}-{os.urandom(8).hex()}-01"
