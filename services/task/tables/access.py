"""Who asks, and which rows that person may see: the table of rights as a WHERE clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Boolean, Text, and_, bindparam, or_
from sqlalchemy.dialects.postgresql import ARRAY

from services.task.model import RIGHTS, Action, Actor, Parties, Relation, Role, acting_position
from shared.principal import HeldPosition, Principal

from .schema import TASKS

SEEN = RIGHTS[Action.READ] | RIGHTS[Action.READ_PART] | RIGHTS[Action.READ_TEXT]


@dataclass(frozen=True)
class Seat:
    """A position held today, as the table of rights looks at it."""

    name: str
    person: str
    role: Role
    unit: str
    agency: str
    units: frozenset[str]
    fields: frozenset[str]

    def has(self, relation: Relation) -> bool:
        """Whether its role may see a task for that reason."""
        return (self.role, relation) in SEEN


@dataclass(frozen=True)
class Caller:
    """A person in positions; without a person, the system or a stranger without any right."""

    person: str = ""
    name: str = ""
    seats: tuple[Seat, ...] = ()

    @classmethod
    def of(cls, principal: Principal) -> Caller:
        """The caller that a signed principal states."""
        return _caller(principal)

    @cached_property
    def sight(self) -> Mapping[str, Any]:
        """The parameters of VISIBLE."""
        return {
            "sees_province": self.sees(Relation.PROVINCE),
            "sees_lead": self.units(Relation.LEAD),
            "sees_parent_lead": self.units(Relation.PARENT_LEAD),
            "sees_holder_unit": self.units(Relation.HOLDER_UNIT),
            "sees_holder": self.person if self.sees(Relation.HOLDER) else None,
            "sees_co_ordinator": self.units(Relation.CO_ORDINATOR),
            "sees_informed": self.units(Relation.INFORMED),
        }

    def actor(self, action: Action, parties: Parties) -> Actor | None:
        """The caller in the position that carries the right; None where no position does."""
        seat = acting_position(action, self.seats, parties)
        return Actor(self.person, seat.name, seat.unit, name=self.name) if seat else None

    def units(self, relation: Relation) -> list[str]:
        """The units through which tasks of that relation are seen."""
        return sorted({unit for seat in self.seats if seat.has(relation) for unit in seat.units})

    def sees(self, relation: Relation) -> bool:
        """Whether any position sees tasks for that reason."""
        return any(seat.has(relation) for seat in self.seats)


# Whoever calls often calls often in the same positions.
@lru_cache(maxsize=1000)
def _caller(principal: Principal) -> Caller:
    known = (held for held in principal.positions if held.role in Role.__members__)
    seats = tuple(_seat(held, principal.person) for held in known)
    return Caller(principal.person, principal.display_name, seats)


def _seat(held: HeldPosition, person: str) -> Seat:
    return Seat(
        name=held.position,
        person=person,
        role=Role(held.role),
        unit=held.unit,
        agency=held.agency,
        units=frozenset(held.units) | {held.unit},
        fields=frozenset(held.fields),
    )


def _units(name: str) -> Any:
    return bindparam(name, type_=ARRAY(Text))


# One constant clause, so that its plan and its compiled form are reused whoever asks. Whatever the
# Office has not issued yet is seen by the province alone.
VISIBLE = or_(
    bindparam("sees_province", type_=Boolean),
    and_(
        TASKS.c.issued_at.is_not(None),
        or_(
            TASKS.c.lead == _units("sees_lead").any_(),
            TASKS.c.parent_lead == _units("sees_parent_lead").any_(),
            TASKS.c.holder_unit == _units("sees_holder_unit").any_(),
            TASKS.c.holder_person == bindparam("sees_holder", type_=Text),
            TASKS.c.coordinating.overlap(_units("sees_co_ordinator")),
            TASKS.c.informed.overlap(_units("sees_informed")),
        ),
    ),
)
