"""The people who follow tasks. Each task is in a scope of each of its followers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.task.model import Task
from shared.db import ReadSession

from . import scopes
from .schema import FOLLOWERS


def add(session: Session, task: Task, person: str, at: datetime) -> None:
    """Makes a person a follower of a task, whose row is locked."""
    row = {"task": task.uid, "person": person, "followed_at": at}
    session.execute(upsert(FOLLOWERS).values(row).on_conflict_do_nothing())
    scopes.enter(session, task, scopes.follower(person))


def remove(session: Session, task: Task, person: str) -> None:
    """Makes a person a follower of a task no longer; the row of the task is locked."""
    mine = FOLLOWERS.c.task == task.uid, FOLLOWERS.c.person == person
    session.execute(delete(FOLLOWERS).where(*mine))
    scopes.leave(session, task, scopes.follower(person))


def of_task(session: ReadSession, uid: str) -> list[str]:
    """The people who follow a task, whether or not they still see it."""
    return list(session.scalars(select(FOLLOWERS.c.person).where(FOLLOWERS.c.task == uid)))


def followed(session: ReadSession, person: str, uids: Collection[str]) -> set[str]:
    """Those of the tasks that a person follows."""
    if not person or not uids:
        return set()
    mine = FOLLOWERS.c.person == person, FOLLOWERS.c.task.in_(uids)
    return set(session.scalars(select(FOLLOWERS.c.task).where(*mine)))


def follows(session: ReadSession, person: str) -> bool:
    """Whether a person follows any task."""
    return bool(session.scalar(select(exists().where(FOLLOWERS.c.person == person))))
