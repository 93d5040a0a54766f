"""Calls to the services: one balanced channel for each service, a deadline, and the metadata of every call."""

from typing import Any

import grpc
from grpc import aio
from protobuf import Message

from gateway import channels
from gateway.config import GatewaySettings
from gateway.http import Request
from gateway.routes import Route
from shared.principal import HEADER

_WAIT_SECONDS = 3.0
"""How long the second attempt of a read waits for a service that is restarting."""
Metadata = tuple[tuple[str, str], ...]


class Services:
    """The channels to the services that the routes need."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._channels: dict[str, aio.Channel] = {}

    def channel(self, service: str) -> aio.Channel:
        """The channel to a service; raises AttributeError if no setting names its address."""
        address = self._settings.address_of(service)
        if address not in self._channels:
            self._channels[address] = channels.channel(address, self._settings.grpc_tls_ca)
        return self._channels[address]

    async def close(self) -> None:
        """Closes the channels once their calls are done."""
        for channel in self._channels.values():
            await channel.close(self._settings.stop_seconds)


class UnaryCall:
    """One RPC with one request and one response. A read is repeated once if the service was unavailable."""

    def __init__(self, services: Services, route: Route, server: str, seconds: float) -> None:
        channel = services.channel(server)
        request, response = route.rpc.input.type, route.rpc.output.type
        self._call = channel.unary_unary(route.rpc_path, request.to_binary, response.from_binary)
        self._reads = route.reads
        self._seconds = seconds

    async def __call__(self, message: Message[Any], metadata: Metadata) -> Message[Any]:
        """The response; raises AioRpcError."""
        try:
            return await self._call(message, timeout=self._seconds, metadata=metadata)
        except aio.AioRpcError as error:
            if not self._reads or error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise
            away = error
        try:
            return await self._call(message, timeout=_WAIT_SECONDS, metadata=metadata, wait_for_ready=True)
        except aio.AioRpcError as error:
            raise away if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED else error from None


def metadata(request: Request, statement: str) -> Metadata:
    """The metadata of a call: the signed principal, the language, the trace and the request's id."""
    return (
        (HEADER, statement),
        ("accept-language", request.locale),
        ("traceparent", request.traceparent),
        ("x-request-id", request.request_id),
    )
