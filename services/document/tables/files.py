"""Files, their uploads, and the grants that let the readers of a task open its evidence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.document.model import File, Sight
from shared.db import ReadSession
from shared.errors import NotFound
from shared.resource_names import id_of

from .rights import sees_file
from .schema import COMMENT_FILES, EVIDENCE, FILES, UPLOADS


def begin_upload(session: Session, uid: str, at: datetime) -> None:
    """Records that from now on content for this file may be in the storage."""
    session.execute(insert(UPLOADS).values(uid=uid, started_at=at))


def end_upload(session: Session, uid: str) -> bool:
    """Removes the record of an upload; False if the sweep has removed it meanwhile."""
    gone = session.execute(delete(UPLOADS).where(UPLOADS.c.uid == uid).returning(UPLOADS.c.uid))
    return gone.first() is not None


def claim_lost_upload(session: Session, before: datetime) -> str | None:
    """An upload that began before an instant, locked until the end of the transaction; None if there is none."""
    waiting = (
        select(UPLOADS.c.uid).where(UPLOADS.c.started_at < before).order_by(UPLOADS.c.started_at).limit(1)
    )
    return session.scalar(waiting.with_for_update(skip_locked=True))


def add_file(session: Session, file: File) -> None:
    """Adds a file."""
    session.execute(insert(FILES).values(**asdict(file)))


def load_file(session: ReadSession, sight: Sight, uid: str) -> File:
    """The file. Raises NotFound (`FILE_NOT_FOUND`) if it does not exist or may not be seen."""
    row = session.execute(select(FILES).where(FILES.c.uid == uid, sees_file(sight))).first()
    if row is None:
        raise NotFound("FILE_NOT_FOUND", {"file": f"files/{uid}"})
    return File(**row._mapping)


def keeps_files(session: ReadSession) -> bool:
    """Whether there is any file or unfinished upload."""
    return bool(session.scalar(select(exists(select(FILES.c.uid)) | exists(select(UPLOADS.c.uid)))))


def get_file(session: ReadSession, uid: str) -> File:
    """The file, for background work."""
    return File(**session.execute(select(FILES).where(FILES.c.uid == uid)).one()._mapping)


def visible_files(session: ReadSession, sight: Sight, names: Collection[str]) -> set[str]:
    """Those of the files, given by their resource names, that exist and may be seen."""
    uids = [id_of(name) for name in names]
    found = session.scalars(select(FILES.c.uid).where(FILES.c.uid.in_(uids), sees_file(sight)))
    return {f"files/{uid}" for uid in found}


def grant_evidence(session: Session, task: str, file: str, submitter: str, at: datetime) -> None:
    """Lets the readers of a task open a file of its submission, as long as the task has it."""
    row = {"task": task, "file": file, "submitter": submitter, "granted_at": at}
    session.execute(upsert(EVIDENCE).values(row).on_conflict_do_nothing())


def make_lasting(session: Session, task: str, files: Collection[str]) -> None:
    """Lets the readers of a task go on to open those of the files that they may open now."""
    mine = EVIDENCE.c.task == task, EVIDENCE.c.file.in_(list(files))
    session.execute(update(EVIDENCE).where(*mine).values(lasting=True))


def grant_comment_file(session: Session, task: str, file: str, author: str, at: datetime) -> None:
    """Lets those who read the comments on a task open a file of one."""
    row = {"task": task, "file": file, "author": author, "granted_at": at}
    session.execute(upsert(COMMENT_FILES).values(row).on_conflict_do_nothing())


def granted_evidence(session: ReadSession, task: str, files: Collection[str]) -> set[str]:
    """Those of the files that the readers of a task may open already."""
    mine = EVIDENCE.c.task == task, EVIDENCE.c.file.in_(list(files))
    return set(session.scalars(select(EVIDENCE.c.file).where(*mine)))
