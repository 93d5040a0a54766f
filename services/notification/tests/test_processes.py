"""The processes with a real broker: events go in, e-mails and urgings come out, even if processes are killed."""

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from kombu import Connection, Exchange, Producer
from sqlalchemy import Table, func, select

from deploy.local.ports import free_port
from deploy.local.postgres import RunningPostgres
from deploy.local.rabbitmq import RunningRabbitMQ
from services.notification.__main__ import MIGRATIONS
from services.notification.events import SUBSCRIPTIONS
from services.notification.tables import POSITIONS
from services.notification.tests.mailbox import Mailbox
from services.notification.tests.province import PEOPLE, Province, Situation, State
from shared import bus, clock
from shared.db import Database
from shared.event import Event
from shared.testing import Keys, environment, migrated

TASK_SERVICE = bus.Subscription("task", "notification", {}, frozenset())
RETRY_DELAYS = [0.5, 1, 5, *[10] * 9]
VERBS = ("consume", "work", "relay")


class Running:
    """The service with its own database and virtual host."""

    def __init__(self, database_url: str, broker_url: str, mailbox: Mailbox, folder: Path) -> None:
        self.broker_url = broker_url
        self.clock_file = folder / "clock"
        own = environment(database_url, broker_url, Keys())
        fast = {
            "DONDOC_REMIND_SECONDS": "0.5",
            "DONDOC_REMIND_SETTLE_SECONDS": "3",
            "DONDOC_MAIL_SECONDS": "0.5",
            "DONDOC_RETRY_DELAYS": str(RETRY_DELAYS),
        }
        moved = {"DONDOC_CLOCK_FILE": str(self.clock_file)}
        self.environment = os.environ | own | fast | moved | mailbox.environment()
        bus.declare(broker_url, [TASK_SERVICE], [])
        self.database = Database(database_url)
        self.province = Province(self.database)
        self.province.handle = self.publish  # type: ignore[method-assign]

    @staticmethod
    def command(*verb: str) -> list[str]:
        return [sys.executable, "-m", "services.notification", *verb]

    def declare(self) -> None:
        """Declares the queues."""
        bus.declare(self.broker_url, SUBSCRIPTIONS, RETRY_DELAYS)

    def migrate(self) -> None:
        """Declares the queues with the process that also makes the tables."""
        subprocess.run(self.command("migrate"), env=self.environment, check=True, stdout=subprocess.DEVNULL)

    @contextmanager
    def processes(self, *verbs: str) -> Iterator[list[subprocess.Popen[bytes]]]:
        """Runs processes that must end after SIGTERM, all at the same time."""
        children = [self._start(verb) for verb in verbs]
        try:
            yield children
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(90)

    def _start(self, verb: str) -> subprocess.Popen[bytes]:
        self.operations = f"127.0.0.1:{free_port()}"
        variables = self.environment | {"DONDOC_OPS_LISTEN": self.operations}
        return subprocess.Popen(self.command(verb), env=variables, stdout=subprocess.DEVNULL)

    def publish(self, event: Event) -> None:
        """Publishes an event like the relay of its service."""
        headers = {
            "event-id": str(event.id),
            "source": event.source,
            "type": event.type,
            "aggregate": event.aggregate,
            "version": event.version,
            "snapshot": event.snapshot,
            "time": event.time.isoformat(),
            "epoch": event.epoch,
        }
        with Connection(self.broker_url) as connection:
            exchange = Exchange(f"{event.source}.events", type="topic", durable=True)
            Producer(connection.default_channel, exchange).publish(
                event.payload,
                routing_key=event.type,
                headers=headers,
                content_type="application/data",
                content_encoding="binary",
                delivery_mode=2,
            )

    def count(self, table: Table) -> int:
        """The number of rows in a table."""
        with self.database.transaction() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def announced(self) -> int:
        """The number of urgings on the bus."""
        with Connection(self.broker_url) as connection:
            queue: Any = TASK_SERVICE.queue(connection.default_channel).queue_declare(passive=True)
            return int(queue.message_count)


@pytest.fixture
def running(
    postgres: RunningPostgres, rabbitmq: RunningRabbitMQ, mailbox: Mailbox, tmp_path: Path
) -> Iterator[Running]:
    """The service without processes; its tables exist, its queues are not declared yet."""
    with migrated(postgres, MIGRATIONS) as url:
        running = Running(url, rabbitmq.create_vhost(f"n{uuid.uuid4().hex[:12]}"), mailbox, tmp_path)
        yield running
        running.database.engine.dispose()


