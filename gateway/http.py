"""A request as the gateway sees it, and the few ways of answering. Plain ASGI: this is on the path of every call."""

import asyncio
import os
import re
import uuid
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from gateway.errors import HttpRefusal, Problem
from shared.messages import Locale, locale

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_JSON_TYPES = ("application/json", "application/merge-patch+json")
API_HEADERS: Headers = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"vary", b"accept-language, authorization, cookie"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]


class ClientGone(Exception):
    """Who asked is no longer there."""


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

        Raises ClientGone if the body does not come to its end, HttpRefusal (408) if nothing comes for too long.
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
        """The whole body, which must be JSON unless it is empty; raises HttpRefusal (415) besides."""
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


async def answer(send: Send, request: Request, status: int, headers: Headers, body: bytes) -> None:
    """Sends a whole answer."""
    own = [(b"content-length", str(len(body)).encode()), (b"x-request-id", request.request_id.encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *own]})
    await send({"type": "http.response.body", "body": body})


async def answer_problem(
    send: Send, request: Request, problem: Problem, origin: str, security: Headers
) -> None:
    """Sends a problem."""
    headers = [
        *security,
        (b"content-type", b"application/problem+json"),
        (b"content-language", request.locale.encode()),
        *encoded(problem.headers.items()),
    ]
    body = problem.body(request.locale, request.request_id, origin)
    await answer(send, request, problem.status, headers, body)


def encoded(headers: Iterable[tuple[str, str]]) -> Headers:
    """Headers as ASGI has them."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers]


def _request_id(given: str) -> str:
    # An id of the caller's own goes into logs and headers: only harmless characters.
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())


def _traceparent(given: str) -> str:
    trace = given[3:35] if _TRACEPARENT.fullmatch(given) and given[3:35].strip("0") else os.urandom(16).hex()
    return f"00-{trace}-{os.urandom(8).hex()}-01"
