"""The content of files, in a folder or an S3 bucket, by obstore. Only the reading of directives holds whole files.

Whatever the storage fails to do raises Unavailable (`STORAGE_UNAVAILABLE`): the request is not at fault.
"""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from shared.errors import Unavailable

log = structlog.get_logger(__name__)

# S3 takes no smaller part; the writer holds one or two of them.
PART_BYTES = 5 * 1024 * 1024
PIECE_BYTES = 256 * 1024
# A folder without it is not the one with which the process began: its volume is away.
_MARK = ".storage"


class Writer(Protocol):
    """Takes an object piece by piece."""

    async def write(self, piece: bytes) -> None:
        """Adds a piece."""


class Storage:
    """The objects under one URL."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._folder = Path(unquote(parts.path)) if parts.scheme == "file" else None
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / _MARK).touch()
        self._store: ObjectStore = from_url(url)

    @asynccontextmanager
    async def writer(self, key: str) -> AsyncIterator[Writer]:
        """Writes an object piece by piece; if the block raises, nothing is left."""
        self._check_folder()
        with _available():
            opened = obstore.open_writer_async(self._store, key, buffer_size=PART_BYTES, max_concurrency=1)
            writer = await opened.__aenter__()
        try:
            yield _Writer(writer)
        except BaseException as error:
            with _available():
                await opened.__aexit__(type(error), error, error.__traceback__)
            raise
        with _available():
            await opened.__aexit__(None, None, None)

    async def pieces(self, key: str) -> AsyncIterator[bytes]:
        """The content in pieces. Raises FileNotFoundError if the object is lost."""
        self._check_folder()
        with _available():
            found = await obstore.get_async(self._store, key)
            async for piece in found.stream(min_chunk_size=PIECE_BYTES):
                yield bytes(piece)

    @contextmanager
    def opened(self, key: str) -> Iterator[BinaryIO]:
        """The object as a file that can be read at any offset."""
        self._check_folder()
        with _available():
            raw = _Raw(obstore.open_reader(self._store, key, buffer_size=PIECE_BYTES))
        try:
            yield io.BufferedReader(raw, PIECE_BYTES)
        finally:
            raw.close()
            # A library that reads the file may take a failure of the storage for a broken file.
            if raw.failure:
                raise raw.failure

    def content(self, key: str) -> bytes:
        """The whole content. Raises FileNotFoundError if the object is lost."""
        self._check_folder()
        with _available():
            return bytes(obstore.get(self._store, key).bytes())

    def delete(self, key: str) -> None:
        """Deletes the object and what a killed writer left of it; if there is none, nothing happens."""
        self._check_folder()
        with _available():
            with suppress(FileNotFoundError):
                obstore.delete(self._store, key)
            if self._folder:
                # A folder's writer fills `key#1` and renames it. A killed writer leaves that file behind.
                path = self._folder / key
                for part in path.parent.glob(f"{path.name}#*"):
                    part.unlink(missing_ok=True)

    def _check_folder(self) -> None:
        # obstore would make a folder that is gone anew, and what it then holds would vanish when the volume returns.
        if self._folder and not (self._folder / _MARK).exists():
            log.warning("storage_away", error="the folder is gone or empty")
            raise Unavailable("STORAGE_UNAVAILABLE")


@contextmanager
def _available() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        # The storage is there, the object is lost: that does not pass.
        raise
    except (BaseError, OSError) as error:
        log.warning("storage_away", error=f"{type(error).__name__}: {error}"[:500])
        raise Unavailable("STORAGE_UNAVAILABLE") from error


class _Writer:
    def __init__(self, writer: Any) -> None:
        self._writer = writer

    async def write(self, piece: bytes) -> None:
        with _available():
            await self._writer.write(piece)


class _Raw(io.RawIOBase):
    """obstore's reader as a file object of Python, which remembers a failure of the storage."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.failure: Unavailable | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._reader.seek(offset, whence))

    def tell(self) -> int:
        return int(self._reader.tell())

    def readinto(self, buffer: Any) -> int:
        try:
            with _available():
                piece = bytes(self._reader.read(len(buffer)))
        except Unavailable as error:
            self.failure = error
            raise
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._reader.close()
        super().close()
