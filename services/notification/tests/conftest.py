"""A database for the tests, a clock that moves by days, and a real SMTP server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from deploy.local.postgres import RunningPostgres
from services.notification.__main__ import MIGRATIONS
from services.notification.config import NotificationSettings
from services.notification.tables import METADATA
from services.notification.tests.mailbox import Mailbox
from services.notification.tests.province import Province
from shared import clock
from shared.config import load
from shared.db import Database
from shared.testing import Keys, environment, migrated

TABLES = [table.name for table in METADATA.sorted_tables]


@pytest.fixture(scope="session")
def url(postgres: RunningPostgres) -> Iterator[str]:
    """A database at the newest version."""
    with migrated(postgres, MIGRATIONS) as url:
        yield url


@pytest.fixture(scope="session")
def reused(url: str) -> Iterator[Database]:
    """One pool of connections for all tests: a new one costs as much as a test."""
    database = Database(url)
    yield database
    database.engine.dispose()


@pytest.fixture
def database(reused: Database) -> Database:
    """The database without rows."""
    with reused.transaction() as session:
        session.execute(text(";".join(f"DELETE FROM {table}" for table in reversed(TABLES))))
    return reused


@pytest.fixture
def move_clock(tmp_path: Path) -> Iterator[Callable[[int], None]]:
    """A function that sets the clock ahead by a number of days."""
    file = tmp_path / "clock"

    def move(days: int) -> None:
        file.write_text(str(days))
        clock.configure(str(file))

    yield move
    clock.configure(None)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """An SMTP server that keeps the e-mails it accepts."""
    mailbox = Mailbox()
    mailbox.open()
    yield mailbox
    mailbox.close()


@pytest.fixture
def settings(url: str, keys: Keys, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> NotificationSettings:
    """The settings of a process that sends to the mailbox."""
    for name, value in environment(url, "amqp://localhost", keys).items():
        monkeypatch.setenv(name, value)
    for name, value in mailbox.environment().items():
        monkeypatch.setenv(name, value)
    return load(NotificationSettings)


@pytest.fixture(scope="session")
def settled(reused: Database) -> Province:
    """The province after identity's events, whose rows the schema `settled` keeps."""
    with reused.transaction() as session:
        session.execute(text(f"TRUNCATE {', '.join(TABLES)}"))
    province = Province(reused)
    province.settle()
    with reused.transaction() as session:
        copies = (f"CREATE TABLE settled.{table} AS TABLE {table}" for table in TABLES)
        session.execute(text("; ".join(["CREATE SCHEMA settled", *copies])))
    return province


@pytest.fixture
def province(settled: Province, database: Database) -> Province:
    """A department with a unit, a second department, the Office and the leaders, from identity's events."""
    with database.transaction() as session:
        copies = (f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE settled.{table}" for table in TABLES)
        session.execute(text("; ".join(copies)))
    return settled.again()
