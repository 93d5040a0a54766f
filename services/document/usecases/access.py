"""Who calls and what they may: the model's table of rights applied to a principal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from services.document.model import READERS, RIGHTS, Action, NotAllowedError, Reader, may
from shared.errors import FailedPrecondition, InvalidArgument, PermissionDenied, Refusal, invalid
from shared.principal import Principal

ARGUMENTS = {"SECRECY": "directive.secrecy"}


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


@contextmanager
def refusing() -> Iterator[None]:
    """The one place where what the model refuses becomes what the API says."""
    try:
        yield
    except NotAllowedError as refused:
        raise _refusal(refused) from refused


def _refusal(refused: NotAllowedError) -> Refusal:
    if refused.reason in ARGUMENTS:
        return invalid(ARGUMENTS[refused.reason], refused.reason, refused.reason, **refused.facts)
    return FailedPrecondition(refused.reason, refused.facts)


def unknown(path: str, reason: str, name: str) -> InvalidArgument:
    """A name in the request that stands for nothing the caller may see."""
    return invalid(path, reason, reason, name=name)
