"""Signing in and out: the addresses under `/auth` that browsers and Keycloak call."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from sqlalchemy import delete, func, insert
from sqlalchemy.orm import Session as Transaction
from starlette.requests import Request as StarletteRequest
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from gateway import html
from gateway.auth.callers import CSRF_HEADER, Callers
from gateway.auth.principals import Principals, Subject
from gateway.auth.provider import InvalidGrant, InvalidToken, Provider
from gateway.auth.secrets import challenge, csrf_token, fresh, hashed
from gateway.auth.sessions import Session, Sessions
from gateway.auth.tables import SIGN_INS
from gateway.config import GatewaySettings
from gateway.errors import HttpRefusal
from gateway.http import Request
from shared import clock
from shared.db import AsyncDatabase
from shared.errors import PermissionDenied
from shared.principal import Principal

_SIGN_IN_SECONDS = 600
_FORM_LIMIT = 64 * 1024
_FRESH = re.compile(r"[A-Za-z0-9_-]{43}")


class SignIn:
    """The endpoints under /auth."""

    def __init__(
        self,
        settings: GatewaySettings,
        database: AsyncDatabase,
        provider: Provider,
        sessions: Sessions,
        callers: Callers,
        principals: Principals,
    ) -> None:
        self._settings = settings
        self._database = database
        self._provider = provider
        self._sessions = sessions
        self._callers = callers
        self._principals = principals
        self._redirect_uri = f"{settings.origin}/auth/callback"

    async def login(self, incoming: StarletteRequest) -> Response:
        """Sends the browser to Keycloak; `idp` names the agency's identity provider, `return_to` one of our paths."""
        cookies = self._callers.cookies
        address = await self._provider.sign_in_address()
        browser = incoming.cookies.get(cookies.sign_in, "")
        browser = browser if _FRESH.fullmatch(browser) else fresh()
        state, nonce, verifier = fresh(), fresh(), fresh()
        row = {
            "state_hash": hashed(state),
            "browser_hash": hashed(browser),
            "nonce": nonce,
            "verifier": verifier,
            "return_to": local_path(incoming.query_params.get("return_to", "/")),
        }
        await self._database.change(lambda transaction: _remember(transaction, row))
        query = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": self._redirect_uri,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
            "ui_locales": own_request(incoming).locale,
        }
        if idp := incoming.query_params.get("idp"):
            query["kc_idp_hint"] = idp
        response = RedirectResponse(f"{address}?{urlencode(query)}", 303)
        response.headers.append("set-cookie", cookies.write(cookies.sign_in, browser, _SIGN_IN_SECONDS))
        return response

    async def callback(self, incoming: StarletteRequest) -> Response:
        """Takes the browser back from Keycloak. A state is valid once, for the browser that began."""
        cookies = self._callers.cookies
        row = await self._take(incoming)
        if error := incoming.query_params.get("error"):
            raise HttpRefusal(403, "PERMISSION_DENIED", "SIGN_IN_REFUSED", error=error[:64])
        code = incoming.query_params.get("code", "")
        if not code:
            raise HttpRefusal(400, "INVALID_ARGUMENT", "SIGN_IN_EXPIRED")
        try:
            tokens = await self._provider.exchange(code, row.verifier, self._redirect_uri)
            claims = await self._provider.identity(tokens["id_token"], row.nonce)
        except (InvalidGrant, InvalidToken, KeyError):
            raise HttpRefusal(400, "INVALID_ARGUMENT", "SIGN_IN_EXPIRED") from None
        before = incoming.cookies.get(cookies.session, "")
        cookie = await self._sessions.begin(claims, tokens, before)
        response = RedirectResponse(row.return_to, 303)
        response.headers.append(
            "set-cookie", cookies.write(cookies.session, cookie, self._settings.session_seconds)
        )
        return response

    async def logout(self, incoming: StarletteRequest) -> Response:
        """Ends the session here and at Keycloak. A form gets HTML that leads there, a script the address as JSON."""
        request = own_request(incoming)
        cookie, session = await self._callers.session(request)
        token = request.header(CSRF_HEADER.encode()) or await self._form_field(incoming, "csrf_token")
        if session is not None:
            self._callers.check_origin(request, cookie, token)
        tokens = await self._sessions.end(cookie) if session is not None else None
        url = await self._end_session_url(tokens or {})
        if "application/json" in incoming.headers.get("accept", ""):
            response: Response = JSONResponse({"logoutUrl": url})
        else:
            # `form-action` would block a redirect of the form to hosts that we cannot know.
            response = HTMLResponse(html.leaving(request.locale, url))
        response.headers.append(
            "set-cookie", self._callers.cookies.write(self._callers.cookies.session, "", 0)
        )
        return response

    async def backchannel_logout(self, incoming: StarletteRequest) -> Response:
        """Ends the sessions that Keycloak has ended, one or all of a subject."""
        token = await self._form_field(incoming, "logout_token")
        try:
            claims = await self._provider.logout(token)
        except InvalidToken:
            raise HttpRefusal(400, "INVALID_ARGUMENT", "LOGOUT_TOKEN_INVALID") from None
        await self._sessions.end_all(claims.get("sub"), claims.get("sid"))
        return Response(status_code=200)

    async def session(self, incoming: StarletteRequest) -> Response:
        """The signed-in person, and the token that unsafe requests must carry."""
        cookie, session, principal = await self._who(incoming)
        if session is None:
            return JSONResponse({"signedIn": False, "loginUrl": "/auth/login"})
        return JSONResponse(_described(cookie, session, principal))

    async def _who(self, incoming: StarletteRequest) -> tuple[str, Session | None, Principal | None]:
        """The cookie, session and person of a request; no person if identity knows none."""
        cookie, session = await self._callers.session(own_request(incoming))
        if session is None:
            return cookie, None, None
        try:
            return cookie, session, await self._principals.principal(Subject(session.subject))
        except PermissionDenied:
            return cookie, session, None

    async def _take(self, incoming: StarletteRequest) -> Any:
        state = incoming.query_params.get("state", "")
        browser = incoming.cookies.get(self._callers.cookies.sign_in, "")
        row = await self._database.change(lambda transaction: _take(transaction, state, browser))
        issuer = incoming.query_params.get("iss", self._settings.oidc_issuer)
        if row is None or issuer != self._settings.oidc_issuer:
            raise HttpRefusal(400, "INVALID_ARGUMENT", "SIGN_IN_EXPIRED")
        return row

    async def _end_session_url(self, tokens: dict[str, str]) -> str:
        try:
            endpoint = (await self._provider.metadata()).get("end_session_endpoint")
        except Exception:
            # Keycloak is unreachable: the session here has ended all the same.
            endpoint = None
        home = f"{self._settings.origin}/"
        if not endpoint or "id_token" not in tokens:
            return home
        query = {
            "id_token_hint": tokens["id_token"],
            "post_logout_redirect_uri": home,
            "client_id": self._settings.oidc_client_id,
        }
        return f"{endpoint}?{urlencode(query)}"

    @staticmethod
    async def _form_field(incoming: StarletteRequest, name: str) -> str:
        body = await own_request(incoming).body(_FORM_LIMIT)
        try:
            fields = parse_qs(body.decode("ascii"), max_num_fields=20)
        except ValueError:
            return ""
        return fields.get(name, [""])[0]


