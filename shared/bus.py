"""The bus: the relay publishes the outbox; `consume` hears events through nameko, retries them and parks what fails.

Queues: `<consumer>.<source>` holds what a service has yet to hear from another; `dondoc.retry.<ms>` hold failed events
until their time and give them back by routing key; `<consumer>.parked` holds what failed too often, with its error.
"""

import signal
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Event as Flag
from threading import Lock
from typing import Any

import structlog
from kombu import Connection, Exchange, Message, Queue
from nameko.amqp.publish import Publisher
from nameko.messaging import Consumer, QueueConsumer
from nameko.runners import ServiceRunner
from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared import clock, inbox, outbox, request_ids, tracing
from shared.db import Database
from shared.event import Event
from shared.inbox import Turn

log = structlog.get_logger(__name__)
Handler = Callable[[Session, Event], None]

QUORUM = {"x-queue-type": "quorum"}
BINARY = {"content_type": "application/data", "content_encoding": "binary"}
PREFETCH = 20
KEEP_OUTBOX = timedelta(days=30)
KEEP_INBOX = timedelta(days=30)
KEEP_ANSWERS = timedelta(days=1)

PUBLISHED = Counter("dondoc_events_published_total", "Events given to the broker", ["type"])
OLDEST = Gauge("dondoc_outbox_oldest_seconds", "Age of the oldest event that is not published")
HELD = Gauge("dondoc_events_held", "Events that wait for an earlier one of their aggregate")
HEARD = Counter("dondoc_events_handled_total", "Events by what became of them", ["source", "type", "outcome"])
LAG = Histogram(
    "dondoc_event_seconds",
    "Seconds from an event's commit until it is handled",
    ["source"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30, 300),
)


@dataclass(frozen=True)
class Subscription:
    """What one service hears from another: a handler for each type of event, or for every other one under `*`.

    A type without a handler only counts as seen.
    """

    consumer: str
    source: str
    handlers: dict[str, Handler]

    def handler(self, type: str) -> Handler | None:
        """What a type of event is given to."""
        return self.handlers.get(type) or self.handlers.get("*")

    @property
    def queue(self) -> Queue:
        """The queue of what is yet to be heard."""
        exchange = Exchange(f"{self.source}.events", type="topic", durable=True)
        return Queue(f"{self.consumer}.{self.source}", exchange, routing_key="#", queue_arguments=QUORUM)


def declare(broker_url: str, subscriptions: list[Subscription], delays: list[float]) -> None:
    """Declares exchanges, queues and bindings; part of a migration, so that no event is published into the void."""
    with Connection(broker_url) as connection:
        for subscription in subscriptions:
            subscription.queue(connection.default_channel).declare()
            _parked(subscription.consumer)(connection.default_channel).declare()
        for delay in delays:
            _retry(delay)(connection.default_channel).declare()


def _parked(consumer: str) -> Queue:
    return Queue(f"{consumer}.parked", Exchange(""), routing_key=f"{consumer}.parked", queue_arguments=QUORUM)


