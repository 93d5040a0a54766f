"""Makes events that get stuck in the whole system: what operators see, replay and drop."""

import time
import uuid
from collections.abc import Callable
from typing import Any

from kombu import Connection

from deploy.local.system import System
from shared import clock
from shared.bus.queues import BINARY
from shared.event import Event, headers_of

SUBSCRIBER, SOURCE = "notification", "task"


def park(system: System, type: str = "task.lost") -> None:
    """Puts an event of an unknown type into a queue; its subscriber parks it at once."""
    _publish(system, _event(type, f"tasks/{uuid.uuid4()}", 1))


def hold(system: System, version: int = 3) -> str:
    """Puts an event into a queue whose predecessors do not exist; the name of its aggregate."""
    event = _event("task.issued", f"tasks/{uuid.uuid4()}", version)
    _publish(system, event)
    return event.aggregate


def until(holds: Callable[[], object]) -> None:
    """Waits for a condition; fails after half a minute."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.3)


def _event(type: str, aggregate: str, version: int) -> Event:
    return Event(
        id=uuid.uuid4(),
        source=SOURCE,
        type=type,
        aggregate=aggregate,
        version=version,
        snapshot=False,
        time=clock.now(),
        payload=b"",
        trace={},
    )


def _publish(system: System, event: Event) -> None:
    with Connection(system.wiring.node.url) as connection:
        producer: Any = connection.Producer()
        queue = f"{SUBSCRIBER}.{SOURCE}"
        producer.publish(event.payload, routing_key=queue, headers=headers_of(event), **BINARY)
