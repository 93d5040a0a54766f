"""Copies of what other services own: units, positions, and who reads what because of a task."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.document.model import CANDIDATES, OVERSEES_AGENCY, OVERSEES_SUBTREE, Leader
from services.document.reading.matching import Group, UnitName
from shared.db import ReadSession
from shared.principal import HeldPosition
from shared.resource_names import id_of

from .schema import PEOPLE, POSITIONS, TASKS, UNITS


def keep(session: Session, table: Table, values: dict[str, Any]) -> None:
    """Saves the newest state of a unit, a position or a task under its name."""
    statement = upsert(table).values(**values)
    rest = {name: value for name, value in values.items() if name != "name"}
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=rest))


def readers_of(session: ReadSession, directive: str) -> set[str]:
    """The units and people who read a directive because they see a task that it assigns."""
    mine = TASKS.c.directive == f"directives/{directive}"
    return set(session.scalars(select(func.unnest(TASKS.c.readers)).where(mine).distinct()))


def issued(session: ReadSession, directives: Iterable[str]) -> set[str]:
    """Those of the directives that a task was issued from: it has readers from then on."""
    names = [f"directives/{uid}" for uid in directives]
    mine = TASKS.c.directive.in_(names), func.cardinality(TASKS.c.readers) > 0
    return {id_of(name) for name in session.scalars(select(TASKS.c.directive).where(*mine).distinct())}


def unissued(session: ReadSession, names: Iterable[str]) -> set[str]:
    """Those of the tasks that were never issued: they have no readers."""
    mine = TASKS.c.name.in_(list(names)), func.cardinality(TASKS.c.readers) == 0
    return set(session.scalars(select(TASKS.c.name).where(*mine)))


def unit_names(session: ReadSession) -> list[UnitName]:
    """The names of all units, in the order of the tree."""
    query = select(UNITS).order_by(UNITS.c.sort_order, UNITS.c.name)
    return [
        UnitName(
            row.name,
            row.display_name,
            tuple(row.aliases),
            Group(row.unit_group),
            row.kind == "AGENCY",
            row.start_date,
            row.end_date,
        )
        for row in session.execute(query)
    ]


def known_units(session: ReadSession, names: Iterable[str]) -> set[str]:
    """Those of the names that are units."""
    return set(session.scalars(select(UNITS.c.name).where(UNITS.c.name.in_(list(names)))))


def is_agency(session: ReadSession, name: str) -> bool:
    """Whether the unit is an agency, which answers for tasks."""
    return session.scalar(select(UNITS.c.kind).where(UNITS.c.name == name)) == "AGENCY"


def known_people(session: ReadSession, names: Iterable[str]) -> set[str]:
    """Those of the names that are people who hold, held or will hold a position."""
    return set(session.scalars(select(POSITIONS.c.person).where(POSITIONS.c.person.in_(list(names)))))


def holders(session: ReadSession, names: Iterable[str], roles: Iterable[str], day: date) -> set[str]:
    """Those of the names that are people who hold one of the roles on that day."""
    held = POSITIONS.c.person.in_(list(names)), POSITIONS.c.role.in_(list(roles)), _in_force(POSITIONS, day)
    return set(session.scalars(select(POSITIONS.c.person).where(*held)))


def leaders(session: ReadSession, day: date) -> list[Leader]:
    """The people who may be named as assigners on that day."""
    held = POSITIONS.c.role.in_(CANDIDATES["assigner"]), _in_force(POSITIONS, day)
    query = (
        select(POSITIONS.c.person, POSITIONS.c.role, PEOPLE.c.display_name)
        .join(PEOPLE, PEOPLE.c.name == POSITIONS.c.person)
        .where(*held)
        .order_by(POSITIONS.c.name)
    )
    return [Leader(*row) for row in session.execute(query)]


def is_position_known(session: ReadSession, name: str) -> bool:
    """Whether identity has announced the position."""
    return session.scalar(select(POSITIONS.c.name).where(POSITIONS.c.name == name)) is not None


def held_positions(session: ReadSession, person: str, day: date) -> list[HeldPosition]:
    """The positions that a person holds on a day, as a principal would state them."""
    held = select(POSITIONS).where(POSITIONS.c.person == person, _in_force(POSITIONS, day))
    return [
        HeldPosition(row.name, row.unit, row.agency, row.role, units=_overseen(session, row, day))
        for row in session.execute(held.order_by(POSITIONS.c.name))
    ]


def _overseen(session: ReadSession, position: Any, day: date) -> tuple[str, ...]:
    if position.role in OVERSEES_SUBTREE:
        top = select(UNITS.c.name).where(UNITS.c.name == position.unit).cte("tree", recursive=True)
        below = select(UNITS.c.name).where(UNITS.c.parent == top.c.name, _in_force(UNITS, day))
        return tuple(session.scalars(select(top.union(below).c.name)))
    if position.role in OVERSEES_AGENCY:
        inside = UNITS.c.agency == position.agency, _in_force(UNITS, day)
        return tuple(session.scalars(select(UNITS.c.name).where(*inside)))
    return ()


def _in_force(table: Table, day: date) -> ColumnElement[bool]:
    begun = or_(table.c.start_date.is_(None), table.c.start_date <= day)
    return begun & or_(table.c.end_date.is_(None), table.c.end_date >= day)
