"""The bus: the relay publishes the outbox; `consume` handles events through nameko, retries and parks those that fail.

Queues: `<consumer>.<source>` holds the events of one service that another has yet to handle; `dondoc.retry.<ms>` hold
failed events for that time and return them by their routing key; `<consumer>.parked` takes events that failed too
often, with the error, into the database (`shared.parked`).
"""

from shared.bus.consuming import COMPARED, DIFFERING, HELD, PARKED, consume, handle
from shared.bus.queues import BINARY, Subscription, declare, parking_queue
from shared.bus.relay import OLDEST, Relay

__all__ = [
    "BINARY",
    "COMPARED",
    "DIFFERING",
    "HELD",
    "OLDEST",
    "PARKED",
    "Relay",
    "Subscription",
    "consume",
    "declare",
    "handle",
    "parking_queue",
]
