"""Positions: who holds which post, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from services.identity import announce, tables
from services.identity.model import (
    SYSTEM_ROLES,
    Action,
    Chart,
    Organisation,
    Position,
    Role,
    StoredPosition,
    check_position,
)
from services.identity.usecases import access
from shared.db import ReadSession
from shared.errors import AlreadyExists, NotFound, check_etag
from shared.principal import Principal
from shared.refused import refusing

PATHS = {"end_date": "position.end_date"}
"""Where CreatePosition has an argument of the model."""

Shown = tuple[StoredPosition, str]
"""A position, and the agency of its unit."""


@refusing()
def page(
    session: ReadSession,
    caller: Principal,
    day: date,
    unit: str | None,
    after: Sequence[Any] | None,
    limit: int,
) -> tuple[list[StoredPosition], Chart, list[str] | None]:
    """Positions held on a day in a unit, or in all, by people whom the caller may see.

    Returns also the place to go on from. Raises `UNIT_NOT_FOUND`, PermissionDenied.
    """
    chart = tables.chart(session, day)
    visible = access.visible_people(caller, chart)
    if unit is not None:
        chart.version(unit)
    found = tables.positions_page(session, visible, day, unit, after, limit + 1)
    last = found[limit - 1].position if len(found) > limit else None
    return found[:limit], chart, [last.unit, last.position] if last else None


@refusing(paths=PATHS)
def create(session: Session, caller: Principal, position: Position, today: date, now: datetime) -> Shown:
    """Gives a person a position.

    Raises `NOT_ADMINISTRATOR`, `UNIT_NOT_FOUND`, NotFound (`PERSON_NOT_FOUND`), AlreadyExists (`POSITION_EXISTS`),
    PositionOutsideUnit, `ROLE_NOT_IN_UNIT`, `POSITION_OVERLAPS`.
    """
    access.require_some(caller, Action.CHANGE_POSITION)
    # So that nobody ends the unit meanwhile.
    tables.lock_tree(session)
    organisation = tables.load_organisation(session)
    agency = agency_of(organisation, position.unit, position.period.first)
    _require(caller, position.role, agency)
    visible = access.visible_people(caller, organisation.as_of(today))
    tables.load_person(session, visible, position.person, today, for_change=True)
    _require_new(session, position)
    check_position(position, organisation, tables.positions_of_person(session, position.person))
    tables.insert_position(session, position, now)
    return _told(session, position, agency)


@refusing()
def end(
    session: Session,
    caller: Principal,
    unit: str,
    position: str,
    last: date,
    etag: str,
    now: datetime,
) -> Shown:
    """Ends a position on a day.

    Raises `NOT_ADMINISTRATOR`, NotFound (`POSITION_NOT_FOUND`), Aborted (`ETAG_MISMATCH`), `POSITION_ENDED`,
    PeriodReversed.
    """
    access.require_some(caller, Action.CHANGE_POSITION)
    organisation = tables.load_organisation(session)
    current = tables.load_position(session, unit, position, for_change=True)
    agency = agency_of(organisation, unit, current.position.period.first)
    _require(caller, current.position.role, agency)
    check_etag(etag, current.etag)
    tables.end_position(session, current.position.ended(last), now)
    return _told(session, current.position, agency)


def agency_of(organisation: Organisation, unit: str, day: date) -> str:
    """The agency of a unit on a day, or the nearest day of its life. Raises `UNIT_NOT_FOUND`."""
    period = organisation.nearest(unit, day).period
    nearest = min(max(day, period.first), period.last or date.max)
    return organisation.as_of(nearest).agency_of(unit)


def _require(caller: Principal, role: Role, agency: str) -> None:
    access.require(caller, Action.CHANGE_POSITION, agency)
    if role in SYSTEM_ROLES:
        access.require_everywhere(caller, Action.GIVE_SYSTEM_ROLE)


def _require_new(session: ReadSession, position: Position) -> None:
    try:
        tables.load_position(session, position.unit, position.position)
    except NotFound:
        return
    name = announce.position_name(position.unit, position.position)
    raise AlreadyExists("POSITION_EXISTS", {"name": name})


def _told(session: Session, position: Position, agency: str) -> Shown:
    stored = tables.load_position(session, position.unit, position.position)
    announce.position_changed(session, stored, agency)
    return stored, agency
