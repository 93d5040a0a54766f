"""The processes of a pod wait for the schema that they need, and accept a newer one."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from deploy.local.plan import ROOT
from deploy.local.postgres import RunningPostgres
from shared import migrate

pytestmark = pytest.mark.processes

MIGRATIONS = ROOT / "services" / "notification" / "migrations"


@pytest.fixture
def url(postgres: RunningPostgres) -> Iterator[str]:
    yield postgres.create_database("schema_awaited")
    postgres.drop_database("schema_awaited")


def waiting(url: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DONDOC_DATABASE_URL": url, "DONDOC_ENVIRONMENT": "local"}
    command = [sys.executable, "-m", "shared.await_schema", "services.notification"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)


def test_a_process_waits_until_an_empty_database_is_migrated(url: str) -> None:
    waiter = waiting(url)
    assert waiter.stdout is not None
    assert b"waiting_for_schema" in waiter.stdout.readline()
    time.sleep(1.5)
    assert waiter.poll() is None
    migrate.upgrade(MIGRATIONS, url)
    assert waiter.wait(30) == 0


def test_a_process_starts_with_a_newer_schema(url: str) -> None:
    migrate.upgrade(MIGRATIONS, url)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert waiting(url).wait(30) == 0


def test_an_older_release_does_not_touch_a_newer_schema(url: str) -> None:
    migrate.upgrade(MIGRATIONS, url)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    migrate.upgrade(MIGRATIONS, url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_a_process_waits_for_an_unreachable_database(url: str) -> None:
    waiter = waiting(url.replace("schema_awaited?", "?").rpartition("/")[0] + "/nosuch")
    assert waiter.stdout is not None
    assert b"waiting_for_database" in waiter.stdout.readline()
    waiter.kill()
    waiter.wait()


def test_an_unknown_service_is_refused(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shared.await_schema", "services.nosuch"], cwd=ROOT, check=False
    )
    assert done.returncode != 0
