"""The projections: loaded and saved one task, unit, person or directive at a time, or all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.reporting.model.history import Fact, Unit
from services.reporting.tables.schema import DIRECTIVES, PEOPLE, PROJECTIONS, TASK_FACTS, UNITS
from shared.db import ReadSession

D = TypeVar("D", Fact, Unit)
_BATCH = 1000


def of_task(session: ReadSession, task: str) -> list[Fact]:
    """All facts of a task, oldest first."""
    rows = session.execute(
        select(TASK_FACTS).where(TASK_FACTS.c.task == task).order_by(TASK_FACTS.c.version, TASK_FACTS.c.part)
    )
    return [Fact(**row._asdict()) for row in rows]


def of_unit(session: ReadSession, unit: str) -> list[Unit]:
    """All that is known of a unit, oldest first."""
    rows = session.execute(select(UNITS).where(UNITS.c.unit == unit).order_by(UNITS.c.version))
    return [Unit(**row._asdict()) for row in rows]


def save(session: Session, known: Sequence[D], after: Sequence[D]) -> None:
    """Replaces what is known of one task or unit; rows that stay as they are are not touched."""
    if gone := [one for one in known if one not in after]:
        table, key = (TASK_FACTS, "task") if isinstance(gone[0], Fact) else (UNITS, "unit")
        versions = {one.version for one in gone}
        same = table.c[key] == getattr(gone[0], key)
        session.execute(delete(table).where(same, table.c.version.in_(versions)))
        known = [one for one in known if one.version not in versions]
    add(session, [one for one in after if one not in known])


def add(session: Session, rows: Sequence[D]) -> None:
    """Adds facts, or what is known of units."""
    if rows:
        session.execute(
            insert(TASK_FACTS if isinstance(rows[0], Fact) else UNITS), [asdict(one) for one in rows]
        )


def name_person(session: Session, person: str, display_name: str) -> None:
    """Keeps a person's name."""
    _put(session, PEOPLE, {"person": person, "display_name": display_name})


def number_directive(session: Session, directive: str, number_symbol: str, issue_date: date | None) -> None:
    """Keeps a directive's number and day."""
    row = {"directive": directive, "number_symbol": number_symbol, "issue_date": issue_date}
    _put(session, DIRECTIVES, row)


def empty(session: Session) -> None:
    """Deletes every projection; whoever reads meanwhile sees the old rows until the transaction ends."""
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


def _put(session: Session, table: Table, row: dict[str, Any]) -> None:
    statement = upsert(table).values(row)
    changed = {name: statement.excluded[name] for name in row}
    session.execute(
        statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)
    )
