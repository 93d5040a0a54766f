"""Refusals: what a use case raises when it refuses a request. `server` turns them into google.rpc.Status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """What is wrong with one field of the request.

    `path` is the proto path, such as `task.due.date`; `rule` the key of a sentence in the catalogue, `facts` fill it.
    """

    path: str
    rule: str
    facts: Mapping[str, object] = field(default_factory=dict)


class Refusal(Exception):
    """A refusal with a machine-readable reason (the service's ErrorReason) and the facts that explain it."""

    code = "FAILED_PRECONDITION"

    def __init__(
        self, reason: str, facts: Mapping[str, object] | None = None, *fields: FieldViolation
    ) -> None:
        super().__init__(reason, dict(facts or {}))
        self.reason = reason
        self.facts = {key: str(value) for key, value in (facts or {}).items()}
        self.fields = fields


class InvalidArgument(Refusal):
    """The request is wrong in any state."""

    code = "INVALID_ARGUMENT"


class NotFound(Refusal):
    """The resource does not exist, or the caller may not know that it does."""

    code = "NOT_FOUND"


class AlreadyExists(Refusal):
    """The resource exists already."""

    code = "ALREADY_EXISTS"


class PermissionDenied(Refusal):
    """The caller may see the resource and may not do this to it."""

    code = "PERMISSION_DENIED"


class FailedPrecondition(Refusal):
    """The state does not allow the step."""

    code = "FAILED_PRECONDITION"


class Aborted(Refusal):
    """Somebody else changed the resource first."""

    code = "ABORTED"


class ResourceExhausted(Refusal):
    """A limit is reached."""

    code = "RESOURCE_EXHAUSTED"


class Unauthenticated(Refusal):
    """There is no valid principal."""

    code = "UNAUTHENTICATED"


class Unavailable(Refusal):
    """A dependency is away for a moment; the call may be repeated."""

    code = "UNAVAILABLE"


class DeadlineExceeded(Refusal):
    """The call took too long."""

    code = "DEADLINE_EXCEEDED"


class Internal(Refusal):
    """The system failed; the log has the details under the incident's id."""

    code = "INTERNAL"


def invalid(path: str, rule: str, reason: str = "INVALID_FIELD", /, **facts: object) -> InvalidArgument:
    """The refusal of one wrong field: its path, and the key of the sentence that says why."""
    return InvalidArgument(reason, {"field": path, **facts}, FieldViolation(path, rule, facts))


def check_fields(violations: Sequence[FieldViolation]) -> None:
    """Raises InvalidArgument if any field is wrong: it names all of them, and the rule of the first is its reason."""
    if violations:
        first = violations[0]
        raise InvalidArgument(first.rule, {"field": first.path, **first.facts}, *violations)


def check_etag(given: str, current: str) -> None:
    """Raises Aborted (`ETAG_MISMATCH`) if an etag is given and is not the current one (AIP-154)."""
    if given and given != current:
        raise Aborted("ETAG_MISMATCH", {"given": given, "current": current})
