"""The chart's scripts back up and restore the databases of real processes, and then the services agree."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from kombu import Connection
from sqlalchemy import text

from deploy.local.plan import ROOT
from deploy.local.ports import free_port
from deploy.local.postgres import Cluster, RunningPostgres, binary
from deploy.local.rabbitmq import RunningRabbitMQ
from dondoc_api.dondoc.identity.v1.identity_events_pb import UnitChanged
from services.task.tests import conftest as task
from services.task.tests.factories import OFFICE_UNITS, health_clerk
from services.task.tests.office import Office
from services.task.tests.test_processes import publish
from shared.db import Database
from shared.testing import Keys, environment

SUBSCRIBERS = ("reporting", "notification")
# The notification service demands them; no e-mail is sent here.
MAIL = {
    "DONDOC_SMTP_URL": "smtp://127.0.0.1:1",
    "DONDOC_MAIL_FROM": "theo-doi@quangnam.example",
    "DONDOC_PUBLIC_URL": "http://127.0.0.1:1",
}
SCRIPTS = ROOT / "helm" / "dondoc" / "scripts"


class Services:
    """The task service, two subscribers to its events, and a folder of backups."""

    def __init__(self, urls: dict[str, str], broker_url: str, keys: Keys, folder: Path) -> None:
        self.urls = urls
        self._folder = folder
        own = {"task": task.environment(urls["task"], keys, broker_url=broker_url)}
        own |= {name: environment(urls[name], broker_url, keys) for name in SUBSCRIBERS}
        self._environments = {name: os.environ | variables | MAIL for name, variables in own.items()}
        for name in ("backups", "databases"):
            (folder / name).mkdir()
        for name, url in urls.items():
            (folder / "databases" / name).write_text(url)

    def run(self, service: str, *words: str) -> str:
        """Runs a command of a service and returns its output."""
        command = [sys.executable, "-m", f"services.{service}", *words]
        done = subprocess.run(
            command, env=self._environments[service], check=True, capture_output=True, text=True
        )
        return done.stdout

    @contextmanager
    def process(self, service: str, verb: str) -> Iterator[None]:
        """Runs a process of a service, which must end after SIGTERM."""
        listen = {"DONDOC_OPS_LISTEN": f"127.0.0.1:{free_port()}"}
        command = [sys.executable, "-m", f"services.{service}", verb]
        child = subprocess.Popen(command, env=self._environments[service] | listen, stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            child.terminate()
            assert child.wait(40) == 0

    @contextmanager
    def subscribed(self) -> Iterator[None]:
        """Runs the subscribers."""
        with ExitStack() as running:
            for name in SUBSCRIBERS:
                running.enter_context(self.process(name, "consume"))
            yield

    def script(self, name: str, **variables: str) -> str:
        """Runs a script of the chart and returns its output."""
        folders = {"BACKUPS": str(self._folder / "backups"), "DATABASES": str(self._folder / "databases")}
        done = subprocess.run(
            ["bash", SCRIPTS / f"{name}.sh"],
            env=os.environ | folders | variables | {"PATH": f"{binary('psql').parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def work(self, step: Callable[[Office], object]) -> None:
        """Takes a step in a transaction of its own."""
        database = Database(self.urls["task"])
        with database.transaction() as session:
            step(Office(session))
        database.engine.dispose()

    def column(self, service: str, query: str) -> list[object]:
        """The first column of a query's rows."""
        database = Database(self.urls[service])
        with database.transaction() as session:
            found = list(session.scalars(text(query)))
        database.engine.dispose()
        return found

    def versions(self, service: str) -> dict[str, int]:
        """The version of each task: the one that it has, or the one that a subscriber has reached."""
        names = "'tasks/' || uid" if service == "task" else "aggregate"
        table = "tasks" if service == "task" else "inbox_versions WHERE aggregate LIKE 'tasks/%'"
        rows = self.column(service, f"SELECT {names} || ' ' || version FROM {table}")
        return {name: int(version) for name, version in (str(row).split() for row in rows)}

    def work_that_is_undone(self) -> None:
        """Fills the queues with what a restore undoes: a step of a task that it keeps, and a whole task."""
        self.work(lambda office: office.submit("nv-1", health_clerk))
        self.work(lambda office: office.accepted("nv-2"))
        eventually(self.all_published)

    def check_agreement(self) -> None:
        """Checks that after a restore no service is ahead of another, and that all go on together."""
        kept = self.versions("task")
        assert kept.keys() == {"tasks/nv-1"}
        for name in SUBSCRIBERS:
            assert self.versions(name)["tasks/nv-1"] <= kept["tasks/nv-1"], "not the state of one moment"
        with self.process("task", "relay"), self.subscribed():
            eventually(self.agree)
            self.work(lambda office: office.report("nv-1", health_clerk, text="Sau khi phục hồi"))
            self.work(lambda office: office.accepted("nv-2"))
            eventually(self.agree)
            published = self.column("task", "SELECT event_id FROM outbox WHERE aggregate LIKE 'tasks/%'")
            stored = self.column("reporting", "SELECT event_id FROM stored_events WHERE source = 'task'")
            assert sorted(map(str, stored)) == sorted(map(str, published))
            assert self.run("reporting", "rebuild").count(" as before") == 4

    def agree(self) -> bool:
        """Whether every subscriber has reached the version of every task."""
        return all(self.versions(name) == self.versions("task") for name in SUBSCRIBERS)

    def all_published(self) -> bool:
        """Whether every event of the task service is with the broker."""
        return self.column("task", "SELECT count(*) FROM outbox WHERE publish_time IS NULL") == [0]


