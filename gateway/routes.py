"""The public routes: every RPC with a `google.api.http` annotation, and no other."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from protobuf import DescField, DescFieldValueMessage, DescFile, DescMessage, DescMethod, DescService, Message

import dondoc_api.dondoc
from dondoc_api.dondoc.type.v1 import http_pb, routing_pb
from dondoc_api.google.api import annotations_pb, client_pb
from dondoc_api.google.api.http_pb import HttpRule

Fields = dict[str, DescField]

_VARIABLE = re.compile(r"\{([a-z0-9_.]+)(?:=([^{}]+))?\}")
_LITERAL = re.compile(r"[A-Za-z0-9_.~-]+")
_PIECE = "google.api.HttpBody"


class TemplateError(ValueError):
    """An annotation that the gateway cannot serve; it ends the start, so that no caller meets it."""


LONGEST_ID = 63


class NoRoute(LookupError):
    """No RPC has this path."""


class MethodNotAllowed(LookupError):
    """The path exists, for other HTTP methods."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed)
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Variable:
    """A field whose value is in the path: the fields from the request down to it, and which segments it takes."""

    fields: tuple[DescField, ...]
    start: int
    end: int
    pattern: str

    @property
    def path(self) -> str:
        """The proto path, such as `task.name`."""
        return ".".join(field.name for field in self.fields)


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One HTTP method and path template of one RPC."""

    http_method: str
    template: str
    segments: tuple[str, ...]
    verb: str
    variables: tuple[Variable, ...]
    body: str
    rpc: DescMethod

    @property
    def service(self) -> DescService:
        """The service that answers."""
        return self.rpc.parent

    @property
    def servers(self) -> tuple[str, ...]:
        """The services that answer: one, or each for itself as the proto's `served_by` says."""
        options: Any = self.service.proto.options
        named = options[routing_pb.ext_served_by] if options else []
        return tuple(named) or (self.service.file.proto.package.split(".")[1],)

    @property
    def server(self) -> str:
        """The service that answers, where there is one."""
        (server,) = self.servers
        return server

    def server_of(self, segments: list[str]) -> str:
        """The service that answers a path: the first id says which, if there are several. Raises NoRoute."""
        if len(self.servers) == 1:
            return self.server
        named = segments[self.segments.index("*")]
        if named not in self.servers:
            raise NoRoute(named)
        return named

    @property
    def rpc_path(self) -> str:
        """The gRPC path, such as `/dondoc.task.v1.TaskService/GetTask`."""
        return f"/{self.service.type_name}/{self.rpc.name}"

    @property
    def body_field(self) -> DescField | None:
        """The field that is the body; None if there is no body or the whole message is it."""
        return fields_of(self.rpc.input)[self.body] if self.body not in ("", "*") else None

    @property
    def uploads(self) -> bool:
        """Whether the body is a stream of bytes."""
        return self.rpc.method_kind == "client_streaming"

    @property
    def downloads(self) -> bool:
        """Whether the answer is a stream of bytes."""
        return self.rpc.method_kind == "server_streaming" and not self.watches

    @property
    def watches(self) -> bool:
        """Whether the answer is a stream of events, which lasts until the client or the service ends it."""
        return self.rpc.method_kind == "server_streaming" and self.rpc.output.type_name != _PIECE

    @property
    def example(self) -> str:
        """A body that works, as JSON; empty if the proto has none."""
        options = self.rpc.proto.options
        return str(options[http_pb.ext_example]) if options else ""

    @property
    def media_types(self) -> list[str]:
        """The media types of the bytes that are uploaded or downloaded."""
        options: Any = self.rpc.proto.options
        return list(options[http_pb.ext_media_types]) if options else []

    @property
    def reads(self) -> bool:
        """Whether the call changes nothing and may be repeated."""
        return self.http_method == "GET"

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes with which external clients reach this RPC: the service's `oauth_scopes`.

        A scope that ends in `.read` reaches only RPCs mapped to GET.
        """
        options = self.service.proto.options
        named = str(options[client_pb.ext_oauth_scopes]) if options else ""
        scopes = (scope.strip() for scope in named.split(","))
        return frozenset(scope for scope in scopes if scope and (self.reads or not scope.endswith(".read")))


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    wildcard: "_Node | None" = None
    verbs: dict[str, dict[str, Route]] = field(default_factory=dict)


class RouteTable:
    """Finds the route of a request. IDs hold no `:`, so the verb is what follows the last one (AIP-136)."""

    def __init__(self, routes: list[Route]) -> None:
        self.routes = tuple(routes)
        self._root = _Node()
        for route in routes:
            self._add(route)

    def find(self, http_method: str, raw_path: str) -> tuple[Route, list[str]]:
        """The route and the decoded segments of a path as sent; HEAD finds what GET finds.

        Raises NoRoute, also if a segment is longer than any id; MethodNotAllowed, and UnicodeDecodeError if a segment
        is not UTF-8.
        """
        head, verb = _split_verb(raw_path)
        segments = head.split("/")[1:]
        if "%" in head:
            segments = [unquote(segment, errors="strict") for segment in segments]
        node = self._walk(self._root, segments, 0, verb)
        if node is None or max(map(len, segments)) > LONGEST_ID:
            raise NoRoute(raw_path)
        methods = node.verbs[verb]
        route = methods.get("GET" if http_method == "HEAD" else http_method)
        if route is None:
            raise MethodNotAllowed(frozenset([*methods, *(["HEAD"] if "GET" in methods else [])]))
        return route, segments

    def _walk(self, node: _Node, segments: list[str], at: int, verb: str) -> _Node | None:
        if at == len(segments):
            return node if verb in node.verbs else None
        segment = segments[at]
        literal = node.literals.get(segment)
        found = self._walk(literal, segments, at + 1, verb) if literal else None
        if found is None and node.wildcard is not None and segment and "/" not in segment:
            found = self._walk(node.wildcard, segments, at + 1, verb)
        return found

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in route.segments:
            if segment == "*":
                node.wildcard = node.wildcard or _Node()
                node = node.wildcard
            else:
                node = node.literals.setdefault(segment, _Node())
        methods = node.verbs.setdefault(route.verb, {})
        if route.http_method in methods:
            raise TemplateError(f"{route.template}: {methods[route.http_method].rpc} has it already")
        methods[route.http_method] = route


def service_files() -> Iterator[DescFile]:
    """The files of all services, found in the generated package."""
    for module in pkgutil.walk_packages(dondoc_api.dondoc.__path__, "dondoc_api.dondoc."):
        if module.name.endswith("_service_pb"):
            yield importlib.import_module(module.name).desc()


def table(files: list[DescFile] | None = None) -> RouteTable:
    """The table of these files, or of all services. Raises TemplateError for an annotation it cannot serve."""
    found = files if files is not None else sorted(service_files(), key=lambda file: file.name)
    methods = (method for file in found for service in file.services for method in service.methods)
    return RouteTable([route for method in methods for route in _routes(method)])


def fields_of(message: DescMessage) -> Fields:
    """A message's fields by proto name."""
    return {field.name: field for field in message.fields}


