"""Parking: what could not be handled goes to a queue of its own, from there into the database, and at last back.

The queue between is for the broker, which parks what it has delivered too often, and for a database that is away.
"""

import traceback
import uuid
from collections.abc import Mapping
from threading import Event as Flag
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from kombu import Message
from kombu.exceptions import OperationalError
from nameko.amqp.publish import UndeliverableMessage
from prometheus_client import Counter
from sqlalchemy.orm import Session

from shared import clock, parked
from shared.bus.queues import Subscription, body_of, parking_queue, publisher_to
from shared.bus.receiving import Receiver
from shared.db import Database
from shared.errors import Unavailable
from shared.event import NotAnEventError
from shared.parked import Parked

log = structlog.get_logger(__name__)

REFUSED = Counter("dondoc_parking_refused_total", "Attempts to park an event that the database refused")
AT_ONCE = 100
_CONFIRM_SECONDS = 10
"""A broker without memory answers nothing, and the loop of the process must go on."""

# What is added to the headers of a parked message; `parked-id` names what is no event.
_ID, _QUEUE, _ERROR, _TRACEBACK = "parked-id", "parked-queue", "error", "traceback"
_ATTEMPT = "attempt"
_OURS = frozenset({_ID, _QUEUE, _ERROR, _TRACEBACK, _ATTEMPT})
_BROKERS = frozenset({"x-death", "x-first-death-queue", "x-first-death-reason", "x-first-death-exchange"})
_BROKERS |= {"x-delivery-count", "x-acquired-count"}
_BROKERS |= {"x-last-death-queue", "x-last-death-reason", "x-last-death-exchange"}


def park(
    broker_url: str, subscription: Subscription, body: bytes, headers: dict[str, Any], error: BaseException
) -> None:
    """Parks a message, with the error, until somebody has looked at it."""
    named = {_ID: str(uuid.uuid4())} if isinstance(error, NotAnEventError) else {}
    why = {
        _QUEUE: subscription.queue.name,
        _ERROR: f"{type(error).__name__}: {error}"[:2000],
        _TRACEBACK: "".join(traceback.format_exception(error))[-8000:],
    }
    parking = parking_queue(subscription.consumer).name
    publisher_to(broker_url).publish(body, exchange="", routing_key=parking, headers=headers | named | why)
    log.error("event_parked", event_id=headers.get("event-id"), type=headers.get("type"), error=why[_ERROR])


class RefusedByDatabaseError(Exception):
    """The database is there, and does not take this message."""


def collector(consumer: str, broker_url: str, database: Database, stopping: Flag) -> type:
    """The nameko service that moves what was parked from its queue into the database.

    What the database refuses goes to the end of the queue, so that the messages behind it get their turn.
    """

    def keep(_self: object, message: Message) -> None:
        one = _parked_of(message)
        try:
            while not _kept(database, one):
                _wait(stopping)
        except RefusedByDatabaseError:
            _wait(stopping)
            _put_last(broker_url, consumer, message, one)

    keep = _Collecting.decorator(queue=parking_queue(consumer))(keep)
    return type("Parking", (), {"name": f"{consumer}-parking", "keep": keep})


def _wait(stopping: Flag) -> None:
    if stopping.wait(1):
        raise Unavailable("UNAVAILABLE")


def _put_last(broker_url: str, consumer: str, message: Message, one: Parked) -> None:
    """Publishes a message anew; only then is the old one acknowledged. Twice the same is parked once."""
    # What the broker knows of the message ends with it.
    headers = {name: value for name, value in message.headers.items() if name not in _BROKERS}
    headers |= {_QUEUE: one.queue, _ERROR: one.error}
    if not one.source:
        headers[_ID] = one.id
    parking = parking_queue(consumer).name
    publisher_to(broker_url).publish(one.payload, exchange="", routing_key=parking, headers=headers)


class _Collecting(Receiver):
    """A message that was not kept goes back to the broker."""

    def failed(self, message: Message, error: BaseException) -> None:  # noqa: ARG002 - see Receiver
        raise error


def _kept(database: Database, one: Parked) -> bool:
    """Parks a message in the database; False while that is away. Raises RefusedByDatabaseError."""
    try:
        with database.transaction() as session:
            parked.park(session, one)
    except Unavailable:
        return False
    except Exception as error:
        REFUSED.inc()
        log.error("parked_event_waits", id=one.id, error=f"{type(error).__name__}: {error}"[:200])
        raise RefusedByDatabaseError from error
    return True


def _parked_of(message: Message) -> Parked:
    headers = message.headers
    return parked.parked_of(
        {name: value for name, value in headers.items() if name not in _OURS | _BROKERS},
        body_of(message),
        # What the broker has parked may be an event or not.
        not_an_event=headers.get(_ID),
        queue=str(headers.get(_QUEUE) or headers.get("x-first-death-queue", "")),
        attempt_count=_number(headers, _ATTEMPT),
        error=str(headers.get(_ERROR) or "delivered too often without an answer"),
        traceback=str(headers.get(_TRACEBACK, "")),
        park_time=clock.now(),
    )


def _number(headers: Mapping[str, Any], name: str) -> int:
    value = headers.get(name)
    return value if isinstance(value, int) else 0


def return_replayed(broker_url: str, database: Database) -> int:
    """Publishes what was replayed to the queues that it came from, a hundred at once; the result is their number.

    One at a time: whatever is published twice because the process was killed has no effect the second time.
    """
    count = 0
    try:
        while count < AT_ONCE and _return_one(broker_url, database):
            count += 1
    except (OSError, AMQPError, OperationalError, Unavailable) as error:
        log.warning("replayed_event_waits", error=str(error)[:200])
    return count


def _return_one(broker_url: str, database: Database) -> bool:
    with database.transaction() as session:
        one = parked.next_to_go_back(session)
        if one is not None:
            _publish(session, broker_url, one)
        return one is not None


def _publish(session: Session, broker_url: str, one: Parked) -> None:
    publisher = publisher_to(broker_url)
    try:
        publisher.publish(
            one.payload,
            exchange="",
            routing_key=one.queue,
            headers=dict(one.headers),
            confirm_timeout=_CONFIRM_SECONDS,
        )
    except UndeliverableMessage:
        parked.keep_parked(session, one.id, f"the queue {one.queue!r} does not exist")
    else:
        parked.remove(session, one.id)
