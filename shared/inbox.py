"""Events in: each takes effect once, and in order for each aggregate, whatever the bus repeats or overtakes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    and_,
    delete,
    exists,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared import clock

_metadata = MetaData()


def tables(metadata: MetaData) -> tuple[Table, Table]:
    """The inbox of a service, and how far it has come with each aggregate."""
    return (
        Table(
            "inbox",
            metadata,
            Column("event_id", Uuid, primary_key=True),
            Column("handle_time", DateTime(timezone=True), nullable=False),
            Index("inbox_handle_time", "handle_time"),
        ),
        Table(
            "inbox_versions",
            metadata,
            Column("aggregate", Text, primary_key=True),
            Column("version", Integer, nullable=False),
        ),
    )


INBOX, VERSIONS = tables(_metadata)


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it comes from the bus."""

    id: UUID
    source: str
    type: str
    aggregate: str
    version: int
    snapshot: bool
    time: datetime
    payload: bytes


class Early(Exception):
    """An event came before one that precedes it for the same aggregate; it must wait."""


def first_time(session: Session, event: Event) -> bool:
    """Records the event as handled in the session's transaction; False if it was handled before.

    Raises Early if an event of a lower version of the aggregate is still to come.
    """
    fresh = session.execute(
        insert(INBOX)
        .values(event_id=event.id, handle_time=clock.now())
        .on_conflict_do_nothing()
        .returning(INBOX.c.event_id)
    ).first()
    if fresh is None:
        return False
    if _advance(session, event):
        return True
    reached = session.scalar(select(VERSIONS.c.version).where(VERSIONS.c.aggregate == event.aggregate)) or 0
    if event.version <= reached:
        return False
    raise Early(f"{event.aggregate} is at version {reached}, and {event.version} came")


def _advance(session: Session, event: Event) -> bool:
    """Moves the aggregate to the event's version if that is the next one; waits for a concurrent handler's commit."""
    known = exists().where(VERSIONS.c.aggregate == event.aggregate)
    first = select(literal(event.aggregate), literal(event.version)).where(
        or_(literal(event.version == 1 or event.snapshot), known)
    )
    statement = insert(VERSIONS).from_select(["aggregate", "version"], first)
    new = statement.excluded.version
    next_one = and_(VERSIONS.c.version < new, or_(VERSIONS.c.version == new - 1, literal(event.snapshot)))
    moved = session.execute(
        statement.on_conflict_do_update(
            index_elements=[VERSIONS.c.aggregate], set_={"version": new}, where=next_one
        ).returning(VERSIONS.c.version)
    ).first()
    return moved is not None


def purge(session: Session, before: datetime) -> None:
    """Forgets events handled before that instant; their versions still keep repeats out."""
    session.execute(delete(INBOX).where(INBOX.c.handle_time < before))
