"""Answers kept for a day, so that a repeated request changes nothing and gets the same answer (AIP-155)."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared import clock
from shared.db import ReadSession
from shared.errors import invalid

_metadata = MetaData()


def table(metadata: MetaData) -> Table:
    """The answers of a service."""
    return Table(
        "answers",
        metadata,
        Column("caller", Text, primary_key=True),
        Column("request_id", Text, primary_key=True),
        Column("request_hash", LargeBinary, nullable=False),
        Column("answer", LargeBinary),
        Column("create_time", DateTime(timezone=True), nullable=False),
        Index("answers_create_time", "create_time"),
    )


ANSWERS = table(_metadata)
KEEP = timedelta(days=1)
"""How long an answer is kept."""


def earlier(session: Session, caller: str, method: str, request_id: str, request: bytes) -> bytes | None:
    """The earlier answer to this request id; if the id is new, None, and this transaction takes the id.

    `request` is what tells one request from another. A second request with the same id waits here until the first has
    committed. Raises InvalidArgument (`REQUEST_ID_REUSED`) if the id belongs to another request.
    """
    digest = _digest(method, request)
    taken = session.execute(
        insert(ANSWERS)
        .values(caller=caller, request_id=request_id, request_hash=digest, create_time=clock.now())
        .on_conflict_do_nothing()
        .returning(ANSWERS.c.request_id)
    ).first()
    if taken:
        return None
    return answer(session, caller, method, request_id, request)


def answer(session: ReadSession, caller: str, method: str, request_id: str, request: bytes) -> bytes | None:
    """The saved answer to this request id; None if the id is new, which it stays.

    Raises InvalidArgument (`REQUEST_ID_REUSED`) if the id belongs to another request.
    """
    saved = select(ANSWERS.c.request_hash, ANSWERS.c.answer).where(_key(caller, request_id))
    found = session.execute(saved).one_or_none()
    if found is None:
        return None
    if found.request_hash != _digest(method, request):
        raise invalid("request_id", "REQUEST_ID_REUSED", "REQUEST_ID_REUSED", request_id=request_id)
    return bytes(found.answer)


def is_known(session: ReadSession, caller: str, request_id: str) -> bool:
    """Whether there is a saved answer to this request id, whatever the request was."""
    return session.scalar(select(ANSWERS.c.request_id).where(_key(caller, request_id))) is not None


def keep(session: Session, caller: str, request_id: str, answer: bytes) -> None:
    """Saves the answer in the transaction of the change."""
    session.execute(update(ANSWERS).where(_key(caller, request_id)).values(answer=answer))


def purge(session: Session, before: datetime) -> None:
    """Deletes answers given before that instant."""
    session.execute(delete(ANSWERS).where(ANSWERS.c.create_time < before))


def _key(caller: str, request_id: str) -> ColumnElement[bool]:
    return (ANSWERS.c.caller == caller) & (ANSWERS.c.request_id == request_id)


def _digest(method: str, request: bytes) -> bytes:
    return hashlib.sha256(method.encode() + b"\0" + request).digest()
