"""The real processes: events through a real broker, and a rebuild while the service runs."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from kombu import Connection
from sqlalchemy import text

from deploy.local.ports import free_port
from deploy.local.postgres import RunningPostgres
from deploy.local.rabbitmq import RunningRabbitMQ
from services.reporting.events import SUBSCRIPTIONS
from services.reporting.model.query import Cohort, Query
from services.reporting.tests.lives import Life, day, province
from services.reporting.tests.test_statistics import AT, CHAIRMAN
from services.reporting.usecases import reading
from shared import bus, testing
from shared.db import Database
from shared.event import Event, headers_of

TASKS = 60


@pytest.fixture(scope="module")
def url(postgres: RunningPostgres) -> Iterator[str]:
    """An empty database, which `migrate` and `consume` fill."""
    with postgres.copy_of("empty", lambda url: None) as url:
        yield url


@pytest.fixture(scope="module")
def service(url, rabbitmq: RunningRabbitMQ, keys) -> dict[str, str]:
    """The environment of the service, once its database is migrated and its queues exist."""
    broker_url = rabbitmq.create_vhost(f"reporting{random.getrandbits(40):x}")
    variables = os.environ | testing.environment(url, broker_url, keys)
    run(variables, "migrate")
    return variables


def run(variables: dict[str, str], *arguments: str) -> str:
    """Runs one process of the service and returns its output."""
    command = [sys.executable, "-m", "services.reporting", *arguments]
    return subprocess.run(command, env=variables, check=True, capture_output=True, text=True).stdout


@contextmanager
def consuming(variables: dict[str, str]) -> Iterator[None]:
    """Runs a consumer, which must end after SIGTERM."""
    listen = {"DONDOC_OPS_LISTEN": f"127.0.0.1:{free_port()}"}
    command = [sys.executable, "-m", "services.reporting", "consume"]
    child = subprocess.Popen(command, env=variables | listen, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        child.terminate()
        assert child.wait(30) == 0


def publish(broker_url: str, *events: Event) -> None:
    """Publishes events like a relay."""
    with Connection(broker_url) as connection:
        producer = connection.Producer()
        for one in events:
            producer.publish(
                one.payload,
                exchange=f"{one.source}.events",
                routing_key=one.type,
                headers=headers_of(one),
                content_type=bus.BINARY["content_type"],
                content_encoding=bus.BINARY["content_encoding"],
            )


def stored(database: Database) -> int:
    """The number of stored events."""
    with database.transaction() as session:
        return int(session.scalars(text("SELECT count(*) FROM stored_events")).one())


def eventually(holds: Callable[[], bool]) -> None:
    """Waits until a condition holds."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "the condition did not hold in time"
        time.sleep(0.1)


def test_a_rebuild_while_the_service_runs_loses_no_event_and_changes_no_number(service, url):
    broker_url, database = service["DONDOC_BROKER_URL"], Database(url)
    lives = [Life(f"tasks/{number}") for number in range(TASKS)]
    for life in lives:
        life.issued(day(1), day(9))
    units = province()
    with consuming(service), consuming(service):
        publish(broker_url, *units, *(life.events[0] for life in lives))
        eventually(lambda: stored(database) == len(units) + TASKS)
        publish(broker_url, *(life.issued(day(2), day(20)) for life in lives))
        output = run(service, "rebuild")
        publish(broker_url, *(life.issued(day(3), day(5)) for life in lives))
        eventually(lambda: stored(database) == len(units) + 3 * TASKS)

    assert [line.split(": ")[0] for line in output.splitlines()] == [
        *("task_facts", "units", "people", "directives")
    ]
    assert all(line.endswith("as before") and "not" not in line for line in output.splitlines())
    query = Query(day(5), day(0), day(365), Cohort.TO_BE_DONE_IN_PERIOD)
    with database.transaction() as session:
        total = reading.statistics(session.connection(), CHAIRMAN, query, AT).total
    assert (total.total, total.open_in_time) == (TASKS, TASKS)
    assert run(service, "rebuild").count("as before") == 4
    database.engine.dispose()


def test_the_migration_declares_a_queue_for_every_source(service):
    with Connection(service["DONDOC_BROKER_URL"]) as connection:
        for subscription in SUBSCRIPTIONS:
            subscription.queue(connection.default_channel).queue_declare(passive=True)


def test_an_unknown_command_is_refused_with_a_list_of_commands(service):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        run(service, "relay")
    assert "rebuild" in refused.value.stderr
