"""The real processes on a real broker: events of identity, months of a province, and an orderly end of each process."""

from __future__ import annotations

import csv
import os
import random
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from kombu import Connection, Consumer, Exchange, Queue
from protobuf import Message
from sqlalchemy import func, select

from deploy.local.ports import free_port
from deploy.local.postgres import RunningPostgres
from deploy.local.rabbitmq import RunningRabbitMQ
from dondoc_api.dondoc.identity.v1 import identity_events_pb
from dondoc_api.dondoc.identity.v1.identity_service_pb import Role
from services.task import seed
from services.task.tables import STEPS, TALLIES, units
from services.task.tables.schema import OUTBOX
from shared import clock, testing, yamls
from shared.db import Database
from shared.testing import Keys

from . import conftest
from .conftest import MIGRATIONS

PROCESSES = ("serve", "relay", "consume", "work")


@pytest.fixture
def environment(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ, keys: Keys) -> Iterator[dict[str, str]]:
    """The environment of the service, on a migrated database."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        broker_url = rabbitmq.create_vhost(f"task{random.getrandbits(40):x}")
        variables = os.environ | conftest.environment(url, keys, broker_url=broker_url)
        variables |= {"DONDOC_SWEEP_SECONDS": "0.5", "DONDOC_GRPC_LISTEN": f"127.0.0.1:{free_port()}"}
        yield variables


def run(variables: dict[str, str], *arguments: str) -> str:
    """Runs one process to its end, and returns its output."""
    command = [sys.executable, "-m", "services.task", *arguments]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def started(variables: dict[str, str], *verbs: str) -> Iterator[list[str]]:
    """Starts processes, yields the addresses of their readiness, and expects an orderly end of each after SIGTERM."""
    pages, children = [], []
    try:
        for verb in verbs:
            listen = f"127.0.0.1:{free_port()}"
            pages.append(f"http://{listen}/readyz")
            command = [sys.executable, "-m", "services.task", verb]
            address = {"DONDOC_OPS_LISTEN": listen}
            children.append(subprocess.Popen(command, env=variables | address, stdout=subprocess.DEVNULL))
        yield pages
    finally:
        for child in children:
            child.terminate()
        assert [child.wait(40) for child in children] == [0] * len(children)


@contextmanager
def running(variables: dict[str, str], *verbs: str) -> Iterator[None]:
    """Starts processes and waits until each is ready."""
    with started(variables, *verbs) as pages:
        eventually(lambda: all(readiness(page) == "ok" for page in pages))
        yield


def readiness(page: str) -> str:
    """What a process says about itself, empty before it answers."""
    try:
        return httpx.get(page, timeout=5).text
    except httpx.HTTPError:
        return ""


def eventually(holds: Callable[[], bool]) -> None:
    """Waits until a condition holds; publishing takes a busy machine more than a minute."""
    end = time.monotonic() + 180
    while not holds():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.1)


def publish(broker: Connection, type: str, aggregate: str, message: Message) -> None:
    """Publishes an event as identity's relay does."""
    headers = {
        "event-id": str(uuid.uuid4()),
        "source": "identity",
        "type": type,
        "aggregate": aggregate,
        "version": 1,
        "snapshot": False,
        "time": clock.now().isoformat(),
        "epoch": 0,
        "published": time.time(),
    }
    broker.Producer(broker.default_channel).publish(
        message.to_binary(),
        exchange="identity.events",
        routing_key=type,
        headers=headers,
        content_type="application/data",
        content_encoding="binary",
    )


def publish_people(broker: Connection) -> None:
    """Publishes the events of identity about the people of the demo province."""
    people = yamls.read(seed.PROVINCE / "people.yaml")["people"]
    for one in people:
        name = f"people/{one['id']}"
        person = identity_events_pb.PersonChanged(person=name, display_name=one["display_name"])
        publish(broker, "person.changed", name, person)
        held = one["positions"][0]
        position = identity_events_pb.PositionChanged(
            position=f"units/{held['unit']}/positions/{one['id']}",
            person=name,
            role=Role[held["role"]],
            unit=f"units/{held['unit']}",
            start_date="2021-07-01",
        )
        publish(broker, "position.changed", position.position, position)


