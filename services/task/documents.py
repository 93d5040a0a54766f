"""The document service, called over gRPC: it alone knows which files exist and who may see them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import grpc
import structlog
from grpc import aio
from prometheus_client import Counter

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.document.v1.document_service_pb_grpc import DocumentServiceClient
from services.task.config import TaskSettings
from shared import tracing
from shared.breaker import Breaker
from shared.errors import Unavailable
from shared.principal import HEADER
from shared.server import Call

MOST_SECONDS = 2.0
CALLS = Counter("task_document_calls_total", "Calls to the document service by code", ["code"])
# As the gateway's channels: the calls go to every pod, and soon find a new one.
_OPTIONS: list[tuple[str, Any]] = [
    ("grpc.service_config", json.dumps({"loadBalancingConfig": [{"round_robin": {}}]})),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.dns_min_time_between_resolutions_ms", 2_000),
]
# The codes of a service that did not answer.
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
log = structlog.get_logger(__name__)


class Documents:
    """The part of the document service that the task service needs."""

    def __init__(self, settings: TaskSettings) -> None:
        self._settings = settings
        self._breaker = Breaker("document", "DOCUMENTS_UNAVAILABLE")

    async def visible_files(self, call: Call, files: Collection[str]) -> set[str]:
        """Those of the files that exist and that the caller may see.

        Raises Unavailable (`DOCUMENTS_UNAVAILABLE`) if the document service is away or slow.
        """
        if not files:
            return set()
        # One call for each file: a batch that fails for one file (AIP-231) would not say which others are unknown.
        seconds = _deadline(call)
        try:
            # What the service refuses is an answer to the breaker: the trouble of one caller must not hold up others.
            with self._breaker.calling(), _answered():
                seen = await asyncio.gather(*(self._sees(call, name, seconds) for name in files))
        except aio.AioRpcError as error:
            raise _unavailable(error) from error
        return {name for name, visible in zip(files, seen, strict=True) if visible}

    async def close(self) -> None:
        """Closes the channel."""
        await self._channel.close()

    # A channel belongs to the event loop in which it is made, so it is not made before the first call.
    @cached_property
    def _channel(self) -> aio.Channel:
        address, ca = f"dns:///{self._settings.document_address}", self._settings.grpc_tls_ca
        if ca:
            credentials = grpc.ssl_channel_credentials(Path(ca).read_bytes())
            return aio.secure_channel(address, credentials, _OPTIONS)
        return aio.insecure_channel(address, _OPTIONS)

    @cached_property
    def _service(self) -> Any:
        return DocumentServiceClient(self._channel)

    async def _sees(self, call: Call, name: str, seconds: float) -> bool:
        # The caller's own statement goes along, so that the document service decides by its own rules.
        metadata = [(HEADER, str(call.metadata[HEADER])), *tracing.carrier().items()]
        code = grpc.StatusCode.CANCELLED
        try:
            request = pb.GetFileRequest(name=name)
            await self._service.get_file(request, timeout=seconds, metadata=metadata, wait_for_ready=True)
            code = grpc.StatusCode.OK
        except aio.AioRpcError as error:
            code = error.code()
            if code is not grpc.StatusCode.NOT_FOUND:
                raise
        finally:
            CALLS.labels(code.name).inc()
        return code is grpc.StatusCode.OK


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except aio.AioRpcError as error:
        if error.code() in _AWAY:
            raise _unavailable(error) from error
        raise


def _unavailable(error: aio.AioRpcError) -> Unavailable:
    log.warning("files_not_checked", code=error.code().name, details=error.details())
    return Unavailable("DOCUMENTS_UNAVAILABLE")


def _deadline(call: Call) -> float:
    """The seconds for a call to another service; they leave the caller time to save what it is about."""
    remaining = call.context.time_remaining()
    return MOST_SECONDS if remaining is None else min(MOST_SECONDS, remaining / 2)
