"""The processes of a service besides `serve`: relay, consume, work, migrate, parked."""

import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from prometheus_client import Gauge
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared import broker, clock, clocks, comparing, epochs, inbox, logs, outbox, parked, tracing
from shared.config import ServiceSettings, Settings
from shared.db import Database
from shared.errors import Refusal, Unavailable
from shared.listening import Listening
from shared.metrics import Check, Operations
from shared.operations import usecases
from shared.operations.usecases import Subscriber
from shared.principal import Principal

if TYPE_CHECKING:
    from celery import Celery

    from shared.bus import Subscription

_SHORT = text("SET LOCAL statement_timeout = '2s'")
_SILENT_SECONDS = 10
_silent_until: WeakKeyDictionary[Database, float] = WeakKeyDictionary()
"""Until when a database that did not answer gives no number: each would wait for it as long as the first."""


def start(settings: Settings, process: str, checks: dict[str, Check] | None = None) -> Operations:
    """Sets up logs, traces, the clock and the operators' port; the caller sets `ready`."""
    logs.configure(process, settings.log_level)
    tracing.configure(process)
    clock.configure(settings.clock_file)
    operations = Operations(settings.ops_listen, checks)
    operations.start()
    return operations


def relay(settings: ServiceSettings, source: str) -> None:
    """Publishes the outbox of the service until SIGTERM."""
    from shared import bus

    database, broker_url = _database(settings), settings.broker_url.get_secret_value()
    operations = start(settings, f"{source}-relay", _checks(database, broker_url))
    measure(bus.OLDEST, database, outbox.oldest_seconds)
    publisher = bus.Relay(source, database, broker_url)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, publisher.stop)
    operations.ready.set()
    publisher.run()


def consume(settings: ServiceSettings, consumer: str, subscriptions: "list[Subscription]") -> None:
    """Handles events until SIGTERM. The process must have patched eventlet in its first line.

    Raises DeafError if a source is no longer listened to: the process must be replaced.
    """
    # psycopg waits in C otherwise, where eventlet cannot switch: one statement that waits for a lock would stop the
    # heartbeats, the probes and SIGTERM.
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
    from shared import bus

    database = _database(settings)
    # A process that is deaf to what is parked would keep it from operators.
    parking = bus.parking_queue(consumer).name
    listening = Listening([parking, *(each.queue.name for each in subscriptions)])
    checks: dict[str, Check] = {"broker": listening.check, **database_checks(database)}
    operations = start(settings, f"{consumer}-consume", checks)
    measure(bus.HELD, database, inbox.held)
    measure(bus.DIFFERING, database, lambda session: len(comparing.differences(session)))
    measure(bus.PARKED, database, parked.count)
    for source in {each.source for each in subscriptions}:
        measure(bus.COMPARED.labels(source), database, partial(comparing.last_time, source=source))
    operations.ready.set()
    bus.consume(settings, database, subscriptions, listening)


def work(settings: ServiceSettings, name: str, app: "Celery") -> None:
    """Runs Celery's worker and its schedule until SIGTERM.

    Raises DeafError if the worker is deaf, HungError if a job hangs: the process must be replaced.
    """
    from shared import work as celery_work
    from shared.working import Working

    working = Working(celery_work.queue_name(name), settings.job_seconds)
    checks = _checks(_database(settings), settings.broker_url.get_secret_value())
    operations = start(settings, f"{name}-work", checks | {"jobs": working.check})
    operations.ready.set()
    celery_work.run(app, working)


def migrate(
    settings: ServiceSettings, folder: Path, subscriptions: "list[Subscription] | None" = None
) -> None:
    """Brings the database to the newest version and declares the queues of the service's subscriptions."""
    from shared import migrate as migrations

    migrations.upgrade(folder, settings.database_url.get_secret_value())
    if subscriptions:
        from shared import bus

        with _database(settings).transaction() as session:
            comparing.begin(session, {each.source for each in subscriptions})
        bus.declare(settings.broker_url.get_secret_value(), subscriptions, settings.retry_delays)


EVENT_COMMANDS = ("parked", "held", "republish", "restored", "compare", "differing")


def mend_events(settings: ServiceSettings, service: str, arguments: list[str]) -> None:
    """`parked list | replay [ID] | drop ID [REASON]`: what the service failed to handle.

    `held`: the events that wait for one that has not arrived. `republish NAME|SINCE`: publishes the events of a
    resource (`tasks/42`) again, or all since an instant (RFC 3339 with an offset). `restored EPOCH`: after the
    databases were restored, begins the epoch of this number, the same for all services, and publishes all events again.
    `compare`: lets the subscribers compare their versions with the service's own, as every night. `differing`: the
    aggregates whose version here is not that of their source.
    """
    match arguments:
        case ["parked", *rest]:
            _parked(settings, service, rest)
        case ["held"]:
            _held(settings)
        case ["republish", what]:
            _republish(settings, what)
        case ["compare"]:
            _compare(settings, service)
        case ["differing"]:
            _differing(settings)
        case ["restored", epoch] if epoch.isdecimal():
            _begin_epoch(settings, int(epoch))
        case _:
            sys.exit(
                "parked list | replay [ID] | drop ID [REASON]; held; republish NAME|SINCE; restored EPOCH;"
                " compare; differing"
            )


