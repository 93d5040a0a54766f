"""Makes the same message with every field set each time, to show what the API's JSON looks like."""

from typing import Any

from protobuf import (
    DescEnum,
    DescField,
    DescFieldValueEnum,
    DescFieldValueList,
    DescFieldValueMap,
    DescFieldValueMessage,
    DescFieldValueScalar,
    DescMessage,
    Message,
    ScalarType,
)
from protobuf.wkt import Any as AnyMessage
from protobuf.wkt import FieldMask, Timestamp

_LEAVES: dict[str, Any] = {
    "google.protobuf.Timestamp": Timestamp(seconds=1_795_500_000, nanos=5_000_000),
    "google.protobuf.Any": AnyMessage(),
    "google.protobuf.FieldMask": FieldMask(paths=["title", "due.original_date"]),
}
_TEXTS = {ScalarType.STRING: "đôn đốc", ScalarType.BYTES: b"\x00\xff", ScalarType.BOOL: True}
_NUMBERS = {
    ScalarType.INT64: 2**53 + 1,
    ScalarType.UINT64: 2**63,
    ScalarType.DOUBLE: 0.5,
    ScalarType.FLOAT: 0.5,
}


def example(message: DescMessage, seen: frozenset[str] = frozenset()) -> Message[Any]:
    """A message of this type; inside a message of its own type it stays empty."""
    made = message.type()
    if message.type_name in seen:
        return made
    for field in message.fields:
        made[field] = _value(field, seen | {message.type_name})
    return made


def _value(field: DescField, seen: frozenset[str]) -> Any:
    match field.value:
        case DescFieldValueList(element=element):
            return [_one(element, seen)]
        case DescFieldValueMap(value=value):
            return {"key": _one(value, seen)}
        case DescFieldValueScalar(scalar=scalar):
            return _one(scalar, seen)
        case DescFieldValueEnum(enum=enum):
            return _one(enum, seen)
        case DescFieldValueMessage(message=message):
            return _one(message, seen)


def _one(kind: ScalarType | DescEnum | DescMessage, seen: frozenset[str]) -> Any:
    if isinstance(kind, DescMessage):
        return _LEAVES.get(kind.type_name) or example(kind, seen)
    if isinstance(kind, DescEnum):
        return kind.type(kind.values[-1].number)
    return _TEXTS.get(kind) or _NUMBERS.get(kind, 7)
