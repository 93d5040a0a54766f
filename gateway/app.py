"""The application: finds the route of a request and its caller, calls the service and answers."""

import asyncio
import time
from collections.abc import MutableMapping
from typing import Any

from grpc import aio

from gateway import access
from gateway.auth.callers import Callers
from gateway.auth.principals import Principals
from gateway.calls import Services, UnaryCall, metadata
from gateway.config import GatewaySettings
from gateway.errors import HttpRefusal, Problem, Sent, of_refusal, of_rpc, unexpected
from gateway.feeds import PREFIX as FEEDS
from gateway.feeds import Feeds
from gateway.http import (
    API_HEADERS,
    ClientGone,
    Headers,
    Receive,
    Request,
    Scope,
    Send,
    answer,
    answer_problem,
)
from gateway.routes import MethodNotAllowed, NoRoute, Route, RouteTable
from gateway.site import Site
from gateway.streaming import DownloadCall, UploadCall
from gateway.transcode import Transcoder, conditions_of
from gateway.watching import WatchCall, Watches
from shared.errors import Refusal, Unavailable, invalid
from shared.metrics import IN_FLIGHT

_CLIENT_CLOSED = 499
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class Endpoint:
    """One public RPC, ready to be called."""

    def __init__(
        self, route: Route, services: Services, callers: Callers, watches: Watches, settings: GatewaySettings
    ) -> None:
        self.route = route
        self.transcoder = Transcoder(route)
        streams = route.uploads or route.downloads or route.watches
        self.unary = {
            server: UnaryCall(services, route, server, settings.call_seconds)
            for server in (() if streams else route.servers)
        }
        self.upload = UploadCall(services, route, self.transcoder, settings) if route.uploads else None
        self.download = DownloadCall(services, route, settings) if route.downloads else None
        self.watch = WatchCall(services, route, callers, watches, settings) if route.watches else None


class Gateway:
    """The ASGI application."""

    def __init__(
        self,
        settings: GatewaySettings,
        table: RouteTable,
        services: Services,
        callers: Callers,
        principals: Principals,
        site: Site,
    ) -> None:
        self._settings = settings
        self._table = table
        self._callers = callers
        self._site = site
        self._headers: Headers = [*API_HEADERS, *([_HSTS] if settings.secure else [])]
        self._feeds = Feeds(settings, table, services, principals, self._headers)
        self.watches = Watches(settings)
        self._endpoints = {
            route: Endpoint(route, services, callers, self.watches, settings) for route in table.routes
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request; ignores other protocols."""
        if scope["type"] != "http":
            return
        started = time.perf_counter()
        request = Request(scope, receive, self._settings.idle_seconds)
        IN_FLIGHT.inc()
        status = _CLIENT_CLOSED
        try:
            status = await self._answer(request, send)
        except ClientGone:
            status = _CLIENT_CLOSED
        finally:
            IN_FLIGHT.dec()
            access.done(request, status, started)

    async def _answer(self, request: Request, send: Send) -> int:
        route: Route | None = None
        sending = _Sending(send)
        try:
            if request.path.startswith(FEEDS):
                return await self._feeds.answer(request, sending)
            if not request.path.startswith("/v1/"):
                return await self._site.answer(request, sending)
            route, segments = self._find(request)
            request.route = route.template
            return await self._call(self._endpoints[route], request, segments, sending)
        except Refusal as refusal:
            problem = of_refusal(refusal, request.locale)
        except aio.AioRpcError as error:
            problem = of_rpc(error, _sent(request, route), request.locale)
        except asyncio.CancelledError:
            if sending.begun:
                raise
            # The time to stop is over. The client may repeat the request, which another process takes.
            problem = of_refusal(Unavailable("UNAVAILABLE"), request.locale)
        except ClientGone:
            raise
        except Exception as error:
            problem = unexpected(error, request.request_id, request.locale)
        return await self._refuse(request, problem, sending)

    async def _refuse(self, request: Request, problem: Problem, send: Send) -> int:
        if self._site.shows(request):
            await self._site.answer_problem(request, problem, send)
        else:
            await answer_problem(send, request, problem, self._settings.origin, self._headers)
        return problem.status

    def _find(self, request: Request) -> tuple[Route, list[str]]:
        try:
            route, segments = self._table.find(request.method, request.path)
            route.server_of(segments)
            return route, segments
        except NoRoute:
            raise HttpRefusal(404, "NOT_FOUND", "ROUTE_NOT_FOUND") from None
        except MethodNotAllowed as error:
            allowed = ", ".join(sorted(error.allowed))
            raise HttpRefusal(
                405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED", {"allow": allowed}, allowed=allowed
            ) from None
        except UnicodeDecodeError:
            raise invalid("path", "PATH_BROKEN", "PATH_BROKEN") from None

    async def _call(self, endpoint: Endpoint, request: Request, segments: list[str], send: Send) -> int:
        statement = await self._callers.statement(request, endpoint.route)
        along = metadata(request, statement)
        if endpoint.download is not None:
            message = endpoint.transcoder.request(segments, request.query)
            return await endpoint.download(request, message, along, send, self._headers)
        if endpoint.watch is not None:
            message = endpoint.transcoder.request(segments, request.query)
            await endpoint.watch(request, message, along, send, self._headers)
            return 200
        if endpoint.upload is not None:
            answered = await endpoint.upload(request, segments, along)
        else:
            message = await self._message(endpoint, request, segments)
            answered = await endpoint.unary[endpoint.route.server_of(segments)](message, along)
        return await self._send(endpoint, request, answered, send)

    async def _message(self, endpoint: Endpoint, request: Request, segments: list[str]) -> Any:
        if endpoint.route.reads:
            return endpoint.transcoder.request(segments, request.query)
        body = await request.json_body(self._settings.body_limit)
        return endpoint.transcoder.request(
            segments,
            request.query,
            body,
            conditions_of(request),
        )

    async def _send(self, endpoint: Endpoint, request: Request, message: Any, send: Send) -> int:
        content = endpoint.transcoder.answer(message)
        etag = endpoint.transcoder.etag(message, content)
        return await answer(send, request, 200, self._headers, b"application/json", content, etag)


class _Sending:
    """Sends an answer, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        self.begun = True
        await self._send(message)


def _sent(request: Request, route: Route | None) -> Sent:
    conditional = request.header(b"if-match").strip() not in ("", "*")
    return Sent(route.body if route else "", conditional, bool(request.header(b"idempotency-key")))