def until(holds: Callable[[], bool], seconds: float = 120) -> None:
    """Waits until a condition holds; fails if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "the condition did not hold in time"
        time.sleep(0.1)


def test_events_become_notifications_e_mails_and_urgings(running: Running, mailbox: Mailbox) -> None:
    due = clock.today()
    situation = Situation(state=State.IN_PROGRESS, due=due, holder=("nghiep-vu-y", "can-bo"))
    running.migrate()
    with running.processes(*VERBS):
        # The events of the units and people arrive after the event of the task that names them.
        running.publish(running.province.step("task.delegated", situation, "van-thu"))
        running.province.settle()
        until(lambda: mailbox.receivers("Ông/bà được giao xử lý") == ["can-bo"])
        until(lambda: mailbox.receivers("Nhắc việc ngày") == ["can-bo", "truong-phong"])
        running.clock_file.write_text("1")
        until(lambda: mailbox.receivers("Đôn đốc") == ["can-bo", "giam-doc", "truong-phong"])
        until(lambda: running.announced() == 1)
    assert running.province.notified("REMINDER_OVERDUE_FIRST") == ["can-bo", "giam-doc", "truong-phong"]


def test_everyone_is_notified_exactly_once_although_processes_are_killed(
    running: Running, mailbox: Mailbox
) -> None:
    count = 20
    situation = Situation(state=State.ISSUED, due=clock.today())
    running.declare()
    # This process handles these events, not a process of the service.
    Province(running.database).settle()
    with running.processes(*VERBS, *VERBS) as children:
        for quarter in range(4):
            for number in range(quarter * count // 4, (quarter + 1) * count // 4):
                issued = replace(situation, name=f"tasks/n{number}")
                running.publish(running.province.step("task.issued", issued))
            if quarter < 3:
                wanted = quarter * count // 4
                until(lambda wanted=wanted: len(mailbox.receivers("Nhiệm vụ mới")) > wanted)  # type: ignore[misc]
                children[quarter].send_signal(signal.SIGKILL)
        until(lambda: len(running.province.notified("TASK_ISSUED")) == 2 * count)
        until(lambda: set(running.province.emails()) == {"SENT"})
        running.clock_file.write_text("1")
        until(lambda: running.announced() == count)
    assert (
        len({mail["Message-ID"] for mail in mailbox.mails if "Nhiệm vụ mới" in mail["Subject"]}) == 2 * count
    )
    assert len(running.province.notified("REMINDER_OVERDUE_FIRST")) == 2 * count
    assert len(set(running.province.urgings())) == count


def test_nobody_is_urged_while_events_wait(running: Running, mailbox: Mailbox) -> None:
    due = clock.today() + timedelta(days=1)
    situation = Situation(state=State.IN_PROGRESS, due=due, holder=("nghiep-vu-y", "can-bo"))
    running.declare()
    with running.processes("consume"):
        running.province.settle()
        until(lambda: running.count(POSITIONS) == len(PEOPLE))
        running.publish(running.province.step("task.delegated", situation, "van-thu"))
        until(lambda: running.province.notified() == ["can-bo"])
    submitted = replace(situation, state=State.SUBMITTED, asked=["theo-doi"])
    running.publish(running.province.step("task.submitted", submitted, "giam-doc"))
    running.clock_file.write_text("2")
    with running.processes("work"):
        until(lambda: len(mailbox.mails) == 1)
        metrics = f"http://{running.operations}/metrics"
        until(lambda: b"notification_emails_waiting 0.0" in urlopen(metrics).read())
        # No sweep runs meanwhile, so none must be needed to count what waits.
        waiting = re.search(rb"^notification_reminders_waiting (\S+)", urlopen(metrics).read(), re.MULTILINE)
        assert waiting is not None
        assert float(waiting[1]) > 0
        with running.processes("consume"):
            until(lambda: "theo-doi" in running.province.notified())
            until(lambda: len(mailbox.mails) == 2)
    assert running.province.notified() == ["can-bo", "theo-doi"]


def test_a_wrong_verb_is_refused_with_a_list_of_verbs(running: Running) -> None:
    done = subprocess.run(running.command("dance"), env=running.environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "serve | relay | consume | work | migrate" in done.stderr
