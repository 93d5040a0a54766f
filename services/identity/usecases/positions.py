"""Positions: who holds what, from one day to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from services.identity import announce, tables
from services.identity.model import (
    Action,
    Organisation,
    Page,
    Position,
    StoredPosition,
    check_position,
    position_name,
)
from services.identity.usecases import access, references
from shared.db import ReadSession
from shared.errors import AlreadyExists, check_etag
from shared.principal import Principal
from shared.refused import refusing

PATHS = {"end_date": "position.end_date"}
"""The fields of CreatePosition for arguments of the model."""


class Shown(NamedTuple):
    """A position, and the agency of its unit."""

    position: StoredPosition
    agency: str


@refusing()
def list_positions(
    session: ReadSession,
    caller: Principal,
    day: date,
    unit: str | None,
    cursor: Sequence[Any] | None,
    limit: int,
) -> Page[StoredPosition]:
    """Positions held on a day in a unit, or in all, by people whom the caller may see.

    Raises NotFound (`UNIT_NOT_FOUND`), PermissionDenied.
    """
    chart = tables.chart(session, day)
    visible = access.visible_people(caller, chart)
    if unit is not None:
        chart.version(unit)
    found = tables.positions_page(session, visible, day, unit, cursor, limit + 1)
    last = found[limit - 1].position if len(found) > limit else None
    return Page(found[:limit], (last.unit, last.position) if last else None, chart)


@refusing(paths=PATHS)
def create(session: Session, caller: Principal, position: Position, today: date, now: datetime) -> Shown:
    """Gives another person a position.

    Raises PermissionDenied (`NOT_ALLOWED`, `NOT_FOR_ONESELF`), NotFound (`UNIT_NOT_FOUND`), InvalidArgument
    (`UNKNOWN_PERSON`), AlreadyExists (`POSITION_EXISTS`), FailedPrecondition (`POSITION_OUTSIDE_UNIT`,
    `ROLE_NOT_IN_UNIT`, `POSITION_OVERLAPS`).
    """
    access.require_some(caller, Action.CHANGE_POSITION)
    # Otherwise somebody could end the unit meanwhile.
    tables.lock_tree(session)
    organisation = tables.load_organisation(session)
    agency = agency_of(organisation, position.unit, today)
    # The unit may have belonged to another agency on the first day.
    for each in {agency, agency_of(organisation, position.unit, position.period.first)}:
        access.require_give(caller, position.role, each)
    chart = organisation.as_of(today)
    references.check_people(session, caller, chart, {"position.person": position.person})
    tables.load_person(session, tables.EVERYBODY, position.person, today, for_change=True)
    access.require_another(caller, position.person)
    if tables.position_exists(session, position.unit, position.position):
        raise AlreadyExists("POSITION_EXISTS", {"name": position_name(position.unit, position.position)})
    check_position(position, organisation, tables.positions_of_person(session, position.person))
    tables.insert_position(session, position, now)
    return _announced(session, position, agency, today)


@refusing()
def end(
    session: Session,
    caller: Principal,
    unit: str,
    position: str,
    last: date,
    etag: str,
    today: date,
    now: datetime,
) -> Shown:
    """Ends a position on a day.

    Raises PermissionDenied (`NOT_ALLOWED`), NotFound (`POSITION_NOT_FOUND`), Aborted (`ETAG_MISMATCH`),
    FailedPrecondition (`POSITION_ENDED`, `PERIOD_REVERSED`).
    """
    access.require_some(caller, Action.CHANGE_POSITION)
    organisation = tables.load_organisation(session)
    visible = access.visible_people(caller, organisation.as_of(today))
    current = tables.load_position(session, visible, unit, position, today, for_change=True)
    agency = agency_of(organisation, unit, today)
    access.require_give(caller, current.position.role, agency)
    check_etag(etag, current.etag)
    tables.end_position(session, current.position.ended(last), now)
    return _announced(session, current.position, agency, today)


def agency_of(organisation: Organisation, unit: str, day: date) -> str:
    """The agency of a unit on a day, or the nearest day of its life. Raises Refused (`UNIT_NOT_FOUND`)."""
    nearest = organisation.nearest(unit, day).period.nearest(day)
    return organisation.as_of(nearest).agency_of(unit)


def _announced(session: Session, position: Position, agency: str, today: date) -> Shown:
    stored = tables.load_position(session, tables.EVERYBODY, position.unit, position.position, today)
    announce.position_changed(session, stored, agency)
    return Shown(stored, agency)
