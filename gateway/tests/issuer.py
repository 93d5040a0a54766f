"""An identity provider that issues any token that a test needs, even one that no honest provider would issue."""

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Issuer:
    """Publishes its keys and answers the token endpoint."""

    def __init__(self, url: str, client_id: str, client_secret: str) -> None:
        self.url = url
        self.client_id = client_id
        self.client_secret = client_secret
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.published = [self.key]
        self.fetched: list[str] = []
        self.received: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, Any]] = {}
        self.away = False
        self.sessions_over: set[str] = set()
        base = "/realms/province"
        self.application = Starlette(
            routes=[
                Route(f"{base}/.well-known/openid-configuration", self._discovery),
                Route(f"{base}/certs", self._certificates),
                Route(f"{base}/token", self._token, methods=["POST"]),
            ]
        )

    def token(self, key: Any = None, algorithm: str = "RS256", kid: str = "one", **claims: Any) -> str:
        """A signed token without the claims that are None."""
        now = int(time.time())
        content = {"iss": self.url, "iat": now, "exp": now + 300, **claims}
        content = {name: value for name, value in content.items() if value is not None}
        header = {"alg": algorithm, "kid": kid, "typ": "JWT"}
        return jwt.encode(header, content, key or self.key, algorithms=[algorithm])

    def person_token(self, subject: str = "subject-an", **claims: Any) -> str:
        """The access token of a signed-in person."""
        values: dict[str, Any] = {
            "sub": subject,
            "aud": "dondoc",
            "typ": "Bearer",
            "sid": "s1",
            "azp": self.client_id,
        }
        return self.token(**{**values, **claims})

    def client_token(self, *scopes: str, **claims: Any) -> str:
        """The access token of an external portal."""
        values: dict[str, Any] = {"sub": "service-portal", "aud": "dondoc", "typ": "Bearer", "azp": "portal"}
        return self.token(**{**values, "client_id": "portal", "scope": " ".join(scopes), **claims})

    def logout_token(self, **claims: Any) -> str:
        """A back-channel logout token."""
        values: dict[str, Any] = {
            "aud": self.client_id,
            "jti": "1",
            "typ": "Logout",
            "events": {LOGOUT_EVENT: {}},
        }
        return self.token(**{**values, **claims})

    def authorize(self, query: dict[str, str], subject: str, **claims: Any) -> str:
        """Makes a code, as the sign-in page does after the person has signed in."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = {"query": query, "sub": subject, "claims": claims}
        return code

    def rotate(self) -> None:
        """Replaces the key, as after an incident."""
        self.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
        self.published = [self.key]

    async def _discovery(self, request: Request) -> Response:
        self.fetched.append("discovery")
        if self.away:
            return Response(status_code=503)
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/auth",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/certs",
                "end_session_endpoint": f"{self.url}/logout",
            }
        )

    async def _certificates(self, request: Request) -> Response:
        self.fetched.append("certs")
        if self.away:
            return Response(status_code=503)
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.published]})

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        self.received.append(form)
        if self.away:
            return Response("<html>gateway time-out</html>", status_code=502)
        if form.get("client_secret") != self.client_secret or form.get("client_id") != self.client_id:
            return JSONResponse({"error": "unauthorized_client"}, 401)
        if form["grant_type"] == "refresh_token":
            return self._refreshed(form["refresh_token"])
        return self._exchanged(form)

    def _refreshed(self, refresh_token: str) -> Response:
        if refresh_token.split("#")[0] in self.sessions_over:
            return JSONResponse({"error": "invalid_grant", "error_description": "Session not active"}, 400)
        return JSONResponse(
            {"access_token": "a", "refresh_token": f"{refresh_token}#", "id_token": "renewed"}
        )

    def _exchanged(self, form: dict[str, str]) -> Response:
        if form["code"] == "unheard-of":
            return JSONResponse({"error": "invalid_request"}, 400)
        issued = self.codes.pop(form["code"], None)
        verified = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
            .decode()
            .rstrip("=")
        )
        if issued is None or issued["query"]["code_challenge"] != verified:
            return JSONResponse({"error": "invalid_grant", "error_description": "Code not valid"}, 400)
        if issued["query"]["redirect_uri"] != form["redirect_uri"]:
            return JSONResponse(
                {"error": "invalid_grant", "error_description": "Incorrect redirect_uri"}, 400
            )
        claims = {
            "sub": issued["sub"],
            "aud": self.client_id,
            "azp": self.client_id,
            "typ": "ID",
            "sid": f"sid-{issued['sub']}",
        }
        claims["nonce"] = issued["query"]["nonce"]
        id_token = self.token(**{**claims, **issued["claims"]})
        return JSONResponse(
            {"access_token": "a", "refresh_token": f"refresh-{issued['sub']}", "id_token": id_token}
        )


def confused(token: str, key: RSAKey) -> str:
    """The claims of a token, signed with the public key as if it were a shared secret (algorithm confusion)."""
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').decode().rstrip("=")
    content = f"{header}.{token.split('.')[1]}"
    signature = hmac.digest(key.as_pem(private=False), content.encode(), "sha256")
    return f"{content}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
