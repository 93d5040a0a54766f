"""What travels on the bus."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """An event of an aggregate, as the outbox gives it and the bus brings it.

    `version` counts the aggregate's events 1, 2, 3, …; a `snapshot` tells its present state again and may skip
    versions. `trace` holds the trace context of the change (W3C).
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
