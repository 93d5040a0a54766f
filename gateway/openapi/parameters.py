"""The parameters of a route: those of its path, query and headers."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from protobuf import DescField, DescFieldValueMessage

from dondoc_api.google.api import resource_pb
from gateway.openapi.schemas import Schema, Schemas, is_required, rules_of
from gateway.routes import Route, Variable, fields_of, service_files

HIDDEN = frozenset(["request_id", "etag"])
"""Fields that have their own header, and are described there alone."""
_FORMAT = re.compile(r" ?Format:\s+`[^`]+`\.")
_ONE_VALUE = frozenset(["google.protobuf.Timestamp", "google.protobuf.FieldMask"])


def path(route: Route) -> str:
    """The path as OpenAPI writes it, such as `/v1/tasks/{task}:accept`."""
    names = _names(route)
    segments = [
        f"{{{names[index]}}}" if segment == "*" else segment for index, segment in enumerate(route.segments)
    ]
    return "/" + "/".join(segments) + (f":{route.verb}" if route.verb else "")


def path_parameters(route: Route, schemas: Schemas) -> Iterator[dict[str, Any]]:
    """A parameter for each part of the path that varies."""
    names = _names(route)
    for variable in route.variables:
        for index in range(variable.start, variable.end):
            if index in names:
                yield {
                    "name": names[index],
                    "in": "path",
                    "required": True,
                    "description": _about_segment(names[index], variable, schemas),
                    "schema": _segment_schema(variable, index - variable.start),
                }


def query_parameters(route: Route, schemas: Schemas) -> Iterator[dict[str, Any]]:
    """A parameter for each field that is neither in the path nor in the body."""
    if route.body == "*":
        return
    for field in body_fields(route):
        if field.name != route.body and field.name not in HIDDEN:
            yield from _flat(field, "", schemas)


def headers(route: Route) -> list[str]:
    """The names of the headers that this route heeds."""
    fields = fields_of(route.rpc.input)
    names = ["Accept-Language", "X-Request-Id"]
    if "request_id" in fields and not route.reads:
        names.append("Idempotency-Key")
    if "etag" in fields or (route.http_method in ("PATCH", "PUT") and body_has_etag(route)):
        names.append("If-Match")
    if route.reads and answer_has_etag(route):
        names.append("If-None-Match")
    return names


def answer_has_etag(route: Route) -> bool:
    """Whether the answer has an ETag: a resource that has one, or the content of a stored resource."""
    if route.downloads:
        return bool(route.variables)
    return not route.watches and "etag" in fields_of(route.rpc.output)


def body_fields(route: Route) -> list[DescField]:
    """The request's fields that the path does not give."""
    bound = {variable.fields[0].name for variable in route.variables if len(variable.fields) == 1}
    return [field for field in route.rpc.input.fields if field.name not in bound]


def _flat(field: DescField, prefix: str, schemas: Schemas) -> Iterator[dict[str, Any]]:
    value = field.value
    if isinstance(value, DescFieldValueMessage) and value.message.type_name not in _ONE_VALUE:
        for inner in value.message.fields:
            yield from _flat(inner, f"{prefix}{field.json_name}.", schemas)
        return
    parameter = {
        "name": prefix + field.json_name,
        "in": "query",
        "description": schemas.comment(field),
        "schema": schemas.parameter(field),
    }
    yield parameter | ({"required": True} if is_required(field) and not prefix else {})


def body_has_etag(route: Route) -> bool:
    """Whether the body is a resource with an etag of its own."""
    field = route.body_field
    return (
        field is not None
        and isinstance(field.value, DescFieldValueMessage)
        and "etag" in fields_of(field.value.message)
    )


def _names(route: Route) -> dict[int, str]:
    """The names of the segments that vary, as in the resource's pattern."""
    found: dict[int, str] = {}
    for variable in route.variables:
        parts = variable.pattern.split("/")
        known = _resource_parts().get(variable.pattern)
        for offset, part in enumerate(parts):
            if part == "*":
                before = parts[offset - 1] if offset else variable.fields[-1].json_name
                found[variable.start + offset] = known[offset].strip("{}") if known else f"{before}Id"
    return found


@cache
def _resource_parts() -> dict[str, list[str]]:
    patterns: dict[str, list[str]] = {}
    for file in service_files():
        for message in file.messages:
            options = message.proto.options
            if options is not None and resource_pb.ext_resource in options:
                for pattern in options[resource_pb.ext_resource].pattern:
                    patterns[re.sub(r"\{[^}]+\}", "*", pattern)] = pattern.split("/")
    return patterns


def _about_segment(name: str, variable: Variable, schemas: Schemas) -> str:
    about = _FORMAT.sub("", schemas.comment(variable.fields[-1]))
    pattern = "/".join(_resource_parts().get(variable.pattern, [variable.pattern]))
    return f"{about} Given here: `{{{name}}}` of the name `{pattern}`.".strip()


def _segment_schema(variable: Variable, offset: int) -> Schema:
    pattern = rules_of(variable.fields[-1]).get("string", {}).get("pattern", "")
    parts = pattern.strip("^$").split("/")
    if pattern and len(parts) == len(variable.pattern.split("/")):
        return {"type": "string", "pattern": f"^{parts[offset]}$"}
    return {"type": "string", "pattern": "^[a-z0-9-]{1,63}$"}