def message_type(message: DescMessage) -> type[Message[Any]]:
    """The class of a message."""
    return message.type


def _routes(method: DescMethod) -> Iterator[Route]:
    options = method.proto.options
    if options is None or annotations_pb.ext_http not in options:
        return
    rule = options[annotations_pb.ext_http]
    for binding in (rule, *rule.additional_bindings):
        yield _route(method, binding)


def _route(method: DescMethod, rule: HttpRule) -> Route:
    pattern = rule.pattern
    if pattern is None or pattern.field == "custom" or not isinstance(pattern.value, str):
        raise TemplateError(f"{method}: only get, put, post, delete and patch are served")
    if rule.response_body:
        raise TemplateError(f"{method}: response_body is not served")
    segments, verb, variables = _parse(method, pattern.value)
    _check_kind(method, rule.body)
    route = Route(pattern.field.upper(), pattern.value, segments, verb, variables, rule.body, method)
    if route.watches and not route.reads:
        # Browsers' EventSource sends nothing else.
        raise TemplateError(f"{method}: events are watched with get")
    if len(route.servers) > 1 and (method.method_kind != "unary" or "*" not in segments):
        raise TemplateError(f"{method}: several services serve it, and its path does not say which is meant")
    return route


def _check_kind(method: DescMethod, body: str) -> None:
    fields = fields_of(method.input)
    if body not in ("", "*") and not (
        body in fields and isinstance(fields[body].value, DescFieldValueMessage)
    ):
        raise TemplateError(f"{method}: the body {body} is not a message of the request")
    if method.method_kind == "bidi_streaming":
        raise TemplateError(f"{method}: streams both ways")
    if method.method_kind == "client_streaming" and _message_name(fields.get(body)) != _PIECE:
        raise TemplateError(f"{method}: an upload's body is a {_PIECE}")


def _message_name(field: DescField | None) -> str:
    return field.value.message.type_name if field and isinstance(field.value, DescFieldValueMessage) else ""


def _parse(method: DescMethod, template: str) -> tuple[tuple[str, ...], str, tuple[Variable, ...]]:
    head, verb = _split_verb(template)
    segments: list[str] = []
    variables: list[Variable] = []
    position = 1
    while position <= len(head):
        match = _VARIABLE.match(head, position)
        if match:
            inner = (match[2] or "*").split("/")
            fields = _resolve(method, match[1])
            variables.append(Variable(fields, len(segments), len(segments) + len(inner), match[2] or "*"))
            segments += inner
            position = match.end() + 1
        else:
            end = head.find("/", position)
            end = len(head) if end < 0 else end
            segments.append(head[position:end])
            position = end + 1
    for segment in segments:
        if segment != "*" and not _LITERAL.fullmatch(segment):
            raise TemplateError(f"{template}: cannot serve the segment {segment!r}")
    return tuple(segments), verb, tuple(variables)


def _resolve(method: DescMethod, path: str) -> tuple[DescField, ...]:
    found: list[DescField] = []
    message: DescMessage | None = method.input
    for name in path.split("."):
        step = fields_of(message).get(name) if message else None
        if step is None:
            raise TemplateError(f"{method}: has no field {path}")
        found.append(step)
        message = step.value.message if isinstance(step.value, DescFieldValueMessage) else None
    if message is not None:
        raise TemplateError(f"{method}: {path} is not a scalar field")
    return tuple(found)


def _split_verb(path: str) -> tuple[str, str]:
    head, colon, verb = path.rpartition(":")
    return (head, verb) if colon and "/" not in verb and "}" not in verb else (path, "")
