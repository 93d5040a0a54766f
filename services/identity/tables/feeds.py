"""Calendar feeds: secret addresses, known only by their hashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.identity.tables.schema import CALENDAR_FEEDS, PEOPLE
from shared.db import ReadSession


@dataclass(frozen=True, slots=True)
class OwnedFeed:
    """Whose a feed is, and the agencies in which the person worked when it was made."""

    person: str
    subject: str
    agencies: frozenset[str]


def feed_time(session: ReadSession, person: str) -> datetime | None:
    """When the address of a person's feed was made; None if the person has none."""
    made = select(CALENDAR_FEEDS.c.renew_time).where(CALENDAR_FEEDS.c.person == person)
    return session.scalar(made)


def set_feed(session: Session, person: str, secret_hash: bytes, agencies: list[str], now: datetime) -> None:
    """Gives a person's feed a new address, or its first."""
    row = {"secret_hash": secret_hash, "agencies": agencies, "renew_time": now}
    added = insert(CALENDAR_FEEDS).values(person=person, **row)
    session.execute(added.on_conflict_do_update(index_elements=["person"], set_=row))


def remove_feed(session: Session, person: str) -> None:
    """Takes the address of a person's feed away."""
    session.execute(delete(CALENDAR_FEEDS).where(CALENDAR_FEEDS.c.person == person))


def feed_of(session: ReadSession, secret_hash: bytes) -> OwnedFeed | None:
    """The feed with this secret, if its person has an account."""
    found = (
        select(CALENDAR_FEEDS.c.person, PEOPLE.c.subject, CALENDAR_FEEDS.c.agencies)
        .join(PEOPLE, PEOPLE.c.id == CALENDAR_FEEDS.c.person)
        .where(CALENDAR_FEEDS.c.secret_hash == secret_hash, PEOPLE.c.subject.is_not(None))
    )
    row = session.execute(found).one_or_none()
    return None if row is None else OwnedFeed(row.person, row.subject, frozenset(row.agencies))
