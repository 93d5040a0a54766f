"""To whom a directive was forwarded and who opened it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.document.model import Forwarding, Reader
from shared.db import ReadSession

from .schema import FORWARDINGS


def add_forwardings(session: Session, forwardings: Sequence[Forwarding]) -> set[str]:
    """Adds those whose unit does not have the directive yet; the units that are new."""
    rows = [asdict(forwarding) for forwarding in forwardings]
    added = upsert(FORWARDINGS).on_conflict_do_nothing(constraint="forwardings_unit")
    return set(session.scalars(added.returning(FORWARDINGS.c.unit), rows))


def forwardings_to(session: ReadSession, directive: str, units: Sequence[str]) -> list[Forwarding]:
    """The forwardings of a directive to these units, in their order."""
    query = select(FORWARDINGS).where(FORWARDINGS.c.directive == directive, FORWARDINGS.c.unit.in_(units))
    found = {row.unit: Forwarding(**row._mapping) for row in session.execute(query)}
    return [found[unit] for unit in units if unit in found]


def units_with(session: ReadSession, directive: str) -> list[str]:
    """The units that the directive was forwarded to."""
    return list(session.scalars(select(FORWARDINGS.c.unit).where(FORWARDINGS.c.directive == directive)))


def page_of_forwardings(
    session: ReadSession, reader: Reader, directive: str, after: str, size: int
) -> list[Forwarding]:
    """The forwardings of a directive after a unit: all, or those to the reader's own units."""
    query = select(FORWARDINGS).where(FORWARDINGS.c.directive == directive, FORWARDINGS.c.unit > after)
    if not reader.sees_all:
        query = query.where(FORWARDINGS.c.unit.in_(list(reader.units)))
    return [
        Forwarding(**row._mapping) for row in session.execute(query.order_by(FORWARDINGS.c.unit).limit(size))
    ]


def forwardings_to_own(
    session: ReadSession, reader: Reader, directives: Sequence[str]
) -> dict[str, list[Forwarding]]:
    """The forwardings of these directives to the units that the reader oversees."""
    mine = FORWARDINGS.c.directive.in_(directives), FORWARDINGS.c.unit.in_(list(reader.units))
    found: dict[str, list[Forwarding]] = {}
    for row in session.execute(select(FORWARDINGS).where(*mine).order_by(FORWARDINGS.c.unit)):
        found.setdefault(row.directive, []).append(Forwarding(**row._mapping))
    return found


def open_forwardings(session: ReadSession, directive: str, reader: Reader, at: datetime) -> bool:
    """Records the first opening by the reader's units; whether this was one."""
    mine = and_(FORWARDINGS.c.directive == directive, FORWARDINGS.c.unit.in_(list(reader.units)))
    unopened = update(FORWARDINGS).where(mine, FORWARDINGS.c.opened_at.is_(None))
    opened = unopened.values(opened_at=at, opener=reader.person).returning(FORWARDINGS.c.unit)
    return session.execute(opened).first() is not None
