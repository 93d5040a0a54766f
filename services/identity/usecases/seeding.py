"""Enters a whole province, announces it again, and gives its people to the single sign-on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.identity import announce, tables
from services.identity.model import Organisation, Person, Position, UnitVersion, check_position
from services.identity.tables import StoredClient, StoredProvider
from services.identity.usecases.positions import agency_of
from shared.db import ReadSession


@dataclass(frozen=True)
class Province:
    """What the files of a province hold, parents before children."""

    units: tuple[UnitVersion, ...]
    people: tuple[Person, ...]
    positions: tuple[Position, ...]
    providers: tuple[StoredProvider, ...] = ()
    clients: tuple[StoredClient, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """How much of a province was missing."""

    units: int
    people: int
    positions: int


def seed(session: Session, province: Province, now: datetime, today: date) -> Added:
    """Adds what is missing and changes nothing that exists, so a second run adds nothing.

    Raises what the rules of the model refuse.
    """
    tables.lock_tree(session)
    organisation, units = _add_units(session, province.units, now, today)
    people = _add_people(session, province.people, now, today)
    positions = _add_positions(session, organisation, province.positions, now, today)
    for provider in province.providers:
        tables.add_provider(session, provider)
    for client in province.clients:
        tables.add_client(session, client)
    return Added(units, people, positions)


def _add_units(
    session: Session, versions: Sequence[UnitVersion], now: datetime, today: date
) -> tuple[Organisation, int]:
    known = tables.unit_ids(session)
    fresh = [version for version in versions if version.unit not in known]
    organisation = Organisation((*tables.load_organisation(session).versions, *fresh))
    for unit in dict.fromkeys(version.unit for version in fresh):
        tables.save_unit(session, organisation, unit, now)
        stored = tables.stored_unit(session, unit, organisation, today)
        announce.unit_changed(session, stored)
    return organisation, len(fresh)


def _add_people(session: Session, people: Iterable[Person], now: datetime, today: date) -> int:
    known = tables.people_ids(session)
    fresh = [person for person in people if person.person not in known]
    for person in fresh:
        tables.insert_person(session, person, now)
        stored = tables.load_person(session, tables.EVERYBODY, person.person, today)
        announce.person_changed(session, stored)
    return len(fresh)


def _add_positions(
    session: Session, organisation: Organisation, positions: Iterable[Position], now: datetime, today: date
) -> int:
    known = {(each.position.unit, each.position.position) for each in tables.all_positions(session)}
    fresh = [position for position in positions if (position.unit, position.position) not in known]
    for position in fresh:
        check_position(position, organisation, tables.positions_of_person(session, position.person))
        tables.insert_position(session, position, now)
        stored = tables.load_position(session, tables.EVERYBODY, position.unit, position.position, today)
        announce.position_changed(session, stored, agency_of(organisation, position.unit, today))
    return len(fresh)


def republish(session: Session, today: date) -> int:
    """Announces everything again as snapshots, for services that joined late; returns the number of events."""
    organisation = tables.load_organisation(session)
    units = [
        tables.stored_unit(session, unit, organisation, today) for unit in sorted(tables.unit_ids(session))
    ]
    for unit in units:
        announce.unit_changed(session, unit, snapshot=True)
    people = [
        tables.load_person(session, tables.EVERYBODY, each, today)
        for each in sorted(tables.people_ids(session))
    ]
    for person in people:
        announce.person_changed(session, person, snapshot=True)
    positions = tables.all_positions(session)
    for position in positions:
        agency = agency_of(organisation, position.position.unit, today)
        announce.position_changed(session, position, agency, snapshot=True)
    return len(units) + len(people) + len(positions)


@dataclass(frozen=True, slots=True)
class Serving:
    """A person, and whether they hold any position today."""

    person: Person
    serving: bool


def people_to_provision(session: ReadSession, today: date) -> list[Serving]:
    """Everybody, for the single sign-on: a person who holds no position today must not sign in."""
    people = tables.all_people(session)
    held = tables.positions_of_people(session, [person.person for person in people], today)
    return [Serving(person, person.person in held) for person in people]


def note_subjects(session: Session, subjects: dict[str, str]) -> None:
    """Records which account belongs to whom, so that the subject of a token can be resolved."""
    tables.set_subjects(session, subjects)