def count(database: Database, table: Any, *where: Any) -> int:
    with database.transaction() as session:
        return session.scalars(select(func.count()).select_from(table).where(*where)).one()


@pytest.fixture
def months(tmp_path: Path) -> Path:
    """The demo province with the first tasks of its year: the tests of the whole system enter and publish all of it."""
    folder = shutil.copytree(seed.PROVINCE, tmp_path / "province")
    with (folder / "tasks.csv").open(encoding="utf-8", newline="") as lines:
        head, *rows = list(csv.reader(lines))
    parent = head.index("parent")
    with (folder / "tasks.csv").open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([head, *[row for row in rows[:80] if not row[parent]]])
    return folder


def test_the_real_processes_enter_and_publish_the_months_of_a_province(
    environment: dict[str, str], months: Path
) -> None:
    database = Database(environment["DONDOC_DATABASE_URL"])
    broker_url = environment["DONDOC_BROKER_URL"]
    # Besides the migrations, which are done, `migrate` declares the queues.
    run(environment, "migrate")
    queue = Queue("listener", Exchange("task.events", type="topic", durable=True), routing_key="#")
    with Connection(broker_url) as connection:
        queue(connection.default_channel).declare()
        # Entering and publishing both take long: they run at the same time.
        with running(environment, "consume", "relay"):
            publish_people(connection)
            # Moved dates may make a few steps impossible: `test_seed.py` limits how many.
            assert f"{count_of(months)} entered" in run(environment, "seed", str(months))
            assert run(environment, "seed", str(months)) == "tasks: none is missing\n"
            eventually(lambda: count(database, OUTBOX, OUTBOX.c.publish_time.is_(None)) == 0)
        versions = drain(connection, queue)
    with database.transaction() as session:
        assert units.positions(session)
    steps = count(database, STEPS)
    assert sum(len(each) for each in versions.values()) == steps
    assert all(each == list(range(1, len(each) + 1)) for each in versions.values())
    database.engine.dispose()


def count_of(folder: Path) -> int:
    return len(seed.read(folder, clock.today()).tasks)


def drain(connection: Connection, queue: Queue) -> dict[str, list[int]]:
    """The versions of each task's events, in the order of arrival."""
    versions: dict[str, list[int]] = {}

    def collect(_: object, message: Any) -> None:
        versions.setdefault(message.headers["aggregate"], []).append(message.headers["version"])

    declared: Any = queue(connection.default_channel).queue_declare(passive=True)
    with Consumer(connection, queues=[queue], on_message=lambda m: collect(None, m), no_ack=True):
        while sum(map(len, versions.values())) < declared.message_count:
            connection.drain_events(timeout=20)
    return versions


def test_the_service_becomes_ready_and_sweeps_on_its_schedule(environment: dict[str, str]) -> None:
    database = Database(environment["DONDOC_DATABASE_URL"])
    with database.transaction() as session:
        rows = [
            {"scope": "all", "state": "ISSUED", "settled": "", "never_reported": True, "n": 1}
            for _ in range(9)
        ]
        session.execute(TALLIES.insert(), rows)
    with running(environment, "serve", "work"):
        eventually(lambda: count(database, TALLIES) == 1)
    database.engine.dispose()


def test_a_process_whose_clock_is_wrong_is_not_ready(environment: dict[str, str]) -> None:
    with started(environment | testing.CLOCK_AHEAD, "serve") as (page,):
        eventually(lambda: readiness(page) == "clock: WrongClockError")


def test_an_unknown_verb_is_refused_with_the_known_verbs(database_url: str, keys: Keys) -> None:
    command = [sys.executable, "-m", "services.task", "dance"]
    variables = os.environ | conftest.environment(database_url, keys)
    ended = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert all(verb in ended.stderr for verb in PROCESSES)
