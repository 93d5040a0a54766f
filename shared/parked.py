"""What a service could not handle: events that failed too often, and messages that are no events.

They stay in the service's database, as messages, until an operator replays or drops them.
"""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from shared import clock
from shared.db import ReadSession
from shared.event import Event, NotAnEventError, event_of, headers_of

_metadata = MetaData()


def table(metadata: MetaData) -> Table:
    """The parked messages of a service. `replay_time` is set while one is on its way back to its queue."""
    return Table(
        "parked_events",
        metadata,
        Column("id", Text, primary_key=True),
        Column("queue", Text, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        # Empty if the message is no event of its queue.
        Column("source", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("aggregate", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("event_time", DateTime(timezone=True)),
        Column("attempt_count", Integer, nullable=False),
        Column("error", Text, nullable=False),
        Column("traceback", Text, nullable=False),
        Column("park_time", DateTime(timezone=True), nullable=False),
        Column("replay_time", DateTime(timezone=True)),
        Index("parked_events_replayed", "replay_time", postgresql_where="replay_time IS NOT NULL"),
    )


PARKED = table(_metadata)
_WAITING = PARKED.c.replay_time.is_(None)


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that failed too often, or a message that is no event: then its `source` is empty."""

    id: str
    queue: str
    headers: Mapping[str, Any]
    payload: bytes
    error: str
    traceback: str
    park_time: datetime
    source: str = ""
    type: str = ""
    aggregate: str = ""
    version: int = 0
    event_time: datetime | None = None
    attempt_count: int = 0
    replay_time: datetime | None = None


_COLUMNS = [PARKED.c[name] for name in Parked.__slots__]


def parked_of(
    headers: Mapping[str, Any], payload: bytes, *, not_an_event: str | None = None, **facts: Any
) -> Parked:
    """A message as it is parked: an event by its id, anything else by `not_an_event`, or an id of its own.

    `facts` are the fields that the message does not hold: its queue, the error and so on.
    """
    known: dict[str, Any] = {"id": not_an_event or str(uuid.uuid4())}
    with suppress(NotAnEventError):
        if not not_an_event:
            event = event_of(headers, payload)
            known = {name: getattr(event, name) for name in ("source", "type", "aggregate", "version")}
            known |= {"id": str(event.id), "event_time": event.time}
    texts = {name: _storable(value) for name, value in facts.items() if isinstance(value, str)}
    return Parked(headers=_storable(dict(headers)), payload=payload, **known, **(facts | texts))


def park(session: Session, one: Parked) -> None:
    """Parks a message; one that was replayed and failed again is parked anew."""
    statement = insert(PARKED).values(**asdict(one))
    newer = {column.name: statement.excluded[column.name] for column in _COLUMNS}
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=newer))


def waiting(session: Session) -> list[Parked]:
    """What is parked and not on its way back, by aggregate and version."""
    order = (PARKED.c.aggregate, PARKED.c.version, PARKED.c.park_time)
    return [Parked(*row) for row in session.execute(select(*_COLUMNS).where(_WAITING).order_by(*order))]


def count(session: ReadSession) -> int:
    """How many messages are parked."""
    return session.scalars(select(func.count()).select_from(PARKED).where(_WAITING)).one()


def replay(session: Session, id: str) -> None:
    """Lets a parked message go back to its queue; `consume` publishes it within a second."""
    session.execute(update(PARKED).where(PARKED.c.id == id).values(replay_time=clock.now()))


def send_back(session: Session, event: Event, queue: str) -> None:
    """Lets an event go back to its queue that was not parked, but held."""
    now = clock.now()
    facts: dict[str, Any] = {
        "queue": queue,
        "error": "",
        "traceback": "",
        "park_time": now,
        "replay_time": now,
    }
    park(session, parked_of(headers_of(event), event.payload, **facts))


def keep_parked(session: Session, id: str, error: str) -> None:
    """Parks a message anew that could not go back."""
    session.execute(update(PARKED).where(PARKED.c.id == id).values(replay_time=None, error=error))


def remove(session: Session, id: str) -> None:
    """Forgets a parked message."""
    session.execute(delete(PARKED).where(PARKED.c.id == id))


def next_to_go_back(session: Session) -> Parked | None:
    """The next message to publish again; it stays locked, and no other process takes it, until the transaction ends."""
    query = select(*_COLUMNS).where(~_WAITING).order_by(PARKED.c.replay_time).limit(1)
    row = session.execute(query.with_for_update(skip_locked=True)).first()
    return Parked(*row) if row else None


def _storable(value: Any) -> Any:
    """A header as JSON that PostgreSQL stores: a stranger's message may hold anything."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_storable(str(key)): _storable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(inner) for inner in value]
    return value if value is None or isinstance(value, (bool, int)) else _storable(str(value))
