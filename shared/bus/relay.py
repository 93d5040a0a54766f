"""Publishing events: what the outbox holds goes to the broker, in order."""

import time
from datetime import date, timedelta
from threading import Event as Flag
from typing import Any

import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared import clock, comparing, outbox, request_ids
from shared.bus.publishing import Batches
from shared.db import Database
from shared.event import Event

log = structlog.get_logger(__name__)

KEEP_OUTBOX = timedelta(days=30)
COMPARE_HOUR = 2
"""The hour of the night, in Viet Nam, in which versions are compared."""
_SILENT_SECONDS = 20
"""After this the server ends the session of a silent relay, and its lock with it."""

PUBLISHED = Counter("dondoc_events_published_total", "Events published to the broker", ["type"])
OLDEST = Gauge("dondoc_outbox_oldest_seconds", "Age of the oldest unpublished event")


class Relay:
    """Publishes a service's outbox, in order, with confirms. One replica works; the others stand by."""

    def __init__(self, source: str, database: Database, broker_url: str) -> None:
        self._source = source
        self._database = database
        self._batches = Batches(broker_url, f"{source}.events")
        self._stop = Flag()
        self._purge_time = 0.0
        self._compare_date: date | None = None

    def run(self) -> None:
        """Publishes until stop() is called; waits for a lost broker or database to return."""
        while not self._stop.is_set():
            try:
                self._lead()
            except Exception as error:
                log.warning("relay_interrupted", error=type(error).__name__, detail=str(error)[:200])
                self._stop.wait(1)

    def stop(self, *_signal: object) -> None:
        """Ends run() after the current batch of events."""
        self._stop.set()

    def _lead(self) -> None:
        with self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            notifications: Any = connection.connection.driver_connection
            # If it returned to the pool after a failure, it would hold the lock for ever and nobody would publish.
            connection.detach()
            # The relay speaks once a second. Nothing else tells the server of a process that stands still. A relay that
            # the broker blocks loses the lock, too: an event is then published twice, which has no effect.
            connection.execute(text(f"SET idle_session_timeout = '{_SILENT_SECONDS}s'"))
            lock = text("SELECT pg_try_advisory_lock(hashtext('relay'))")
            while not connection.scalar(lock):
                if self._stop.wait(1):
                    return
            connection.execute(text(f"LISTEN {outbox.CHANNEL}"))
            while not self._stop.is_set():
                session = Session(connection)
                if not self._publish(session):
                    self._purge(session)
                    self._compare_at_night(session)
                    # Wakes at the next commit; the time-out covers a stop, and a notice lost with its connection.
                    next(notifications.notifies(timeout=1, stop_after=1), None)
            connection.execute(text("SELECT pg_advisory_unlock_all()"))

    def _publish(self, session: Session) -> bool:
        events = outbox.waiting(session, self._source, limit=100)
        done: list[Event] = []
        try:
            self._batches.publish(events, done.append)
        finally:
            if done:
                outbox.published(session, [event.id for event in done], clock.now())
            for event in done:
                PUBLISHED.labels(event.type).inc()
        return bool(events)

    def state_versions(self, session: Session) -> int:
        """Tells the subscribers which versions are published, so that they compare; returns the number of messages."""
        statements = list(comparing.statements(session, self._source))
        self._batches.publish(statements, lambda _: None)
        return len(statements)

    def _compare_at_night(self, session: Session) -> None:
        now = clock.now().astimezone(clock.ZONE)
        # Two relays in one night compare twice, which does no harm.
        if now.hour == COMPARE_HOUR and now.date() != self._compare_date:
            log.info("versions_stated", messages=self.state_versions(session))
            # Not before: if the broker is away, the relay tries again within the hour.
            self._compare_date = now.date()

    def _purge(self, session: Session) -> None:
        if time.monotonic() < self._purge_time:
            return
        self._purge_time = time.monotonic() + 3600
        outbox.purge(session, clock.now() - KEEP_OUTBOX)
        request_ids.purge(session, clock.now() - request_ids.KEEP)
