"""The bus: the relay publishes the outbox; `consume` hears events through nameko, retries them and parks what fails.

Queues: `<consumer>.<source>` holds what a service has yet to hear from another; `dondoc.retry.<ms>` hold failed events
until their time and give them back by routing key; `<consumer>.parked` holds what failed too often, with its error.
"""

from shared.bus.hearing import consume, handle
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
