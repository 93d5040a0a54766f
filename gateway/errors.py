"""Problems (RFC 9457): the answer to a call that fails. A problem never holds the words of a driver or a stack."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import structlog
from grpc import aio
from protobuf import Message

from dondoc_api.google.rpc.error_details_pb import BadRequest, ErrorInfo, LocalizedMessage, RetryInfo
from dondoc_api.google.rpc.status_pb import Status
from shared.errors import FieldViolation, Refusal
from shared.messages import Catalogue, Locale
from shared.status import DETAILS, SHARED_REASONS

DOMAIN = "gateway.dondoc.vn"
CATALOGUE = Catalogue(Path(__file__).with_name("messages.toml"))
RETRY_SECONDS = 2
STATUS = {
    "CANCELLED": 499,
    "UNKNOWN": 500,
    "INVALID_ARGUMENT": 400,
    "DEADLINE_EXCEEDED": 504,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "PERMISSION_DENIED": 403,
    "UNAUTHENTICATED": 401,
    "RESOURCE_EXHAUSTED": 429,
    "FAILED_PRECONDITION": 409,
    "ABORTED": 409,
    "OUT_OF_RANGE": 400,
    "UNIMPLEMENTED": 501,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "DATA_LOSS": 500,
}
"""The HTTP status of each gRPC code, where `status_of` knows no better."""
WHOLE_BODY = "body"
"""The name of the body in errors, where no field of it is wrong but the body itself."""
_DETAIL_TYPES: tuple[type[Message[Any]], ...] = (ErrorInfo, LocalizedMessage, BadRequest, RetryInfo)
_BY_URL = {f"type.googleapis.com/{kind.desc().type_name}": kind for kind in _DETAIL_TYPES}
_SNAKE = re.compile(r"_([a-z0-9])")
# An index or a key of a map stays as it is.
_BRACKETS = re.compile(r"(\[[^\]]*\])")
log = structlog.get_logger(__name__)


class HttpRefusal(Refusal):
    """A refusal for which HTTP has its own status, and perhaps a header."""

    def __init__(
        self, status: int, code: str, reason: str, headers: dict[str, str] | None = None, **facts: object
    ) -> None:
        super().__init__(reason, facts)
        self.status = status
        self.code = code
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in one language, ready to be sent. `errors` are pairs of field and description."""

    status: int
    code: str
    reason: str
    domain: str
    detail: str
    metadata: dict[str, str] = field(default_factory=dict)
    errors: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    def body(self, locale: Locale, request_id: str, origin: str) -> bytes:
        """The JSON document."""
        content: dict[str, Any] = {
            "type": f"{origin}/problems#{self.domain}.{self.reason}",
            "title": CATALOGUE.say(f"title.{self.code}", locale),
            "status": self.status,
            "detail": self.detail,
            "reason": self.reason,
            "domain": self.domain,
            "metadata": self.metadata,
        }
        if self.errors:
            content["errors"] = [{"field": name, "description": text} for name, text in self.errors]
        return json.dumps(content | {"requestId": request_id}, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Sent:
    """How the client wrote a request: which field is the body, and what came by header instead."""

    body: str = ""
    if_match: bool = False
    idempotency_key: bool = False

    def path(self, path: str) -> str:
        """A proto path as the client wrote it: camelCase, relative to the body, and by the header's name."""
        inside = path.removeprefix(f"{self.body}.") if self.body not in ("", "*") else path
        if self.if_match and inside == "etag":
            return "If-Match"
        if self.idempotency_key and path == "request_id":
            return "Idempotency-Key"
        if path in ("", self.body):
            return WHOLE_BODY
        parts = _BRACKETS.split(inside)
        return "".join(part if part.startswith("[") else _camel(part) for part in parts)


AS_FIELDS = Sent()


def status_of(code: str, reason: str, sent: Sent = AS_FIELDS) -> int:
    """The HTTP status of a refusal. A reason that ends in `_TOO_LARGE` is 413, whichever service gives it.

    429 is for those who ask too much; if a service is overloaded, no caller is at fault.
    """
    if reason == "ETAG_MISMATCH" and sent.if_match:
        return 412
    if reason == "REQUEST_ID_REUSED":
        return 422
    if reason == "OVERLOADED":
        return 503
    return 413 if reason.endswith("_TOO_LARGE") else STATUS[code]


def of_refusal(refusal: Refusal, locale: Locale) -> Problem:
    """The problem of what the gateway itself refuses."""
    special = refusal if isinstance(refusal, HttpRefusal) else None
    headers = dict(special.headers) if special else {}
    if refusal.code == "UNAUTHENTICATED":
        headers["www-authenticate"] = "Bearer"
    if refusal.code == "UNAVAILABLE":
        headers["retry-after"] = str(RETRY_SECONDS)
    return Problem(
        status=special.status if special else status_of(refusal.code, refusal.reason),
        code=refusal.code,
        reason=refusal.reason,
        domain="dondoc.vn" if refusal.reason in SHARED_REASONS else DOMAIN,
        detail=CATALOGUE.say(refusal.reason, locale, refusal.facts),
        metadata=dict(refusal.facts),
        errors=tuple(_said(violation, locale) for violation in refusal.fields),
        headers=headers,
    )


def of_rpc(error: aio.AioRpcError, sent: Sent, locale: Locale) -> Problem:
    """The problem of a failed call, in the client's own terms."""
    details = _details(error)
    info = details.get(ErrorInfo)
    if info is None:
        return _undescribed(error, locale)
    code = error.code().name
    facts = dict(info.metadata)
    if "field" in facts:
        facts["field"] = sent.path(facts["field"])
    bad = details.get(BadRequest)
    violations = bad.field_violations if bad else []
    return Problem(
        status=status_of(code, info.reason, sent),
        code=code,
        reason=info.reason,
        domain=info.domain,
        detail=_detail(info.reason, details.get(LocalizedMessage), facts, locale),
        metadata=facts,
        errors=tuple((sent.path(violation.field), violation.description) for violation in violations),
        headers=_retry(code, details.get(RetryInfo)),
    )


def _detail(reason: str, text: LocalizedMessage | None, facts: dict[str, str], locale: Locale) -> str:
    # A service names the field by its proto path, the shared sentence as the client wrote it.
    if text is None or reason == "INVALID_FIELD":
        return CATALOGUE.say(reason, locale, facts)
    return text.message


def unexpected(error: BaseException, incident: str, locale: Locale) -> Problem:
    """The problem of a fault in the gateway; the log has its cause under the incident's id."""
    log.error("request_failed", incident=incident, exc_info=error)
    facts = {"trace": incident}
    detail = CATALOGUE.say("INTERNAL", locale, facts)
    return Problem(STATUS["INTERNAL"], "INTERNAL", "INTERNAL", "dondoc.vn", detail, facts)


def _camel(path: str) -> str:
    return _SNAKE.sub(lambda match: match[1].upper(), path)


def _said(violation: FieldViolation, locale: Locale) -> tuple[str, str]:
    return violation.path, CATALOGUE.say(violation.rule, locale, violation.facts)


def _details(error: aio.AioRpcError) -> dict[Any, Any]:
    trailing = dict(error.trailing_metadata() or ())
    raw = trailing.get(DETAILS)
    if not isinstance(raw, bytes):
        return {}
    found = {}
    for detail in Status.from_binary(raw).details:
        kind = _BY_URL.get(detail.type_url)
        if kind is not None:
            found[kind] = kind.from_binary(detail.value)
    return found


def _undescribed(error: aio.AioRpcError, locale: Locale) -> Problem:
    # Without details the status comes from the transport, whose words are not for callers.
    code = error.code()
    log.warning("call_failed", code=code.name, details=error.details())
    reason = code.name
    if code in (
        grpc.StatusCode.UNKNOWN,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.DATA_LOSS,
    ):
        reason = "INTERNAL"
    detail = CATALOGUE.say(reason if reason in CATALOGUE else f"title.{code.name}", locale)
    return Problem(STATUS[code.name], code.name, reason, "dondoc.vn", detail, headers=_retry(code.name, None))


def _retry(code: str, info: RetryInfo | None) -> dict[str, str]:
    if info is not None and info.retry_delay is not None:
        return {"retry-after": str(max(1, info.retry_delay.seconds))}
    return {"retry-after": str(RETRY_SECONDS)} if code == "UNAVAILABLE" else {}
