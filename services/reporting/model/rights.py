"""Who sees which numbers, and which rows behind them: one table. docs/domain.md, section Rights."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from shared.errors import PermissionDenied
from shared.principal import Principal


class Reach(StrEnum):
    """Whose tasks."""

    NONE = "NONE"
    # Those that the position's own agency leads.
    OWN_AGENCY = "OWN_AGENCY"
    ALL = "ALL"


class Sight(NamedTuple):
    """What somebody sees of the statistics."""

    numbers: Reach
    rows: Reach


_ALL = Sight(Reach.ALL, Reach.ALL)
_OWN = Sight(Reach.OWN_AGENCY, Reach.OWN_AGENCY)
_NONE = Sight(Reach.NONE, Reach.NONE)

# Inside an agency only its head and clerk answer for its numbers; officers see what they hold, in the task service.
# Administrators have no right to contents by office.
OF_ROLE: Mapping[str, Sight] = {
    "CHAIRMAN": _ALL,
    "VICE_CHAIRMAN": _ALL,
    "OFFICE_CHIEF": _ALL,
    "OFFICE_SPECIALIST": _ALL,
    "OFFICE_CLERK": _ALL,
    "INSPECTOR": _ALL,
    "AGENCY_HEAD": _OWN,
    "AGENCY_CLERK": _OWN,
    "UNIT_HEAD": _NONE,
    "OFFICER": _NONE,
    "AGENCY_ADMINISTRATOR": _NONE,
    "SYSTEM_ADMINISTRATOR": _NONE,
}

# External clients see what is published: numbers, never the tasks behind them.
OF_SCOPE: Mapping[str, Sight] = {"statistics.read": Sight(Reach.ALL, Reach.NONE)}

Agencies = frozenset[str] | None
"""The agencies whose tasks are counted; None for all of them."""


def numbers(caller: Principal) -> Agencies:
    """Whose numbers the caller sees. Raises PermissionDenied (`NOT_ALLOWED`) if nobody's."""
    return _agencies(caller, "numbers")


def rows(caller: Principal) -> Agencies:
    """Whose tasks the caller sees one by one. Raises PermissionDenied (`NOT_ALLOWED`) if nobody's."""
    return _agencies(caller, "rows")


def sees_rows(caller: Principal) -> bool:
    """Whether the caller sees tasks at all."""
    return any(sight.rows is not Reach.NONE for sight, _ in _sights(caller))


def allowed_actions(caller: Principal) -> list[str]:
    """What the caller may do with statistics, as the API names it."""
    numbers = {sight.numbers for sight, _ in _sights(caller)}
    possible = {
        "get": numbers & {Reach.ALL, Reach.OWN_AGENCY},
        "listTasks": sees_rows(caller),
        "export": numbers & {Reach.ALL, Reach.OWN_AGENCY},
        "compareAgencies": Reach.ALL in numbers,
    }
    return [name for name, may in possible.items() if may]


def _agencies(caller: Principal, what: str) -> Agencies:
    reaches = [(getattr(sight, what), agency) for sight, agency in _sights(caller)]
    if any(reach is Reach.ALL for reach, _ in reaches):
        return None
    own = frozenset(agency for reach, agency in reaches if reach is Reach.OWN_AGENCY)
    if not own:
        raise PermissionDenied("NOT_ALLOWED")
    return own


def _sights(caller: Principal) -> list[tuple[Sight, str]]:
    held = [(OF_ROLE.get(position.role, _NONE), position.agency) for position in caller.positions]
    return held + [(OF_SCOPE.get(scope, _NONE), "") for scope in caller.scopes]
