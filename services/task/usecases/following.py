"""Followers of a task: people who are notified of its changes of state."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.task import tables
from services.task.model import Extra, Task
from services.task.tables import Caller, followers
from shared.db import ReadSession

from .deciding import Command, opened


def follow(session: Session, caller: Caller, command: Command) -> Task:
    """Makes the caller a follower of a task. Raises what the API's FollowTask returns."""
    task, _ = opened(session, caller, command, Extra.FOLLOW)
    followers.add(session, task, caller.person, command.at)
    return task


def unfollow(session: Session, caller: Caller, command: Command) -> Task:
    """Makes the caller a follower of a task no longer. Raises NotFound as `load`."""
    task = tables.load(session, caller, command.uid, for_change=True)
    followers.remove(session, task, caller.person)
    return task


def follows(session: ReadSession, caller: Caller) -> bool:
    """Whether the caller follows any task."""
    return followers.follows(session, caller.person)
