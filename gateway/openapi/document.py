"""The document: an operation for every route."""

import json
import re
from collections.abc import Iterator
from typing import Any

from protobuf import DescFieldValueMessage, DescService

from gateway.config import GatewaySettings
from gateway.errors import STATUS, status_of
from gateway.openapi.comments import Comments
from gateway.openapi.components import ABOUT, MEANING, components
from gateway.openapi.parameters import (
    HIDDEN,
    answer_has_etag,
    body_fields,
    body_has_etag,
    headers,
    path,
    path_parameters,
    query_parameters,
)
from gateway.openapi.schemas import Schema, Schemas
from gateway.routes import Route, RouteTable

# In the comment of an RPC: codes, each with the reasons for it.
_RETURNS = re.compile(r"\b(" + "|".join(STATUS) + r")\b(?:\s+\(([^)]*)\))?")
_REASON = re.compile(r"`([A-Z_]+)`")
_AS_ANOTHER = re.compile(r"\bwhat ([A-Z]\w+)\s+returns")
_ALWAYS = frozenset([400, 401, 403, 500, 503, 504])
_BINARY: Schema = {"type": "string", "format": "binary"}


def document(settings: GatewaySettings, table: RouteTable, comments: Comments) -> dict[str, Any]:
    """The whole document; raises ValueError if two RPCs have the same name."""
    schemas = Schemas(comments)
    paths: dict[str, dict[str, Any]] = {}
    for route in table.routes:
        paths.setdefault(path(route), {})[route.http_method.lower()] = _operation(route, schemas, comments)
    _check_names(paths)
    return {
        "openapi": "3.1.0",
        "info": {"title": "dondoc", "version": "v1", "description": ABOUT},
        "servers": [{"url": settings.origin}],
        "tags": [_tag(service, comments) for service in _services(table)],
        "paths": paths,
        "components": components(settings, schemas),
    }


def _operation(route: Route, schemas: Schemas, comments: Comments) -> dict[str, Any]:
    comment = comments.get(f"{route.service.type_name}.{route.rpc.name}", "")
    operation: dict[str, Any] = {
        "operationId": route.rpc.name[0].lower() + route.rpc.name[1:],
        "tags": [_tag_name(route.service)],
        "summary": comment.partition(". ")[0].rstrip("."),
        "description": comment,
        "parameters": [
            *path_parameters(route, schemas),
            *query_parameters(route, schemas),
            *({"$ref": f"#/components/parameters/{name}"} for name in headers(route)),
        ],
        "security": list(_security(route)),
        "responses": _responses(route, schemas, comments, comment),
    }
    if route.body:
        operation["requestBody"] = _body(route, schemas)
    return operation


def _body(route: Route, schemas: Schemas) -> dict[str, Any]:
    if route.uploads:
        return {"required": True, "content": _bytes(route)}
    field = route.body_field
    if field is None:
        fields = [one for one in body_fields(route) if one.name not in HIDDEN]
        schema = {**schemas.inline(route.rpc.input, fields), "additionalProperties": False}
    else:
        assert isinstance(field.value, DescFieldValueMessage)
        reference = schemas.reference(field.value.message, partial=route.http_method == "PATCH")
        schema = {**reference, "unevaluatedProperties": False}
    return {
        "required": bool(schema.get("required")) or field is not None,
        "content": {"application/json": {"schema": schema, "example": example(route)}},
    }


def example(route: Route) -> Any:
    """A body that works; raises ValueError if the proto has none though there is something to say."""
    if route.example:
        return json.loads(route.example)
    if route.body_field is not None or any(field.name not in HIDDEN for field in body_fields(route)):
        raise ValueError(f"{route.rpc.name}: no (dondoc.type.v1.example) of its body")
    return {}


def _bytes(route: Route) -> dict[str, Any]:
    if not route.media_types:
        raise ValueError(f"{route.rpc.name}: no (dondoc.type.v1.media_types) of its bytes")
    return {media_type: {"schema": _BINARY} for media_type in route.media_types}


def _responses(route: Route, schemas: Schemas, comments: Comments, comment: str) -> dict[str, Any]:
    statuses = _ALWAYS | set(_of_comment(comment, route, comments)) | set(_of_route(route))
    refusals = {
        str(status): {"$ref": f"#/components/responses/Problem{status}"}
        for status in sorted(statuses & MEANING.keys())
    }
    return {"200": _success(route, schemas), **_unchanged(route), **refusals}


def _of_comment(comment: str, route: Route, comments: Comments) -> Iterator[int]:
    for code, reasons in _RETURNS.findall(comment):
        for reason in _REASON.findall(reasons) or [""]:
            yield status_of(code, reason)
    for rpc in _AS_ANOTHER.findall(comment):
        yield from _of_comment(comments[f"{route.service.type_name}.{rpc}"], route, comments)


def _of_route(route: Route) -> Iterator[int]:
    """What the gateway itself may refuse, or any service that serves such a route."""
    if route.variables:
        yield 404
    if route.body:
        yield from (408, 413) if route.uploads else (408, 413, 415)
    if route.watches:
        yield 429
    if "Idempotency-Key" in headers(route):
        yield 422
    if "If-Match" in headers(route):
        yield 412
        if body_has_etag(route):
            yield 409


def _unchanged(route: Route) -> dict[str, Any]:
    if "If-None-Match" not in headers(route):
        return {}
    return {"304": {"$ref": "#/components/responses/Unchanged"}}


def _success(route: Route, schemas: Schemas) -> dict[str, Any]:
    shown: dict[str, Any] = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    if route.watches:
        events = {"text/event-stream": {"schema": schemas.reference(route.rpc.output)}}
        return {"description": _events(route), "headers": shown, "content": events}
    if route.downloads:
        shown["Content-Disposition"] = {"$ref": "#/components/headers/Content-Disposition"}
    if answer_has_etag(route):
        shown["ETag"] = {"$ref": "#/components/headers/ETag"}
    if route.downloads:
        return {"description": "The file.", "headers": shown, "content": _bytes(route)}
    schema = schemas.reference(route.rpc.output)
    return {"description": "Done.", "headers": shown, "content": {"application/json": {"schema": schema}}}


def _events(route: Route) -> str:
    return (
        f"Events of the type `{route.rpc.output.name}` for as long as the connection holds: the `data` of each is one "
        "object of this schema. It ends when the caller signs out or gets other rights, and at times without a reason."
    )


def _security(route: Route) -> Iterator[dict[str, list[str]]]:
    yield {"session": []} if route.reads else {"session": [], "csrf": []}
    yield {"bearer": sorted(route.scopes)}


def _services(table: RouteTable) -> list[DescService]:
    return list({route.service.type_name: route.service for route in table.routes}.values())


def _tag(service: DescService, comments: Comments) -> dict[str, str]:
    return {"name": _tag_name(service), "description": comments.get(service.type_name, "")}


def _tag_name(service: DescService) -> str:
    return service.file.proto.package.split(".")[1]


def _check_names(paths: dict[str, dict[str, Any]]) -> None:
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"RPCs of the same name: {', '.join(sorted(twice))}")
