"""A document service in this process that knows one file; the real one is in tests/contract/test_evidence.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
from grpc import aio

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.document.v1.document_service_pb_grpc import DocumentServiceService

FILE = "files/bao-cao"
# Asked about this one, it finds that the caller's statement has expired.
TOO_LATE = "files/het-han"
# It answers about this one once, and is away afterwards.
ONCE = "files/mot-lan"


class _Documents(DocumentServiceService):
    def __init__(self) -> None:
        self._asked = False

    async def get_file(self, request: pb.GetFileRequest, context: Any) -> pb.File:
        if request.name == TOO_LATE:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "PRINCIPAL_REQUIRED")
        if request.name == ONCE and self._asked:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "away")
        self._asked |= request.name == ONCE
        if request.name not in (FILE, ONCE):
            await context.abort(grpc.StatusCode.NOT_FOUND, "FILE_NOT_FOUND")
        return pb.File(name=request.name)


@asynccontextmanager
async def documents() -> AsyncIterator[str]:
    """The address of the service."""
    server = aio.server(options=[("grpc.so_reuseport", 0)])
    _Documents().add_to_server(server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield f"127.0.0.1:{port}"
    await server.stop(None)
