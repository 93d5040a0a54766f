"""Contents that are too large for one message: uploads as they arrive, and files as they are sent."""

from collections.abc import AsyncIterator
from typing import IO, Protocol

from dondoc_api.google.api.httpbody_pb import HttpBody
from shared.errors import Aborted
from shared.server import Call

_PIECE = 256 * 1024


class Piece(Protocol):
    """A message that carries a piece of an upload."""

    @property
    def content(self) -> HttpBody | None:
        """The piece."""


async def received(first: Piece, rest: AsyncIterator[Piece]) -> AsyncIterator[bytes]:
    """The content of an upload. Raises Aborted (`UPLOAD_CUT_OFF`) if no empty piece marks the end.

    When a client disconnects, grpc.aio ends its stream as if it were complete.
    """
    piece = _data(first)
    whole = False
    if piece:
        yield piece
    async for message in rest:
        piece = _data(message)
        whole = not piece
        if piece:
            yield piece
    if not whole:
        raise Aborted("UPLOAD_CUT_OFF")


def _data(message: Piece) -> bytes:
    return message.content.data if message.content else b""


async def sent(call: Call, file: IO[bytes], name: str, content_type: str) -> AsyncIterator[HttpBody]:
    """The content of a file as an attachment of this name."""
    length = file.seek(0, 2)
    file.seek(0)
    # gRPC keeps `content-length` to itself.
    await call.context.send_initial_metadata(
        (("content-disposition", f'attachment; filename="{name}"'), ("x-content-length", str(length)))
    )
    while piece := file.read(_PIECE):
        yield HttpBody(content_type=content_type, data=piece)
