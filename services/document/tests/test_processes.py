"""The worker as a process with a real broker: one is killed in the middle, and two run at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from deploy.local.postgres import RunningPostgres
from deploy.local.rabbitmq import RunningRabbitMQ
from services.document.model import ReadingState
from services.document.tables.schema import DIRECTIVES, OUTBOX, PROPOSALS
from services.document.tests import files
from services.document.tests.conftest import MIGRATIONS
from services.document.tests.office import entered, kept_file, know_organisation
from shared import testing
from shared.db import Database
from shared.testing import Keys

COUNT = 6
TASKS_OF_ONE = 5
PATIENCE = 120

Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def database(postgres: RunningPostgres) -> Iterator[tuple[Database, str]]:
    """A database for one test."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        database = Database(url)
        yield database, url
        database.engine.dispose()


@pytest.fixture
def start(
    database: tuple[Database, str], rabbitmq: RunningRabbitMQ, keys: Keys, storage_url: str
) -> Iterator[Start]:
    """Starts workers that end with the test."""
    environment = testing.environment(database[1], rabbitmq.url, keys) | {
        "DONDOC_STORAGE_URL": storage_url,
        "DONDOC_SWEEP_SECONDS": "1",
        "DONDOC_OPS_LISTEN": "127.0.0.1:0",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    started: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "services.document", "work"]
        root = Path(__file__).parents[3]
        started.append(subprocess.Popen(command, env=os.environ | environment, cwd=root))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


def waiting(database: Database, state: ReadingState) -> int:
    with database.transaction() as session:
        query = select(func.count()).select_from(DIRECTIVES).where(DIRECTIVES.c.reading == state)
        return session.scalar(query) or 0


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_every_directive_is_read_once_even_if_a_worker_is_killed(
    database: tuple[Database, str], storage_url: str, start: Start
) -> None:
    known, _ = database
    with known.transaction() as session:
        know_organisation(session)
        for number in range(COUNT):
            notice = files.NOTICE.replace("Số: 77/", f"Số: {number + 100}/")
            content = files.word_file([*notice.splitlines(), *["Đoạn thêm cho dài."] * 3000])
            entered(session, files=(kept_file(session, storage_url, content),))
    first = start()
    until(lambda: waiting(known, ReadingState.READ) > 0)
    first.send_signal(signal.SIGKILL)
    first.wait()
    start(), start()
    until(lambda: waiting(known, ReadingState.PENDING) == 0)
    with known.transaction() as session:
        per_directive = select(PROPOSALS.c.directive, func.count()).group_by(PROPOSALS.c.directive)
        assert [row[1] for row in session.execute(per_directive)] == [TASKS_OF_ONE] * COUNT
        versions = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.version == 2)
        assert session.scalar(versions) == COUNT
    assert waiting(known, ReadingState.READ) == COUNT
