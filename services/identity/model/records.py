"""Units, people and positions as they are stored: with what readers need beside them, and a revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from services.identity.model.people import Person, Position
from services.identity.model.units import Chart, Period, UnitVersion

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A unit in one of its versions, with its agency then and its whole life."""

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
    """A position with the name of its holder."""

    position: Position
    person_display_name: str
    revision: int

    @property
    def etag(self) -> str:
        """Changes with every change of the position."""
        return str(self.revision)


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """A person with the positions held on one day."""

    person: Person
    positions: tuple[StoredPosition, ...]
    revision: int
    create_time: datetime
    update_time: datetime

    @property
    def etag(self) -> str:
        """Changes with every change of the person."""
        return str(self.revision)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of a list on the chart's day. `cursor` holds the sort keys of the last row, None on the last page."""

    rows: Sequence[T]
    cursor: Sequence[Any] | None
    chart: Chart
