"""Copies of what other services own, as their latest events state it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notification.model import Task
from shared.db import ReadSession

from .schema import TASKS

_LISTS = ("coordinators", "asked", "concerned")


def keep(session: Session, table: Table, row: Mapping[str, Any]) -> None:
    """Saves the newest state of a row under its name."""
    rest = {column: value for column, value in row.items() if column != "name"}
    session.execute(insert(table).values(row).on_conflict_do_update(index_elements=["name"], set_=rest))


def keep_task(session: Session, task: Task) -> None:
    """Saves the newest state of a task."""
    keep(session, TASKS, asdict(task) | {name: list(getattr(task, name)) for name in _LISTS})


def people_of_tasks(session: ReadSession, names: Collection[str]) -> list[str]:
    """The assigners and the monitors of these tasks, each once."""
    found = session.execute(select(TASKS.c.assigner, TASKS.c.monitor).where(TASKS.c.name.in_(names)))
    return sorted({person for row in found for person in row} - {""})


def get_task(session: ReadSession, name: str) -> Task:
    """The task. Raises NoResultFound if it is unknown."""
    columns = [TASKS.c[field.name] for field in fields(Task)]
    row = session.execute(select(*columns).where(TASKS.c.name == name)).one()
    return Task(**dict(row._mapping) | {name: tuple(row._mapping[name]) for name in _LISTS})
