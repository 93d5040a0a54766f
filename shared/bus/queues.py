"""Exchanges and queues, and the form of an event as a message."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kombu import Connection, Exchange, Message, Queue
from nameko.amqp.publish import Publisher
from sqlalchemy.orm import Session

from shared.broker import queue_name, retry_queue_name, tls
from shared.event import Event

Handler = Callable[[Session, Event], None]

QUORUM = {"x-queue-type": "quorum"}
DELIVERY_LIMIT = 200
"""How often the broker delivers an event anew, before it parks it: RabbitMQ 4 would drop it after 20 times."""
CONFIRM_SECONDS = 10
"""How long a publisher waits for the broker's confirmation: the network may have swallowed its connection.

A broker with an alarm does not confirm either, and gets the event again.
"""
UNLIMITED = 2**31 - 1
BINARY = {"content_type": "application/data", "content_encoding": "binary"}


@dataclass(frozen=True)
class Subscription:
    """The events that one service takes from another: a handler for each type, and for all other types under `*`.

    An event without a handler is only marked as handled. `types` are all that the source is known to publish:
    whatever else comes is parked, because a reader must not pass over what it does not know.
    """

    consumer: str
    source: str
    handlers: dict[str, Handler]
    types: frozenset[str]

    def handler(self, type: str) -> Handler | None:
        """The handler of a type of event, if there is one."""
        return self.handlers.get(type) or self.handlers.get("*")

    @property
    def queue(self) -> Queue:
        """The queue of the events yet to be handled."""
        exchange = Exchange(f"{self.source}.events", type="topic", durable=True)
        arguments = QUORUM | {
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": f"{self.consumer}.parked",
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }
        name = queue_name(self.consumer, self.source)
        return Queue(name, exchange, routing_key="#", queue_arguments=arguments)


def declare(broker_url: str, subscriptions: list[Subscription], delays: list[float]) -> None:
    """Declares exchanges, queues and bindings, as part of a migration, so that no event is published to nobody."""
    with Connection(broker_url, ssl=tls(broker_url)) as connection:
        for subscription in subscriptions:
            subscription.queue(connection.default_channel).declare()
            parking_queue(subscription.consumer)(connection.default_channel).declare()
        for delay in delays:
            retry_queue(delay)(connection.default_channel).declare()


def parking_queue(consumer: str) -> Queue:
    # Whoever collects what is parked gives it back while the database is away: RabbitMQ 4 would drop it after 20 times.
    arguments = QUORUM | {"x-delivery-limit": UNLIMITED}
    name = f"{consumer}.parked"
    return Queue(name, Exchange(""), routing_key=name, queue_arguments=arguments)


def retry_queue(delay: float) -> Queue:
    # The routing key is the name of the queue to return the event to; dead-lettering keeps it.
    milliseconds = int(delay * 1000)
    arguments = QUORUM | {
        "x-message-ttl": milliseconds,
        "x-dead-letter-exchange": "",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    name = retry_queue_name(delay)
    return Queue(name, Exchange(name, type="fanout", durable=True), queue_arguments=arguments)


def body_of(message: Message) -> bytes:
    """The body as it was sent; the AMQP library turns an empty one, or one that is called a text, into a string."""
    body: Any = message.body
    return body if isinstance(body, bytes) else str(body or "").encode()


def publisher_to(broker_url: str) -> Publisher:
    # Connections come from a pool: after a restart of the broker the first try finds a stale one. A second one may
    # publish twice, which subscribers recognise.
    again = {"max_retries": 1, "interval_start": 0}
    publisher = Publisher(
        broker_url, ssl=tls(broker_url), use_confirms=True, mandatory=True, retry=True, retry_policy=again
    )
    publisher.publish = partial(publisher.publish, confirm_timeout=CONFIRM_SECONDS, **BINARY)
    return publisher
