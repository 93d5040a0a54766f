"""Page sizes and signed page tokens (AIP-158)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from shared.errors import invalid

DEFAULT_SIZE = 50
LARGEST_SIZE = 200


def size(requested: int) -> int:
    """The number of rows to return: 50 by default, at most 200; raises InvalidArgument if negative."""
    if requested < 0:
        raise invalid("page_size", "int32.gte", rule=0)
    return min(requested or DEFAULT_SIZE, LARGEST_SIZE)


class PageTokens:
    """Makes and reads tokens that hold a cursor, bound to the request's other arguments."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def make(self, request: Any, cursor: Sequence[object]) -> str:
        """The token of the next page. The cursor holds the sort values of the last row (JSON values)."""
        body = json.dumps([_arguments(request), list(cursor)], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._seal(body) + body).decode().rstrip("=")

    def read(self, request: Any) -> list[Any] | None:
        """The cursor in the request's token, None without a token.

        Raises InvalidArgument (`PAGE_TOKEN_INVALID`) if it is altered or the other arguments have changed.
        """
        token: str = request.page_token
        if not token:
            return None
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            seal, body = raw[:16], raw[16:]
            arguments, cursor = (
                json.loads(body) if hmac.compare_digest(seal, self._seal(body)) else (None, None)
            )
        except ValueError:
            arguments = None
        if arguments != _arguments(request):
            raise invalid("page_token", "page_token.invalid", "PAGE_TOKEN_INVALID")
        return list(cursor or [])

    def _seal(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:16]


def _arguments(request: Any) -> str:
    other = type(request).from_binary(request.to_binary())
    for name in ("page_token", "page_size"):
        setattr(other, name, type(getattr(other, name))())
    return hashlib.sha256(other.to_binary()).hexdigest()[:16]
