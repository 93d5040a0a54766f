"""The document: an operation for every route, and what all operations share."""

import re
from collections.abc import Iterator
from typing import Any

from protobuf import DescFieldValueMessage, DescService

from gateway.auth.callers import CSRF_HEADER, Cookies
from gateway.config import GatewaySettings
from gateway.errors import STATUS
from gateway.openapi.comments import Comments
from gateway.openapi.parameters import HIDDEN, body_fields, headers, path, path_parameters, query_parameters
from gateway.openapi.schemas import Schema, Schemas
from gateway.routes import Route, RouteTable, fields_of

_ABOUT = """\
The API of dondoc: tasks that a province's People's Committee assigns, the directives that they come from, who must do
them, and how they stand.

**Signing in.** People sign in at `/auth/login`; the browser then holds a cookie and nothing else. Unsafe requests with
that cookie carry the header `X-CSRF-Token` with `csrfToken` of `GET /auth/session`. Portals send a bearer token of
the province's single sign-on (client credentials) and reach what their scopes name.

**Names.** Resources are named as in `tasks/{task}` and refer to each other by name. Lists are paged: pass
`nextPageToken` as `pageToken` until it is empty. 64-bit numbers are strings, dates are objects of year, month and day,
and in the query `2026-11-24`.

**Changes.** `PATCH` changes the fields that the body has, unless `updateMask` says otherwise. `If-Match` with an
`ETag` makes sure that nobody else was faster; `Idempotency-Key` with a UUID that a repeated call is done once.

**Problems** are `application/problem+json` (RFC 9457) with `reason`, `domain`, `metadata` and, for wrong fields,
`errors` that name the field as it was sent. Texts are Vietnamese, or English by `Accept-Language`.
"""
_CODE = re.compile(r"\b(" + "|".join(STATUS) + r")\b")
_PROBLEM: Schema = {
    "type": "object",
    "description": "Why a call failed (RFC 9457).",
    "required": ["type", "title", "status", "detail", "reason", "domain", "metadata", "requestId"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Where the reason is explained."},
        "title": {"type": "string", "description": "The kind of problem, for people."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is wrong, for people, in the language asked for."},
        "reason": {
            "type": "string",
            "pattern": "^[A-Z][A-Z0-9_]{0,62}$",
            "description": "What is wrong, for programs.",
        },
        "domain": {"type": "string", "description": "Who gives the reason."},
        "metadata": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "The facts.",
        },
        "errors": {
            "type": "array",
            "description": "The wrong fields.",
            "items": {
                "type": "object",
                "required": ["field", "description"],
                "properties": {
                    "field": {"type": "string", "description": "The field's path in what was sent."},
                    "description": {"type": "string", "description": "Why it is wrong, for people."},
                },
            },
        },
        "requestId": {"type": "string", "description": "The request's id, for asking the operators."},
    },
}
_BINARY: Schema = {"type": "string", "format": "binary"}
_MEANING = {
    400: "The request is wrong, or not possible now.",
    401: "Not signed in.",
    403: "Not allowed, or it might not exist.",
    404: "Not found.",
    409: "Somebody was faster, or it exists already.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    429: "A limit is reached.",
    500: "The system failed.",
    503: "Away for a moment; try again after `Retry-After` seconds.",
}


def document(settings: GatewaySettings, table: RouteTable, comments: Comments) -> dict[str, Any]:
    """The whole document; raises ValueError if two RPCs have the same name."""
    schemas = Schemas(comments)
    paths: dict[str, dict[str, Any]] = {}
    for route in table.routes:
        paths.setdefault(path(route), {})[route.http_method.lower()] = _operation(route, schemas, comments)
    _check_names(paths)
    return {
        "openapi": "3.1.0",
        "info": {"title": "dondoc", "version": "v1", "description": _ABOUT},
        "servers": [{"url": settings.origin}],
        "tags": [_tag(service, comments) for service in _services(table)],
        "paths": paths,
        "components": _components(settings, schemas),
    }


