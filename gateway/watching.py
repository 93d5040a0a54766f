"""Events through the gateway: the messages of a stream as server-sent events, until one side ends it."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import prometheus_client
import structlog
from grpc import aio
from protobuf import Message

from gateway.auth.callers import Callers
from gateway.auth.principals import Subject
from gateway.calls import Metadata, Services
from gateway.config import GatewaySettings
from gateway.http import Headers, Request, Send
from gateway.routes import Route
from gateway.streaming import disconnected, raise_for
from gateway.transcode import Transcoder
from shared.errors import ResourceExhausted, Unavailable
from shared.metrics import watching

EVENTS = prometheus_client.Counter(
    "dondoc_gateway_events_total", "Events sent to watchers by route", ["route"]
)
_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    # Proxies would collect events before they pass them on.
    (b"x-accel-buffering", b"no"),
]
_RETRY = b"retry: 2000\n\n"
_COMMENT = b":\n\n"
log = structlog.get_logger(__name__)


class Watches:
    """The open streams of this process, limited in all and for each person."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._most = settings.watches
        self._most_of_person = settings.watches_of_person
        self._held: Counter[str] = Counter()
        self.stopping = asyncio.Event()

    @contextmanager
    def held(self, subject: Subject) -> Iterator[None]:
        """Counts one stream while it is open.

        Raises ResourceExhausted (`TOO_MANY_WATCHES`), or Unavailable if the process is stopping.
        """
        if self.stopping.is_set():
            raise Unavailable("UNAVAILABLE")
        if self._held.total() >= self._most or self._held[subject.subject] >= self._most_of_person:
            raise ResourceExhausted("TOO_MANY_WATCHES", {"limit": self._most_of_person})
        self._held[subject.subject] += 1
        try:
            yield
        finally:
            self._held[subject.subject] -= 1
            self._held += Counter()

    def stop(self) -> None:
        """Ends all streams: their clients connect again, to another process."""
        self.stopping.set()


class WatchCall:
    """An RPC whose responses are events."""

    def __init__(
        self,
        services: Services,
        route: Route,
        callers: Callers,
        watches: Watches,
        settings: GatewaySettings,
    ) -> None:
        channel = services.channel(route.server)
        request, response = route.rpc.input.type, route.rpc.output.type
        self._call = channel.unary_stream(route.rpc_path, request.to_binary, response.from_binary)
        self._route = route
        self._callers = callers
        self._watches = watches
        self._settings = settings
        self._events = EVENTS.labels(route.template)

    async def __call__(
        self, request: Request, message: Message[Any], metadata: Metadata, send: Send, security: Headers
    ) -> None:
        """Sends events until the client disconnects or loses the right, or the service or this process stops.

        Raises AioRpcError if the service refuses, and whatever `Watches.held` raises, before anything was sent.
        """
        subject = await self._callers.subject(request, self._route)
        with self._watches.held(subject), self._callers.ending(request) as ended:
            call = self._call(message, metadata=metadata)
            try:
                await _begun(call)
                await send(_start(request, security))
                if not request.heads:
                    await send(_piece(_RETRY))
                    with watching():
                        await _until_one_ends(
                            self._forward(call, send),
                            self._keep_alive(send),
                            self._check(request, subject),
                            disconnected(request),
                            ended.wait(),
                            self._watches.stopping.wait(),
                        )
                await send({"type": "http.response.body", "body": b""})
            finally:
                call.cancel()

    async def _forward(self, call: Any, send: Send) -> None:
        async for message in call:
            self._events.inc()
            await send(_piece(event(message)))

    async def _keep_alive(self, send: Send) -> None:
        while True:
            await asyncio.sleep(self._settings.keep_alive_seconds)
            await send(_piece(_COMMENT))

    async def _check(self, request: Request, subject: Subject) -> None:
        """Returns once the person has signed out or holds other positions, and so has other rights."""
        principal = await self._callers.principal(subject)
        while True:
            if not await self._callers.holds(request, subject, principal):
                return
            await asyncio.sleep(self._settings.watch_check_seconds)


def event(message: Message[Any]) -> bytes:
    """A message as an event, whose type is the message's name."""
    name = message.desc().name
    return f"event: {name}\ndata: {Transcoder.answer(message).decode()}\n\n".encode()


async def _begun(call: Any) -> None:
    """Returns when the service has begun to watch; raises AioRpcError if it refuses."""
    await call.initial_metadata()
    if call.done():
        await raise_for(call)


async def _until_one_ends(*parts: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        # A service that crashes ends a stream like one that stops: the client connects again.
        if (error := task.exception()) and not isinstance(error, aio.AioRpcError):
            log.error("watch_failed", exc_info=error)


def _start(request: Request, security: Headers) -> dict[str, Any]:
    own = [*security, *_HEADERS, (b"x-request-id", request.request_id.encode())]
    return {"type": "http.response.start", "status": 200, "headers": own}


def _piece(text: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": text, "more_body": True}
