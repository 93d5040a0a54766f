"""Who calls and what they may: the model's table of rights applied to a principal."""

from __future__ import annotations

from services.document.model import READERS, RIGHTS, Action, Reader, may
from shared.errors import InvalidArgument, PermissionDenied, invalid
from shared.principal import Principal


def reader_of(caller: Principal) -> Reader:
    """What the caller sees. Services see all; an external portal and an administrator see nothing."""
    if caller.service:
        return Reader("", sees_all=True)
    positions = [held for held in caller.positions if held.role in READERS]
    units = frozenset(unit for held in positions for unit in held.units)
    return Reader(caller.person, may((held.role for held in positions), Action.READ_ALL), units)


def require(caller: Principal, action: Action) -> str:
    """The position in which the caller has the right. Raises PermissionDenied (`NOT_ALLOWED`)."""
    allowed = next((held.position for held in caller.positions if held.role in RIGHTS[action]), None)
    if allowed is None:
        raise PermissionDenied("NOT_ALLOWED", {"action": action.value})
    return allowed


def unknown(path: str, reason: str, name: str) -> InvalidArgument:
    """A name in the request that stands for nothing the caller may see."""
    return invalid(path, reason, reason, name=name)
