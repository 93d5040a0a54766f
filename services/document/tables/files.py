"""Files and the uploads that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from services.document.model import File, Reader
from shared.db import ReadSession
from shared.errors import NotFound

from .rights import sees_file
from .schema import FILES, UPLOADS


def begin_upload(session: Session, uid: str, at: datetime) -> None:
    """Records that content for this file may come to lie in the storage."""
    session.execute(insert(UPLOADS).values(uid=uid, started_at=at))


def end_upload(session: ReadSession, uid: str) -> bool:
    """Forgets the upload; False if it was given up meanwhile."""
    gone = session.execute(delete(UPLOADS).where(UPLOADS.c.uid == uid).returning(UPLOADS.c.uid))
    return gone.first() is not None


def claim_lost_upload(session: Session, before: datetime) -> str | None:
    """An upload that began before that instant, locked until the end of the transaction."""
    waiting = (
        select(UPLOADS.c.uid).where(UPLOADS.c.started_at < before).order_by(UPLOADS.c.started_at).limit(1)
    )
    return session.scalar(waiting.with_for_update(skip_locked=True))


def add_file(session: Session, file: File) -> None:
    """Adds a file."""
    session.execute(insert(FILES).values(**asdict(file)))


def load_file(session: ReadSession, reader: Reader, uid: str) -> File:
    """The file. Raises NotFound (`FILE_NOT_FOUND`) if it is absent or may not be seen."""
    row = session.execute(select(FILES).where(FILES.c.uid == uid, sees_file(reader))).first()
    if row is None:
        raise NotFound("FILE_NOT_FOUND", {"file": f"files/{uid}"})
    return File(**row._mapping)


def file_of(session: ReadSession, uid: str) -> File:
    """The file of a directive, for background work."""
    return File(**session.execute(select(FILES).where(FILES.c.uid == uid)).one()._mapping)


def visible_files(session: ReadSession, reader: Reader, names: Sequence[str]) -> set[str]:
    """Those of the files, by resource name, that exist and may be seen."""
    uids = [name.removeprefix("files/") for name in names]
    found = session.scalars(select(FILES.c.uid).where(FILES.c.uid.in_(uids), sees_file(reader)))
    return {f"files/{uid}" for uid in found}
