"""Forwardings of directives to units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.document.model import Forwarding, Sight
from shared.db import ReadSession

from .schema import FORWARDINGS


def add_forwardings(session: Session, forwardings: Sequence[Forwarding]) -> set[str]:
    """Adds the forwardings to units that do not have the directive yet; returns these units."""
    rows = [asdict(forwarding) for forwarding in forwardings]
    added = upsert(FORWARDINGS).on_conflict_do_nothing(constraint="forwardings_unit")
    return set(session.scalars(added.returning(FORWARDINGS.c.unit), rows))


def forwardings_to(session: ReadSession, directive: str, units: Sequence[str]) -> list[Forwarding]:
    """The forwardings of a directive to these units, in the order of the units."""
    query = select(FORWARDINGS).where(FORWARDINGS.c.directive == directive, FORWARDINGS.c.unit.in_(units))
    found = {row.unit: Forwarding(**row._mapping) for row in session.execute(query)}
    return [found[unit] for unit in units if unit in found]


def units_with(session: ReadSession, directive: str) -> list[str]:
    """The units that the directive was forwarded to."""
    return list(session.scalars(select(FORWARDINGS.c.unit).where(FORWARDINGS.c.directive == directive)))


def list_forwardings(
    session: ReadSession, sight: Sight, directive: str, cursor: str, size: int
) -> list[Forwarding]:
    """The forwardings of a directive by unit, from the one after `cursor` on: all, or those to the person's units."""
    query = select(FORWARDINGS).where(FORWARDINGS.c.directive == directive, FORWARDINGS.c.unit > cursor)
    if not sight.sees_all:
        query = query.where(FORWARDINGS.c.unit.in_(list(sight.units)))
    return [
        Forwarding(**row._mapping) for row in session.execute(query.order_by(FORWARDINGS.c.unit).limit(size))
    ]


def own_forwardings(
    session: ReadSession, sight: Sight, directives: Sequence[str]
) -> dict[str, list[Forwarding]]:
    """The forwardings of these directives to the person's units, by directive."""
    mine = FORWARDINGS.c.directive.in_(directives), FORWARDINGS.c.unit.in_(list(sight.units))
    found: dict[str, list[Forwarding]] = {}
    for row in session.execute(select(FORWARDINGS).where(*mine).order_by(FORWARDINGS.c.unit)):
        found.setdefault(row.directive, []).append(Forwarding(**row._mapping))
    return found


def open_forwardings(session: Session, directive: str, sight: Sight, at: datetime) -> bool:
    """Records the first opening by the person's units; False if they had opened the directive before."""
    mine = and_(FORWARDINGS.c.directive == directive, FORWARDINGS.c.unit.in_(list(sight.units)))
    unopened = update(FORWARDINGS).where(mine, FORWARDINGS.c.opened_at.is_(None))
    opened = unopened.values(opened_at=at, opener=sight.person).returning(FORWARDINGS.c.unit)
    return session.execute(opened).first() is not None
