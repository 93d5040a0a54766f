"""The projections: read and saved for one task, unit, person or directive at a time, or written all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.reporting.model.history import DirectiveNumber, Fact, PersonName, Unit
from services.reporting.tables.schema import DIRECTIVES, PEOPLE, PROJECTIONS, TASK_FACTS, UNITS
from shared.db import ReadSession

D = TypeVar("D", Fact, Unit)
_BATCH = 1000


def of_task(session: ReadSession, task: str) -> list[Fact]:
    """All facts of a task, oldest first."""
    order = (TASK_FACTS.c.version, TASK_FACTS.c.ordinal)
    rows = session.execute(select(TASK_FACTS).where(TASK_FACTS.c.task == task).order_by(*order))
    return [Fact(**row._asdict()) for row in rows]


def of_unit(session: ReadSession, unit: str) -> list[Unit]:
    """All descriptions of a unit, oldest first."""
    rows = session.execute(select(UNITS).where(UNITS.c.unit == unit).order_by(UNITS.c.version))
    return [Unit(**row._asdict()) for row in rows]


def save(session: Session, known: Sequence[D], after: Sequence[D]) -> None:
    """Replaces what is known of one task or unit; rows that stay the same are not touched."""
    if gone := [one for one in known if one not in after]:
        table, key = (TASK_FACTS, "task") if isinstance(gone[0], Fact) else (UNITS, "unit")
        versions = {one.version for one in gone}
        same = table.c[key] == getattr(gone[0], key)
        session.execute(delete(table).where(same, table.c.version.in_(versions)))
        known = [one for one in known if one.version not in versions]
    add(session, [one for one in after if one not in known])


def add(session: Session, rows: Sequence[D]) -> None:
    """Adds facts of tasks, or descriptions of units."""
    if rows:
        table = TASK_FACTS if isinstance(rows[0], Fact) else UNITS
        session.execute(insert(table), [asdict(one) for one in rows])


def keep(session: Session, named: PersonName | DirectiveNumber) -> None:
    """Keeps the name of a person or the number of a directive, in place of an earlier one."""
    table = PEOPLE if isinstance(named, PersonName) else DIRECTIVES
    statement = upsert(table).values(asdict(named))
    changed = {name: statement.excluded[name] for name in asdict(named)}
    key = list(table.primary_key.columns)
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def empty(session: Session) -> None:
    """Deletes every projection; readers see the old rows until the transaction ends."""
    for table in PROJECTIONS:
        session.execute(delete(table))


def add_all(session: Session, histories: Iterable[Sequence[Fact] | Sequence[Unit]]) -> None:
    """Adds the histories of many tasks and units, with few statements."""
    waiting: dict[type, list[Any]] = {Fact: [], Unit: []}
    for history in histories:
        for row in history:
            waiting[type(row)].append(row)
        for kind, rows in waiting.items():
            if len(rows) >= _BATCH:
                add(session, rows)
                waiting[kind] = []
    for rows in waiting.values():
        add(session, rows)
