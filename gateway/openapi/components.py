"""What all operations share: the introduction, problems, headers and ways of signing in."""

from typing import Any

from gateway.auth.callers import CSRF_HEADER, Cookies
from gateway.config import GatewaySettings
from gateway.openapi.schemas import Schema, Schemas

ABOUT = """\
The API of dondoc: tasks that a province's People's Committee assigns, the directives that they come from, who must do
them, and how they stand.

**Signing in.** People sign in at `/auth/login`; the browser then holds a cookie and nothing else. Unsafe requests with
that cookie carry the header `X-CSRF-Token` with `csrfToken` of `GET /auth/session`. Portals send a bearer token of
the province's single sign-on (client credentials) and reach what their scopes name.

**Names.** Resources are named as in `tasks/{task}` and refer to each other by name. Lists are paged: pass
`nextPageToken` as `pageToken` until it is empty. Days are texts such as `2026-11-24`, empty for none; times are RFC
3339.

**Changes.** `PATCH` changes the fields that the body has, unless `updateMask` says otherwise; one that changes nothing
answers 200. `If-Match` with an `ETag` makes sure that nobody has changed the resource meanwhile, `Idempotency-Key` with
a UUID that a repeated call takes effect once.

**Answers** are compressed (`br`, `gzip`) for clients that accept it. `HEAD` works wherever `GET` does. `If-None-Match`
with an `ETag` answers 304 if nothing has changed.

**Problems** are `application/problem+json` (RFC 9457) with `reason`, `domain`, `metadata` and, for wrong fields,
`errors` that name the field as it was sent. Texts are Vietnamese, or English by `Accept-Language`.
"""
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
_UNCHANGED: Schema = {
    "description": "The client has this version already; there is no body.",
    "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
}
MEANING = {
    400: "The request is wrong; `errors` names each wrong field.",
    401: "Not signed in.",
    403: "Not allowed, or it might not exist.",
    404: "Not found, or not to be seen by the caller.",
    408: "The body stopped on its way.",
    409: "Not possible in the present state: it exists already, or has changed meanwhile.",
    412: "The resource is no longer the version of `If-Match`.",
    413: "What was sent is too large.",
    415: "The body is not JSON.",
    422: "The `Idempotency-Key` was used for another request.",
    429: "A limit is reached.",
    500: "The system failed.",
    503: "Away for a moment; try again after `Retry-After` seconds.",
    504: "It took too long.",
}


def components(settings: GatewaySettings, schemas: Schemas) -> dict[str, Any]:
    """The parts that operations refer to."""
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses = {
        f"Problem{status}": {"description": text, "content": problem} for status, text in MEANING.items()
    }
    return {
        "schemas": dict(sorted(schemas.components.items())) | {"Problem": _PROBLEM},
        "responses": {**responses, "Unchanged": _UNCHANGED},
        "headers": {
            "ETag": {
                "description": "The version of what is answered, for `If-Match` and `If-None-Match`.",
                "schema": {"type": "string"},
            },
            "Content-Disposition": {"description": "The file's name.", "schema": {"type": "string"}},
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
            "The `ETag` of the version that the caller has seen, or the resource's `etag` in quotation marks; if it is "
            "stale, the call is refused (412, `ETAG_MISMATCH`).",
            {"type": "string", "pattern": '^"[^"]+"$'},
        ),
        "If-None-Match": header(
            "If-None-Match",
            "The `ETag` of the version that the caller has; the answer is 304 without a body if nothing has changed.",
            {"type": "string", "pattern": '^"[^"]+"$'},
        ),
        "Idempotency-Key": header(
            "Idempotency-Key",
            "A UUID: a repeated call with it gets the first answer and changes nothing. Kept for 24 hours; with "
            "another body it is refused (422, `REQUEST_ID_REUSED`).",
            {"type": "string", "format": "uuid"},
        ),
    }
