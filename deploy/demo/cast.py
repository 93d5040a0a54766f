"""The people of the demo province, as `province/people.yaml` lists them, found by role and unit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "province"


@dataclass(frozen=True)
class Post:
    """A position that a person holds now."""

    unit: str
    role: str
    title: str


@dataclass(frozen=True)
class Person:
    """Somebody who plays. `identity_provider` is `province` or the alias of an agency's own."""

    id: str
    display_name: str
    username: str
    email: str
    identity_provider: str
    posts: tuple[Post, ...]

    @property
    def title(self) -> str:
        """The title of the main position."""
        return self.posts[0].title


@dataclass(frozen=True)
class Unit:
    """A unit as directives name it."""

    id: str
    parent: str
    kind: str
    display_name: str
    names: tuple[str, ...]


class Cast:
    """Who is who."""

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
        """The first person with the role in the agency or a unit of it. LookupError if there is none."""
        for person in self.people.values():
            for post in person.posts:
                if post.role == role and self.agency(post.unit) == agency:
                    return person
        raise LookupError(f"nobody is {role} in {agency}")

    def worker(self, agency: str) -> tuple[Person, str]:
        """Somebody of the agency who works tasks, and the unit to which they belong."""
        found = [
            (role != "OFFICER", person, post.unit)
            for person in self.people.values()
            for role, post in ((post.role, post) for post in person.posts)
            if role in ("OFFICER", "UNIT_HEAD") and self.agency(post.unit) == agency
        ]
        _, person, unit = min(found, key=lambda one: one[0])
        return person, unit

    def named(self, text: str) -> Person | None:
        """The person whose full name stands in a text."""
        return next((person for person in self.people.values() if person.display_name in text), None)


def _load(path: Path, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))[key]
    return rows


def _unit(row: dict[str, Any]) -> Unit:
    names = (row["display_name"], row["short_name"], *row.get("aliases", []))
    return Unit(row["id"], row.get("parent", ""), row["kind"], row["display_name"], names)


def _person(row: dict[str, Any]) -> Person:
    posts = tuple(Post(p["unit"], p["role"], p["title"]) for p in row["positions"] if "end_date" not in p)
    return Person(
        row["id"], row["display_name"], row["username"], row["email"], row["identity_provider"], posts
    )
