"""The form of an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from protobuf import DescFile

from dondoc_api.dondoc.type.v1.events_pb import ext_event_types


def types_in(*files: DescFile) -> frozenset[str]:
    """The types of events whose messages these files of protos define."""
    messages = (message.proto.options for file in files for message in file.messages)
    return frozenset(type for options in messages if options for type in options[ext_event_types])


@dataclass(frozen=True, slots=True)
class Event:
    """An event of an aggregate, in the outbox and on the bus.

    `version` counts the events of the aggregate from 1; a `snapshot` repeats the present state and may skip versions.
    `trace` is the trace context of the change (W3C), `epoch` the one in which the event is published (`shared.epochs`).
    """

    id: UUID
    source: str
    type: str
    aggregate: str
    version: int
    snapshot: bool
    time: datetime
    payload: bytes
    trace: dict[str, str]
    epoch: int = 0


class NotAnEventError(Exception):
    """A message that no relay of ours published in this queue."""


def headers_of(event: Event) -> dict[str, Any]:
    """An event's headers as a message; the payload is the body."""
    return {
        "event-id": str(event.id),
        "source": event.source,
        "type": event.type,
        "aggregate": event.aggregate,
        "version": event.version,
        "snapshot": event.snapshot,
        "time": event.time.isoformat(),
        "epoch": event.epoch,
        **event.trace,
    }


def event_of(headers: Mapping[str, Any], payload: bytes) -> Event:
    """The event of a message. Raises NotAnEventError if its headers are not those of an event."""
    try:
        event = Event(
            id=UUID(headers["event-id"]),
            source=str(headers["source"]),
            type=str(headers["type"]),
            aggregate=str(headers["aggregate"]),
            version=int(headers["version"]),
            snapshot=bool(headers["snapshot"]),
            time=datetime.fromisoformat(headers["time"]),
            trace={key: headers[key] for key in ("traceparent",) if key in headers},
            payload=payload,
            epoch=int(headers["epoch"]),
        )
        _check(event)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise NotAnEventError(f"header missing or wrong: {error}") from error
    return event


def _check(event: Event) -> None:
    """Raises ValueError if the database cannot hold what names the event: it could be neither handled nor parked."""
    names = f"{event.source} {event.type} {event.aggregate}".encode()
    if b"\0" in names or not (0 <= event.version < 2**31 and 0 <= event.epoch < 2**63):
        raise ValueError(f"{event.id} cannot be stored")
    # PostgreSQL takes instants that Python cannot read again, and then no list with one of them can be read.
    if event.time.tzinfo is None or not 1970 <= event.time.year <= 9000:
        raise ValueError(f"{event.time} is no instant at which something happened")
