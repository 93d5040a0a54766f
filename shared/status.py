"""Refusals as google.rpc.Status with details, in the caller's language (AIP-193)."""

from collections.abc import Iterable
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
        "DEADLINE_EXCEEDED",
        "PRINCIPAL_REQUIRED",
        "NOT_ALLOWED",
        "INVALID_FIELD",
    ]
    + ["ETAG_MISMATCH", "REQUEST_ID_REUSED", "PAGE_TOKEN_INVALID", "UNIMPLEMENTED"]
    + ["STUCK_EVENT_NOT_FOUND", "EVENT_REPLAYED", "EVENT_HELD"]
)
Metadata = tuple[tuple[str, str | bytes], ...]


class Statuses:
    """Turns the refusals of one service into statuses. `domain` names the service, such as `task.dondoc.vn`."""

    def __init__(self, domain: str, catalogue: Catalogue) -> None:
        self._domain = domain
        self._catalogue = catalogue

    def of(self, refusal: Refusal, locale: Locale) -> tuple[grpc.StatusCode, str, Metadata]:
        """Code, message for developers and trailing metadata with the details."""
        code = grpc.StatusCode[refusal.code]
        message = f"{refusal.reason} {refusal.facts or ''}".strip()
        status = Status(
            code=code.value[0],
            message=message,
            details=[_any(detail) for detail in self._details(refusal, locale)],
        )
        return code, message, ((DETAILS, status.to_binary()),)

    def _details(self, refusal: Refusal, locale: Locale) -> Iterable[Message[Any]]:
        domain = "dondoc.vn" if refusal.reason in SHARED_REASONS else self._domain
        yield ErrorInfo(reason=refusal.reason, domain=domain, metadata=refusal.facts)
        text = self._catalogue.say(refusal.reason, locale, refusal.facts)
        yield LocalizedMessage(locale=locale, message=text)
        if refusal.fields:
            yield BadRequest(field_violations=[self._violation(field, locale) for field in refusal.fields])
        if refusal.code == "FAILED_PRECONDITION":
            violation = PreconditionFailure.Violation(
                type=refusal.reason, subject=refusal.facts.get("name", ""), description=text
            )
            yield PreconditionFailure(violations=[violation])
        if refusal.code == "UNAVAILABLE":
            yield RetryInfo(retry_delay=Duration(seconds=2))

    def _violation(self, field: FieldViolation, locale: Locale) -> BadRequest.FieldViolation:
        return BadRequest.FieldViolation(
            field=field.path,
            reason=field.rule.upper().replace(".", "_"),
            description=self._catalogue.say(field.rule, locale, field.facts),
        )


def _any(message: Message[Any]) -> AnyMessage:
    return AnyMessage(
        type_url=f"type.googleapis.com/{type(message).desc().type_name}", value=message.to_binary()
    )
