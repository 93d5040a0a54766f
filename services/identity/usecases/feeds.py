"""The calendar feed of a person: everyone makes, renews and stops only their own."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.identity import tables
from services.identity.model import principal_positions
from services.identity.usecases import access
from shared.db import ReadSession
from shared.errors import NotFound
from shared.principal import Principal
from shared.resource_names import id_of


def get(session: ReadSession, caller: Principal, person: str) -> datetime | None:
    """When the address of the caller's feed was made; None if there is none.

    Raises NotFound (`CALENDAR_FEED_NOT_FOUND`) for another person's, PermissionDenied to external portals.
    """
    _require_own(caller, person)
    return tables.feed_time(session, person)


def renew(session: Session, caller: Principal, person: str, secret: str, now: datetime) -> datetime:
    """Gives the caller's feed a new secret, of which only the hash is kept. Raises what `get` raises."""
    _require_own(caller, person)
    tables.set_feed(session, person, _hash(secret), sorted({held.agency for held in caller.positions}), now)
    return now


def stop(session: Session, caller: Principal, person: str) -> None:
    """Takes the address of the caller's feed away. Raises what `get` raises."""
    _require_own(caller, person)
    tables.remove_feed(session, person)


def resolve(session: ReadSession, caller: Principal, secret: str, today: date) -> str:
    """The subject whose feed has this secret, for the gateway alone.

    Raises NotFound (`CALENDAR_FEED_NOT_FOUND`), also once the person works in no agency in which the feed was made:
    a calendar left behind there must not show the tasks of a later office.
    """
    access.require_gateway(caller)
    feed = tables.feed_of(session, _hash(secret))
    if feed is None:
        raise _not_found()
    chart = tables.chart(session, today)
    held = principal_positions(chart, tables.positions_of_person(session, feed.person), feed.person)
    if feed.agencies.isdisjoint(each.agency for each in held):
        raise _not_found()
    return feed.subject


def _require_own(caller: Principal, person: str) -> None:
    access.require_reader(caller)
    if id_of(caller.person) != person:
        raise _not_found()


def _not_found() -> NotFound:
    return NotFound("CALENDAR_FEED_NOT_FOUND")


def _hash(secret: str) -> bytes:
    # The secret has 256 random bits, so no slow hash is needed.
    return hashlib.sha256(secret.encode()).digest()
