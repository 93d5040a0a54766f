"""The people who may read something of a task: the table of rights, asked for everybody whom it can mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from services.task.model import OVERSEES_AGENCY, OVERSEES_SUBTREE, PROVINCE, Parties, Right, Role, may
from shared.db import ReadSession

from . import units
from .schema import POSITIONS, UNITS
from .units import Candidate, Held


@dataclass(frozen=True)
class _Above:
    """The agency of a unit, and the unit with all those above it."""

    agency: str
    units: frozenset[str]
    agencies: frozenset[str]


@dataclass(frozen=True)
class _Holding:
    """A position as the table of rights needs it, with those of a task's units that it oversees."""

    role: str
    unit: str
    agency: str
    units: frozenset[str]
    fields: tuple[str, ...]


def with_right(
    session: ReadSession, right: Right, parties: Parties, day: date, among: Collection[str] | None = None
) -> list[Candidate]:
    """The people who have a right to a task of these parties on that day, each once, by rank and by name.

    Only those `among` people if these are given.
    """
    concerned = {parties.lead, parties.parent_lead, parties.holder_unit, *parties.coordinators} - {""}
    above = _above(session, concerned)
    agencies = frozenset().union(*(each.agencies for each in above.values()))
    meant = _meant(parties, agencies) if among is None else POSITIONS.c.person.in_(among)
    found = [
        held.candidate
        for held in units.holding(session, meant, day)
        if may(right, [_position(held, above)], held.candidate.person, parties)
    ]
    return units.each_once(found, list(Role))


def _meant(parties: Parties, agencies: Collection[str]) -> ColumnElement[bool]:
    """The positions of which any may have a right to a task of these parties."""
    return or_(
        POSITIONS.c.role.in_(PROVINCE),
        and_(POSITIONS.c.agency.in_(agencies), POSITIONS.c.role.in_((*OVERSEES_SUBTREE, *OVERSEES_AGENCY))),
        POSITIONS.c.person.in_({parties.holder_person, parties.co_holder, *parties.approvers} - {""}),
    )


def _position(held: Held, above: Mapping[str, _Above]) -> _Holding:
    one = held.candidate
    overseen = frozenset(unit for unit, over in above.items() if _oversees(held, over))
    return _Holding(one.role, held.unit, held.agency, overseen, one.fields)


def _oversees(held: Held, above: _Above) -> bool:
    if held.candidate.role in OVERSEES_SUBTREE:
        return held.unit in above.units
    return held.candidate.role in OVERSEES_AGENCY and held.agency == above.agency


def _above(session: ReadSession, names: Collection[str]) -> dict[str, _Above]:
    of = UNITS.c.name.label("of")
    columns = (UNITS.c.name, UNITS.c.parent_unit, UNITS.c.agency)
    tree = select(of, *columns).where(UNITS.c.name.in_(names)).cte("above", recursive=True)
    tree = tree.union(select(tree.c.of, *columns).where(UNITS.c.name == tree.c.parent_unit))
    rows = session.execute(select(tree)).all()
    return {
        row.of: _Above(
            row.agency,
            frozenset(each.name for each in rows if each.of == row.of),
            frozenset(each.agency for each in rows if each.of == row.of),
        )
        for row in rows
        if row.name == row.of
    }
