"""Agencies and units: read as of a day, created, changed from a day on, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from services.identity import announce, tables
from services.identity.model import (
    Action,
    Chart,
    Organisation,
    Period,
    StoredUnit,
    UnitKind,
    UnitVersion,
    end_unit,
)
from services.identity.usecases import access
from shared.db import ReadSession
from shared.errors import AlreadyExists, check_etag, invalid
from shared.principal import Principal
from shared.refused import refusing

PATHS = {"end_date": "unit.end_date"}
"""Where the API has an argument of the model."""


@refusing()
def get(session: ReadSession, caller: Principal, unit: str, day: date, exactly: bool) -> StoredUnit:
    """A unit as of a day; unless `exactly` that day, the nearest day of its life will do.

    Raises UnitUnknown (`UNIT_NOT_FOUND`), PermissionDenied.
    """
    access.require_reader(caller)
    chart = tables.chart(session, day)
    if exactly or unit in chart.versions:
        chart.version(unit)
        return tables.stored_units(session, [unit], chart)[0]
    return tables.stored_unit(session, unit, tables.load_organisation(session), day)


@refusing()
def page(
    session: ReadSession,
    caller: Principal,
    day: date,
    ancestor: str | None,
    words: Sequence[str],
    after: Sequence[Any] | None,
    limit: int,
) -> tuple[list[StoredUnit], list[Any] | None]:
    """Units of a day in the order of the tree, and the place to go on from, None at the end.

    Raises `UNIT_NOT_FOUND` if the ancestor does not exist on the day.
    """
    access.require_reader(caller)
    chart = tables.chart(session, day)
    below = set(chart.versions) if ancestor is None else set(chart.subtree(ancestor)) - {ancestor}
    placed = sorted((_place(chart, unit), unit) for unit in below if _matches(chart.versions[unit], words))
    rest = [(place, unit) for place, unit in placed if after is None or place > _comparable(after)]
    units = tables.stored_units(session, [unit for _, unit in rest[:limit]], chart)
    return units, [list(step) for step in rest[limit - 1][0]] if len(rest) > limit else None


def _place(chart: Chart, unit: str) -> tuple[tuple[int, str], ...]:
    return tuple((chart.versions[step].order, step) for step in chart.path(unit))


def _comparable(place: Sequence[Any]) -> tuple[tuple[int, str], ...]:
    return tuple((int(order), str(unit)) for order, unit in place)


def _matches(version: UnitVersion, words: Sequence[str]) -> bool:
    names = tables.folded(
        " ".join((version.display_name, version.short_name, version.code, *version.aliases))
    )
    return all(tables.folded(word) in names for word in words)


@refusing(paths=PATHS)
def create(session: Session, caller: Principal, version: UnitVersion, now: datetime) -> StoredUnit:
    """Creates a unit; an inner one takes the group of what is above it.

    Raises `NOT_ADMINISTRATOR`, AlreadyExists (`UNIT_EXISTS`), and what the rules of the tree refuse.
    """
    access.require_some(caller, Action.CHANGE_INNER_UNIT)
    tables.lock_tree(session)
    organisation = tables.load_organisation(session)
    _require_change(caller, organisation, version)
    if version.unit in tables.unit_ids(session):
        raise AlreadyExists("UNIT_EXISTS", {"name": announce.unit_name(version.unit)})
    changed = organisation.with_version(_in_group_of_parent(organisation, version))
    return _saved(session, changed, version.unit, version.period.first, now)


@refusing(paths=PATHS)
def update(
    session: Session,
    caller: Principal,
    unit: str,
    changes: Mapping[str, Any],
    etag: str,
    effective: date,
    now: datetime,
) -> StoredUnit:
    """Changes a unit from a day on, or ends it with `changes["end_date"]`.

    Raises `NOT_ADMINISTRATOR`, `UNIT_NOT_FOUND`, Aborted (`ETAG_MISMATCH`), and what the rules of the tree refuse.
    """
    access.require_some(caller, Action.CHANGE_INNER_UNIT)
    tables.lock_tree(session)
    organisation = tables.load_organisation(session)
    current = organisation.nearest(unit, effective)
    _require_change(caller, organisation, current)
    check_etag(etag, tables.stored_unit(session, unit, organisation, effective).etag)
    changed = _changed(organisation, caller, current, changes, effective)
    changed = _with_last_day(session, changed, unit, changes)
    return _saved(session, changed, unit, effective, now)


def _changed(
    organisation: Organisation,
    caller: Principal,
    current: UnitVersion,
    changes: Mapping[str, Any],
    effective: date,
) -> Organisation:
    life = organisation.life(current.unit)
    if changes.get("start_date", life.first) != life.first:
        raise invalid("unit.start_date", "immutable")
    described = {key: value for key, value in changes.items() if key not in ("start_date", "end_date")}
    wanted = replace(current, **described)
    if wanted == current:
        return organisation
    _require_change(caller, organisation, wanted)
    first = max(effective, current.period.first)
    wanted = replace(wanted, period=Period(first, current.period.last))
    return organisation.changed(_in_group_of_parent(organisation, wanted))


def _with_last_day(
    session: ReadSession, organisation: Organisation, unit: str, changes: Mapping[str, Any]
) -> Organisation:
    last = organisation.life(unit).last
    if "end_date" not in changes or changes["end_date"] == last:
        return organisation
    if changes["end_date"] is None:
        return organisation.reopened(unit)
    positions = tables.positions_of_unit(session, unit)
    return end_unit(organisation, unit, changes["end_date"], positions)


def _require_change(caller: Principal, organisation: Organisation, version: UnitVersion) -> None:
    if version.kind is not UnitKind.UNIT or version.parent is None:
        access.require_everywhere(caller, Action.CHANGE_AGENCY)
        return
    chart = organisation.as_of(version.period.first)
    if version.parent not in chart.versions:
        organisation.history(version.parent)
        access.require_everywhere(caller, Action.CHANGE_AGENCY)
        return
    access.require(caller, Action.CHANGE_INNER_UNIT, chart.agency_of(version.parent))


def _in_group_of_parent(organisation: Organisation, version: UnitVersion) -> UnitVersion:
    if version.kind is not UnitKind.UNIT or version.parent is None:
        return version
    parent = organisation.nearest(version.parent, version.period.first)
    return replace(version, group=parent.group)


def _saved(session: Session, organisation: Organisation, unit: str, day: date, now: datetime) -> StoredUnit:
    tables.save_unit(session, organisation, unit, now)
    stored = tables.stored_unit(session, unit, organisation, day)
    announce.unit_changed(session, stored)
    return stored
