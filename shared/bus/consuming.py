"""Handling events: each takes effect once, is retried when it fails, and is parked when it fails too often."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any

import structlog
from kombu import Message
from nameko.containers import ServiceContainer
from nameko.runners import ServiceRunner
from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy.orm import Session

from shared import clock, comparing, hangs, inbox, request_ids, tracing
from shared.broker import tls
from shared.bus import parking
from shared.bus.queues import (
    Subscription,
    body_of,
    publisher_to,
    retry_queue,
)
from shared.bus.receiving import PREFETCH, Receiver
from shared.config import ServiceSettings
from shared.db import Database, is_away
from shared.errors import Unavailable
from shared.event import Event, NotAnEventError, event_of, headers_of
from shared.inbox import Turn
from shared.listening import Listening

log = structlog.get_logger(__name__)

KEEP_INBOX = timedelta(days=30)

HELD = Gauge("dondoc_events_held", "Events that wait for an earlier one of their aggregate")
PARKED = Gauge("dondoc_events_parked", "Events that failed too often and wait for an operator")
HANDLED = Counter("dondoc_events_handled_total", "Events by outcome", ["source", "type", "outcome"])
DIFFERING = Gauge("dondoc_versions_differing", "Aggregates whose version here is not that of their source")
COMPARED = Gauge(
    "dondoc_versions_compared_timestamp_seconds",
    "When all versions of a source were last compared here",
    ["source"],
)
LAG = Histogram(
    "dondoc_event_seconds",
    "Seconds from an event's commit until it is handled",
    ["source"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30, 300),
)


class HeldEventFailed(Exception):
    """An event that was held for its turn failed; the event that released it did not."""

    def __init__(self, event: Event) -> None:
        super().__init__(str(event.id))
        self.event = event


class StillDiffersError(Exception):
    """Versions differ that may agree once what is on its way has arrived."""

    def __init__(self, event: Event) -> None:
        super().__init__(str(event.id))
        self.event = event


class _Events(Receiver):
    """The events of one subscription."""

    def __init__(
        self, subscription: Subscription, database: Database, delays: list[float], **options: Any
    ) -> None:
        self._subscription = subscription
        self._database = database
        self._delays = delays
        super().__init__(queue=subscription.queue, **options)

    def failed(self, message: Message, error: BaseException) -> None:
        """Parks it, or lets it be tried again later."""
        if isinstance(error, NotAnEventError):
            # Another attempt would fail in the same way.
            self._park(body_of(message), dict(message.headers), error)
        elif isinstance(error, StillDiffersError):
            self._put_aside(error.event, len(self._delays) - 1, error)
        elif isinstance(error, HeldEventFailed):
            self._put_aside(error.event, 0, error.__cause__ or error)
            with self._database.transaction() as session:
                inbox.release(session, error.event)
        else:
            self._put_aside(
                event_of(message.headers, body_of(message)), int(message.headers.get("attempt", 0)), error
            )

    def _put_aside(self, event: Event, attempt: int, error: BaseException) -> None:
        headers = headers_of(event) | {"attempt": attempt + 1}
        if attempt >= len(self._delays):
            self._park(event.payload, headers, error)
            return
        exchange = retry_queue(self._delays[attempt]).exchange.name
        queue = self._subscription.queue.name
        publisher = publisher_to(self.container.config["AMQP_URI"])
        publisher.publish(event.payload, exchange=exchange, routing_key=queue, headers=headers)

    def _park(self, body: bytes, headers: dict[str, Any], error: BaseException) -> None:
        parking.park(self.container.config["AMQP_URI"], self._subscription, body, headers, error)
        HANDLED.labels(self._subscription.source, str(headers.get("type", "")), "parked").inc()


def consume(
    settings: ServiceSettings, database: Database, subscriptions: Sequence[Subscription], listening: Listening
) -> None:
    """Handles events until SIGTERM, then finishes those in progress. The process must have patched eventlet first.

    Raises the error that ended a consumer, or DeafError: restart rather than miss the events of one source.
    """
    broker_url, heartbeat = settings.broker_url.get_secret_value(), settings.broker_heartbeat
    # One more worker than fetched events: nameko's stop would wait for ever on a full pool with a spawn pending.
    workers = {"max_workers": PREFETCH + 1}
    broker = {"AMQP_URI": broker_url, "AMQP_SSL": tls(broker_url), "HEARTBEAT": heartbeat, "ACCEPT": ["json"]}
    runner = ServiceRunner(broker | workers | {"LISTENING": listening})
    stopping = Flag()
    for subscription in subscriptions:
        runner.add_service(_nameko_service(subscription, database, settings.retry_delays, stopping))
    runner.add_service(parking.collector(subscriptions[0].consumer, broker_url, database, stopping))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    runner.start()
    failures: list[BaseException] = []
    for container in runner.containers:
        Thread(target=_await_end, args=(container, failures, stopping), daemon=True).start()
    purge_time = return_time = 0.0
    while not stopping.wait(0.2):
        hangs.end_unless_renewed(settings.job_seconds)
        listening.check_unless_away(broker_url)
        # Each of the two may wait long for a database that is away, so a hang is looked for before each.
        if time.monotonic() > purge_time:
            hangs.end_unless_renewed(settings.job_seconds)
            purge_time = time.monotonic() + 3600
            with _not_ending_the_process("purge"):
                _purge(database)
        if time.monotonic() > return_time:
            hangs.end_unless_renewed(settings.job_seconds)
            return_time = time.monotonic() + 1
            with _not_ending_the_process("return_replayed"):
                parking.return_replayed(broker_url, database)
    if failures:
        raise failures[0]
    runner.stop()


@contextmanager
def _not_ending_the_process(work: str) -> Iterator[None]:
    """Logs an error of work that is tried again: the process goes on handling events."""
    try:
        yield
    except Exception as error:
        log.error("not_done", work=work, error=f"{type(error).__name__}: {error}"[:500])


def _purge(database: Database) -> None:
    with database.transaction() as session:
        inbox.purge(session, clock.now() - KEEP_INBOX)
        request_ids.purge(session, clock.now() - request_ids.KEEP)


def _await_end(container: ServiceContainer, failures: list[BaseException], stopping: Flag) -> None:
    try:
        container.wait()
    except Exception as error:
        failures.append(error)
    stopping.set()


def _nameko_service(
    subscription: Subscription, database: Database, delays: list[float], stopping: Flag
) -> type:
    handling = _Handling(database, subscription, stopping)

    def handle_message(_self: object, message: Message) -> None:
        event = event_of(message.headers, body_of(message))
        if event.source != subscription.source or event.type not in subscription.types | {comparing.STATED}:
            raise NotAnEventError(f"{event.type} of {event.source} in the queue for {subscription.source}")
        if event.type == comparing.STATED:
            seen_before = int(message.headers.get("attempt", 0)) > 0
            handling.compare(event, final=seen_before or not delays)
        else:
            handling.handle(event)

    handle_message = _Events.decorator(subscription, database, delays)(handle_message)
    name = f"{subscription.consumer}-{subscription.source}"
    return type("Events", (), {"name": name, "handle_message": handle_message})


@dataclass(eq=False)
class _Waiting:
    """An event that waits to be handled."""

    event: Event
    handled: bool = False


class _Handling:
    """Handles the events of one subscription: one transaction at a time, with all that arrived during the last one."""

    def __init__(self, database: Database, subscription: Subscription, stopping: Flag) -> None:
        self._database, self._subscription, self._stopping = database, subscription, stopping
        self._one_at_a_time = Lock()
        self._waiting: list[_Waiting] = []

    def handle(self, event: Event) -> None:
        """Handles the event, and those that wait with it. Raises what its handler raises."""
        mine = _Waiting(event)
        self._waiting.append(mine)
        with self._one_at_a_time:
            if mine in self._waiting:
                self._handle_waiting()
            if not mine.handled:
                self._when_possible(lambda: handle(self._database, self._subscription, event))

    def compare(self, event: Event, *, final: bool) -> None:
        """Compares the versions that the source states with those here."""
        with self._one_at_a_time:
            self._when_possible(lambda: _compare(self._database, event, final=final))

    def _handle_waiting(self) -> None:
        """Handles all that wait in one transaction. If one fails, each is handled by itself."""
        together, self._waiting = self._waiting, []
        if len(together) == 1:
            # `handle` handles it by itself.
            return
        events = [each.event for each in together]
        try:
            self._when_possible(lambda: handle(self._database, self._subscription, *events))
        except Exception as error:
            log.info("events_handled_apart", count=len(events), error=type(error).__name__)
        else:
            for each in together:
                each.handled = True

    def _when_possible(self, work: Callable[[], None]) -> None:
        # The event is not at fault when the database is away: it must not use up its attempts and be parked.
        while True:
            try:
                return work()
            except Unavailable:
                if self._stopping.wait(1):
                    raise


def _compare(database: Database, event: Event, *, final: bool) -> None:
    with database.transaction() as session:
        if final:
            comparing.record(session, event)
            return
        differing = comparing.compare(session, event)
    if differing:
        raise StillDiffersError(differing)


def handle(database: Database, subscription: Subscription, *events: Event) -> None:
    """Handles events, each once, and then those of their aggregates that came too early and wait for them.

    The events take effect in one transaction with their marks in the inbox, and each that waited in one of its own.
    Raises what a handler raises.
    """
    try:
        with_held = _take(database, subscription, events)
    except Exception as error:
        if len(events) == 1:
            _note_failure(events[0], error)
        raise
    for aggregate in with_held:
        while held := _take_held(database, subscription, aggregate):
            log.info("event_waited", event_id=str(held.id), type=held.type)


def _take(database: Database, subscription: Subscription, events: Sequence[Event]) -> list[str]:
    """Handles the events whose turn has come; returns the aggregates of which others are held."""
    events = _in_order(events)
    with database.transaction() as session:
        turns = inbox.take(session, events)
        for event, turn in zip(events, turns, strict=True):
            if turn is Turn.NOW:
                _effect(session, subscription, event)
        # Also after a repeated event: the process may have been killed after handling it for the first time.
        here = {event.aggregate for event, turn in zip(events, turns, strict=True) if turn is not Turn.HELD}
        with_held = inbox.holding(session, here) if here else []
    for event, turn in zip(events, turns, strict=True):
        HANDLED.labels(event.source, event.type, turn.value).inc()
    return with_held


def _in_order(events: Sequence[Event]) -> list[Event]:
    """The events of each aggregate together, in the order of their versions."""
    aggregates = list(dict.fromkeys(event.aggregate for event in events))
    return sorted(events, key=lambda event: (aggregates.index(event.aggregate), event.version))


def _take_held(database: Database, subscription: Subscription, aggregate: str) -> Event | None:
    with database.transaction() as session:
        if event := inbox.next_held(session, aggregate):
            try:
                if inbox.take(session, [event]) == [Turn.NOW]:
                    _effect(session, subscription, event)
            except Exception as error:
                _note_failure(event, error)
                if is_away(error):
                    raise
                raise HeldEventFailed(event) from error
            HANDLED.labels(event.source, event.type, "after-hold").inc()
        return event


def _effect(session: Session, subscription: Subscription, event: Event) -> None:
    bound = structlog.contextvars.bound_contextvars(event_id=str(event.id), event_type=event.type)
    with tracing.span(f"handle {event.type}", event.trace), bound:
        if handler := subscription.handler(event.type):
            handler(session, event)
        LAG.labels(event.source).observe(max(0.0, (clock.now() - event.time).total_seconds()))


def _note_failure(event: Event, error: Exception) -> None:
    HANDLED.labels(event.source, event.type, "failed").inc()
    bound = structlog.contextvars.bound_contextvars(event_id=str(event.id), event_type=event.type)
    with tracing.span(f"fail {event.type}", event.trace), bound:
        log.warning("event_failed", error=f"{type(error).__name__}: {error}"[:500])
