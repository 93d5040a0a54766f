"""The content of files, in a folder or an S3 bucket, by obstore. Only the reading of directives holds whole files."""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import ObjectStore, from_url

# S3 takes no smaller part; the writer holds one or two of them.
PART_BYTES = 5 * 1024 * 1024
PIECE_BYTES = 256 * 1024


class Storage:
    """The objects under one URL."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._folder = Path(unquote(parts.path)) if parts.scheme == "file" else None
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
        self._store: ObjectStore = from_url(url)

    def writer(self, key: str) -> Any:
        """An asynchronous context that writes an object piece by piece; if its block raises, nothing is left."""
        return obstore.open_writer_async(self._store, key, buffer_size=PART_BYTES, max_concurrency=1)

    async def pieces(self, key: str) -> AsyncIterator[bytes]:
        """The content in pieces."""
        found = await obstore.get_async(self._store, key)
        async for piece in found.stream(min_chunk_size=PIECE_BYTES):
            yield bytes(piece)

    @contextmanager
    def opened(self, key: str) -> Iterator[BinaryIO]:
        """The object as a file that can be read at any offset."""
        reader = obstore.open_reader(self._store, key, buffer_size=PIECE_BYTES)
        try:
            yield io.BufferedReader(_Raw(reader), PIECE_BYTES)
        finally:
            reader.close()

    def content(self, key: str) -> bytes:
        """The whole content."""
        return bytes(obstore.get(self._store, key).bytes())

    def delete(self, key: str) -> None:
        """Deletes the object and what a killed writer left of it; if there is none, nothing happens."""
        with suppress(FileNotFoundError):
            obstore.delete(self._store, key)
        if self._folder:
            # A folder's writer fills `key#1` and renames it. A killed writer leaves that file behind.
            path = self._folder / key
            for part in path.parent.glob(f"{path.name}#*"):
                part.unlink(missing_ok=True)


class _Raw(io.RawIOBase):
    """obstore's reader as a file object of Python."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._reader.seek(offset, whence))

    def tell(self) -> int:
        return int(self._reader.tell())

    def readinto(self, buffer: Any) -> int:
        piece = bytes(self._reader.read(len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)