def _retry(delay: float) -> Queue:
    # The routing key is the name of the queue that the event goes back to, which the dead letter keeps.
    milliseconds = int(delay * 1000)
    arguments = QUORUM | {
        "x-message-ttl": milliseconds,
        "x-dead-letter-exchange": "",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    name = f"dondoc.retry.{milliseconds}"
    return Queue(name, Exchange(name, type="fanout", durable=True), queue_arguments=arguments)


# --- out ------------------------------------------------------------------------------------------------------------


class Relay:
    """Publishes a service's outbox, in order, with confirms. Of several replicas one works; the others stand by."""

    def __init__(self, source: str, database: Database, broker_url: str) -> None:
        self._source = source
        self._database = database
        self._publisher = _publisher(broker_url)
        self._stop = Flag()
        self._purge_time = 0.0

    def run(self) -> None:
        """Works until stop() is called; a lost broker or database is waited for."""
        while not self._stop.is_set():
            try:
                self._lead()
            except Exception as error:
                log.warning("relay_interrupted", error=type(error).__name__, detail=str(error)[:200])
                self._stop.wait(1)

    def stop(self, *_signal: object) -> None:
        """Ends run() after what is being published."""
        self._stop.set()

    def _lead(self) -> None:
        with self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            lock = text("SELECT pg_try_advisory_lock(hashtext('relay'))")
            while not connection.scalar(lock):
                if self._stop.wait(1):
                    return
            connection.execute(text(f"LISTEN {outbox.CHANNEL}"))
            notifications: Any = connection.connection.driver_connection
            while not self._stop.is_set():
                session = Session(connection)
                if not self._publish(session):
                    self._purge(session)
                    # Wakes at the next commit; the time-out only notices a stop and a notice lost with a connection.
                    next(notifications.notifies(timeout=1, stop_after=1), None)
            connection.execute(text("SELECT pg_advisory_unlock_all()"))

    def _publish(self, session: Session) -> bool:
        events = outbox.waiting(session, self._source, limit=100)
        OLDEST.set((clock.now() - events[0].time).total_seconds() if events else 0)
        done: list[uuid.UUID] = []
        try:
            for event in events:
                self._send(event)
                done.append(event.id)
        finally:
            if done:
                outbox.published(session, done, clock.now())
        return bool(events)

    def _send(self, event: Event) -> None:
        exchange = f"{self._source}.events"
        self._publisher.publish(
            event.payload, exchange=exchange, routing_key=event.type, headers=_headers(event)
        )
        PUBLISHED.labels(event.type).inc()

    def _purge(self, session: Session) -> None:
        if time.monotonic() < self._purge_time:
            return
        self._purge_time = time.monotonic() + 3600
        outbox.purge(session, clock.now() - KEEP_OUTBOX)
        request_ids.purge(session, clock.now() - KEEP_ANSWERS)


# --- in -------------------------------------------------------------------------------------------------------------


class _Prefetching(QueueConsumer):
    """Keeps a few events at hand, so that the next one need not be fetched when one is done."""

    @property
    def prefetch_count(self) -> int:
        return PREFETCH


class HeldEventFailed(Exception):
    """An event that had been held for its turn failed; the event whose handling released it did not."""

    def __init__(self, event: Event) -> None:
        super().__init__(str(event.id))
        self.event = event


class _Events(Consumer):
    """nameko's consumer, with an acknowledgement only after the event took effect or was safely put aside."""

    queue_consumer = _Prefetching()

    def __init__(
        self, subscription: Subscription, database: Database, delays: list[float], **options: Any
    ) -> None:
        self._subscription = subscription
        self._database = database
        self._delays = delays
        super().__init__(queue=subscription.queue, **options)

    def handle_message(self, body: bytes, message: Message) -> None:  # noqa: ARG002 - nameko's signature
        """Gives the worker the whole message instead of its body."""
        super().handle_message(message, message)

    def handle_result(
        self,
        message: Message,
        worker_ctx: Any,
        result: Any = None,
        exc_info: Any = None,  # noqa: ARG002
    ) -> tuple[Any, Any]:
        """Acknowledges; a failed event is first put aside. If even that fails, the broker keeps it."""
        try:
            if exc_info is not None:
                self._failed(message, exc_info[1])
        except Exception as error:
            log.error("event_kept_by_broker", error=str(error)[:200])
            time.sleep(1)
            self.queue_consumer.requeue_message(message)
        else:
            self.queue_consumer.ack_message(message)
        return result, exc_info

    def _failed(self, message: Message, error: BaseException) -> None:
        if not isinstance(error, HeldEventFailed):
            self._put_aside(_event(message), int(message.headers.get("attempt", 0)), error)
            return
        self._put_aside(error.event, 0, error.__cause__ or error)
        with self._database.transaction() as session:
            inbox.release(session, error.event)

    def _put_aside(self, event: Event, attempt: int, error: BaseException) -> None:
        queue = self._subscription.queue.name
        headers = _headers(event) | {"attempt": attempt + 1, "queue": queue}
        publisher = _publisher(self.container.config["AMQP_URI"])
        if attempt < len(self._delays):
            exchange = _retry(self._delays[attempt]).exchange.name
            publisher.publish(event.payload, exchange=exchange, routing_key=queue, headers=headers)
            return
        headers |= {
            "error": f"{type(error).__name__}: {error}"[:2000],
            "traceback": "".join(traceback.format_exception(error))[-8000:],
            "parked": clock.now().isoformat(),
        }
        parking = f"{self._subscription.consumer}.parked"
        publisher.publish(event.payload, exchange="", routing_key=parking, headers=headers)
        log.error("event_parked", event_id=str(event.id), type=event.type, error=headers["error"])


def consume(
    broker_url: str, database: Database, subscriptions: list[Subscription], delays: list[float]
) -> None:
    """Hears events until SIGTERM, then finishes those in hand. The process must have patched eventlet first."""
    # More workers than events at hand: nameko's stop would wait for ever on a full pool with a spawn in waiting.
    workers = {"max_workers": PREFETCH + 1}
    runner = ServiceRunner({"AMQP_URI": broker_url, "HEARTBEAT": 30, "ACCEPT": ["json"]} | workers)
    for subscription in subscriptions:
        runner.add_service(_nameko_service(subscription, database, delays))
    stopping = Flag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    runner.start()
    purge_time = 0.0
    while not stopping.wait(0.2):
        if time.monotonic() > purge_time:
            purge_time = time.monotonic() + 3600
            with database.transaction() as session:
                inbox.purge(session, clock.now() - KEEP_INBOX)
    runner.stop()


def _nameko_service(subscription: Subscription, database: Database, delays: list[float]) -> type:
    one_at_a_time = Lock()

    def hear(_self: object, message: Message) -> None:
        with one_at_a_time:
            handle(database, subscription, _event(message))

    hear = _Events.decorator(subscription, database, delays)(hear)
    name = f"{subscription.consumer}-{subscription.source}"
    return type("Events", (), {"name": name, "hear": hear})


def handle(database: Database, subscription: Subscription, event: Event) -> None:
    """Lets an event take effect once, and then those of its aggregate that had come before their turn.

    Each takes effect in one transaction with its mark in the inbox. Raises what the handler raises.
    """
    _take(database, subscription, event)
    # Also after a repeated event: its first handling may have been killed before it came to this.
    while held := _take_held(database, subscription, event.aggregate):
        log.info("event_waited", event_id=str(held.id), type=held.type)


def _take(database: Database, subscription: Subscription, event: Event) -> None:
    with _observed(event), database.transaction() as session:
        turn = _effect(session, subscription, event)
        HEARD.labels(event.source, event.type, turn.value).inc()


def _take_held(database: Database, subscription: Subscription, aggregate: str) -> Event | None:
    with database.transaction() as session:
        if event := inbox.next_held(session, aggregate):
            try:
                with _observed(event):
                    _effect(session, subscription, event)
            except Exception as error:
                raise HeldEventFailed(event) from error
            HEARD.labels(event.source, event.type, "after-hold").inc()
        return event


def _effect(session: Session, subscription: Subscription, event: Event) -> Turn:
    turn = inbox.turn(session, event)
    if turn is Turn.NOW and (handler := subscription.handler(event.type)):
        handler(session, event)
    return turn


@contextmanager
def _observed(event: Event) -> Iterator[None]:
    bound = structlog.contextvars.bound_contextvars(event_id=str(event.id), event_type=event.type)
    with tracing.span(f"hear {event.type}", event.trace), bound:
        try:
            yield
        except Exception as error:
            HEARD.labels(event.source, event.type, "failed").inc()
            log.warning("event_failed", error=f"{type(error).__name__}: {error}"[:500])
            raise
        LAG.labels(event.source).observe(max(0.0, (clock.now() - event.time).total_seconds()))


def _headers(event: Event) -> dict[str, Any]:
    return {
        "event-id": str(event.id),
        "source": event.source,
        "type": event.type,
        "aggregate": event.aggregate,
        "version": event.version,
        "snapshot": event.snapshot,
        "time": event.time.isoformat(),
        **event.trace,
    }


def _event(message: Message) -> Event:
    headers = message.headers
    return Event(
        id=uuid.UUID(headers["event-id"]),
        source=headers["source"],
        type=headers["type"],
        aggregate=headers["aggregate"],
        version=int(headers["version"]),
        snapshot=bool(headers["snapshot"]),
        time=datetime.fromisoformat(headers["time"]),
        trace={key: headers[key] for key in ("traceparent",) if key in headers},
        # The AMQP library makes a string of an empty body.
        payload=message.body if isinstance(message.body, bytes) else b"",
    )


# --- parked ---------------------------------------------------------------------------------------------------------


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
    with Connection(broker_url) as connection:
        channel = connection.channel()
        queue = _parked(consumer)(channel)
        found = []
        while message := queue.get(no_ack=False):
            headers = message.headers
            found.append(
                Parked(_event(message), headers["queue"], headers["error"], headers["parked"], message)
            )
        yield sorted(found, key=lambda one: (one.event.aggregate, one.event.version))
        connection.close()


def replay(broker_url: str, consumer: str, event_id: uuid.UUID | None = None) -> int:
    """Gives parked events (one, or all) back to their queues; returns how many."""
    publisher = _publisher(broker_url)
    count = 0
    with parked(broker_url, consumer) as events:
        for one in events:
            if event_id in (None, one.event.id):
                publisher.publish(
                    one.event.payload, exchange="", routing_key=one.queue, headers=_headers(one.event)
                )
                one.message.ack()
                count += 1
    return count


def drop(broker_url: str, consumer: str, database: Database, event_id: uuid.UUID) -> bool:
    """Gives a parked event up: it counts as handled, and the one that waits for it goes on. False if not parked."""
    publisher = _publisher(broker_url)
    with parked(broker_url, consumer) as events:
        for one in events:
            if one.event.id == event_id:
                with database.transaction() as session:
                    inbox.turn(session, one.event)
                    if waiting := inbox.next_held(session, one.event.aggregate):
                        publisher.publish(
                            waiting.payload, exchange="", routing_key=one.queue, headers=_headers(waiting)
                        )
                one.message.ack()
                return True
    return False


def _publisher(broker_url: str) -> Publisher:
    publisher = Publisher(broker_url, use_confirms=True, mandatory=True, retry=False)
    publisher.publish = partial(publisher.publish, **BINARY)
    return publisher


def check(broker_url: str) -> None:
    """Raises if the broker does not answer."""
    with Connection(broker_url, connect_timeout=2) as connection:
        connection.ensure_connection(max_retries=1)
