"""What failed too often: listed, given back to its queue, or given up."""

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
    """What is parked for a service, in the order of aggregates and versions; what is not acknowledged stays."""
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
    """Gives parked events (one, or all) back to their queues; returns how many."""
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
    """Gives a parked event up: it counts as handled, and the one that waits for it goes on. False if not parked."""
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
