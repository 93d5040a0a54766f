"""JSON bodies and query parameters as messages; what is wrong with one, field by field."""

import json
import re
from collections.abc import Iterator
from functools import cache
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
    message_from_json_value,
)

from gateway.errors import WHOLE_BODY
from shared.errors import FieldViolation, InvalidArgument, invalid

MAX_DEPTH = 32
"""Levels of arrays and objects in a body. The library's parser has no limit and ends the process (0.7.0)."""
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"')
_WHOLE = re.compile(r"-?[0-9]+")
_INTEGERS = frozenset(
    [
        ScalarType.INT32,
        ScalarType.INT64,
        ScalarType.UINT32,
        ScalarType.UINT64,
        ScalarType.SINT32,
        ScalarType.SINT64,
    ]
    + [ScalarType.FIXED32, ScalarType.FIXED64, ScalarType.SFIXED32, ScalarType.SFIXED64]
)
_FORMS = {"google.protobuf.Timestamp": "json.timestamp", "google.protobuf.FieldMask": "json.mask"}


def parse(message_type: type[Message[Any]], body: bytes) -> Message[Any]:
    """The message of a body, `{}` if it is empty; raises InvalidArgument naming the field and why."""
    check_depth(body)
    try:
        return message_type.from_json(body or b"{}")
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise refuse(message_type, body) from None


def check_depth(body: bytes) -> None:
    """Raises InvalidArgument (`JSON_DEPTH`) if arrays and objects are nested too deep."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for mark in re.findall(rb"[\[\]{}]", _STRINGS.sub(b"", body)):
        depth += 1 if mark in b"[{" else -1
        if depth > MAX_DEPTH:
            raise invalid(WHOLE_BODY, "JSON_DEPTH", "JSON_DEPTH", limit=MAX_DEPTH)


def refuse(message_type: type[Message[Any]], body: bytes) -> InvalidArgument:
    """The refusal of a body that is not this message."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return _broken()
    return refuse_value(message_type, value)


def refuse_value(message_type: type[Message[Any]], value: object) -> InvalidArgument:
    """The refusal of a JSON value that is not this message."""
    violations = list(_wrong(message_type.desc(), value, ""))
    if not violations:
        return _broken()
    return InvalidArgument("INVALID_FIELD", {"field": violations[0].path}, *violations)


def _broken() -> InvalidArgument:
    return invalid(WHOLE_BODY, "JSON_BROKEN", "JSON_BROKEN")


@cache
def json_fields(message: DescMessage) -> dict[str, DescField]:
    """A message's fields by the names that JSON may use: camelCase, and the proto's own."""
    return {name: field for field in message.fields for name in (field.json_name, field.name)}


def _wrong(message: DescMessage, value: object, path: str) -> Iterator[FieldViolation]:
    if not isinstance(value, dict):
        yield FieldViolation(path or WHOLE_BODY, "json.object")
        return
    known = json_fields(message)
    for key, item in value.items():
        inner = f"{path}.{key}" if path else key
        if key not in known:
            yield FieldViolation(inner, "json.unknown")
        elif item is not None:
            yield from _wrong_field(message, known[key], item, inner)


def _wrong_field(message: DescMessage, field: DescField, item: object, path: str) -> Iterator[FieldViolation]:
    match field.value:
        case DescFieldValueList(element=element):
            if not isinstance(item, list):
                yield FieldViolation(path, "json.array")
                return
            for index, one in enumerate(item):
                yield from _wrong_one(message, field, element, [one], f"{path}[{index}]")
        case DescFieldValueMap(value=element):
            if not isinstance(item, dict):
                yield FieldViolation(path, "json.object")
                return
            for key, one in item.items():
                yield from _wrong_one(message, field, element, {key: one}, f"{path}[{key!r}]")
        case DescFieldValueScalar(scalar=scalar):
            yield from _wrong_one(message, field, scalar, item, path)
        case DescFieldValueEnum(enum=enum):
            yield from _wrong_one(message, field, enum, item, path)
        case DescFieldValueMessage(message=inner):
            yield from _wrong_one(message, field, inner, item, path)


def _wrong_one(
    message: DescMessage, field: DescField, kind: ScalarType | DescEnum | DescMessage, item: Any, path: str
) -> Iterator[FieldViolation]:
    # An item of a list or map comes wrapped, so that the library judges it as a value of its field.
    one = next(iter(item.values() if isinstance(item, dict) else item)) if _wraps(field) else item
    if isinstance(kind, DescMessage) and not kind.type_name.startswith("google.protobuf."):
        yield from _wrong(kind, one, path)
    else:
        try:
            message_from_json_value(message.type, {field.json_name: item})
        except (ValueError, TypeError, OverflowError, RecursionError):
            yield FieldViolation(path, *_rule(kind))


def _wraps(field: DescField) -> bool:
    return isinstance(field.value, (DescFieldValueList, DescFieldValueMap))


def _rule(kind: ScalarType | DescEnum | DescMessage) -> tuple[str, dict[str, object]]:
    if isinstance(kind, DescMessage):
        return _FORMS.get(kind.type_name, "json.form"), {}
    if isinstance(kind, DescEnum):
        return "json.enum", {"values": ", ".join(value.name for value in kind.values)}
    if kind in _INTEGERS:
        return "json.integer", {}
    names = {
        ScalarType.STRING: "json.string",
        ScalarType.BOOL: "json.boolean",
        ScalarType.BYTES: "json.bytes",
    }
    return names.get(kind, "json.number"), {}


def query_value(field: DescField, text: str) -> object:
    """A query parameter as the JSON value that the library reads; raises InvalidArgument naming the parameter."""
    match field.value:
        case DescFieldValueScalar(scalar=scalar) | DescFieldValueList(element=ScalarType() as scalar):
            return _scalar(field, scalar, text)
        case _:
            return text


def _scalar(field: DescField, scalar: ScalarType, text: str) -> object:
    if scalar == ScalarType.BOOL:
        if text not in ("true", "false"):
            raise wrong_parameter(field.json_name, "json.boolean")
        return text == "true"
    if scalar in _INTEGERS and not _WHOLE.fullmatch(text):
        raise wrong_parameter(field.json_name, "json.integer")
    return text


def wrong_parameter(name: str, rule: str, **facts: object) -> InvalidArgument:
    """The refusal of one parameter of the query or path, or of one header."""
    return InvalidArgument("INVALID_FIELD", {"field": name}, FieldViolation(name, rule, facts))
