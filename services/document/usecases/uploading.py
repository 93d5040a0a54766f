"""Uploads: written piece by piece, hashed on the way, checked by content. A broken upload leaves nothing."""

from __future__ import annotations

import asyncio
import contextvars
import hashlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import PurePosixPath
from typing import TypeVar, TypeVarTuple

import structlog
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only

from services.document import tables
from services.document.model import Action, File, storage_key
from services.document.reading import MediaType, UnreadableFileError, check_file
from services.document.storage import Storage
from services.document.usecases.access import require, sight_of
from services.document.usecases.reading import REASONS
from shared import request_ids
from shared.db import AsyncDatabase, ReadSession
from shared.errors import DeadlineExceeded, InvalidArgument, ResourceExhausted, Unavailable, invalid
from shared.principal import Principal

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
log = structlog.get_logger(__name__)
KIND_BY_ENDING = {
    ".docx": MediaType.DOCX,
    ".pdf": MediaType.PDF,
    ".xlsx": MediaType.XLSX,
    ".pptx": MediaType.PPTX,
    ".doc": MediaType.DOC,
    ".xls": MediaType.XLS,
    ".zip": MediaType.ZIP,
    ".jpg": MediaType.JPEG,
    ".jpeg": MediaType.JPEG,
    ".png": MediaType.PNG,
    ".tif": MediaType.TIFF,
    ".tiff": MediaType.TIFF,
}
DECLARED = {kind.value for kind in KIND_BY_ENDING.values()}
Write = Callable[[bytes], Awaitable[None]]
METHOD = "UploadFile"
NAME_PATH, TYPE_PATH, CONTENT_PATH = "display_name", "content.content_type", "content"


class Uploads:
    """Receives files into a storage."""

    def __init__(
        self, storage: Storage, database: AsyncDatabase, limit: int, now: Callable[[], datetime]
    ) -> None:
        self._storage = storage
        self._database = database
        self._limit = limit
        self._now = now
        # A storage that hangs takes these threads, and not those that others need, such as for names of hosts.
        self._threads = ThreadPoolExecutor(4, "storage")

    async def receive(
        self,
        caller: Principal,
        display_name: str,
        declared: str,
        pieces: AsyncIterator[bytes],
        request_id: str = "",
    ) -> File:
        """Keeps a file and returns its description. `declared` is the content type that the sender gives.

        An upload that repeats a request id keeps nothing and returns the first file. Raises PermissionDenied,
        InvalidArgument (`FILE_TYPE`, `FILE_EMPTY`, `FILE_BROKEN`, `FILE_ENCRYPTED`, `REQUEST_ID_REUSED`) or
        ResourceExhausted (`FILE_TOO_LARGE`).
        """
        require(caller, Action.UPLOAD)
        named = kind_of_name(display_name)
        if request_id and await self._is_known(caller, request_id):
            # Without the storage, which may be away by now.
            size, sha256 = await self._read(pieces)
            again = File("", plain_name(display_name), named.value, size, sha256, caller.person, self._now())
            return await self._database.read(lambda session: _kept(session, caller, again, request_id))
        uid, at = str(uuid.uuid4()), self._now()
        await self._database.change(lambda session: tables.begin_upload(session, uid, at))
        try:
            size, sha256 = await self._write(uid, pieces)
            kind = await self._in_thread(self._check, uid, named, declared)
            file = File(uid, plain_name(display_name), kind.value, size, sha256, caller.person, self._now())
            kept = await self._database.change(
                lambda session: _finish_once(session, caller, file, request_id)
            )
        except BaseException:
            await asyncio.shield(self._give_up(uid))
            raise
        if kept != file:
            await asyncio.shield(self._give_up(uid))
        return kept

    async def _is_known(self, caller: Principal, request_id: str) -> bool:
        return await self._database.read(
            lambda session: request_ids.is_known(session, caller.subject, request_id)
        )

    async def _in_thread(self, work: Callable[[*Ts], T], *arguments: *Ts) -> T:
        # What it logs belongs to the call, as with asyncio.to_thread.
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, work, *arguments)

    async def _write(self, uid: str, pieces: AsyncIterator[bytes]) -> tuple[int, str]:
        async with self._storage.writer(storage_key(uid)) as writer:
            size, sha256 = await self._read(pieces, writer.write)
            if not size:
                raise invalid(CONTENT_PATH, "FILE_EMPTY", "FILE_EMPTY")
        return size, sha256

    async def _read(self, pieces: AsyncIterator[bytes], write: Write | None = None) -> tuple[int, str]:
        """The size and the hash of a content, each piece of which may be written."""
        size, digest = 0, hashlib.sha256()
        async for piece in pieces:
            size += len(piece)
            if size > self._limit:
                raise ResourceExhausted("FILE_TOO_LARGE", {"limit": self._limit})
            digest.update(piece)
            if write is not None:
                await write(piece)
        return size, digest.hexdigest()

    def _check(self, uid: str, named: MediaType, declared: str) -> MediaType:
        """The type of the content. Raises InvalidArgument if it does not open or has another type than given."""
        try:
            with self._storage.opened(storage_key(uid)) as file:
                kind = check_file(file)
        except UnreadableFileError as refused:
            reason = REASONS[refused.reason]
            raise invalid(CONTENT_PATH, reason, reason, limit="-") from refused
        if kind is not named:
            raise _wrong_type(NAME_PATH, named.value, kind)
        if declared in DECLARED and declared != kind.value:
            raise _wrong_type(TYPE_PATH, declared, kind)
        return kind

    async def _give_up(self, uid: str) -> None:
        """Deletes the content, unless the file was committed after all. The sweep does what fails here."""

        def work(session: Session) -> None:
            if tables.end_upload(session, uid):
                await_only(self._in_thread(self._storage.delete, storage_key(uid)))

        try:
            await self._database.change(work)
        except Exception as error:
            log.warning("upload_left", file=uid, error=type(error).__name__)


