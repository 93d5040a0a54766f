"""What other services say, as it was last heard."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notification.model import Task
from shared.db import ReadSession

from . import TASKS


def put(session: Session, table: Table, row: Mapping[str, Any]) -> None:
    """Keeps a row under its name, in place of an earlier one."""
    rest = {column: value for column, value in row.items() if column != "name"}
    session.execute(insert(table).values(row).on_conflict_do_update(index_elements=["name"], set_=rest))


def put_task(session: Session, task: Task) -> None:
    """Keeps a task as its latest event tells it."""
    put(session, TASKS, asdict(task) | {"coordinators": list(task.coordinators)})


def task(session: ReadSession, name: str) -> Task:
    """The task; raises NoResultFound if no event of it was heard."""
    columns = [TASKS.c[field.name] for field in fields(Task)]
    row = session.execute(select(*columns).where(TASKS.c.name == name)).one()
    return Task(**dict(row._mapping) | {"coordinators": tuple(row.coordinators)})
