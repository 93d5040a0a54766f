"""The bus: the relay publishes the outbox; `consume` handles events through nameko, retries and parks those that fail.

Queues: `<consumer>.<source>` holds the events of one service that another has yet to handle; `dondoc.retry.<ms>` hold
failed events for that time and return them by their routing key; `<consumer>.parked` holds events that failed too
often, with the error.
"""

from shared.bus.consuming import HELD, consume, handle
from shared.bus.parking import drop, parked, replay
from shared.bus.queues import BINARY, Subscription, declare, headers_of
from shared.bus.relay import OLDEST, Relay

__all__ = [
    "BINARY",
    "HELD",
    "OLDEST",
    "Relay",
    "Subscription",
    "consume",
    "declare",
    "drop",
    "handle",
    "headers_of",
    "parked",
    "replay",
]
