"""Shows people what they were told."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.notification.model import Kind
from services.notification.tables import notifications
from services.notification.tables.notifications import Notice
from shared.db import ReadSession
from shared.errors import NotFound, PermissionDenied
from shared.principal import Principal


def owner(caller: Principal) -> str:
    """The person who calls. Raises PermissionDenied for clients and services: notifications are people's own."""
    if not caller.person:
        raise PermissionDenied("PERMISSION_DENIED")
    return caller.person


def list_own(
    session: ReadSession,
    caller: Principal,
    limit: int,
    after: tuple[datetime, uuid.UUID] | None,
    unread_only: bool,
    kinds: Sequence[Kind],
) -> tuple[list[Notice], int]:
    """The caller's notifications, newest first, and how many are unread in all."""
    person = owner(caller)
    page = notifications.page(session, person, limit, after, unread_only, kinds)
    return page, notifications.unread(session, person)


def unread(session: ReadSession, caller: Principal) -> int:
    """How many the caller has not read."""
    return notifications.unread(session, owner(caller))


def read(session: Session, caller: Principal, names: Sequence[str], now: datetime) -> list[Notice]:
    """Marks the caller's notifications as read.

    Raises NotFound (`NOTIFICATION_NOT_FOUND`) if one is not the caller's, and then marks none.
    """
    person = owner(caller)
    ids = {name: _id(name) for name in names}
    found = notifications.some(session, person, [one for one in ids.values() if one])
    for name, one in ids.items():
        if one not in found:
            raise NotFound("NOTIFICATION_NOT_FOUND", {"name": name})
    notifications.mark_read(session, person, found, now)
    known = notifications.some(session, person, found)
    return [known[one] for one in ids.values() if one]


def read_all(session: Session, caller: Principal, until: datetime, now: datetime) -> None:
    """Marks all that the caller was told until an instant as read."""
    notifications.mark_all_read(session, owner(caller), until, now)


def _id(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name.removeprefix("notifications/"))
    except ValueError:
        return None
