"""The table of faults that one machine can have. To add one, write a generator: make the fault, `yield`, end it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import subprocess
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kombu
import psutil
import psycopg
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.system import System
from services.notification.tests.mailbox import OK, Mailbox
from shared import clock
from shared.bus.queues import BINARY
from shared.event import Event, headers_of
from tests.chaos import recount


class MailRelay(Mailbox):
    """A mail relay that may be slow, refuse or lose its answer, and remembers when each delivery arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[tuple[str, float]] = []
        self.unanswered: set[str] = set()
        self.seconds = 0.0
        self.loses_answer = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.seconds)
        answer = await super().handle_DATA(server, session, envelope)
        if answer == OK:
            delivery = str(self.mails[-1]["Message-ID"]).strip("<>").partition("@")[0]
            self.arrived.append((delivery, time.time()))
            if self.loses_answer:
                self.unanswered.add(delivery)
                assert server.transport is not None
                server.transport.close()
        return answer


@dataclass
class Scene:
    """The system that faults are made on. `counts` has what they did, such as messages purged."""

    system: System
    relay: MailRelay
    subscriptions: Sequence[tuple[str, str]]
    counts: Counter[str]

    def processes(self, service: str = "", verb: str = "") -> list[str]:
        """The names of our processes, all or those of one kind."""
        return [
            process.name
            for process in self.system.plan.processes()
            if service in ("", process.service) and verb in ("", process.verb)
        ]


Make = Callable[[Scene, random.Random], Iterator[str | None]]
"""Makes a fault, yields the name of the process or table that it hits if only one is hit, and ends the fault."""


@dataclass(frozen=True)
class Fault:
    """A kind of fault. Two with the same target are never made at the same time; `seconds` is how long it lasts."""

    make: Callable[[Scene, random.Random], AbstractContextManager[str | None]]
    target: str
    seconds: tuple[float, float]
    weight: int


@dataclass(frozen=True)
class MadeFault:
    """A fault that was made, in seconds since 1970; `hit` names the process or table if only one was hit."""

    name: str
    hit: str
    begin: float
    end: float


FAULTS: dict[str, Fault] = {}


def fault(target: str, seconds: tuple[float, float] = (0, 0), weight: int = 2) -> Callable[[Make], Make]:
    """Puts a fault into the table under the name of its function."""

    def add(make: Make) -> Make:
        FAULTS[make.__name__] = Fault(contextmanager(make), target, seconds, weight)
        return make

    return add


@contextmanager
def hanging(*pids: int) -> Iterator[None]:
    """Processes and their children do nothing for a while (SIGSTOP)."""
    found: list[psutil.Process] = []
    for pid in filter(None, pids):
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            found += [process, *process.children(recursive=True)]
    _signal(found, signal.SIGSTOP)
    try:
        yield
    finally:
        _signal(found, signal.SIGCONT)


