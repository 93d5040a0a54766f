"""Who calls, what the caller may do, and whether the caller may see what a request names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from services.document import tables
from services.document.model import RIGHTS, Action, Sight, may
from shared.db import ReadSession
from shared.errors import FieldViolation, InvalidArgument, PermissionDenied
from shared.principal import HeldPosition, Principal


def require(caller: Principal, action: Action) -> str:
    """The position that gives the caller the right. Raises PermissionDenied (`NOT_ALLOWED`)."""
    allowed = next((held.position for held in caller.positions if held.role in RIGHTS[action]), None)
    if allowed is None:
        raise PermissionDenied("NOT_ALLOWED", {"action": action.value})
    return allowed


def roles_of(caller: Principal) -> list[str]:
    """The roles of the caller's positions."""
    return [held.role for held in caller.positions]


def sight_of(caller: Principal) -> Sight:
    """What the caller sees. External portals, services and administrators see nothing."""
    return _sight(caller.person, caller.positions)


def sight_of_person(session: ReadSession, person: str, day: date) -> Sight:
    """What a person sees in the positions held on a day."""
    return _sight(person, tables.held_positions(session, person, day))


def _sight(person: str, positions: Iterable[HeldPosition]) -> Sight:
    reading = [held for held in positions if may([held.role], Action.READ)]
    roles = {held.role for held in reading}
    return Sight(
        person,
        holder=person if reading else "",
        sees_all=may(roles, Action.READ_ALL),
        sees_proposals=may(roles, Action.READ_PROPOSALS),
        units=frozenset(unit for held in reading for unit in held.units),
    )


Visible = Callable[[ReadSession, Sight, Collection[str]], set[str]]
# For each collection, which of its resources exist and may be seen. Everybody sees all units and people.
VISIBLE: Mapping[str, Visible] = {
    "files": tables.visible_files,
    "units": lambda session, _, names: tables.known_units(session, names),
    "people": lambda session, _, names: tables.known_people(session, names),
}
REASONS = {"files": "FILE_NOT_FOUND", "units": "UNKNOWN_UNIT", "people": "UNKNOWN_PERSON"}


def require_visible(session: ReadSession, sight: Sight, references: Mapping[str, str]) -> None:
    """Checks what a request names: `references` maps the path of each field to a resource name, empty ones left out.

    Raises InvalidArgument (`FILE_NOT_FOUND`, `UNKNOWN_UNIT`, `UNKNOWN_PERSON`) naming every field whose resource does
    not exist or may not be seen.
    """
    named = {name for name in references.values() if name}
    visible: set[str] = set()
    for collection in {_collection(name) for name in named}:
        names = [name for name in named if _collection(name) == collection]
        visible |= VISIBLE[collection](session, sight, names)
    hidden = {path: name for path, name in references.items() if name and name not in visible}
    if hidden:
        violations = [_violation(path, name) for path, name in hidden.items()]
        first = violations[0]
        raise InvalidArgument(first.rule, {"field": first.path, **first.facts}, *violations)


def _violation(path: str, name: str) -> FieldViolation:
    return FieldViolation(path, REASONS[_collection(name)], {"name": name})


def _collection(name: str) -> str:
    return name.partition("/")[0]
