"""What is said about the tasks of the demo province."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path

from sqlalchemy.orm import Session

from services.task import tables, usecases
from services.task.model import Comment
from services.task.tables import comments
from shared.db import Database

from .files import CommentRow, read_comments
from .play import Cast


def enter_comments(database: Database, folder: Path, today: date, cast: Cast) -> None:
    """Enters the comments of the folder on tasks that exist and that nobody has commented on."""
    with database.transaction() as session:
        for uid, rows in groupby(read_comments(folder, today), key=lambda row: row.task):
            _enter(session, uid, list(rows), cast)


def _enter(session: Session, uid: str, rows: list[CommentRow], cast: Cast) -> None:
    task = tables.find(session, uid)
    if task is None or comments.next_number(session, uid) > 1:
        return
    said = [
        Comment(uid, number, row.kind, row.text, row.at, cast.actors[row.person], mentions=row.mentions)
        for number, row in enumerate(rows, start=1)
    ]
    usecases.enter_comments(session, [(task, each) for each in said])
