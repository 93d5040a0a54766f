"""PostgreSQL for one session: databases that other roles cannot open and that survive a crash."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.postgres import RunningPostgres, running_postgres

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPostgres]:
    with running_postgres(tmp_path_factory.mktemp("postgres")) as running:
        yield running


def test_only_its_own_role_can_open_a_database(server: RunningPostgres) -> None:
    mine, foreign = server.create_database("mine"), server.create_database("foreign")
    with psycopg.connect(mine) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(foreign.rsplit("/", 1)[0] + "/mine")


def test_nobody_connects_without_the_password(server: RunningPostgres) -> None:
    url = server.create_database("closed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace("closed:", "closed:x"))


def test_creating_an_existing_database_keeps_its_rows(server: RunningPostgres) -> None:
    with psycopg.connect(server.create_database("again")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with psycopg.connect(server.create_database("again")) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]


def test_a_name_that_contains_sql_is_refused(server: RunningPostgres) -> None:
    with pytest.raises(ValueError, match="not a plain name"):
        server.create_database('x" OWNER postgres; --')


def test_committed_rows_survive_a_crash(tmp_path: Path) -> None:
    with running_postgres(tmp_path) as server:
        url = server.create_database("crashed")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        server.kill()
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchall() == [(1000,)]