def get(session: ReadSession, caller: Principal, uid: str) -> File:
    """The description of a file. Raises NotFound (`FILE_NOT_FOUND`) if it does not exist or may not be seen."""
    return tables.load_file(session, sight_of(caller), uid)


def sweep_lost(session: Session, storage: Storage, before: datetime) -> bool:
    """Clears up after one upload that began before an instant and never ended; False if there is none."""
    uid = tables.claim_lost_upload(session, before)
    if uid is None:
        return False
    storage.delete(storage_key(uid))
    tables.end_upload(session, uid)
    return True


def kind_of_name(display_name: str) -> MediaType:
    """The type for the ending of a name. Raises InvalidArgument (`FILE_TYPE`) for a type that is not kept."""
    ending = PurePosixPath(plain_name(display_name)).suffix.lower()
    if ending not in KIND_BY_ENDING:
        raise invalid(NAME_PATH, "FILE_TYPE", "FILE_TYPE", said=ending or "?", found="?")
    return KIND_BY_ENDING[ending]


def plain_name(display_name: str) -> str:
    """The name without a path and without invisible characters."""
    name = display_name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in name if sign.isprintable()).strip()


def _wrong_type(path: str, said: str, found: MediaType) -> InvalidArgument:
    return invalid(path, "FILE_TYPE", "FILE_TYPE", said=said, found=found.value)


def _finish_once(session: Session, caller: Principal, file: File, request_id: str) -> File:
    """Saves a file, unless one is kept for this request id already; the result is the one that is kept."""
    if not request_id:
        _finish(session, file)
        return file
    known = request_ids.earlier(session, caller.subject, METHOD, request_id, _request(file))
    if known is not None:
        return tables.load_file(session, sight_of(caller), known.decode())
    _finish(session, file)
    request_ids.keep(session, caller.subject, request_id, file.uid.encode())
    return file


def _kept(session: ReadSession, caller: Principal, again: File, request_id: str) -> File:
    """The file that is kept for a request id."""
    known = request_ids.answer(session, caller.subject, METHOD, request_id, _request(again))
    if known is None:
        # It was a day old and has been deleted just now: the next try is a new request.
        raise Unavailable("UNAVAILABLE")
    return tables.load_file(session, sight_of(caller), known.decode())


def _request(file: File) -> bytes:
    """What tells one upload from another."""
    return f"{file.display_name}\0{file.content_type}\0{file.sha256}".encode()


def _finish(session: Session, file: File) -> None:
    if not tables.end_upload(session, file.uid):
        # The sweep has taken the upload for lost and deleted the content.
        raise DeadlineExceeded("DEADLINE_EXCEEDED", {"file": f"files/{file.uid}"})
    tables.add_file(session, file)
