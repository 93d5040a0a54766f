"""Lists of tasks kept under a name: of a person, or of a unit for everybody in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .rights import CLERKS, HEADS, HeldPosition, Role, overseen

# Of one person or one unit.
MOST_SAVED_LISTS = 50
# Save lists for the units that they oversee.
_SHARERS = frozenset({*HEADS, *CLERKS, Role.UNIT_HEAD})


@dataclass(frozen=True)
class SavedList:
    """What a list shows. `unit` is empty for a list of its owner alone; `version` counts its changes."""

    uid: str
    owner: str
    display_name: str
    unit: str = ""
    basket: str = ""
    filter: str = ""
    order_by: str = ""
    columns: tuple[str, ...] = ()
    version: int = 1

    @property
    def place(self) -> str:
        """Whose it is, where its name is the only one: a unit or a person."""
        return self.unit or self.owner


def shares_with(positions: Iterable[HeldPosition]) -> frozenset[str]:
    """The units for whose people somebody in these positions may save lists: their heads and clerks do."""
    return frozenset().union(*(overseen(held) for held in positions if held.role in _SHARERS))


def places(positions: Iterable[HeldPosition], person: str) -> frozenset[str]:
    """Where a person's saved lists are: their own, those of their unit and agency, and of the units they oversee."""
    of_units = (overseen(held) | {held.agency} for held in positions)
    return frozenset({person} - {""}).union(*of_units)


def may_change(saved: SavedList, positions: Iterable[HeldPosition], person: str) -> bool:
    """Whether somebody may change and delete a saved list: their own, or that of a unit for which they save lists."""
    return saved.unit in shares_with(positions) if saved.unit else saved.owner == person
