"""Units, people and positions as they are kept: with what a reader asks beside them, and a revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.identity.model.people import Person, Position
from services.identity.model.units import Period, UnitVersion


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A unit in one of its versions, with its agency on that day and its whole life."""

    version: UnitVersion
    agency: str
    life: Period
    revision: int
    create_time: datetime
    update_time: datetime

    @property
    def etag(self) -> str:
        """Changes with every change of the unit."""
        return str(self.revision)


@dataclass(frozen=True, slots=True)
class StoredPosition:
    """A position with the holder's name."""

    position: Position
    person_display_name: str
    revision: int

    @property
    def etag(self) -> str:
        """Changes with every change of the position."""
        return str(self.revision)


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """A person with the positions held on the day asked for."""

    person: Person
    positions: tuple[StoredPosition, ...]
    revision: int
    create_time: datetime
    update_time: datetime

    @property
    def etag(self) -> str:
        """Changes with every change of the person."""
        return str(self.revision)
