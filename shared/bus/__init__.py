"""The bus: the relay publishes the outbox; `consume` handles events through nameko, retries and parks those that fail.

Queues: `<consumer>.<source>` holds the events of one service that another has yet to handle; `dondoc.retry.<ms>` hold
failed events for that time and return them by their routing key; `<consumer>.parked` holds events that failed too
often, with the error.
"""

from shared.bus.consuming import consume, handle
from shared.bus.parking import drop, parked, replay
from shared.bus.queues import BINARY, Subscription, check, declare, headers_of
from shared.bus.relay import Relay

__all__ = [
    "BINARY",
    "Relay",
    "Subscription",
    "check",
    "consume",
    "declare",
    "drop",
    "handle",
    "headers_of",
    "parked",
    "replay",
]
