"""Refusals as google.rpc.Status with details, in the caller's language (AIP-193)."""

from collections.abc import Iterable, Mapping
from typing import Any

import grpc
from protobuf import Message
from protobuf.wkt.google.protobuf.any_pb import Any as AnyMessage
from protobuf.wkt.google.protobuf.duration_pb import Duration

from dondoc_api.google.rpc.error_details_pb import (
    BadRequest,
    ErrorInfo,
    LocalizedMessage,
    PreconditionFailure,
    RetryInfo,
)
from dondoc_api.google.rpc.status_pb import Status
from shared.errors import FieldViolation, Refusal
from shared.messages import Catalogue, Locale

DETAILS = "grpc-status-details-bin"
SHARED_REASONS = frozenset(
    [
        "INTERNAL",
        "UNAVAILABLE",
        "OVERLOADED",
        "DEADLINE_EXCEEDED",
        "PRINCIPAL_REQUIRED",
        "NOT_ALLOWED",
        "INVALID_FIELD",
    ]
    + ["ETAG_MISMATCH", "REQUEST_ID_REUSED", "PAGE_TOKEN_INVALID", "UNIMPLEMENTED"]
    + ["STUCK_EVENT_NOT_FOUND", "EVENT_REPLAYED", "EVENT_HELD"]
)
Metadata = tuple[tuple[str, str | bytes], ...]
# gRPC may refuse trailing metadata of more than 8 KiB, with the details in base64 and the message percent-encoded, and
# its caller would get RESOURCE_EXHAUSTED instead of what is wrong. So long facts are cut, and fields beyond the limit
# are left out. All in bytes.
_MOST_FACTS, _MOST_WORDS, _MOST_MESSAGE, _MOST_DETAILS = 1000, 500, 400, 5000


class Statuses:
    """Turns the refusals of one service into statuses. `domain` names the service, such as `task.dondoc.vn`."""

    def __init__(self, domain: str, catalogue: Catalogue) -> None:
        self._domain = domain
        self._catalogue = catalogue

    def of(self, refusal: Refusal, locale: Locale) -> tuple[grpc.StatusCode, str, Metadata]:
        """Code, message for developers and trailing metadata with the details."""
        code = grpc.StatusCode[refusal.code]
        facts = _cut_facts(refusal.facts)
        message = _cut(f"{refusal.reason} {facts or ''}".strip(), _MOST_MESSAGE)
        details = [_any(detail) for detail in self._details(refusal, facts, locale)]
        left = _MOST_DETAILS - sum(len(detail.value) for detail in details)
        if refusal.fields:
            details.append(_any(self._bad_request(refusal.fields, left, locale)))
        status = Status(code=code.value[0], message=message, details=details)
        return code, message, ((DETAILS, status.to_binary()),)

    def _details(self, refusal: Refusal, facts: dict[str, str], locale: Locale) -> Iterable[Message[Any]]:
        domain = "dondoc.vn" if refusal.reason in SHARED_REASONS else self._domain
        yield ErrorInfo(reason=refusal.reason, domain=domain, metadata=facts)
        text = self._catalogue.say(refusal.reason, locale, facts)
        yield LocalizedMessage(locale=locale, message=text)
        if refusal.code == "FAILED_PRECONDITION":
            violation = PreconditionFailure.Violation(
                type=refusal.reason, subject=facts.get("name", ""), description=text
            )
            yield PreconditionFailure(violations=[violation])
        if refusal.code == "UNAVAILABLE" or refusal.reason == "OVERLOADED":
            yield RetryInfo(retry_delay=Duration(seconds=2))

    def _bad_request(self, fields: Iterable[FieldViolation], size: int, locale: Locale) -> BadRequest:
        """The wrong fields, as many as fit in that size; always the first."""
        request = BadRequest()
        for field in fields:
            violation = self._violation(field, locale)
            size -= len(violation.to_binary()) + 4
            if request.field_violations and size < 0:
                break
            request.field_violations.append(violation)
        return request

    def _violation(self, field: FieldViolation, locale: Locale) -> BadRequest.FieldViolation:
        return BadRequest.FieldViolation(
            field=_cut(field.path, _MOST_WORDS),
            reason=field.rule.upper().replace(".", "_"),
            description=_cut(self._catalogue.say(field.rule, locale, field.facts), _MOST_WORDS),
        )


def _cut_facts(facts: Mapping[str, str]) -> dict[str, str]:
    """Cuts the longest facts until all of them fit."""
    most = _MOST_FACTS
    while sum(min(len(fact.encode()), most) for fact in facts.values()) > _MOST_FACTS:
        most = most * 3 // 4
    return {name: _cut(fact, most) for name, fact in facts.items()}


def _cut(text: str, most: int) -> str:
    encoded = text.encode()
    return text if len(encoded) <= most else encoded[:most].decode(errors="ignore") + "…"


def _any(message: Message[Any]) -> AnyMessage:
    return AnyMessage(
        type_url=f"type.googleapis.com/{type(message).desc().type_name}", value=message.to_binary()
    )
