"""Comments on tasks. Whoever asks has loaded the task, and may read its comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from services.task.model import Actor, Comment, CommentKind
from shared.db import ReadSession

from . import units
from .schema import COMMENTS


def of_task(
    session: ReadSession, uid: str, kind: CommentKind | None, before: int | None, limit: int
) -> list[Comment]:
    """Comments on a task before a number, newest first; of one kind, or all."""
    query = select(COMMENTS).where(COMMENTS.c.task == uid)
    if kind is not None:
        query = query.where(COMMENTS.c.kind == kind.value)
    if before is not None:
        query = query.where(COMMENTS.c.number < before)
    return [_comment(row) for row in session.execute(query.order_by(COMMENTS.c.number.desc()).limit(limit))]


def next_number(session: Session, uid: str) -> int:
    """The number of the next comment on a task, whose row is locked."""
    newest = select(func.max(COMMENTS.c.number)).where(COMMENTS.c.task == uid)
    return (session.scalar(newest) or 0) + 1


def add(session: Session, comments: Sequence[Comment]) -> list[Comment]:
    """Saves comments with the names of whatever they mention, which may change later; returns them with these."""
    named = units.named(session, set().union(*map(_mentioned, comments)))
    saved = [
        replace(each, names={name: named[name] for name in _mentioned(each) & named.keys()})
        for each in comments
    ]
    session.execute(insert(COMMENTS), [_row(each) for each in saved])
    return saved


def _mentioned(comment: Comment) -> set[str]:
    return {comment.by.position, comment.by.unit, *comment.mentions}


def _row(comment: Comment) -> dict[str, object]:
    by = comment.by
    return {
        "task": comment.task,
        "number": comment.number,
        "kind": comment.kind.value,
        "text": comment.text,
        "person": by.person,
        "position": by.position,
        "unit": by.unit,
        "name": by.name,
        "at": comment.at,
        "files": list(comment.files),
        "mentions": list(comment.mentions),
        "names": dict(comment.names),
    }


def _comment(row: Row[tuple[object, ...]]) -> Comment:
    return Comment(
        row.task,
        row.number,
        CommentKind(row.kind),
        row.text,
        row.at,
        Actor(row.person, row.position, row.unit, name=row.name),
        tuple(row.files),
        tuple(row.mentions),
        row.names,
    )
