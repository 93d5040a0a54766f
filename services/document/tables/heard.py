"""What the events of other services told: units, and who reads what by reason of a task."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.document.reading.matching import Group, UnitName
from shared.db import ReadSession

from .schema import UNITS


def keep(session: Session, table: Table, values: dict[str, Any]) -> None:
    """Keeps the newest state of a unit or task, by its name."""
    statement = upsert(table).values(**values)
    rest = {name: value for name, value in values.items() if name != "name"}
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=rest))


def unit_names(session: ReadSession) -> list[UnitName]:
    """All units as far as names go, in the order of the tree."""
    query = select(UNITS).order_by(UNITS.c.sort_order, UNITS.c.name)
    return [
        UnitName(
            row.name,
            row.display_name,
            tuple(row.aliases),
            Group(row.unit_group),
            row.kind != "UNIT",
            row.start_date,
            row.end_date,
        )
        for row in session.execute(query)
    ]


def unknown_units(session: ReadSession, names: Iterable[str]) -> list[str]:
    """Those of the names that no unit has, in their order."""
    wanted = list(names)
    known = set(session.scalars(select(UNITS.c.name).where(UNITS.c.name.in_(wanted))))
    return [name for name in wanted if name not in known]
