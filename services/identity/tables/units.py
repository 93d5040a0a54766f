"""Units: the rows of the dated tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Row, delete, insert, or_, select, text, update
from sqlalchemy.orm import Session

from services.identity.model import (
    Chart,
    Organisation,
    Period,
    StoredUnit,
    UnitGroup,
    UnitKind,
    UnitVersion,
)
from services.identity.tables.schema import UNIT_VERSIONS, UNITS
from shared.db import ReadSession

_TREE_LOCK = 0x1DE7


def lock_tree(session: Session) -> None:
    """Lets one transaction at a time change the tree, because two changes together could make a cycle or a gap."""
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _TREE_LOCK})


def load_organisation(session: ReadSession) -> Organisation:
    """The whole tree with all its versions."""
    return Organisation(tuple(_version(row) for row in session.execute(select(UNIT_VERSIONS))))


def chart(session: ReadSession, day: date) -> Chart:
    """The tree of one day."""
    in_force = select(UNIT_VERSIONS).where(
        UNIT_VERSIONS.c.start_date <= day,
        or_(UNIT_VERSIONS.c.end_date.is_(None), UNIT_VERSIONS.c.end_date >= day),
    )
    versions = (_version(row) for row in session.execute(in_force))
    return Chart(day, {version.unit: version for version in versions})


def stored_unit(session: ReadSession, unit: str, organisation: Organisation, day: date) -> StoredUnit:
    """A unit as of a day or the nearest day of its life. Raises Refused (`UNIT_NOT_FOUND`)."""
    version = organisation.nearest(unit, day)
    chart = organisation.as_of(version.period.nearest(day))
    row = session.execute(select(UNITS).where(UNITS.c.id == unit)).one()
    return _stored(row, version, chart.agency_of(unit), organisation.life(unit))


def stored_units(session: ReadSession, units: Iterable[str], chart: Chart) -> list[StoredUnit]:
    """Units that exist on the chart's day, in the order given."""
    wanted = list(units)
    rows = {row.id: row for row in session.execute(select(UNITS).where(UNITS.c.id.in_(wanted)))}
    lives = _lives(session, wanted)
    return [_stored(rows[unit], chart.versions[unit], chart.agency_of(unit), lives[unit]) for unit in wanted]


def nearest_versions(session: ReadSession, units: Iterable[str], day: date) -> dict[str, UnitVersion]:
    """The versions of a day, or of the nearest day of each life; unknown units are left out."""
    found = select(UNIT_VERSIONS).where(UNIT_VERSIONS.c.unit.in_(list(units)))
    nearest: dict[str, UnitVersion] = {}
    for version in map(_version, session.execute(found.order_by(UNIT_VERSIONS.c.start_date))):
        if version.period.first <= day:
            nearest[version.unit] = version
        else:
            nearest.setdefault(version.unit, version)
    return nearest


def unit_ids(session: ReadSession) -> set[str]:
    """The ids of all units, past and future ones too."""
    return set(session.scalars(select(UNITS.c.id)))


def save_unit(session: Session, organisation: Organisation, unit: str, now: datetime) -> int:
    """Writes all versions of a unit; returns its new revision."""
    revision: int | None = session.scalar(
        update(UNITS)
        .where(UNITS.c.id == unit)
        .values(version=UNITS.c.version + 1, update_time=now)
        .returning(UNITS.c.version)
    )
    if revision is None:
        revision = 1
        session.execute(insert(UNITS).values(id=unit, version=1, create_time=now, update_time=now))
    session.execute(delete(UNIT_VERSIONS).where(UNIT_VERSIONS.c.unit == unit))
    session.execute(insert(UNIT_VERSIONS), [_row(version) for version in organisation.history(unit)])
    return revision


def _lives(session: ReadSession, units: list[str]) -> dict[str, Period]:
    columns = (UNIT_VERSIONS.c.unit, UNIT_VERSIONS.c.start_date, UNIT_VERSIONS.c.end_date)
    found = select(*columns).where(UNIT_VERSIONS.c.unit.in_(units)).order_by(UNIT_VERSIONS.c.start_date)
    lives: dict[str, Period] = {}
    for row in session.execute(found):
        first = lives[row.unit].first if row.unit in lives else row.start_date
        lives[row.unit] = Period(first, row.end_date)
    return lives


def _stored(row: Row[tuple[object, ...]], version: UnitVersion, agency: str, life: Period) -> StoredUnit:
    return StoredUnit(version, agency, life, row.version, row.create_time, row.update_time)


def _version(row: Row[tuple[object, ...]]) -> UnitVersion:
    return UnitVersion(
        unit=row.unit,
        period=Period(row.start_date, row.end_date),
        display_name=row.display_name,
        kind=UnitKind(row.kind),
        group=UnitGroup(row.unit_group),
        parent=row.parent,
        short_name=row.short_name,
        code=row.code,
        aliases=tuple(row.aliases),
        sort_order=row.sort_order,
    )


def _row(version: UnitVersion) -> dict[str, object]:
    return {
        "unit": version.unit,
        "start_date": version.period.first,
        "end_date": version.period.last,
        "parent": version.parent,
        "kind": version.kind.value,
        "unit_group": version.group.value,
        "code": version.code,
        "display_name": version.display_name,
        "short_name": version.short_name,
        "aliases": list(version.aliases),
        "sort_order": version.sort_order,
    }
