"""Who follows the tasks of the demo province."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from services.task import tables
from services.task.tables import followers
from shared.db import Database

from .files import read_followers


def enter_followers(database: Database, folder: Path, at: datetime) -> None:
    """Enters the followers of the folder, each of a task that exists; who follows a task already stays one."""
    with database.transaction() as session:
        for uid, person in read_followers(folder):
            if (task := tables.find(session, uid)) is not None:
                followers.add(session, task, person, at)
