"""A toy service and its processes, for the tests of the shared code."""

import os
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from kombu import Connection
from sqlalchemy import func, select, text

from deploy.local.ports import free_port
from deploy.local.postgres import RunningPostgres
from deploy.local.rabbitmq import RunningRabbitMQ
from shared import bus, outbox, parked
from shared.db import Database
from shared.operations import usecases
from shared.operations.usecases import Subscriber
from shared.parked import Parked
from shared.principal import Principal
from shared.testing import Keys, environment
from shared.tests import toy

DELAYS = [0.2, 0.2]
OPERATOR = Principal("operator", person="people/operator")
LISTENER = Subscriber("listener", lambda _: "")


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for a condition; fails when the time is up."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.1)


class Toy:
    """A toy service with its own database and virtual host."""

    def __init__(self, database_url: str, broker_url: str) -> None:
        self.broker_url = broker_url
        self.database = Database(database_url)
        self.environment = os.environ | environment(database_url, broker_url, Keys())
        self.environment["DONDOC_RETRY_DELAYS"] = str(DELAYS)
        self.operations: dict[str, str] = {}
        toy.METADATA.create_all(self.database.engine)
        with self.database.transaction() as session:
            session.execute(text(outbox.WAKE_THE_RELAY))
        bus.declare(broker_url, toy.subscriptions(), DELAYS)

    @contextmanager
    def process(self, verb: str) -> Iterator[subprocess.Popen[bytes]]:
        """Runs a process of the toy, and terminates it at the end."""
        port = free_port()
        self.operations[verb] = f"http://127.0.0.1:{port}"
        child = subprocess.Popen(
            [sys.executable, "-m", "shared.tests.toy", verb],
            env=self.environment | {"DONDOC_OPS_LISTEN": f"127.0.0.1:{port}"},
        )
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(20)
            finally:
                child.kill()

    def status(self, verb: str, page: str) -> int:
        """What the process answers to a probe within five seconds; 0 if nothing."""
        try:
            return httpx.get(f"{self.operations[verb]}/{page}", timeout=5).status_code
        except httpx.HTTPError:
            return 0

    def metric(self, verb: str, name: str) -> float:
        """A number that the process exposes."""
        until(lambda: self.status(verb, "livez") == 200)
        text = httpx.get(f"{self.operations[verb]}/metrics", timeout=10).text
        return float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE)[1])  # type: ignore[index]

    def publish(self, body: object, **properties: Any) -> None:
        """Puts any message into the listener's queue."""
        with Connection(self.broker_url) as connection:
            queue = toy.subscriptions()[0].queue.name
            connection.Producer().publish(body, routing_key=queue, **properties)

    def forget(self) -> None:
        """Empties all tables."""
        names = ", ".join(table.name for table in toy.METADATA.sorted_tables)
        with self.database.transaction() as session:
            session.execute(text(f"TRUNCATE {names}"))

    def change(self, *changes: tuple[str, int]) -> None:
        """Commits a change for each aggregate and version."""
        for aggregate, version in changes:
            with self.database.transaction() as session:
                toy.change(session, aggregate, version)

    def effects(self) -> dict[str, list[int]]:
        """The versions of each aggregate, in the order in which they took effect."""
        found: dict[str, list[int]] = defaultdict(list)
        with self.database.transaction() as session:
            for aggregate, version in session.execute(
                select(toy.EFFECTS.c.aggregate, toy.EFFECTS.c.version).order_by(toy.EFFECTS.c.id)
            ):
                found[aggregate].append(version)
        return found

    def unpublished(self) -> int:
        """The number of events that the relay has not published yet."""
        with self.database.transaction() as session:
            query = (
                select(func.count()).select_from(outbox.OUTBOX).where(outbox.OUTBOX.c.publish_time.is_(None))
            )
            return session.scalars(query).one()

    def parked(self) -> list[tuple[str, int]]:
        """The aggregates and versions of the parked events."""
        return [(one.aggregate, one.version) for one in self.messages() if one.source]

    def messages(self) -> list[Parked]:
        """Everything that is parked."""
        with self.database.transaction() as session:
            return parked.waiting(session)

    def replay(self, id: str) -> None:
        """Replays what is parked under this id."""
        with self.database.transaction() as session:
            usecases.replay(session, OPERATOR, LISTENER, id, "mended")

    def drop(self, id: str) -> None:
        """Drops what is parked under this id."""
        with self.database.transaction() as session:
            usecases.drop(session, OPERATOR, LISTENER, id, "of no use")


def new_toy(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ) -> Toy:
    name = f"toy{random.getrandbits(40):x}"
    return Toy(postgres.create_database(name), rabbitmq.create_vhost(name))