def _operation(route: Route, schemas: Schemas, comments: Comments) -> dict[str, Any]:
    comment = comments.get(f"{route.service.type_name}.{route.rpc.name}", "")
    operation: dict[str, Any] = {
        "operationId": route.rpc.name[0].lower() + route.rpc.name[1:],
        "tags": [_tag_name(route.service)],
        "summary": comment.partition(". ")[0].rstrip("."),
        "description": comment,
        "parameters": [*path_parameters(route, schemas), *query_parameters(route, schemas), *headers(route)],
        "security": list(_security(route)),
        "responses": _responses(route, schemas, comment),
    }
    if route.body:
        operation["requestBody"] = _body(route, schemas)
    return operation


def _body(route: Route, schemas: Schemas) -> dict[str, Any]:
    if route.uploads:
        return {"required": True, "content": {"application/octet-stream": {"schema": _BINARY}}}
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
        "content": {"application/json": {"schema": schema}},
    }


def _responses(route: Route, schemas: Schemas, comment: str) -> dict[str, Any]:
    statuses = {400, 401, 403, 500, 503} | {STATUS[code] for code in _CODE.findall(comment)}
    if route.body and not route.uploads:
        statuses |= {413, 415}
    if route.watches:
        statuses.add(429)
    refusals = {
        str(status): {"$ref": f"#/components/responses/Problem{status}"}
        for status in sorted(statuses & _MEANING.keys())
    }
    return {
        "200": _success(route, schemas),
        **refusals,
        "default": {"$ref": "#/components/responses/Problem"},
    }


def _success(route: Route, schemas: Schemas) -> dict[str, Any]:
    shown: dict[str, Any] = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    if route.watches:
        events = {"text/event-stream": {"schema": schemas.reference(route.rpc.output)}}
        return {"description": _events(route), "headers": shown, "content": events}
    if route.downloads:
        shown |= {name: {"schema": {"type": "string"}} for name in ("Content-Disposition", "ETag")}
        return {"description": "The file.", "headers": shown, "content": {"*/*": {"schema": _BINARY}}}
    if "etag" in fields_of(route.rpc.output):
        shown["ETag"] = {"$ref": "#/components/headers/ETag"}
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


def _components(settings: GatewaySettings, schemas: Schemas) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses = {
        f"Problem{status}": {"description": text, "content": problem} for status, text in _MEANING.items()
    }
    return {
        "schemas": dict(sorted(schemas.components.items())) | {"Problem": _PROBLEM},
        "responses": {**responses, "Problem": {"description": "Another problem.", "content": problem}},
        "headers": {
            "ETag": {
                "description": "The version of the resource, for `If-Match`.",
                "schema": {"type": "string"},
            },
            "X-Request-Id": {"description": "The request's id.", "schema": {"type": "string"}},
        },
        "parameters": _shared_parameters(),
        "securitySchemes": {
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": Cookies(settings.secure).session,
                "description": "Signed in at `/auth/login`.",
            },
            "csrf": {
                "type": "apiKey",
                "in": "header",
                "name": CSRF_HEADER.title().replace("Csrf", "CSRF"),
                "description": "`csrfToken` of `GET /auth/session`; with the cookie only.",
            },
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": f"An access token of {settings.oidc_issuer} for `{settings.oidc_audience}`. The roles "
                "named at an operation are the scopes that let an external client reach it; else only a person may.",
            },
        },
    }


def _shared_parameters() -> dict[str, Any]:
    def header(name: str, description: str, schema: Schema) -> dict[str, Any]:
        return {"name": name, "in": "header", "description": description, "schema": schema}

    return {
        "Accept-Language": header(
            "Accept-Language", "`vi` or `en`: the language of texts.", {"type": "string", "examples": ["vi"]}
        ),
        "X-Request-Id": header(
            "X-Request-Id",
            "An id of the caller's own, found again in the answer and the logs.",
            {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,128}$"},
        ),
        "If-Match": header(
            "If-Match",
            "The `ETag` of the version that the caller has seen; another one is refused (409, `ETAG_MISMATCH`).",
            {"type": "string", "pattern": '^"[^"]+"$'},
        ),
        "Idempotency-Key": header(
            "Idempotency-Key",
            "A UUID: a repeated call with it gets the first answer and changes nothing. Kept for 24 hours.",
            {"type": "string", "format": "uuid"},
        ),
    }


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
