"""Every address that is not an RPC: the pages, the API's description, and signing in."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as StarletteRequest
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Message

from gateway import html
from gateway.auth.signin import SignIn, own_request
from gateway.compression import LEAST, coding, prepared
from gateway.config import GatewaySettings
from gateway.errors import HttpRefusal, Problem
from gateway.http import Request, Send
from gateway.portal_site import ASSETS, PortalSite
from shared.messages import Locale

Reasons = list[tuple[str, str, str]]
Handler = Callable[[StarletteRequest], Awaitable[Response]]
_FIXED = ("/static/", "/docs/assets/")
_LANGUAGES: dict[str, Locale] = {"vi": "vi", "en": "en"}


class Site:
    """Answers every path that no RPC has."""

    def __init__(
        self, settings: GatewaySettings, sign_in: SignIn, description: bytes, reasons: Reasons
    ) -> None:
        self._sign_in = sign_in
        self._description = prepared(description)
        self._reasons = reasons
        self._portal = PortalSite(settings)
        self._province = settings.province_name
        self._headers = [
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"referrer-policy", b"same-origin"),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
        ]
        if settings.secure:
            self._headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
        routes = self._routes()
        self._paths = sorted((route.path or "/" for route in routes), key=len, reverse=True)
        self._router = Router(routes=routes, redirect_slashes=False)

    async def answer(self, request: Request, send: Send) -> int:
        """Sends the page of a request and returns its status.

        Raises HttpRefusal for an unknown address, and whatever the sign-in raises.
        """
        request.locale = _LANGUAGES.get(
            StarletteRequest(request.scope).query_params.get("lang", ""), request.locale
        )
        request.scope["dondoc.request"] = request
        # With it the router raises an exception for an unknown address, instead of answering itself.
        request.scope["app"] = self
        recorder = _Recorder(send, self._headers, request)
        try:
            await self._router(request.scope, request.receive, recorder.send)
        except HTTPException as error:
            if error.status_code != 404 or not self.shows(request):
                raise _refusal(error) from None
            # Any other address that a browser opens is a screen of the portal, which has its own routes.
            await self._portal.html()(request.scope, request.receive, recorder.send)
        request.route = next((path for path in self._paths if request.path.startswith(path)), "")
        return recorder.status

    def shows(self, request: Request) -> bool:
        """Whether a refusal of this request is a page rather than JSON."""
        return not request.path.startswith("/v1/") and "text/html" in request.header(b"accept")

    async def answer_problem(self, request: Request, problem: Problem, send: Send) -> None:
        """Sends a refusal as a page."""
        page = (
            html.away(request.locale, problem, self._province, *_again(request))
            if problem.code == "UNAVAILABLE"
            else html.problem(request.locale, problem)
        )
        response = HTMLResponse(page, problem.status, headers=problem.headers)
        recorder = _Recorder(send, self._headers, request)
        await response(request.scope, request.receive, recorder.send)

    def _routes(self) -> list[Route | Mount]:
        get, post = ["GET"], ["POST"]
        return [
            Route("/", self._screen, methods=get),
            Mount(ASSETS.rstrip("/"), self._portal.assets),
            Route("/portal/emblem", self._emblem, methods=get),
            Route("/openapi.json", self._openapi, methods=get),
            Route("/docs", self._docs, methods=get),
            Route("/problems", self._problems, methods=get),
            Route("/favicon.ico", self._icon, methods=get),
            Mount("/docs/assets", _static(html.viewer_assets())),
            Mount("/static", _static(html.STATIC)),
            Route("/auth/login", self._sign_in.login, methods=get),
            Route("/auth/callback", self._sign_in.callback, methods=get),
            Route("/auth/session", self._sign_in.session, methods=get),
            Route("/auth/logout", self._sign_in.logout, methods=post),
            Route("/auth/backchannel-logout", self._sign_in.backchannel_logout, methods=post),
        ]

    async def _screen(self, _incoming: StarletteRequest) -> Response:
        return self._portal.html()

    async def _emblem(self, _incoming: StarletteRequest) -> Response:
        return self._portal.emblem()

    async def _openapi(self, incoming: StarletteRequest) -> Response:
        headers = {"cache-control": "public, max-age=60", "vary": "accept-encoding"}
        chosen = coding(incoming.headers.get("accept-encoding", ""), len(self._description[""]))
        if chosen:
            headers["content-encoding"] = chosen
        return Response(self._description[chosen], media_type="application/json", headers=headers)

    async def _docs(self, incoming: StarletteRequest) -> Response:
        return HTMLResponse(html.docs(_locale(incoming)))

    async def _problems(self, incoming: StarletteRequest) -> Response:
        return HTMLResponse(html.problems(_locale(incoming), self._reasons))

    @staticmethod
    async def _icon(_incoming: StarletteRequest) -> Response:
        return FileResponse(html.viewer_assets() / "favicon-32x32.png")


class _Recorder:
    """Adds the headers of every page, and keeps the status."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], request: Request) -> None:
        self._send = send
        self._headers = [*headers, (b"x-request-id", request.request_id.encode())]
        self._fixed = request.path.startswith(_FIXED)
        self.status = 500

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = list(message["headers"])
            if not any(name == b"content-security-policy" for name, _ in own):
                own.append((b"content-security-policy", html.CSP.encode()))
            if not any(name == b"cache-control" for name, _ in own):
                own.append((b"cache-control", b"public, max-age=3600" if self._fixed else b"no-store"))
            message = {**message, "headers": [*own, *self._headers]}
        await self._send(message)


def _again(request: Request) -> tuple[str, str]:
    """The address to try a request again, and the same in the other language."""
    # What Keycloak sent along is valid once.
    path = "/auth/login" if request.path == "/auth/callback" else request.path
    fields = [] if path != request.path else parse_qsl(request.query.decode("latin-1"))
    kept = [(name, value) for name, value in fields if name != "lang"]
    other = [*kept, ("lang", "en" if request.locale == "vi" else "vi")]
    again = f"{path}?{urlencode(kept, safe='/')}" if kept else path
    return again, f"{path}?{urlencode(other, safe='/')}"


def _static(folder: Path) -> GZipMiddleware:
    return GZipMiddleware(StaticFiles(directory=folder), minimum_size=LEAST, compresslevel=6)


def _locale(incoming: StarletteRequest) -> Locale:
    return own_request(incoming).locale


def _refusal(error: HTTPException) -> HttpRefusal:
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET")
        return HttpRefusal(405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED", {"allow": allowed}, allowed=allowed)
    return HttpRefusal(404, "NOT_FOUND", "ROUTE_NOT_FOUND")
