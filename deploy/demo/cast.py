"""Finds the people of the demo province (`province/people.yaml`) by role and unit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared import yamls

FOLDER = Path(__file__).parent / "province"


@dataclass(frozen=True)
class HeldPosition:
    """A position that a person holds now."""

    unit: str
    role: str
    title: str


@dataclass(frozen=True)
class Person:
    """A person of the play. `identity_provider` is `province` or the alias of an agency's own provider."""

    id: str
    display_name: str
    username: str
    email: str
    identity_provider: str
    positions: tuple[HeldPosition, ...]

    @property
    def title(self) -> str:
        """The title of the main position."""
        return self.positions[0].title


@dataclass(frozen=True)
class Unit:
    """A unit with the names that directives use for it."""

    id: str
    parent: str
    kind: str
    display_name: str
    names: tuple[str, ...]


class Cast:
    """The units and people of the demo province."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.units = {unit.id: unit for unit in map(_unit, _load(folder / "units.yaml", "units"))}
        self.people = {person.id: person for person in map(_person, _load(folder / "people.yaml", "people"))}

    def agencies(self) -> list[Unit]:
        """The agencies that can lead a task."""
        return [unit for unit in self.units.values() if unit.kind == "AGENCY"]

    def agency(self, unit: str) -> str:
        """The agency that a unit belongs to."""
        while self.units[unit].kind == "UNIT":
            unit = self.units[unit].parent
        return unit

    def first(self, role: str, agency: str) -> Person:
        """The first person with the role in the agency or one of its units. LookupError if there is none."""
        for person in self.people.values():
            for position in person.positions:
                if position.role == role and self.agency(position.unit) == agency:
                    return person
        raise LookupError(f"nobody is {role} in {agency}")

    def worker(self, agency: str) -> tuple[Person, str]:
        """A person of the agency who works on tasks, and that person's unit."""
        found = [
            (position.role != "OFFICER", person, position.unit)
            for person in self.people.values()
            for position in person.positions
            if position.role in ("OFFICER", "UNIT_HEAD") and self.agency(position.unit) == agency
        ]
        _, person, unit = min(found, key=lambda one: one[0])
        return person, unit

    def named(self, text: str) -> Person | None:
        """The person whose full name occurs in a text."""
        return next((person for person in self.people.values() if person.display_name in text), None)


def _load(path: Path, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yamls.read(path)[key]
    return rows


def _unit(row: dict[str, Any]) -> Unit:
    names = (row["display_name"], row["short_name"], *row.get("aliases", []))
    return Unit(row["id"], row.get("parent", ""), row["kind"], row["display_name"], names)


def _person(row: dict[str, Any]) -> Person:
    positions = tuple(
        HeldPosition(p["unit"], p["role"], p["title"]) for p in row["positions"] if "end_date" not in p
    )
    return Person(
        row["id"], row["display_name"], row["username"], row["email"], row["identity_provider"], positions
    )