def local_path(wanted: str) -> str:
    """The path if it is one of this site; `/` for anything that a browser could take for another site."""
    parts = urlsplit(wanted)
    harmless = wanted.isprintable() and "\\" not in wanted and wanted.isascii() and len(wanted) <= 2000
    if not harmless or parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    return wanted


def own_request(incoming: StarletteRequest) -> Request:
    """The gateway's request that Starlette's was made for."""
    request: Request = incoming.scope["dondoc.request"]
    return request


def _described(cookie: str, session: Session, principal: Principal | None) -> dict[str, Any]:
    return {
        "signedIn": True,
        "known": principal is not None,
        "subject": session.subject,
        "displayName": principal.display_name if principal else "",
        "person": principal.person if principal else "",
        "positions": [
            {
                "position": held.position,
                "unit": held.unit,
                "agency": held.agency,
                "role": held.role,
                "title": held.title,
            }
            for held in (principal.positions if principal else ())
        ],
        "csrfToken": csrf_token(cookie),
        "expireTime": session.expire_time.isoformat(),
        # The portal counts deadlines by this clock, not by the browser's.
        "currentTime": clock.now().isoformat(),
    }


def _remember(transaction: Transaction, row: dict[str, Any]) -> None:
    transaction.execute(delete(SIGN_INS).where(SIGN_INS.c.expire_time < func.now()))
    expire_time = func.now() + timedelta(seconds=_SIGN_IN_SECONDS)
    transaction.execute(insert(SIGN_INS).values(**row, expire_time=expire_time))


def _take(transaction: Transaction, state: str, browser: str) -> Any:
    taken = (
        delete(SIGN_INS)
        .where(
            SIGN_INS.c.state_hash == hashed(state),
            SIGN_INS.c.browser_hash == hashed(browser),
            SIGN_INS.c.expire_time > func.now(),
        )
        .returning(SIGN_INS.c.nonce, SIGN_INS.c.verifier, SIGN_INS.c.return_to)
    )
    return transaction.execute(taken).one_or_none()
