"""HTTP to message and back: path, query, body and headers of a request; JSON and ETag of an answer."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qsl

from protobuf import (
    DescField,
    DescFieldValueList,
    DescFieldValueMessage,
    DescMessage,
    Message,
    message_from_json_value,
)
from protobuf.wkt import FieldMask

from dondoc_api.google.api import field_behavior_pb
from dondoc_api.google.api.httpbody_pb import HttpBody
from gateway.http import Request
from gateway.jsonvalues import json_fields, parse, query_value, refuse_value, wrong_parameter
from gateway.routes import Route, Variable, fields_of
from shared.errors import invalid

MAX_PARAMETERS = 100
# What follows the resource's own etag is about the form in which it was sent: see `Transcoder.etag`.
_ONE_ETAG = re.compile(r'"([^".]+)(?:\.[^"]*)?"')
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_UNCHANGEABLE = frozenset(
    [field_behavior_pb.FieldBehavior.OUTPUT_ONLY, field_behavior_pb.FieldBehavior.IDENTIFIER]
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What `If-Match` and `Idempotency-Key` say about a call."""

    etag: str = ""
    request_id: str = ""


class Transcoder:
    """Makes the request message of one route, and the JSON of its answer."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self._type = route.rpc.input.type
        self._body = route.body_field
        self._fields = fields_of(route.rpc.input)
        self._mask = self._mask_field()
        self._etag = self._etag_setter()
        self._answer_etag = fields_of(route.rpc.output).get("etag")

    def request(
        self, segments: list[str], query: bytes, body: bytes = b"", conditions: Conditions | None = None
    ) -> Message[Any]:
        """The message of a request; raises InvalidArgument naming the field and why."""
        message = self._whole_body(query, body) if self.route.body == "*" else self._from_query(query)
        if self._body is not None and body:
            self._set_body(message, self._body, body)
        for variable in self.route.variables:
            _set_variable(message, variable, "/".join(segments[variable.start : variable.end]))
        if conditions is not None:
            self._set_conditions(message, conditions)
        return message

    def first_piece(
        self, segments: list[str], query: bytes, content_type: str, conditions: Conditions
    ) -> Message[Any]:
        """The first message of an upload: its parameters and the content type, without content."""
        message = self.request(segments, query, conditions=conditions)
        message[self._fields[self.route.body]] = HttpBody(content_type=content_type)
        return message

    def piece(self, content: bytes) -> Message[Any]:
        """A further message of an upload."""
        message = self._type()
        message[self._fields[self.route.body]] = HttpBody(data=content)
        return message

    @staticmethod
    def answer(message: Message[Any]) -> bytes:
        """The JSON of an answer: defaults are there, enums by name, 64-bit numbers as strings."""
        return message.to_json(always_emit_implicit=True).encode()

    def etag(self, message: Message[Any], content: bytes) -> str:
        """The etag of an answer, empty if it has none: that of the resource, and a digest of what is sent.

        The resource's own etag alone would call two answers the same that differ in what depends on the day or the
        reader, such as the class of a task or what its reader may do.
        """
        own = message[self._answer_etag] if self._answer_etag else ""
        return f"{own}.{blake2b(content, digest_size=6).hexdigest()}" if own else ""

    def _whole_body(self, query: bytes, body: bytes) -> Message[Any]:
        for name, _ in _parameters(query):
            raise wrong_parameter(name, "query.unknown")
        return parse(self._type, body)

    def _from_query(self, query: bytes) -> Message[Any]:
        if not query:
            return self._type()
        tree: dict[str, Any] = {}
        for name, text in _parameters(query):
            self._plant(tree, name, text)
        try:
            return message_from_json_value(self._type, tree)
        except (ValueError, TypeError, OverflowError):
            raise refuse_value(self._type, tree) from None

    def _plant(self, tree: dict[str, Any], name: str, text: str) -> None:
        branch, message = tree, self.route.rpc.input
        *outer, last = name.split(".")
        for step in outer:
            field = self._parameter(message, step, name)
            if not isinstance(field.value, DescFieldValueMessage):
                raise wrong_parameter(name, "query.unknown")
            branch, message = branch.setdefault(field.json_name, {}), field.value.message
            if not isinstance(branch, dict):
                raise wrong_parameter(name, "query.repeated")
        field = self._parameter(message, last, name)
        value = query_value(field, text)
        if isinstance(field.value, DescFieldValueList):
            branch.setdefault(field.json_name, []).append(value)
        elif field.json_name in branch:
            raise wrong_parameter(name, "query.repeated")
        else:
            branch[field.json_name] = value

    def _parameter(self, message: DescMessage, step: str, name: str) -> DescField:
        field = json_fields(message).get(step)
        taken = {self.route.body, *(variable.fields[0].name for variable in self.route.variables)}
        if field is None or (message is self.route.rpc.input and field.name in taken):
            raise wrong_parameter(name, "query.unknown")
        return field

    def _set_body(self, message: Message[Any], field: DescField, body: bytes) -> None:
        assert isinstance(field.value, DescFieldValueMessage)
        resource = parse(field.value.message.type, body)
        message[field] = resource
        if self._mask is not None and message[self._mask] is None:
            bound = {variable.path.partition(".")[2] for variable in self.route.variables}
            paths = [
                path for path in _changed(field.value.message, json.loads(body), "") if path not in bound
            ]
            if paths:
                message[self._mask] = FieldMask(paths=paths)

    def _mask_field(self) -> DescField | None:
        mask = self._fields.get("update_mask")
        return mask if self.route.http_method == "PATCH" and self._body is not None else None

    def _etag_setter(self) -> Callable[[Message[Any], str], None] | None:
        own = self._fields.get("etag")
        if own is not None:
            return lambda message, etag: _agree(message, own, etag, "etag.differs")
        body = self._body
        if (
            body is None
            or not isinstance(body.value, DescFieldValueMessage)
            or self.route.http_method == "POST"
        ):
            return None
        inner = fields_of(body.value.message).get("etag")
        resource = body.value.message.type

        def set_inner(message: Message[Any], etag: str) -> None:
            if message[body] is None:
                message[body] = resource()
            if inner is not None:
                _agree(message[body], inner, etag, "etag.differs")

        return set_inner if inner is not None else None

    def _set_conditions(self, message: Message[Any], conditions: Conditions) -> None:
        if conditions.etag:
            if self._etag is None:
                raise wrong_parameter("If-Match", "header.unsupported")
            self._etag(message, conditions.etag)
        if conditions.request_id:
            field = self._fields.get("request_id")
            if field is None:
                raise wrong_parameter("Idempotency-Key", "header.unsupported")
            _agree(message, field, conditions.request_id, "key.differs")


def conditions_of(request: Request) -> Conditions:
    """The conditions of a request; raises InvalidArgument naming a header that is malformed."""
    etag, key = request.header(b"if-match").strip(), request.header(b"idempotency-key").strip()
    match = _ONE_ETAG.fullmatch(etag)
    if etag not in ("", "*") and match is None:
        raise wrong_parameter("If-Match", "header.etag")
    key = key[1:-1] if key[:1] == key[-1:] == '"' else key
    if b"idempotency-key" in request.headers and not _UUID.fullmatch(key):
        raise wrong_parameter("Idempotency-Key", "string.uuid")
    return Conditions(match[1] if match else "", key)


def _parameters(query: bytes) -> Iterator[tuple[str, str]]:
    try:
        yield from parse_qsl(
            query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS
        )
    except UnicodeDecodeError:
        raise invalid("query", "QUERY_BROKEN", "QUERY_BROKEN") from None
    except ValueError:
        raise invalid("query", "QUERY_TOO_LONG", "QUERY_TOO_LONG", limit=MAX_PARAMETERS) from None


def _set_variable(message: Message[Any], variable: Variable, value: str) -> None:
    *outer, last = variable.fields
    for field in outer:
        if message[field] is None:
            assert isinstance(field.value, DescFieldValueMessage)
            message[field] = field.value.message.type()
        message = message[field]
    _agree(message, last, value, "path.differs")


def _agree(message: Message[Any], field: DescField, value: str, rule: str) -> None:
    if message[field] not in ("", value):
        raise wrong_parameter(field.json_name, rule, value=value)
    message[field] = value


def _changed(message: DescMessage, value: dict[str, Any], prefix: str) -> Iterator[str]:
    """The mask's paths for the keys that a body has, without those of fields that the system sets."""
    known = json_fields(message)
    for key, item in value.items():
        field = known[key]
        path = prefix + field.name
        if field.name == "etag" or _decided(field):
            continue
        if isinstance(item, dict) and item and _has_parts(field):
            assert isinstance(field.value, DescFieldValueMessage)
            yield from _changed(field.value.message, item, path + ".")
        else:
            yield path


def _has_parts(field: DescField) -> bool:
    # A well-known type is one value, though JSON may write it as an object.
    return isinstance(field.value, DescFieldValueMessage) and not field.value.message.type_name.startswith(
        "google."
    )


def _decided(field: DescField) -> bool:
    options: Any = field.proto.options
    return bool(options and not _UNCHANGEABLE.isdisjoint(options[field_behavior_pb.ext_field_behavior]))
