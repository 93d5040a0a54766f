"""Events that failed too often: list them, return them to their queue, or drop them."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kombu import Connection, Message

from shared import inbox
from shared.broker import tls
from shared.bus.queues import event_of, headers_of, parking_queue, publisher_to
from shared.db import Database
from shared.event import Event


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that failed too often."""

    event: Event
    queue: str
    error: str
    parked: str
    message: Message


@contextmanager
def parked(broker_url: str, consumer: str) -> Iterator[list[Parked]]:
    """The parked events of a service, ordered by aggregate and version; those not acknowledged stay parked."""
    with Connection(broker_url, ssl=tls(broker_url)) as connection:
        channel = connection.channel()
        queue = parking_queue(consumer)(channel)
        found = []
        while message := queue.get(no_ack=False):
            headers = message.headers
            found.append(
                Parked(event_of(message), headers["queue"], headers["error"], headers["parked"], message)
            )
        yield sorted(found, key=lambda one: (one.event.aggregate, one.event.version))
        connection.close()


def count(broker_url: str, consumer: str) -> int:
    """How many events are parked for a service."""
    with Connection(broker_url, ssl=tls(broker_url), connect_timeout=5) as connection:
        name = parking_queue(consumer).name
        channel: Any = connection.default_channel
        return int(channel.queue_declare(name, passive=True).message_count)


def replay(broker_url: str, consumer: str, event_id: uuid.UUID | None = None) -> int:
    """Returns one parked event, or all, to their queues; the result is their number."""
    publisher = publisher_to(broker_url)
    count = 0
    with parked(broker_url, consumer) as events:
        for one in events:
            if event_id in (None, one.event.id):
                publisher.publish(
                    one.event.payload, exchange="", routing_key=one.queue, headers=headers_of(one.event)
                )
                one.message.ack()
                count += 1
    return count


def drop(broker_url: str, consumer: str, database: Database, event_id: uuid.UUID) -> bool:
    """Drops a parked event: it counts as handled, and the event waiting for it goes on. False if it is not parked."""
    publisher = publisher_to(broker_url)
    with parked(broker_url, consumer) as events:
        for one in events:
            if one.event.id == event_id:
                with database.transaction() as session:
                    inbox.turn(session, one.event)
                    if waiting := inbox.next_held(session, one.event.aggregate):
                        publisher.publish(
                            waiting.payload, exchange="", routing_key=one.queue, headers=headers_of(waiting)
                        )
                one.message.ack()
                return True
    return False
