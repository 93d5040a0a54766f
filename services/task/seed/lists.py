"""The saved lists of the demo province."""

from __future__ import annotations

import tomllib
from pathlib import Path

from services.task.model import SavedList
from services.task.tables import saved_lists
from shared.db import Database

FILE = "saved_lists.toml"


def enter_lists(database: Database, folder: Path) -> None:
    """Enters the saved lists of the folder that are missing; a folder may have none."""
    file = folder / FILE
    rows = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    lists = [SavedList(uid, **row | {"columns": tuple(row.get("columns", ()))}) for uid, row in rows.items()]
    with database.transaction() as session:
        known = {each.uid for each in saved_lists.of_places(session, {each.place for each in lists})}
        for each in lists:
            if each.uid not in known:
                saved_lists.add(session, each)
