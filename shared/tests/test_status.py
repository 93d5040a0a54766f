"""A refusal reaches its caller whatever the request holds: gRPC cuts off trailing metadata beyond 8 KiB."""

from base64 import b64encode
from urllib.parse import quote

import grpc
import pytest

from dondoc_api.google.rpc.error_details_pb import BadRequest, ErrorInfo
from dondoc_api.google.rpc.status_pb import Status
from shared.errors import FieldViolation, InvalidArgument, NotFound, Refusal, invalid
from shared.messages import Catalogue
from shared.status import Statuses

SOFT_LIMIT = 8192
LONG = "\u1ee9" * 20_000


def sent(refusal: Refusal) -> tuple[Status, int]:
    """The status of a refusal, and the bytes that it takes on the wire."""
    code, message, metadata = Statuses("toy.dondoc.vn", Catalogue()).of(refusal, "vi")
    assert code is not grpc.StatusCode.RESOURCE_EXHAUSTED
    wire = len(quote(message)) + sum(
        len(key) + len(b64encode(value) if isinstance(value, bytes) else value) for key, value in metadata
    )
    return Status.from_binary(dict(metadata)["grpc-status-details-bin"]), wire  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "refusal",
    [
        NotFound("TASK_NOT_FOUND", {"name": LONG}),
        NotFound("TASK_NOT_FOUND", {f"fact-{number}": LONG for number in range(9)}),
        invalid("filter", "string.pattern", value=LONG),
        InvalidArgument(
            "INVALID_FIELD",
            {"field": "a"},
            *(
                FieldViolation(f"task.coordinations[{number}].unit", "string.pattern")
                for number in range(500)
            ),
        ),
        invalid(LONG, "required"),
    ],
    ids=["fact", "facts", "value", "fields", "path"],
)
def test_a_refusal_is_short_enough_to_arrive(refusal: Refusal) -> None:
    status, size = sent(refusal)
    assert size < SOFT_LIMIT
    (info,) = [each for each in status.details if each.type_url.endswith("ErrorInfo")]
    assert ErrorInfo.from_binary(info.value).reason == refusal.reason
    fields = [each for each in status.details if each.type_url.endswith("BadRequest")]
    assert bool(fields) is bool(refusal.fields)
    for each in fields:
        assert BadRequest.from_binary(each.value).field_violations


def test_a_short_refusal_says_everything() -> None:
    status, _ = sent(invalid("task.title", "required", value="Báo cáo"))
    (info,) = [each for each in status.details if each.type_url.endswith("ErrorInfo")]
    assert ErrorInfo.from_binary(info.value).metadata == {"field": "task.title", "value": "Báo cáo"}
