"""The form of an event."""

from dataclasses import dataclass
from datetime import datetime
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
