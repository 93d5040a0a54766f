"""The content of an upload, as it arrives in pieces."""

from __future__ import annotations

from collections.abc import AsyncIterator

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from shared.errors import Aborted


async def pieces_of(
    first: pb.UploadFileRequest, requests: AsyncIterator[pb.UploadFileRequest]
) -> AsyncIterator[bytes]:
    """The content of an upload. Raises Aborted (`UPLOAD_CUT_OFF`) if no empty piece marks the end.

    grpc.aio ends the stream of a client that has disconnected like a complete one.
    """
    piece = _data(first)
    whole = False
    if piece:
        yield piece
    async for request in requests:
        piece = _data(request)
        whole = not piece
        if piece:
            yield piece
    if not whole:
        raise Aborted("UPLOAD_CUT_OFF")


def _data(request: pb.UploadFileRequest) -> bytes:
    return request.content.data if request.content else b""
