"""A number of the database that cannot be had at once holds up no other metric."""

import math
import socket
import time

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import text

from deploy.local.postgres import RunningPostgres
from shared.db import Database
from shared.process import measure


def test_a_table_that_is_locked_gives_no_number_instead_of_no_answer(postgres: RunningPostgres) -> None:
    database, registry = Database(postgres.create_database("measured")), CollectorRegistry()
    with database.transaction() as session:
        session.execute(text("CREATE TABLE events AS SELECT 7 AS number"))
    gauge = Gauge("events", "Events", registry=registry)
    measure(gauge, database, lambda session: float(session.scalars(text("SELECT number FROM events")).one()))
    assert registry.get_sample_value("events") == 7
    with database.transaction() as session:
        session.execute(text("LOCK TABLE events"))
        began = time.monotonic()
        number = registry.get_sample_value("events")
        assert time.monotonic() - began < 9, "a scrape gives up after ten seconds"
    assert number is not None
    assert math.isnan(number)
    assert registry.get_sample_value("events") == 7
    database.engine.dispose()


def test_a_database_that_is_silent_is_waited_for_once() -> None:
    registry = CollectorRegistry()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql://dondoc:x@127.0.0.1:{silent.getsockname()[1]}/dondoc")
        for number in range(3):
            measure(Gauge(f"events_{number}", "Events", registry=registry), database, lambda _: 1)
        began = time.monotonic()
        numbers = [sample.value for metric in registry.collect() for sample in metric.samples]
        assert time.monotonic() - began < 9, "a scrape gives up after ten seconds"
    assert len(numbers) == 3
    assert all(map(math.isnan, numbers))
