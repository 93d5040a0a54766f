"""The caller: a short-lived statement that the gateway signs and attaches to every call."""

import json
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from prometheus_client import Gauge

from shared.errors import Unauthenticated

HEADER = "x-dondoc-principal"
# All services are one audience and have no key to sign with: a service that calls another passes the statement of its
# caller on, and the other verifies the gateway's signature itself. A service that could sign could speak for anybody.
AUDIENCE = "dondoc"
LIFETIME = 120
"""How long a statement is valid, in seconds."""
_CACHE_SIZE = 10_000
KEY_MADE = Gauge(
    "dondoc_signing_key_made_timestamp_seconds",
    "When the key was made that signs this process's statements",
)


@dataclass(frozen=True, slots=True)
class HeldPosition:
    """A position that the person holds today.

    `units` are the units that it oversees, its own first; `fields` its fields of work, all if empty.
    """

    position: str
    unit: str
    agency: str
    role: str
    title: str = ""
    units: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Principal:
    """A person in positions, an external client with scopes, or a service. Names are resource names."""

    subject: str
    person: str = ""
    display_name: str = ""
    positions: tuple[HeldPosition, ...] = ()
    scopes: tuple[str, ...] = ()
    service: str = ""

    def position_with(self, roles: Collection[str]) -> str | None:
        """The first position that has one of these roles; None if there is none."""
        return next((held.position for held in self.positions if held.role in roles), None)


class Signer:
    """Signs statements with one private key.

    Its `kid` names the signer, and may hold the time it was made: `gateway.20261124T093000`.
    """

    def __init__(self, private_key: str) -> None:
        self._key = OKPKey.import_key(json.loads(private_key))
        self.issuer = str(self._key.kid)
        with suppress(ValueError):
            made = datetime.strptime(self.issuer.partition(".")[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            KEY_MADE.set(made.timestamp())

    def sign(self, principal: Principal, lifetime: float = LIFETIME) -> str:
        """The statement, valid for `lifetime` seconds."""
        now = time.time()
        claims = {"aud": AUDIENCE, "iss": self.issuer, "iat": int(now), "exp": int(now + lifetime)}
        header = {"alg": "Ed25519", "kid": self.issuer}
        return jwt.encode(
            header, claims | {"principal": asdict(principal)}, self._key, algorithms=["Ed25519"]
        )

    def service(self) -> str:
        """A statement of the signer itself, for work on nobody's behalf."""
        service = self.issuer.split(".")[0]
        return self.sign(Principal(subject=f"service:{service}", service=service))


class Verifier:
    """Verifies statements against the public keys, and remembers each until it expires."""

    def __init__(self, public_keys: str) -> None:
        self._keys = KeySet.import_key_set(json.loads(public_keys))
        self._known: dict[str, tuple[float, Principal]] = {}

    def verify(self, statement: str | None) -> Principal:
        """The principal; raises Unauthenticated if the statement is missing, altered, foreign or expired."""
        if not statement:
            raise Unauthenticated("PRINCIPAL_REQUIRED")
        expiry, principal = self._known.get(statement) or self._decode(statement)
        if expiry <= time.time():
            self._known.pop(statement, None)
            raise Unauthenticated("PRINCIPAL_REQUIRED")
        return principal

    def _decode(self, statement: str) -> tuple[float, Principal]:
        try:
            token = jwt.decode(statement, self._keys, algorithms=["Ed25519"])
            principal = _principal(token.claims["principal"])
            self._check(token.header, token.claims, principal)
            known = (float(token.claims["exp"]), principal)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unauthenticated("PRINCIPAL_REQUIRED") from error
        if len(self._known) >= _CACHE_SIZE:
            self._known.clear()
        self._known[statement] = known
        return known

    @staticmethod
    def _check(header: dict[str, Any], claims: dict[str, Any], principal: Principal) -> None:
        if claims["aud"] != AUDIENCE or claims["iss"] != header.get("kid"):
            raise ValueError("not for this system, or not by the owner of its key")
        # Only the gateway has seen a person's token: any other signer could only speak for itself.
        if claims["iss"].split(".")[0] != (principal.service or "gateway"):
            raise ValueError("a key may not speak for another")


def _principal(claims: dict[str, Any]) -> Principal:
    positions = tuple(
        HeldPosition(**{**held, "units": tuple(held["units"]), "fields": tuple(held["fields"])})
        for held in claims["positions"]
    )
    return Principal(**{**claims, "positions": positions, "scopes": tuple(claims["scopes"])})
