"""Saved lists: every query says whose."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.task.model import SavedList
from shared import texts
from shared.db import ReadSession
from shared.errors import AlreadyExists, NotFound

from .schema import SAVED_LISTS

_COLUMNS = ("uid", "owner", "unit", "display_name", "basket", "filter", "order_by", "columns", "version")


def of_places(session: ReadSession, places: Collection[str]) -> list[SavedList]:
    """The saved lists of these people and units: people's first, then by unit and name."""
    mine = select(SAVED_LISTS).where(SAVED_LISTS.c.place.in_(places))
    by = (SAVED_LISTS.c.unit, SAVED_LISTS.c.name_words)
    return [_saved(row) for row in session.execute(mine.order_by(*by))]


def load(session: Session, places: Collection[str], uid: str) -> SavedList:
    """One of these places' lists, locked for a change; raises NotFound (`SAVED_LIST_NOT_FOUND`)."""
    found = select(SAVED_LISTS).where(SAVED_LISTS.c.uid == uid, SAVED_LISTS.c.place.in_(places))
    row = session.execute(found.with_for_update()).one_or_none()
    if row is None:
        raise NotFound("SAVED_LIST_NOT_FOUND", {"name": f"savedLists/{uid}"})
    return _saved(row)


def count(session: ReadSession, place: str) -> int:
    """How many saved lists a person or a unit has."""
    mine = select(func.count()).select_from(SAVED_LISTS).where(SAVED_LISTS.c.place == place)
    return session.scalar(mine) or 0


def add(session: Session, saved: SavedList) -> None:
    """Saves a new list; raises AlreadyExists (`SAVED_LIST_EXISTS`) if its name is taken."""
    added = insert(SAVED_LISTS).values(uid=saved.uid, **_row(saved)).on_conflict_do_nothing()
    if session.execute(added.returning(SAVED_LISTS.c.uid)).first() is None:
        raise _exists(saved)


def keep(session: Session, saved: SavedList) -> None:
    """Saves the new state of a list; raises AlreadyExists (`SAVED_LIST_EXISTS`) if its name is taken."""
    try:
        session.execute(update(SAVED_LISTS).where(SAVED_LISTS.c.uid == saved.uid).values(_row(saved)))
    except IntegrityError:
        raise _exists(saved) from None


def remove(session: Session, uid: str) -> None:
    """Deletes a list."""
    session.execute(delete(SAVED_LISTS).where(SAVED_LISTS.c.uid == uid))


def _row(saved: SavedList) -> dict[str, Any]:
    row = {name: getattr(saved, name) for name in _COLUMNS if name != "uid"}
    words = texts.folded(saved.display_name)
    return row | {"columns": list(saved.columns), "place": saved.place, "name_words": words}


def _saved(row: Row[Any]) -> SavedList:
    values = {name: row._mapping[name] for name in _COLUMNS}
    return SavedList(**values | {"columns": tuple(values["columns"])})


def _exists(saved: SavedList) -> AlreadyExists:
    return AlreadyExists("SAVED_LIST_EXISTS", {"name": saved.display_name})
