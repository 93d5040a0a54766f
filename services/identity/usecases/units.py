"""Agencies and units: read as of a day, created, changed from a day on, and ended."""

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
    Page,
    Period,
    StoredUnit,
    UnitVersion,
    end_unit,
    unit_name,
)
from services.identity.usecases import access, references
from shared import clock, texts
from shared.db import ReadSession
from shared.errors import AlreadyExists, check_etag, invalid
from shared.principal import Principal
from shared.refused import refusing

PATHS = {"end_date": "unit.end_date"}
"""The fields of the request for arguments of the model."""


@refusing()
def get(session: ReadSession, caller: Principal, unit: str, day: date, exactly: bool) -> StoredUnit:
    """A unit as of a day, or of the nearest day of its life unless `exactly` that day is wanted.

    Raises NotFound (`UNIT_NOT_FOUND`), PermissionDenied.
    """
    access.require_reader(caller)
    chart = tables.chart(session, day)
    if exactly or unit in chart.versions:
        chart.version(unit)
        return tables.stored_units(session, [unit], chart)[0]
    return tables.stored_unit(session, unit, tables.load_organisation(session), day)


@refusing()
def list_units(
    session: ReadSession,
    caller: Principal,
    day: date,
    ancestor: str | None,
    words: Sequence[str],
    cursor: Sequence[Any] | None,
    limit: int,
) -> Page[StoredUnit]:
    """Units of a day in the order of the tree; with `ancestor` only those below it.

    Raises InvalidArgument (`UNKNOWN_UNIT`) if the ancestor does not exist on the day, PermissionDenied.
    """
    access.require_reader(caller)
    chart = tables.chart(session, day)
    references.check_units(chart.versions, {"ancestor": ancestor})
    below = set(chart.subtree(ancestor)) - {ancestor} if ancestor else set(chart.versions)
    listed = sorted((_sort_key(chart, unit), unit) for unit in below if _matches(chart.versions[unit], words))
    after = None if cursor is None else _key_of(cursor)
    rest = [(key, unit) for key, unit in listed if after is None or key > after]
    units = tables.stored_units(session, [unit for _, unit in rest[:limit]], chart)
    return Page(units, rest[limit - 1][0] if len(rest) > limit else None, chart)


# For a unit and those above it, from the top: the number that its agency gives it, its name, its id.
_Key = tuple[tuple[int, str, str], ...]


def _sort_key(chart: Chart, unit: str) -> _Key:
    return tuple(_step_key(chart.versions[step]) for step in chart.path(unit))


def _step_key(version: UnitVersion) -> tuple[int, str, str]:
    return version.sort_order, texts.dictionary_key(version.display_name), version.unit


def _key_of(cursor: Sequence[Any]) -> _Key:
    return tuple((int(sort_order), str(name), str(unit)) for sort_order, name, unit in cursor)


def _matches(version: UnitVersion, words: Sequence[str]) -> bool:
    names = texts.folded(" ".join((version.display_name, version.short_name, version.code, *version.aliases)))
    return all(texts.folded(word) in names for word in words)


@refusing(paths=PATHS)
def create(session: Session, caller: Principal, version: UnitVersion, now: datetime) -> StoredUnit:
    """Creates a unit. An inner unit has the group of the unit above it.

    Raises PermissionDenied (`NOT_ALLOWED`), InvalidArgument (`UNKNOWN_UNIT`) for the unit above it, AlreadyExists
    (`UNIT_EXISTS`), and what the rules of the tree refuse.
    """
    access.require_some(caller, Action.CHANGE_INNER_UNIT)
    tables.lock_tree(session)
    organisation = tables.load_organisation(session)
    _check_parent(session, version.parent)
    _require_change(caller, organisation, version, clock.day_of(now))
    if version.unit in tables.unit_ids(session):
        raise AlreadyExists("UNIT_EXISTS", {"name": unit_name(version.unit)})
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

    Raises PermissionDenied (`NOT_ALLOWED`, `NOT_FOR_ONESELF`), NotFound (`UNIT_NOT_FOUND`), Aborted
    (`ETAG_MISMATCH`), InvalidArgument for a day to come or an unknown unit above it, and what the rules of the tree
    refuse.
    """
    access.require_some(caller, Action.CHANGE_INNER_UNIT)
    today = clock.day_of(now)
    if effective > today:
        raise invalid("effective_date", "date.future")
    tables.lock_tree(session)
    organisation = tables.load_organisation(session)
    for day in {effective, today}:
        _require_on(caller, organisation, organisation.nearest(unit, day), day)
    stored = tables.stored_unit(session, unit, organisation, effective)
    check_etag(etag, stored.etag)
    _check_parent(session, changes.get("parent"))
    changed = _changed(organisation, caller, unit, changes, effective, today)
    changed = _with_last_day(session, changed, unit, changes)
    if changed == organisation:
        return stored
    access.require_same_reach(caller, organisation.as_of(today), changed.as_of(today))
    return _saved(session, changed, unit, effective, now)


def _check_parent(session: ReadSession, parent: str | None) -> None:
    references.check_units(tables.unit_ids(session), {"unit.parent_unit": parent})


def _changed(
    organisation: Organisation,
    caller: Principal,
    unit: str,
    changes: Mapping[str, Any],
    effective: date,
    today: date,
) -> Organisation:
    current = organisation.nearest(unit, effective)
    life = organisation.life(current.unit)
    if changes.get("start_date", life.first) != life.first:
        raise invalid("unit.start_date", "immutable")
    described = {key: value for key, value in changes.items() if key not in ("start_date", "end_date")}
    wanted = replace(current, **described)
    if wanted == current:
        return organisation
    first = max(effective, current.period.first)
    wanted = replace(wanted, period=Period(first, current.period.last))
    _require_change(caller, organisation, wanted, today)
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


def _require_change(caller: Principal, organisation: Organisation, version: UnitVersion, today: date) -> None:
    """Checks the right to give a unit this version, in the agency of its first day and in that of today.

    One of them alone is not enough, because the unit above may have moved to another agency since.
    """
    for day in {version.period.first, today}:
        _require_on(caller, organisation, version, day)


def _require_on(caller: Principal, organisation: Organisation, version: UnitVersion, day: date) -> None:
    """Checks the right to change a unit, by the agency to which it belongs on the day nearest to this one."""
    parent = version.inner_parent
    if parent is None:
        access.require_everywhere(caller, Action.CHANGE_AGENCY)
        return
    chart = organisation.as_of(version.period.nearest(day))
    if parent not in chart.versions:
        access.require_everywhere(caller, Action.CHANGE_AGENCY)
        return
    access.require(caller, Action.CHANGE_INNER_UNIT, chart.agency_of(parent))


def _in_group_of_parent(organisation: Organisation, version: UnitVersion) -> UnitVersion:
    if version.inner_parent is None:
        return version
    parent = organisation.nearest(version.inner_parent, version.period.first)
    return replace(version, group=parent.group)


def _saved(session: Session, organisation: Organisation, unit: str, day: date, now: datetime) -> StoredUnit:
    """Saves a unit; announces it as it is today, and returns it as of a day."""
    tables.save_unit(session, organisation, unit, now)
    today = tables.stored_unit(session, unit, organisation, clock.day_of(now))
    announce.unit_changed(session, today)
    return tables.stored_unit(session, unit, organisation, day)
