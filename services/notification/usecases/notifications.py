"""Shows people their notifications and marks them as read."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.notification.model import Kind
from services.notification.tables import notifications
from services.notification.tables.notifications import Notification
from shared.db import ReadSession
from shared.errors import NotFound, PermissionDenied
from shared.principal import Principal
from shared.resource_names import id_of


def require_person(caller: Principal) -> str:
    """The person who calls. Raises PermissionDenied to clients and services, which have no notifications."""
    if not caller.person:
        raise PermissionDenied("NOT_ALLOWED")
    return caller.person


def topics(caller: Principal) -> list[str]:
    """What the caller watches: the person's own notifications. Raises PermissionDenied."""
    return [require_person(caller)]


def list_page(
    session: ReadSession,
    caller: Principal,
    limit: int,
    cursor: tuple[datetime, uuid.UUID] | None,
    unread_only: bool,
    kinds: Sequence[Kind],
) -> tuple[list[Notification], int]:
    """The caller's notifications, newest first from the one after `cursor` on, and how many are unread in all."""
    person = require_person(caller)
    page = notifications.list_page(session, person, limit, cursor, unread_only, kinds)
    return page, notifications.count_unread(session, person)


def count_unread(session: ReadSession, caller: Principal) -> int:
    """How many notifications the caller has not read."""
    return notifications.count_unread(session, require_person(caller))


def mark_read(session: Session, caller: Principal, names: Sequence[str], now: datetime) -> list[Notification]:
    """Marks the caller's notifications as read.

    Raises NotFound (`NOTIFICATION_NOT_FOUND`) if one is not the caller's; then none is marked.
    """
    person = require_person(caller)
    ids = {name: _id(name) for name in names}
    found = notifications.find(session, person, [one for one in ids.values() if one])
    for name, one in ids.items():
        if one not in found:
            raise NotFound("NOTIFICATION_NOT_FOUND", {"name": name})
    notifications.mark_read(session, person, found, now)
    known = notifications.find(session, person, found)
    return [known[one] for one in ids.values() if one]


def mark_all_read(session: Session, caller: Principal, until: datetime, now: datetime) -> None:
    """Marks the caller's notifications made until an instant as read."""
    notifications.mark_all_read(session, require_person(caller), until, now)


def _id(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(id_of(name))
    except ValueError:
        return None
