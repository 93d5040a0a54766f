"""The processes of a service besides `serve`: relay, consume, work, migrate, parked."""

import signal
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from shared import clock, logs, tracing
from shared.config import ServiceSettings, Settings
from shared.db import Database
from shared.metrics import Check, Operations

if TYPE_CHECKING:
    from celery import Celery

    from shared.bus import Subscription


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
    operations = start(settings, f"{source}-relay", {"database": database.check})
    publisher = bus.Relay(source, database, broker_url)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, publisher.stop)
    operations.ready.set()
    publisher.run()


def consume(settings: ServiceSettings, consumer: str, subscriptions: "list[Subscription]") -> None:
    """Handles events until SIGTERM. The process must have patched eventlet in its first line."""
    from shared import bus

    database = _database(settings)
    operations = start(settings, f"{consumer}-consume", {"database": database.check})
    operations.ready.set()
    bus.consume(settings.broker_url.get_secret_value(), database, subscriptions, settings.retry_delays)


def work(settings: ServiceSettings, name: str, app: "Celery") -> None:
    """Runs Celery's worker and its schedule until SIGTERM."""
    from shared import work as celery_work

    operations = start(settings, f"{name}-work", {"database": _database(settings).check})
    operations.ready.set()
    celery_work.run(app)


def migrate(
    settings: ServiceSettings, folder: Path, subscriptions: "list[Subscription] | None" = None
) -> None:
    """Brings the database to the newest version and declares the queues of the service's subscriptions."""
    from shared import migrate as migrations

    migrations.upgrade(folder, settings.database_url.get_secret_value())
    if subscriptions:
        from shared import bus

        bus.declare(settings.broker_url.get_secret_value(), subscriptions, settings.retry_delays)


def parked(settings: ServiceSettings, consumer: str, arguments: list[str]) -> None:
    """`list`, `replay [EVENT]` or `drop EVENT` for the events that the service failed to handle."""
    from shared import bus

    broker_url = settings.broker_url.get_secret_value()
    match arguments:
        case ["list"]:
            with bus.parked(broker_url, consumer) as events:
                for one in events:
                    print(
                        one.event.id,
                        one.event.type,
                        one.event.aggregate,
                        one.event.version,
                        one.parked,
                        one.error,
                    )
        case ["replay"]:
            print(bus.replay(broker_url, consumer))
        case ["replay", event_id]:
            print(bus.replay(broker_url, consumer, uuid.UUID(event_id)))
        case ["drop", event_id]:
            if not bus.drop(broker_url, consumer, _database(settings), uuid.UUID(event_id)):
                sys.exit(f"not parked: {event_id}")
        case _:
            sys.exit("parked list | replay [EVENT] | drop EVENT")


def _database(settings: ServiceSettings) -> Database:
    return Database(settings.database_url.get_secret_value())
