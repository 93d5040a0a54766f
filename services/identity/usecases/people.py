"""People: who may sign in, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.identity import announce, tables
from services.identity.model import (
    PROVINCE_PROVIDER,
    SYSTEM_ROLES,
    Action,
    Chart,
    Page,
    Person,
    StoredPerson,
    person_name,
    split_name,
)
from services.identity.usecases import access, references
from shared.db import ReadSession
from shared.errors import AlreadyExists, check_etag, invalid
from shared.principal import Principal
from shared.refused import refusing

PATHS = {"employee_number": "person.employee_number"}
"""The fields of the request for arguments of the model."""

_UNIQUE = {
    "people_pkey": "person_id",
    "people_username": "person.username",
    "people_employee_number": "person.employee_number",
}


@refusing()
def get(session: ReadSession, caller: Principal, person: str, day: date) -> tuple[StoredPerson, Chart]:
    """A person with the positions of a day. Raises NotFound (`PERSON_NOT_FOUND`), PermissionDenied."""
    chart = tables.chart(session, day)
    visible = access.visible_people(caller, chart)
    return tables.load_person(session, visible, person, day), chart


@refusing()
def list_people(
    session: ReadSession,
    caller: Principal,
    day: date,
    unit: str | None,
    words: Sequence[str],
    cursor: Sequence[Any] | None,
    limit: int,
) -> Page[StoredPerson]:
    """People whom the caller may see, by name; with `unit` only those with a position in it or below.

    Raises InvalidArgument (`UNKNOWN_UNIT`), PermissionDenied.
    """
    chart = tables.chart(session, day)
    visible = access.visible_people(caller, chart)
    references.check_units(chart.versions, {"unit": unit})
    units = None if unit is None else chart.subtree(unit)
    found = tables.people_page(session, visible, day, units, words, cursor, limit + 1)
    return Page(found[:limit], tables.cursor_of(found[limit - 1]) if len(found) > limit else None, chart)


@refusing(paths=PATHS)
def create(
    session: Session, caller: Principal, person: Person, today: date, now: datetime
) -> tuple[StoredPerson, Chart]:
    """Enters a person, by default into the caller's own agency.

    Raises PermissionDenied (`NOT_ALLOWED`, `NOT_FOR_ONESELF`), FailedPrecondition (`IDENTITY_PROVIDER_FOREIGN`),
    InvalidArgument (`UNKNOWN_UNIT`), AlreadyExists (`PERSON_EXISTS`).
    """
    agency = person.agency or access.own_agency(caller, Action.CHANGE_PERSON)
    access.require(caller, Action.CHANGE_PERSON, agency)
    chart = tables.chart(session, today)
    wanted = _complete(replace(person, agency=agency))
    _check(session, caller, chart, wanted)
    return _saved(session, wanted, tables.insert_person, today, now), chart


@refusing(paths=PATHS)
def update(
    session: Session,
    caller: Principal,
    person: str,
    changes: Mapping[str, Any],
    etag: str,
    today: date,
    now: datetime,
) -> tuple[StoredPerson, Chart]:
    """Changes another person's record.

    Only the system administrator moves it to another agency, or changes how somebody with a role of the system signs
    in. Raises PermissionDenied (`NOT_ALLOWED`, `NOT_FOR_ONESELF`), NotFound (`PERSON_NOT_FOUND`), Aborted
    (`ETAG_MISMATCH`), FailedPrecondition (`IDENTITY_PROVIDER_FOREIGN`).
    """
    access.require_some(caller, Action.CHANGE_PERSON)
    chart = tables.chart(session, today)
    visible = access.visible_people(caller, chart)
    current = tables.load_person(session, visible, person, today, for_change=True)
    access.require(caller, Action.CHANGE_PERSON, current.person.agency)
    access.require_another(caller, person)
    check_etag(etag, current.etag)
    wanted = _changed(current.person, changes)
    if wanted == current.person:
        return current, chart
    if wanted.agency != current.person.agency:
        access.require_everywhere(caller, Action.CHANGE_PERSONS_AGENCY)
    if wanted.sign_in != current.person.sign_in and _has_system_role(session, person, today):
        access.require_everywhere(caller, Action.GIVE_SYSTEM_ROLE)
    _check(session, caller, chart, wanted)
    return _saved(session, wanted, tables.update_person, today, now), chart


def _changed(current: Person, changes: Mapping[str, Any]) -> Person:
    given = {key: value for key, value in changes.items() if key != "agency" or value}
    if "display_name" in given and not {"family_name", "given_name"} & given.keys():
        given |= {"family_name": "", "given_name": ""}
    return _complete(replace(current, **given))


def _complete(person: Person) -> Person:
    family, given = split_name(person.display_name)
    return replace(
        person,
        family_name=person.family_name or family,
        given_name=person.given_name or given,
        username=person.username.strip().lower(),
        identity_provider=person.identity_provider or PROVINCE_PROVIDER,
    )


def _has_system_role(session: ReadSession, person: str, today: date) -> bool:
    held = tables.positions_of_person(session, person)
    return any(each.role in SYSTEM_ROLES and not each.period.ended_before(today) for each in held)


def _check(session: ReadSession, caller: Principal, chart: Chart, person: Person) -> None:
    agencies = [unit for unit, version in chart.versions.items() if version.kind.is_agency]
    references.check_units(agencies, {"person.agency": person.agency})
    if person.identity_provider == PROVINCE_PROVIDER and not person.username:
        raise invalid("person.username", "required")
    access.require_provider(session, person)
    access.require_number_of_another(session, caller, person)


def _saved(
    session: Session,
    person: Person,
    save: Callable[[Session, Person, datetime], None],
    today: date,
    now: datetime,
) -> StoredPerson:
    try:
        with session.begin_nested():
            save(session, person, now)
    except IntegrityError as error:
        raise _taken(error, person) from error
    stored = tables.load_person(session, tables.EVERYBODY, person.person, today)
    announce.person_changed(session, stored)
    return stored


def _taken(error: IntegrityError, person: Person) -> Exception:
    for constraint, field in _UNIQUE.items():
        if constraint in str(error.orig):
            return AlreadyExists("PERSON_EXISTS", {"field": field, "name": person_name(person.person)})
    return error