def _parked(settings: ServiceSettings, consumer: str, arguments: list[str]) -> None:
    # Whoever may run a command on a server may do everything.
    subscriber, caller = Subscriber(consumer, lambda _: ""), Principal("command", display_name="command")
    with _database(settings).transaction() as session:
        match arguments:
            case ["list"]:
                for one in parked.waiting(session):
                    what = (
                        (one.type, one.aggregate, one.version) if one.source else ("not an event", one.queue)
                    )
                    print(one.id, *what, one.park_time.isoformat(), one.error)
            case ["replay", *ids] if len(ids) <= 1:
                found = ids or [one.id for one in parked.waiting(session)]
                for id in found:
                    # Of all, one may be replayed or dropped on the screen at this moment.
                    with _refused_aloud() if ids else suppress(Refusal):
                        usecases.replay(session, caller, subscriber, id, "")
                print(len(found))
            case ["drop", id, *reason] if len(reason) <= 1:
                with _refused_aloud():
                    usecases.drop(session, caller, subscriber, id, *(reason or ["by command"]))
            case _:
                sys.exit("parked list | replay [ID] | drop ID [REASON]")


@contextmanager
def _refused_aloud() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        sys.exit(f"{refusal.reason} {refusal.facts}")


def _held(settings: ServiceSettings) -> None:
    with _database(settings).transaction() as session:
        for gap in inbox.gaps(session):
            missing = f"{gap.reached + 1} to {gap.first_held - 1}"
            waiting = f"{gap.count} held since {gap.time.isoformat()}"
            print(f"{gap.source} {gap.aggregate}: {missing} missing, {waiting}", end="; ")
            print(f"python -m services.{gap.source} republish {gap.aggregate}")


def _compare(settings: ServiceSettings, source: str) -> None:
    from shared import bus

    database = _database(settings)
    relay = bus.Relay(source, database, settings.broker_url.get_secret_value())
    with database.transaction() as session:
        print(f"{relay.state_versions(session)} messages")


def _differing(settings: ServiceSettings) -> None:
    with _database(settings).transaction() as session:
        for one in comparing.differences(session):
            print(f"{one.source} {one.aggregate}: {one.stated} at the source, {one.reached} here", end="; ")
            print(f"python -m services.{one.source} republish {one.aggregate}" if one.is_behind else _RESTORE)


_RESTORE = (
    "ahead of it: restore all databases as of one moment (helm upgrade … --set restore.from=BACKUP), or recover them"
    " yourself and run python -m services.SERVICE restored EPOCH for every service"
)
"""Publishing again has no effect on a subscriber that is ahead: it takes its source's events for repeats."""


def _republish(settings: ServiceSettings, what: str) -> None:
    try:
        since = None if "/" in what else datetime.fromisoformat(what)
    except ValueError:
        sys.exit(f"neither the name of a resource nor an instant: {what}")
    if since and since.tzinfo is None:
        sys.exit(f"an instant needs its offset, such as 2026-11-24T08:00:00+07:00: {what}")
    with _database(settings).transaction() as session:
        count = outbox.republish(session, None if since else what, since)
    print(f"{count} events")


def _begin_epoch(settings: ServiceSettings, number: int) -> None:
    with _database(settings).transaction() as session:
        if number <= (current := epochs.current(session)):
            sys.exit(f"the epoch {current} has begun already")
        epochs.begin(session, number)
        publishes = inspect(session.connection()).has_table("outbox")
        count = outbox.republish(session, None, None) if publishes else 0
    print(f"{count} events")


def _checks(database: Database, broker_url: str) -> dict[str, Check]:
    return {"broker": partial(broker.check, broker_url), **database_checks(database)}


def database_checks(database: Database) -> dict[str, Check]:
    """The checks of a process that needs its database, and a clock that agrees with it."""
    return {"database": database.check, "clock": partial(clocks.check, database)}


def measure(gauge: Gauge, database: Database, number: Callable[[Session], float]) -> None:
    """Gives a gauge a number from the database at each scrape: NaN without an answer within two seconds.

    The work that the number is about may hang, so that work must not set the gauge, and its locks must not delay the
    other metrics of the page.
    """

    def measured() -> float:
        if time.monotonic() < _silent_until.get(database, 0.0):
            return math.nan
        try:
            with database.transaction() as session:
                session.execute(_SHORT)
                return number(session)
        except Unavailable:
            _silent_until[database] = time.monotonic() + _SILENT_SECONDS
        except OperationalError:
            # A lock concerns this number alone.
            pass
        return math.nan

    gauge.set_function(measured)


def _database(settings: ServiceSettings) -> Database:
    return Database(settings.database_url.get_secret_value())
