"""Events travel from the outbox to their effect through real processes, a real broker and a real database."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from protobuf.wkt.google.protobuf.empty_pb import Empty
from sqlalchemy import func, insert, select, text

from deploy.local.ports import free_port
from deploy.local.postgres import RunningPostgres
from deploy.local.rabbitmq import RunningRabbitMQ
from shared import bus, outbox
from shared.bus import parking
from shared.db import Database
from shared.testing import Keys, environment
from shared.tests import toy

DELAYS = [0.2, 0.2]


class Toy:
    """A toy service with its own database and virtual host."""

    def __init__(self, database_url: str, broker_url: str) -> None:
        self.broker_url = broker_url
        self.database = Database(database_url)
        self.environment = os.environ | environment(database_url, broker_url, Keys("toy"), "toy")
        self.environment["DONDOC_RETRY_DELAYS"] = str(DELAYS)
        toy.METADATA.create_all(self.database.engine)
        with self.database.transaction() as session:
            session.execute(text(outbox.WAKE_THE_RELAY))
        bus.declare(broker_url, toy.subscriptions(), DELAYS)

    @contextmanager
    def process(self, verb: str) -> Iterator[subprocess.Popen[bytes]]:
        """Runs a process of the toy, and terminates it at the end."""
        listen = {"DONDOC_OPS_LISTEN": f"127.0.0.1:{free_port()}"}
        child = subprocess.Popen(
            [sys.executable, "-m", "shared.tests.toy", verb],
            env=self.environment | listen,
            stdout=subprocess.DEVNULL,
        )
        try:
            yield child
        finally:
            child.terminate()
            child.wait(20)

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
        with bus.parked(self.broker_url, "listener") as events:
            return [(one.event.aggregate, one.event.version) for one in events]


def new_toy(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ) -> Toy:
    name = f"toy{random.getrandbits(40):x}"
    return Toy(postgres.create_database(name), rabbitmq.create_vhost(name))


@pytest.fixture
def toy_service(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ) -> Toy:
    """A toy without processes."""
    return new_toy(postgres, rabbitmq)


@pytest.fixture(scope="module")
def relay_and_consumer(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ) -> Iterator[Toy]:
    """A toy with one process of each kind, for all tests that kill no process."""
    service = new_toy(postgres, rabbitmq)
    with service.process("relay"), service.process("consume"):
        yield service


@pytest.fixture
def running_toy(relay_and_consumer: Toy) -> Toy:
    """The running toy with empty tables."""
    relay_and_consumer.forget()
    return relay_and_consumer


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for a condition; fails when the time is up."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.1)


def test_two_relays_and_two_consumers_keep_the_order_and_handle_events_once(toy_service: Toy) -> None:
    changes = [(f"toy-{number % 7}", number // 7 + 1) for number in range(210)]
    with ExitStack() as running:
        for verb in ("relay", "consume") * 2:
            running.enter_context(toy_service.process(verb))
        toy_service.change(*changes)
        until(lambda: sum(map(len, toy_service.effects().values())) >= len(changes))
    assert toy_service.effects() == {f"toy-{n}": list(range(1, 31)) for n in range(7)}


def test_an_early_event_waits_for_its_predecessor(running_toy: Toy) -> None:
    running_toy.change(("toy", 1), ("toy", 3))
    until(lambda: running_toy.effects() == {"toy": [1]})
    running_toy.change(("toy", 2))
    until(lambda: running_toy.effects() == {"toy": [1, 2, 3]})


def test_a_failing_event_is_parked_and_may_be_replayed_once_its_cause_is_mended(
    running_toy: Toy,
) -> None:
    running_toy.change(("bad", 1), ("good", 1), ("bad", 2), ("good", 2))
    until(lambda: running_toy.parked() == [("bad", 1)])
    assert running_toy.effects() == {"good": [1, 2]}

    with running_toy.database.transaction() as session:
        session.execute(insert(toy.MENDED).values(aggregate="bad"))
    assert bus.replay(running_toy.broker_url, "listener") == 1
    until(lambda: running_toy.effects() == {"good": [1, 2], "bad": [1, 2]})
    assert running_toy.parked() == []


def test_a_parked_event_has_its_error_and_may_be_dropped(running_toy: Toy) -> None:
    running_toy.change(("bad", 1))
    until(lambda: running_toy.parked() == [("bad", 1)])
    until(lambda: parking.count(running_toy.broker_url, "listener") == 1)
    with bus.parked(running_toy.broker_url, "listener") as events:
        assert events[0].error == "RuntimeError: cannot be handled"
        event_id = events[0].event.id
    assert bus.drop(running_toy.broker_url, "listener", running_toy.database, event_id)
    with running_toy.database.transaction() as session:
        session.execute(insert(toy.MENDED).values(aggregate="bad"))
    running_toy.change(("bad", 2))
    until(lambda: running_toy.effects() == {"bad": [2]})
    assert running_toy.parked() == []


def test_a_snapshot_has_an_effect_only_where_earlier_events_are_missing(running_toy: Toy) -> None:
    with running_toy.database.transaction() as session:
        outbox.add(session, "toy.changed", "late", 7, Empty(), snapshot=True)
    running_toy.change(("late", 8))
    with running_toy.database.transaction() as session:
        outbox.add(session, "toy.changed", "late", 8, Empty(), snapshot=True)
    running_toy.change(("late", 9))
    until(lambda: running_toy.effects() == {"late": [7, 8, 9]})


def test_an_outage_of_the_database_does_not_count_as_an_attempt(
    toy_service: Toy, postgres: RunningPostgres
) -> None:
    with toy_service.process("relay"), toy_service.process("consume") as consumer:
        toy_service.change(("toy", 1))
        until(lambda: toy_service.effects() == {"toy": [1]})
        consumer.send_signal(signal.SIGSTOP)
        toy_service.change(("toy", 2))
        until(lambda: toy_service.unpublished() == 0)
        postgres.stop()
        try:
            consumer.send_signal(signal.SIGCONT)
            # Longer than all the delays of further attempts.
            time.sleep(sum(DELAYS) + 3)
            assert toy_service.parked() == []
        finally:
            postgres.start()
        until(lambda: toy_service.effects() == {"toy": [1, 2]})


def test_killed_processes_and_a_restarted_broker_lose_or_repeat_no_effect(
    toy_service: Toy, rabbitmq: RunningRabbitMQ
) -> None:
    changes = [(f"toy-{number % 5}", number // 5 + 1) for number in range(150)]
    with ExitStack() as running:
        relay, consumer, *_ = [
            running.enter_context(toy_service.process(verb)) for verb in ("relay", "consume") * 2
        ]
        toy_service.change(*changes[:50])
        until(lambda: len(toy_service.effects()) > 0)
        relay.send_signal(signal.SIGKILL)
        toy_service.change(*changes[50:100])
        until(lambda: sum(map(len, toy_service.effects().values())) > 50)
        consumer.send_signal(signal.SIGKILL)
        toy_service.change(*changes[100:])
        rabbitmq.restart()
        until(lambda: sum(map(len, toy_service.effects().values())) >= len(changes), 120)
    assert toy_service.effects() == {f"toy-{n}": list(range(1, 31)) for n in range(5)}


def test_an_uncommitted_event_is_not_published(toy_service: Toy) -> None:
    def fail_after_the_event() -> None:
        with toy_service.database.transaction() as session:
            toy.change(session, "toy", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_the_event()
    with toy_service.database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM outbox")) == 0
