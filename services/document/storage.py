"""The content of files, in a folder or an S3 bucket, by obstore. Only the reading of directives holds whole files.

Whatever the storage fails to do raises Unavailable (`STORAGE_UNAVAILABLE`): the request is not at fault.
"""

import io
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeAlias
from urllib.parse import unquote, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from shared.breaker import Breaker
from shared.errors import Unavailable

if TYPE_CHECKING:
    # obstore has its types of options for checkers only.
    from obstore.store import RetryConfig

log = structlog.get_logger(__name__)

# S3 takes no smaller part; the writer holds one or two of them.
PART_BYTES = 5 * 1024 * 1024
PIECE_BYTES = 256 * 1024
# A storage that says nothing is given up after 15 seconds, in which it must have taken a part. Operators may set these
# themselves; options given as arguments would replace all those of the environment, such as AWS_ALLOW_HTTP.
LIMITS = {"AWS_CONNECT_TIMEOUT": "5s", "AWS_READ_TIMEOUT": "15s"}
_RETRIES: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}
# A folder without it is not the one that was prepared: its volume is away.
_MARK = ".storage"

Available: TypeAlias = Callable[[], AbstractContextManager[None]]


class Writer(Protocol):
    """Takes an object piece by piece."""

    async def write(self, piece: bytes) -> None:
        """Adds a piece."""


def prepare(url: str) -> None:
    """Marks a folder as the storage, before it keeps any file.

    A process that serves must not do so: it would take the empty mount point of a volume that is away for the storage.
    """
    if folder := _folder_of(url):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARK).touch()


def _folder_of(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


class Storage:
    """The objects under one URL."""

    def __init__(self, url: str) -> None:
        self._folder = _folder_of(url)
        if self._folder:
            # obstore refuses a folder that does not exist; without its mark it is not used.
            self._folder.mkdir(parents=True, exist_ok=True)
        self._store: ObjectStore = _bucket(url) if self._folder is None else from_url(url)
        self._breaker = Breaker("storage", "STORAGE_UNAVAILABLE")

    @asynccontextmanager
    async def writer(self, key: str) -> AsyncIterator[Writer]:
        """Writes an object piece by piece; if the block raises, nothing is left."""
        self._check_folder()
        with self._available():
            opened = obstore.open_writer_async(self._store, key, buffer_size=PART_BYTES, max_concurrency=1)
            writer = await opened.__aenter__()
        try:
            yield _Writer(writer, self._available)
        except BaseException as error:
            # Even if the breaker is open: the parts that were taken would stay for ever.
            with _answered():
                await opened.__aexit__(type(error), error, error.__traceback__)
            raise
        with self._available():
            await opened.__aexit__(None, None, None)

    async def pieces(self, key: str) -> AsyncIterator[bytes]:
        """The content in pieces. Raises FileNotFoundError if the object is lost."""
        self._check_folder()
        with self._available():
            found = await obstore.get_async(self._store, key)
        pieces = aiter(found.stream(min_chunk_size=PIECE_BYTES))
        while True:
            with self._available():
                piece = await anext(pieces, None)
            if piece is None:
                return
            yield bytes(piece)

    @contextmanager
    def opened(self, key: str) -> Iterator[BinaryIO]:
        """The object as a file that can be read at any offset."""
        self._check_folder()
        with self._available():
            raw = _Raw(obstore.open_reader(self._store, key, buffer_size=PIECE_BYTES), self._available)
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
        with self._available():
            return bytes(obstore.get(self._store, key).bytes())

    def delete(self, key: str) -> None:
        """Deletes the object and what a killed writer left of it; if there is none, nothing happens."""
        self._check_folder()
        with self._available():
            with suppress(FileNotFoundError):
                obstore.delete(self._store, key)
            if self._folder:
                # A folder's writer fills `key#1` and renames it. A killed writer leaves that file behind.
                path = self._folder / key
                for part in path.parent.glob(f"{path.name}#*"):
                    part.unlink(missing_ok=True)

    @contextmanager
    def _available(self) -> Iterator[None]:
        with self._breaker.calling(), _answered():
            yield

    def _check_folder(self) -> None:
        # obstore would make a folder that is gone anew, and what it then holds would vanish when the volume returns.
        if self._folder and not (self._folder / _MARK).exists():
            log.warning("storage_away", error="the folder is gone or empty")
            raise Unavailable("STORAGE_UNAVAILABLE")


def _bucket(url: str) -> ObjectStore:
    for name, value in LIMITS.items():
        os.environ.setdefault(name, value)
    return from_url(url, retry_config=_RETRIES)


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        # The storage is there, the object is lost: that does not pass.
        raise
    except (BaseError, OSError) as error:
        log.warning("storage_away", error=f"{type(error).__name__}: {error}"[:500])
        raise Unavailable("STORAGE_UNAVAILABLE") from error


class _Writer:
    def __init__(self, writer: Any, available: Available) -> None:
        self._writer = writer
        self._available = available

    async def write(self, piece: bytes) -> None:
        with self._available():
            await self._writer.write(piece)


class _Raw(io.RawIOBase):
    """obstore's reader as a file object of Python, which remembers a failure of the storage."""

    def __init__(self, reader: Any, available: Available) -> None:
        self._reader = reader
        self._available = available
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
            with self._available():
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