def begun(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ, keys: Keys, folder: Path) -> Services:
    """The services with migrated databases, in which the units and people of the tests exist."""
    broker_url, unique = rabbitmq.create_vhost(f"restore{random.getrandbits(40):x}"), secrets.token_hex(4)
    urls = {name: postgres.create_database(f"{name}_{unique}") for name in ("task", *SUBSCRIBERS)}
    found = Services(urls, broker_url, keys, folder)
    for name in urls:
        found.run(name, "migrate")
    database = Database(urls["task"])
    with database.transaction() as session:
        task.enter_everyone(session)
    database.engine.dispose()
    with Connection(broker_url) as broker:
        for unit, parent in OFFICE_UNITS.items():
            described = UnitChanged(
                unit=unit, parent_unit=parent, agency=unit, display_name=unit, start_date="2021-01-01"
            )
            publish(broker, "unit.changed", unit, described)
    return found


def eventually(holds: Callable[[], bool]) -> None:
    """Waits until a condition holds."""
    end = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


@contextmanager
def steps_go_on(services: Services) -> Iterator[None]:
    """Reports progress again and again in the background."""
    stop = threading.Event()

    def report() -> None:
        while not stop.is_set():
            services.work(lambda office: office.report("nv-1", health_clerk))

    thread = threading.Thread(target=report)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_after_a_restore_with_full_queues_the_services_agree(
    postgres: RunningPostgres, rabbitmq: RunningRabbitMQ, keys: Keys, tmp_path: Path
) -> None:
    services = begun(postgres, rabbitmq, keys, tmp_path)
    with services.process("task", "relay"):
        with services.subscribed():
            services.work(lambda office: office.accepted("nv-1"))
            eventually(services.agree)
            with steps_go_on(services):
                backup = services.script("backup", KEEP="3").split()[-1]
        services.work_that_is_undone()

    services.script("restore", FROM=backup)
    services.check_agreement()


@pytest.fixture
def archiving(tmp_path: Path) -> Iterator[RunningPostgres]:
    """A server that archives its write-ahead log."""
    for name in ("archive", "recovered"):
        (tmp_path / name).mkdir()
    cluster = Cluster(tmp_path / "first", free_port(), "secret", durable=False, archive=tmp_path / "archive")
    cluster.prepare()
    shutil.chown(tmp_path / "archive", (tmp_path / "first").owner())
    server = RunningPostgres(cluster, tmp_path / "first.log")
    server.start()
    yield server
    server.stop()


def recovered(server: RunningPostgres, base: Path, moment: str) -> RunningPostgres:
    """A server with the state of that moment, from a base backup and the archive; the first server is stopped."""
    server.cluster.query("SELECT pg_switch_wal()")
    server.stop()
    base.chmod(0o700)
    (base / "recovery.signal").touch()
    with (base / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"recovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\n")
    owner = server.cluster.folder.owner()
    for path in (base, *base.rglob("*")):
        shutil.chown(path, owner)
    found = RunningPostgres(replace(server.cluster, folder=base), base.with_suffix(".log"))
    found.start()
    return found


def test_after_a_recovery_to_a_moment_the_services_agree(
    archiving: RunningPostgres, rabbitmq: RunningRabbitMQ, keys: Keys, tmp_path: Path
) -> None:
    services = begun(archiving, rabbitmq, keys, tmp_path)
    base = tmp_path / "recovered"
    with services.process("task", "relay"):
        with services.subscribed():
            services.work(lambda office: office.accepted("nv-1"))
            eventually(services.agree)
            copy = (binary("pg_basebackup"), f"--dbname={archiving.url}", f"--pgdata={base}")
            subprocess.run([*copy, "--wal-method=none", "--checkpoint=fast"], check=True, capture_output=True)
            services.work(lambda office: office.report("nv-1", health_clerk))
            eventually(services.agree)
            moment = archiving.cluster.query("SELECT clock_timestamp()")
        services.work_that_is_undone()

    server = recovered(archiving, base, moment)
    try:
        for name in services.urls:
            services.run(name, "restored", "20261124")
        services.check_agreement()
    finally:
        server.stop()
