"""The caller of a request, by its session cookie or bearer token, and whether that way in is allowed."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gateway.auth.principals import Principals, Subject
from gateway.auth.provider import InvalidToken, Provider
from gateway.auth.secrets import csrf_token
from gateway.auth.sessions import Session, Sessions
from gateway.config import GatewaySettings
from gateway.http import Request
from gateway.routes import Route
from shared.errors import PermissionDenied, Unauthenticated, Unavailable
from shared.principal import Principal

_SAFE = frozenset(["GET", "HEAD", "OPTIONS"])
_TOKEN_SECONDS = 60.0
_CACHE_SIZE = 10_000
CSRF_HEADER = "x-csrf-token"


class Cookies:
    """The names and attributes of the gateway's cookies."""

    def __init__(self, secure: bool) -> None:
        prefix = "__Host-" if secure else ""
        self.session = f"{prefix}dondoc_session"
        self.sign_in = f"{prefix}dondoc_sign_in"
        self.attributes = "Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    def read(self, header: str, name: str) -> str:
        """A cookie's value, empty if it was not sent."""
        for part in header.split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value
        return ""

    def write(self, name: str, value: str, seconds: int) -> str:
        """A Set-Cookie header; 0 seconds remove the cookie."""
        return f"{name}={value}; Max-Age={seconds}; {self.attributes}"


class Callers:
    """Finds the caller of a request, and the signed principal that services get."""

    def __init__(
        self, settings: GatewaySettings, sessions: Sessions, provider: Provider, principals: Principals
    ) -> None:
        self._origin = settings.origin.encode()
        self._sessions = sessions
        self._provider = provider
        self._principals = principals
        self._tokens: dict[bytes, tuple[float, Subject]] = {}
        self.cookies = Cookies(settings.secure)

    async def statement(self, request: Request, route: Route) -> str:
        """The signed principal for this call.

        Raises Unauthenticated without a valid session or token, PermissionDenied (`CSRF`, `SCOPE_REQUIRED`,
        `SUBJECT_UNKNOWN`), Unavailable.
        """
        subject = await self.subject(request, route)
        return self._principals.statement_now(subject) or await self._principals.statement(subject)

    async def subject(self, request: Request, route: Route) -> Subject:
        """The subject of the request's session or token; raises what `statement` raises."""
        if b"authorization" in request.headers:
            subject = await self._bearer(request.header(b"authorization"))
            if subject.client and route.scopes.isdisjoint(subject.scopes):
                raise PermissionDenied("SCOPE_REQUIRED", {"scopes": " ".join(sorted(route.scopes))})
            return subject
        cookie, session = await self.session(request)
        if session is None:
            raise Unauthenticated("PRINCIPAL_REQUIRED")
        if request.method not in _SAFE:
            self.check_origin(request, cookie, request.header(CSRF_HEADER.encode()))
        return Subject(session.subject)

    async def principal(self, subject: Subject) -> Principal:
        """What identity knows of a subject; raises PermissionDenied (`SUBJECT_UNKNOWN`), or Unavailable."""
        return await self._principals.principal(subject)

    async def holds(self, request: Request, subject: Subject, principal: Principal) -> bool:
        """Whether the sender of an earlier request is still signed in, with the same principal."""
        try:
            return await self._signed_in(request) and await self.principal(subject) == principal
        except (Unauthenticated, PermissionDenied):
            return False
        except Unavailable:
            # An unreachable provider or identity is no reason to end a stream.
            return True

    @contextmanager
    def ending(self, request: Request) -> Iterator[asyncio.Event]:
        """An event that is set when the session of a request ends; never set for a token."""
        if b"authorization" in request.headers:
            yield asyncio.Event()
            return
        with self._sessions.ending(self._cookie(request)) as ended:
            yield ended

    async def session(self, request: Request) -> tuple[str, Session | None]:
        """The cookie of the session, and the session if it still holds."""
        cookie = self._cookie(request)
        return cookie, await self._sessions.find(cookie) if cookie else None

    def check_origin(self, request: Request, cookie: str, token: str) -> None:
        """Raises PermissionDenied (`CSRF`) unless a page of this site made the request."""
        site = request.headers.get(b"sec-fetch-site", b"same-origin")
        origin = request.headers.get(b"origin", self._origin)
        known = hmac.compare_digest(token.encode(), csrf_token(cookie).encode())
        if site != b"same-origin" or origin != self._origin or not known:
            raise PermissionDenied("CSRF")

    def _cookie(self, request: Request) -> str:
        return self.cookies.read(request.header(b"cookie"), self.cookies.session)

    async def _signed_in(self, request: Request) -> bool:
        if b"authorization" in request.headers:
            await self._bearer(request.header(b"authorization"))
            return True
        return await self._sessions.holds(self._cookie(request))

    async def _bearer(self, header: str) -> Subject:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("TOKEN_INVALID")
        digest = hashlib.sha256(token.encode()).digest()
        known = self._tokens.get(digest)
        if known and known[0] > time.time():
            return known[1]
        try:
            claims = await self._provider.access(token.strip())
            subject = _subject(claims)
        except (InvalidToken, KeyError):
            raise Unauthenticated("TOKEN_INVALID") from None
        if len(self._tokens) >= _CACHE_SIZE:
            self._tokens.clear()
        self._tokens[digest] = (min(float(claims["exp"]), time.time() + _TOKEN_SECONDS), subject)
        return subject


def _subject(claims: dict[str, Any]) -> Subject:
    # A token of a person has a session (`sid`); one without belongs to a client, which has nothing but its scopes.
    if claims.get("sid"):
        return Subject(str(claims["sub"]))
    client = str(claims.get("client_id") or claims["azp"])
    return Subject(str(claims["sub"]), client, tuple(sorted(str(claims.get("scope", "")).split())))
