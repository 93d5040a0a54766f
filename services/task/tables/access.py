"""Who calls, and which rows that person may see: the table of rights as a WHERE clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Boolean, Text, and_, bindparam, or_
from sqlalchemy.dialects.postgresql import ARRAY

from services.task.model import (
    RIGHTS,
    Actor,
    Parties,
    Relation,
    Right,
    Task,
    View,
    acting_position,
    parties_of,
)
from services.task.model import allowed as allowed_to
from shared.principal import HeldPosition, Principal

from .schema import TASKS

SEEN = frozenset().union(*(RIGHTS[view] for view in View))


@dataclass(frozen=True)
class Caller:
    """A person in positions; without a person, the system or a stranger without any right."""

    person: str = ""
    name: str = ""
    positions: tuple[HeldPosition, ...] = ()

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
            "sees_coordinator": self.units(Relation.COORDINATOR),
            "sees_informed": self.units(Relation.INFORMED),
        }

    def actor(self, right: Right, parties: Parties) -> Actor | None:
        """The caller in the position that has the right; None if no position has."""
        held = acting_position(right, self.positions, self.person, parties)
        return Actor(self.person, held.position, held.unit, name=self.name) if held else None

    def allowed(self, task: Task) -> frozenset[Right]:
        """Every right that the caller has to a task."""
        return allowed_to(self.positions, self.person, parties_of(task))

    def units(self, relation: Relation) -> list[str]:
        """The units through which the caller sees tasks of that relation."""
        seeing = (held for held in self.positions if sees(held, relation))
        return sorted({unit for held in seeing for unit in overseen(held)})

    def sees(self, relation: Relation) -> bool:
        """Whether any position sees tasks for that reason."""
        return any(sees(held, relation) for held in self.positions)


def sees(held: HeldPosition, relation: Relation) -> bool:
    """Whether the role of a position may see a task for that reason."""
    return (held.role, relation) in SEEN


def overseen(held: HeldPosition) -> frozenset[str]:
    """The units that a position oversees, with its own."""
    return frozenset(held.units) | {held.unit}


# People who call often do so in the same positions.
@lru_cache(maxsize=1000)
def _caller(principal: Principal) -> Caller:
    return Caller(principal.person, principal.display_name, principal.positions)


def _units(name: str) -> Any:
    return bindparam(name, type_=ARRAY(Text))


# One constant clause, so that its plan and its compiled form are reused for every caller. Only the
# province sees a task that the Office has not issued yet.
VISIBLE = or_(
    bindparam("sees_province", type_=Boolean),
    and_(
        TASKS.c.issued_at.is_not(None),
        or_(
            TASKS.c.lead == _units("sees_lead").any_(),
            TASKS.c.parent_lead == _units("sees_parent_lead").any_(),
            TASKS.c.holder_unit == _units("sees_holder_unit").any_(),
            TASKS.c.holder_person == bindparam("sees_holder", type_=Text),
            TASKS.c.coordinators.overlap(_units("sees_coordinator")),
            TASKS.c.informed.overlap(_units("sees_informed")),
        ),
    ),
)
