"""Secrets that the database must not reveal: cookies are hashed, tokens are sealed."""

import base64
import hashlib
import hmac
import json
import secrets

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey


def fresh() -> str:
    """256 random bits, as text."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """The hash that is stored for a cookie or a state."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token(cookie: str) -> str:
    """The token that unsafe requests must carry: only pages of this site can read it."""
    return base64.urlsafe_b64encode(hmac.digest(cookie.encode(), b"csrf", "sha256")).decode().rstrip("=")


def challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


class Sealer:
    """Seals a session's tokens with a key made from the client secret, without which they are useless anyway."""

    def __init__(self, client_secret: str) -> None:
        self._key = OctKey.import_key(hmac.digest(client_secret.encode(), b"dondoc session tokens", "sha256"))

    def seal(self, tokens: dict[str, str]) -> str:
        """The tokens as an encrypted JWE."""
        return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, json.dumps(tokens), self._key)

    def open(self, sealed: str) -> dict[str, str]:
        """The tokens; empty if the client's secret has changed since."""
        try:
            opened = jwe.decrypt_compact(sealed, self._key).plaintext
        except (JoseError, ValueError):
            return {}
        return dict(json.loads(opened or b"{}"))
