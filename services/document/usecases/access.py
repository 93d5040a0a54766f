"""Who calls, what the caller may do, and what the caller sees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from services.document import tables
from services.document.model import RIGHTS, Action, Directive, Sight, check_kept, may
from shared.db import ReadSession
from shared.errors import PermissionDenied
from shared.principal import HeldPosition, Principal
from shared.refused import refusing


def require(caller: Principal, action: Action) -> str:
    """The position that gives the caller the right. Raises PermissionDenied (`NOT_ALLOWED`)."""
    allowed = next((held.position for held in caller.positions if held.role in RIGHTS[action]), None)
    if allowed is None:
        raise PermissionDenied("NOT_ALLOWED", {"action": action.value})
    return allowed


def roles_of(caller: Principal) -> list[str]:
    """The roles of the caller's positions."""
    return [held.role for held in caller.positions]


def load_for_change(session: Session, caller: Principal, uid: str) -> Directive:
    """A directive, locked. Raises NotFound (`DIRECTIVE_NOT_FOUND`), FailedPrecondition (`DIRECTIVE_DELETED`)."""
    directive = tables.load_directive(session, sight_of(caller), uid, for_change=True)
    with refusing():
        check_kept(directive)
    return directive


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
