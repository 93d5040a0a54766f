"""Who may read which numbers, and the tasks behind them: one table (docs/domain.md, section Rights)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.principal import HeldPosition


class Action(StrEnum):
    """What a caller may do with statistics."""

    READ_NUMBERS = "READ_NUMBERS"
    READ_TASKS = "READ_TASKS"


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has a right: roles that have it for every agency, or for the agency of the position, and scopes."""

    everywhere: frozenset[str]
    in_own_agency: frozenset[str]
    scopes: frozenset[str] = frozenset()


_PROVINCE_WIDE = frozenset(
    {"CHAIRMAN", "VICE_CHAIRMAN", "OFFICE_CHIEF", "OFFICE_SPECIALIST", "OFFICE_CLERK", "INSPECTOR"}
)
# Only the head and the clerk answer for the numbers of an agency; officers see their own tasks in the task service.
# Administrators have no right to contents by office.
_AGENCY = frozenset({"AGENCY_HEAD", "AGENCY_CLERK"})

RIGHTS: Mapping[Action, Holders] = {
    # External clients see what is published: numbers, never the tasks behind them.
    Action.READ_NUMBERS: Holders(_PROVINCE_WIDE, _AGENCY, frozenset({"statistics.read"})),
    Action.READ_TASKS: Holders(_PROVINCE_WIDE, _AGENCY),
}

# Sees and mends events that could not be handled, without their contents.
MENDS_EVENTS = frozenset({"SYSTEM_ADMINISTRATOR"})

Agencies = frozenset[str] | None
"""The agencies whose tasks are counted or listed; None for all of them."""


def agencies(action: Action, positions: Iterable[HeldPosition], scopes: Iterable[str]) -> Agencies:
    """The agencies for which these positions and scopes give the right; an empty set if for none."""
    holders, held = RIGHTS[action], list(positions)
    if not holders.scopes.isdisjoint(scopes) or any(one.role in holders.everywhere for one in held):
        return None
    return frozenset(one.agency for one in held if one.role in holders.in_own_agency)
