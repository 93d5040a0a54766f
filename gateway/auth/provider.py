"""The identity provider: the documents that it publishes, and the tokens that it issues."""

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry, Token
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from gateway.auth.tables import PROVIDER_DOCUMENTS
from gateway.config import GatewaySettings
from shared.breaker import Breaker
from shared.db import AsyncDatabase
from shared.errors import Unavailable

ALGORITHMS = ["RS256", "PS256", "ES256"]
_MAX_AGE = 3600.0
_PAUSE = 10.0
_SECONDS = 5.0
_LEEWAY = 10
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
log = structlog.get_logger(__name__)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Published:
    content: Json
    fetched: float
    tried: float


class InvalidToken(Exception):
    """A token that is not valid for this use."""


class InvalidGrant(Exception):
    """The provider says that a session or code is over."""


class Provider:
    """Keycloak's realm, through OpenID Connect alone.

    What it publishes is kept in a table, so that a gateway that starts while it is away can still verify tokens.
    """

    def __init__(self, settings: GatewaySettings, database: AsyncDatabase, client: httpx.AsyncClient) -> None:
        self._settings = settings
        self._database = database
        self._client = client
        self._breaker = Breaker("keycloak", "SIGN_IN_UNAVAILABLE")
        self._documents: dict[str, _Published] = {}
        self._keys: tuple[int, KeySet] | None = None

    async def metadata(self) -> Json:
        """The discovery document; raises Unavailable if it was never seen."""
        issuer = self._settings.oidc_issuer
        document = await self._document(f"{issuer}/.well-known/openid-configuration", _MAX_AGE)
        if document.get("issuer") != issuer:
            raise Unavailable("SIGN_IN_UNAVAILABLE")
        return document

    async def sign_in_address(self) -> str:
        """Where browsers sign in; raises Unavailable (`SIGN_IN_UNAVAILABLE`) unless the provider answers now.

        A browser that is sent to a provider that is away shows its own error, which helps nobody.
        """
        url = f"{self._settings.oidc_issuer}/.well-known/openid-configuration"
        known = self._documents.get(url)
        if known is None or time.monotonic() - known.fetched > _PAUSE:
            await self._fetch(url)
        return str((await self.metadata())["authorization_endpoint"])

    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> Json:
        """The tokens for a code; raises InvalidGrant, or Unavailable."""
        return await self._token(
            {
                "grant_type": "authorization_code",
                "code": code,
                "code_verifier": verifier,
                "redirect_uri": redirect_uri,
            }
        )

    async def refresh(self, refresh_token: str) -> Json:
        """New tokens; raises InvalidGrant if the session is over, Unavailable if that cannot be known now."""
        return await self._token({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def identity(self, id_token: str, nonce: str) -> Json:
        """The claims of the ID token of a sign-in; raises InvalidToken."""
        client_id = self._settings.oidc_client_id
        token = await self._verified(id_token, client_id)
        claims = token.claims
        if claims.get("nonce") != nonce or claims.get("azp", client_id) != client_id:
            raise InvalidToken("not of this sign-in")
        return claims

    async def access(self, access_token: str) -> Json:
        """The claims of a bearer token made for the API; raises InvalidToken."""
        token = await self._verified(access_token, self._settings.oidc_audience)
        # ID and logout tokens have the same keys and issuer, and must not pass as access tokens.
        if token.claims.get("typ") != "Bearer" and str(token.header.get("typ", "")).lower() != "at+jwt":
            raise InvalidToken("not an access token")
        return token.claims

    async def logout(self, logout_token: str) -> Json:
        """The claims of a back-channel logout token (OpenID Connect Back-Channel Logout 1.0, 2.6)."""
        claims = (await self._verified(logout_token, self._settings.oidc_client_id)).claims
        events = claims.get("events")
        about = isinstance(claims.get("sid"), str) or isinstance(claims.get("sub"), str)
        if not isinstance(events, dict) or _LOGOUT_EVENT not in events or "nonce" in claims or not about:
            raise InvalidToken("not a logout token")
        return claims

    async def _token(self, form: dict[str, str]) -> Json:
        endpoint = (await self.metadata())["token_endpoint"]
        secret = self._settings.oidc_client_secret.get_secret_value()
        credentials = {"client_id": self._settings.oidc_client_id, "client_secret": secret}
        response = await self._answer("POST", endpoint, form | credentials)
        content = _json(response)
        if response.status_code == 400 and content.get("error") == "invalid_grant":
            raise InvalidGrant(content.get("error_description", ""))
        if response.status_code != 200:
            log.error("token_endpoint_refused", status=response.status_code, error=content.get("error"))
            raise Unavailable("SIGN_IN_UNAVAILABLE")
        return content

    async def _answer(self, method: str, url: str, form: dict[str, str] | None = None) -> httpx.Response:
        """Raises Unavailable (`SIGN_IN_UNAVAILABLE`) if the provider does not answer in time, or fails.

        A refusal is an answer: five that one browser provokes must not keep everybody from signing in.
        """
        with self._breaker.calling():
            try:
                # httpx has a time-out for each read: a provider that sends now and then a byte would never meet it.
                async with asyncio.timeout(_SECONDS):
                    response = await self._client.request(method, url, data=form)
            except (httpx.HTTPError, TimeoutError) as error:
                log.warning("provider_did_not_answer", url=url, error=repr(error))
                raise Unavailable("SIGN_IN_UNAVAILABLE") from error
            if response.is_server_error:
                log.warning("provider_failed", url=url, status=response.status_code)
                raise Unavailable("SIGN_IN_UNAVAILABLE")
        return response

    async def _verified(self, raw: str, audience: str) -> Token:
        try:
            token = await self._decode(raw)
            registry = JWTClaimsRegistry(
                leeway=_LEEWAY,
                iss={"essential": True, "value": self._settings.oidc_issuer},
                aud={"essential": True, "value": audience},
                exp={"essential": True},
                iat={"essential": True},
            )
            registry.validate(token.claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise InvalidToken(str(error)) from error
        return token

    async def _decode(self, raw: str) -> Token:
        try:
            return jwt.decode(raw, await self._key_set(_MAX_AGE), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            # Either the provider has new keys or somebody guesses: the keys are fetched again, but not too often.
            return jwt.decode(raw, await self._key_set(0), algorithms=ALGORITHMS)

    async def _key_set(self, max_age: float) -> KeySet:
        document = await self._document((await self.metadata())["jwks_uri"], max_age)
        if self._keys is None or self._keys[0] != id(document):
            signing = [key for key in document["keys"] if key.get("use", "sig") == "sig"]
            self._keys = (id(document), KeySet.import_key_set({"keys": signing}))
        return self._keys[1]

    async def _document(self, url: str, max_age: float) -> Json:
        known, now = self._documents.get(url), time.monotonic()
        if known and (now - known.fetched < max_age or now - known.tried < _PAUSE):
            return known.content
        if known:
            # Meanwhile the others use what is known.
            self._documents[url] = replace(known, tried=now)
        try:
            return await self._fetch(url)
        except Unavailable as error:
            content = known.content if known else await self._stored(url, error)
            self._documents[url] = _Published(content, fetched=now - _MAX_AGE, tried=now)
            return content

    async def _fetch(self, url: str) -> Json:
        """A document as it is now; raises Unavailable (`SIGN_IN_UNAVAILABLE`)."""
        response = await self._answer("GET", url)
        if response.status_code != 200:
            raise Unavailable("SIGN_IN_UNAVAILABLE")
        content = _json(response)
        now = time.monotonic()
        self._documents[url] = _Published(content, fetched=now, tried=now)
        try:
            await self._store(url, content)
        except Unavailable:
            # It is known here; only a gateway that starts while the provider is away would miss it.
            log.warning("provider_document_not_kept", url=url)
        return content

    async def _stored(self, url: str, error: Exception) -> Json:
        query = select(PROVIDER_DOCUMENTS.c.content).where(PROVIDER_DOCUMENTS.c.url == url)
        content = await self._database.read(lambda session: session.execute(query).scalar_one_or_none())
        if content is None:
            raise Unavailable("SIGN_IN_UNAVAILABLE") from error
        return dict(content)

    async def _store(self, url: str, content: Json) -> None:
        values = {"content": content, "fetch_time": func.now()}
        upsert = insert(PROVIDER_DOCUMENTS).values(url=url, **values)
        upsert = upsert.on_conflict_do_update(index_elements=["url"], set_=values)

        def store(session: Session) -> None:
            session.execute(upsert)

        await self._database.change(store)


def _json(response: httpx.Response) -> Json:
    try:
        content: Json = response.json()
    except ValueError as error:
        raise Unavailable("SIGN_IN_UNAVAILABLE") from error
    return content
