"""The names of units and people, wherever they are mentioned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.identity import tables
from services.identity.model import Action, person_name, unit_name
from services.identity.usecases import access
from shared.db import ReadSession
from shared.principal import Principal
from shared.resource_names import id_of


@dataclass(frozen=True, slots=True)
class Named:
    """A unit or a person, with what everybody with a position may see."""

    name: str
    display_name: str
    short_name: str = ""
    title: str = ""
    unit: str = ""


def find_names(session: ReadSession, caller: Principal, names: Sequence[str], today: date) -> list[Named]:
    """The names of those that exist, in the given order. Raises PermissionDenied to external portals."""
    access.require_reader(caller, Action.READ_NAMES)
    units = [id_of(name) for name in names if name.startswith("units/")]
    people = [id_of(name) for name in names if name.startswith("people/")]
    found = {one.name: one for one in (*_units(session, units, today), *_people(session, people, today))}
    return [found[name] for name in names if name in found]


def _units(session: ReadSession, units: Sequence[str], today: date) -> list[Named]:
    return [
        Named(unit_name(unit), version.display_name, version.short_name)
        for unit, version in tables.nearest_versions(session, units, today).items()
    ]


def _people(session: ReadSession, people: Sequence[str], today: date) -> list[Named]:
    held = tables.positions_of_people(session, people, today)
    oldest = {person: positions[0].position for person, positions in held.items()}
    return [
        Named(
            person_name(person),
            display_name,
            title=oldest[person].title if person in oldest else "",
            unit=unit_name(oldest[person].unit) if person in oldest else "",
        )
        for person, display_name in tables.display_names(session, people).items()
    ]
