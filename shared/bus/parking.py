"""Messages that could not be handled: list them, return them to their queue, or drop them."""

import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from kombu import Connection, Message

from shared import clock, inbox
from shared.broker import tls
from shared.bus.queues import (
    NotAnEventError,
    Subscription,
    body_of,
    event_of,
    headers_of,
    parking_queue,
    publisher_to,
)
from shared.db import Database
from shared.event import Event

log = structlog.get_logger(__name__)

# What is added to the headers of a parked message.
_ID, _QUEUE, _ERROR, _TRACEBACK, _TIME = "parked-id", "parked-queue", "error", "traceback", "parked-time"
_OURS = (_ID, _QUEUE, _ERROR, _TRACEBACK, _TIME, "attempt")
"""`parked-id` names what is no event; an event has an id already."""


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that failed too often, or a message that is no event."""

    message: Message

    @property
    def id(self) -> str:
        """What names it: the event's id, or one of its own."""
        headers = self.message.headers
        return str(headers.get(_ID) or headers.get("event-id") or f"tag-{self.message.delivery_tag}")

    @property
    def event(self) -> Event | None:
        """The event; None if the message is none of this queue."""
        if _ID in self.message.headers:
            return None
        try:
            return event_of(self.message)
        except NotAnEventError:
            return None

    @property
    def queue(self) -> str:
        """The queue that it came from."""
        headers = self.message.headers
        # The broker itself parks what it has delivered too often, and says so in headers of its own.
        return str(headers.get(_QUEUE) or headers.get("x-first-death-queue", ""))

    @property
    def error(self) -> str:
        """Why it could not be handled."""
        return str(self.message.headers.get(_ERROR) or "delivered too often without an answer")

    @property
    def time(self) -> str:
        """When it was parked, as far as that is known."""
        return str(self.message.headers.get(_TIME, ""))

    def headers(self) -> dict[str, Any]:
        """The headers with which it came."""
        broker = ("x-death", "x-first-death-queue", "x-first-death-reason", "x-first-death-exchange")
        return {key: value for key, value in self.message.headers.items() if key not in (*_OURS, *broker)}


def park(
    broker_url: str, subscription: Subscription, body: bytes, headers: dict[str, Any], error: BaseException
) -> None:
    """Parks a message, with the error, until somebody has looked at it."""
    named = {_ID: str(uuid.uuid4())} if isinstance(error, NotAnEventError) else {}
    headers = (
        headers
        | named
        | {
            _QUEUE: subscription.queue.name,
            _ERROR: f"{type(error).__name__}: {error}"[:2000],
            _TRACEBACK: "".join(traceback.format_exception(error))[-8000:],
            _TIME: clock.now().isoformat(),
        }
    )
    parking = parking_queue(subscription.consumer).name
    publisher_to(broker_url).publish(body, exchange="", routing_key=parking, headers=headers)
    log.error(
        "event_parked", event_id=headers.get("event-id"), type=headers.get("type"), error=headers[_ERROR]
    )


@contextmanager
def parked(broker_url: str, consumer: str) -> Iterator[list[Parked]]:
    """What is parked for a service, by aggregate and version; what is not acknowledged stays parked."""
    with Connection(broker_url, ssl=tls(broker_url)) as connection:
        channel = connection.channel()
        queue = parking_queue(consumer)(channel)
        found = []
        while message := queue.get(no_ack=False):
            found.append(Parked(message))
        yield sorted(found, key=_order)
        connection.close()


def _order(one: Parked) -> tuple[str, int]:
    return (one.event.aggregate, one.event.version) if one.event else ("", 0)


def count(broker_url: str, consumer: str) -> int:
    """How many messages are parked for a service."""
    with Connection(broker_url, ssl=tls(broker_url), connect_timeout=5) as connection:
        name = parking_queue(consumer).name
        channel: Any = connection.default_channel
        return int(channel.queue_declare(name, passive=True).message_count)


def replay(broker_url: str, consumer: str, id: str | None = None) -> int:
    """Returns one parked message, or all, to their queues; the result is their number."""
    publisher = publisher_to(broker_url)
    count = 0
    with parked(broker_url, consumer) as found:
        for one in found:
            if id in (None, one.id):
                publisher.publish(
                    body_of(one.message), exchange="", routing_key=one.queue, headers=one.headers()
                )
                one.message.ack()
                count += 1
    return count


def drop(broker_url: str, consumer: str, database: Database, id: str) -> bool:
    """Drops what is parked under this id; False if nothing is.

    A dropped event counts as handled, and the event waiting for it goes on.
    """
    with parked(broker_url, consumer) as found:
        for one in found:
            if one.id == id:
                if one.event:
                    _release_next(broker_url, one.queue, database, one.event)
                one.message.ack()
                return True
    return False


def _release_next(broker_url: str, queue: str, database: Database, event: Event) -> None:
    publisher = publisher_to(broker_url)
    with database.transaction() as session:
        inbox.turn(session, event)
        if waiting := inbox.next_held(session, event.aggregate):
            publisher.publish(waiting.payload, exchange="", routing_key=queue, headers=headers_of(waiting))
