"""A real gRPC server in place of the services: it answers every RPC of the descriptors; tests may set the answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc
from grpc import aio
from protobuf import DescMethod, Message

from dondoc_api.dondoc.identity.v1 import identity_service_pb as identity
from dondoc_api.google.api.httpbody_pb import HttpBody
from gateway import routes

Answer = Callable[[Any, Any], Any]


class Services:
    """All services on one port. `received` has the RPC, request (a list for a stream) and metadata of each call."""

    def __init__(self) -> None:
        self.received: list[tuple[str, Any, dict[str, Any]]] = []
        self.answers: dict[str, Answer] = {}
        self.cancelled = asyncio.Event()
        self.unknown: set[str] = set()
        self._server = aio.server(options=[("grpc.so_reuseport", 0)])
        self._server.add_generic_rpc_handlers((_Handlers(self),))
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self.address = f"127.0.0.1:{self.port}"

    async def start(self) -> None:
        await self._server.start()

    async def stop(self) -> None:
        await self._server.stop(None)

    def forget(self) -> None:
        """Forgets all calls and the answers set by tests."""
        self.received.clear()
        self.answers.clear()
        self.unknown.clear()
        self.cancelled.clear()

    def last(self, rpc: str) -> tuple[Any, dict[str, Any]]:
        """The last request to an RPC, and its metadata."""
        return next((request, metadata) for name, request, metadata in reversed(self.received) if name == rpc)

    def count(self, rpc: str) -> int:
        """The number of calls of an RPC."""
        return sum(name == rpc for name, _, _ in self.received)

    async def answer(self, method: DescMethod, request: Any, context: aio.ServicerContext[Any, Any]) -> Any:
        self.received.append((method.name, request, dict(context.invocation_metadata() or ())))
        if method.name in self.answers:
            return await self.answers[method.name](request, context)
        if method.name == "ResolvePrincipal":
            return await self._resolve(request, context)
        return method.output.type()

    async def _resolve(self, request: identity.ResolvePrincipalRequest, context: Any) -> identity.Principal:
        if request.subject in self.unknown:
            await context.abort(grpc.StatusCode.NOT_FOUND, "SUBJECT_UNKNOWN")
        if request.client_id:
            allowed = [scope for scope in request.scopes if scope == "statistics.read"]
            return identity.Principal(subject=request.subject, display_name="Cổng", scopes=allowed)
        held = identity.HeldPosition(
            position="units/so-y-te/positions/p1",
            unit="units/so-y-te",
            agency="units/so-y-te",
            role=identity.Role.AGENCY_CLERK,
            title="Văn thư",
            units=["units/so-y-te"],
        )
        name = request.subject.removeprefix("subject-")
        return identity.Principal(
            subject=request.subject, person=f"people/{name}", display_name=f"Người {name}", positions=[held]
        )


class _Handlers(grpc.GenericRpcHandler):
    def __init__(self, services: Services) -> None:
        methods = [
            method
            for file in routes.service_files()
            for service in file.services
            for method in service.methods
        ]
        self._handlers = {
            f"/{method.parent.type_name}/{method.name}": _handler(services, method) for method in methods
        }

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        return self._handlers.get(handler_call_details.method)


def _handler(services: Services, method: DescMethod) -> Any:
    parse, serialize = method.input.type.from_binary, method.output.type.to_binary
    if method.method_kind == "client_streaming":
        return grpc.stream_unary_rpc_method_handler(_upload(services, method), parse, serialize)
    if method.method_kind == "server_streaming":
        return grpc.unary_stream_rpc_method_handler(_download(services, method), parse, serialize)

    async def unary(request: Message[Any], context: aio.ServicerContext[Any, Any]) -> Any:
        return await services.answer(method, request, context)

    return grpc.unary_unary_rpc_method_handler(unary, parse, serialize)


def _upload(services: Services, method: DescMethod) -> Any:
    async def upload(requests: AsyncIterator[Any], context: aio.ServicerContext[Any, Any]) -> Any:
        try:
            if method.name in services.answers:
                return await services.answers[method.name](requests, context)
            pieces = [piece async for piece in requests]
            if len(pieces) < 2 or pieces[-1].content.data:
                services.cancelled.set()
                await context.abort(grpc.StatusCode.CANCELLED, "not complete")
        except asyncio.CancelledError:
            services.cancelled.set()
            raise
        return await services.answer(method, pieces, context)

    return upload


def _download(services: Services, method: DescMethod) -> Any:
    async def download(
        request: Message[Any], context: aio.ServicerContext[Any, Any]
    ) -> AsyncIterator[HttpBody]:
        services.received.append((method.name, request, dict(context.invocation_metadata() or ())))
        try:
            async for piece in services.answers[method.name](request, context):
                yield piece
        except (asyncio.CancelledError, GeneratorExit):
            services.cancelled.set()
            raise

    return download