def _signal(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        # psutil compares the start time, so that no stranger with the same id is hit.
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


@fault("process", weight=12)
def killed_process(scene: Scene, chance: random.Random) -> Iterator[str]:
    name = chance.choice(scene.processes())
    scene.system.kill(name)
    yield name


@fault("hung process", (5, 70), weight=4)
def hung_process(scene: Scene, chance: random.Random) -> Iterator[str]:
    name = chance.choice([name for name in scene.processes() if name != "gateway-serve"])
    with hanging(scene.system.pid(name)):
        yield name


@fault("stopped service", (5, 40))
def stopped_service(scene: Scene, chance: random.Random) -> Iterator[str]:
    """All processes of one kind of a service are away."""
    one = chance.choice(scene.system.plan.processes())
    with _stopped(scene, "dondoc", *scene.processes(one.service, one.verb)):
        yield f"{one.service}-{one.verb}"


@contextmanager
def _stopped(scene: Scene, group: str, *names: str) -> Iterator[None]:
    for name in names:
        scene.system.supervisor.stop(group, name)
    try:
        yield
    finally:
        for name in names:
            scene.system.supervisor.start(group, name)


@fault("broker")
def killed_broker(scene: Scene, chance: random.Random) -> Iterator[None]:
    scene.system.kill("rabbitmq")
    yield
    _wait_for_broker(scene)


@fault("broker")
def restarted_broker(scene: Scene, chance: random.Random) -> Iterator[None]:
    scene.system.restart("rabbitmq")
    yield
    _wait_for_broker(scene)


def _wait_for_broker(scene: Scene) -> None:
    time.sleep(1)
    recount.until(scene.system.wiring.node.ready, 120, "the broker answers")


@fault("broker", (5, 40))
def hung_broker(scene: Scene, chance: random.Random) -> Iterator[None]:
    with hanging(scene.system.pid("rabbitmq")):
        yield


@fault("broker", (10, 45))
def broker_without_memory(scene: Scene, chance: random.Random) -> Iterator[None]:
    with memory_alarm(scene.system):
        yield


@contextmanager
def memory_alarm(system: System) -> Iterator[None]:
    """The broker's memory alarm, which blocks every publisher."""
    system.wiring.node.control("set_vm_memory_high_watermark", "0")
    try:
        yield
    finally:
        system.wiring.node.control("set_vm_memory_high_watermark", "0.6")


@fault("broker", (6, 12), weight=4)
def purged_queue(scene: Scene, chance: random.Random) -> Iterator[None]:
    """Events are lost for good. Their subscriber is away meanwhile, so that some wait."""
    consumer, source = chance.choice([each for each in scene.subscriptions if each[1] != "identity"])
    with _stopped(scene, "dondoc", *scene.processes(consumer, "consume")):
        yield
        with kombu.Connection(scene.system.wiring.node.url) as connection:
            channel: Any = connection.default_channel
            scene.counts["messages purged"] += channel.queue_purge(f"{consumer}.{source}") or 0


@fault("broker")
def poison(scene: Scene, chance: random.Random) -> Iterator[None]:
    """Messages that are no events, of an unknown type and of a foreign source."""
    consumer, source = chance.choice(scene.subscriptions)
    unknown = Event(uuid.uuid4(), source, f"{source}.lost", f"{source}s/x", 1, False, clock.now(), b"", {})
    foreign = Event(uuid.uuid4(), "nobody", "x.lost", "x/y", 1, False, clock.now(), b"", {})
    with kombu.Connection(scene.system.wiring.node.url) as connection:
        producer: Any = connection.Producer()
        for headers in ({}, headers_of(unknown), headers_of(foreign)):
            producer.publish(b"\x00rubbish", routing_key=f"{consumer}.{source}", headers=headers, **BINARY)
            scene.counts["poisonous messages"] += 1
    yield


@fault("database")
def killed_database(scene: Scene, chance: random.Random) -> Iterator[None]:
    scene.system.kill("postgres")
    yield
    _wait_for_database(scene)


@fault("database")
def restarted_database(scene: Scene, chance: random.Random) -> Iterator[None]:
    scene.system.restart("postgres")
    yield
    _wait_for_database(scene)


def _wait_for_database(scene: Scene) -> None:
    time.sleep(1)
    recount.until(scene.system.wiring.cluster.ready, 120, "the database answers")


@fault("database", (5, 45))
def hung_database(scene: Scene, chance: random.Random) -> Iterator[None]:
    with hanging(scene.system.pid("postgres")):
        yield


@fault("lock", (35, 75))
def locked_table(scene: Scene, chance: random.Random) -> Iterator[str]:
    """Someone holds a lock for longer than a statement may take."""
    service, table = chance.choice(
        [
            *(("task", "tasks"), ("task", "outbox"), ("notification", "notifications")),
            *(("notification", "deliveries"), ("reporting", "task_facts"), ("reporting", "inbox")),
            *(("identity", "people"), ("document", "files"), ("gateway", "sessions")),
        ]
    )
    connection = _locked(scene.system.wiring.database_url(service), table)
    scene.counts[f"locked {service}.{table}"] += connection is not None
    yield f"{service}.{table}"
    if connection:
        connection.close()


def _locked(url: str, table: str) -> psycopg.Connection | None:
    """A connection that holds the lock; None if the database is away. It may be killed meanwhile."""
    try:
        connection = psycopg.connect(url, connect_timeout=5, options="-c lock_timeout=20s")
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    except psycopg.OperationalError:
        return None
    return connection


@fault("keycloak", (5, 40), weight=1)
def keycloak_away(scene: Scene, chance: random.Random) -> Iterator[None]:
    with _stopped(scene, "parts", "keycloak"):
        yield


@fault("keycloak", (5, 40))
def hung_keycloak(scene: Scene, chance: random.Random) -> Iterator[None]:
    with hanging(scene.system.pid("keycloak")):
        yield


@fault("storage", (5, 40))
def storage_gone(scene: Scene, chance: random.Random) -> Iterator[None]:
    yield from _storage_away(scene, lambda folder: None)


@fault("storage", (5, 40))
def storage_empty(scene: Scene, chance: random.Random) -> Iterator[None]:
    """The volume is not mounted."""
    yield from _storage_away(scene, Path.mkdir)


@fault("storage", (5, 40))
def storage_refuses(scene: Scene, chance: random.Random) -> Iterator[None]:
    """Nothing can be written or read, as if the volume were broken."""
    yield from _storage_away(scene, Path.touch)


def _storage_away(scene: Scene, instead: Callable[[Path], object]) -> Iterator[None]:
    folder = scene.system.plan.folder / "files"
    away = folder.with_name("files.away")
    folder.rename(away)
    instead(folder)
    try:
        yield
    finally:
        if folder.exists():
            folder.rename(folder.with_name(f"files.instead.{uuid.uuid4()}"))
        away.rename(folder)


@fault("storage", (5, 40))
def storage_read_only(scene: Scene, chance: random.Random) -> Iterator[None]:
    """Needs the right to mount; without it nothing happens."""
    folder = str(scene.system.plan.folder / "files")
    if _succeeds("mount", "--bind", folder, folder):
        scene.counts["storage read-only"] += _succeeds("mount", "-o", "remount,bind,ro", folder)
        try:
            yield
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    else:
        yield


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@fault("relay", (5, 60))
def relay_closed(scene: Scene, chance: random.Random) -> Iterator[None]:
    scene.relay.close()
    try:
        yield
    finally:
        scene.relay.open()


@fault("relay", (20, 60))
def relay_slow(scene: Scene, chance: random.Random) -> Iterator[None]:
    yield from _relay(scene, seconds=chance.choice([3, 40]))


@fault("relay", (5, 40))
def relay_refuses_for_now(scene: Scene, chance: random.Random) -> Iterator[None]:
    yield from _relay(scene, refusal="451 4.3.0 try again later")


@fault("relay", (5, 40))
def relay_refuses(scene: Scene, chance: random.Random) -> Iterator[None]:
    """For good: the e-mails are given up, until `resend`."""
    yield from _relay(scene, refusal="554 5.7.1 not from you")


@fault("relay", (2, 10))
def relay_loses_its_answer(scene: Scene, chance: random.Random) -> Iterator[None]:
    yield from _relay(scene, loses_answer=True)


def _relay(scene: Scene, **manner: object) -> Iterator[None]:
    before = {name: getattr(scene.relay, name) for name in manner}
    for name, value in manner.items():
        setattr(scene.relay, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(scene.relay, name, value)
