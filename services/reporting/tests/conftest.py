"""Fixtures: a database for each test with the province's units, and the service on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.reporting.v1 import reporting_service_pb
from services.reporting.config import ReportingSettings
from services.reporting.rpc import CATALOGUE
from services.reporting.tests.lives import handle, province
from shared import migrate, testing
from shared.config import load
from shared.db import Database
from shared.server import Runtime

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def know_the_province(url: str) -> None:
    """Migrates a database and handles the events of the province's units."""
    migrate.upgrade(MIGRATIONS, url)
    database = Database(url)
    handle(database, *province())
    database.engine.dispose()


@pytest.fixture
def url(postgres: RunningPostgres) -> Iterator[str]:
    """A database for one test."""
    with postgres.copy_of("reporting-province", know_the_province) as url:
        yield url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """The database of `consume`, after the events of the province's units."""
    database = Database(url)
    yield database
    database.engine.dispose()


@pytest.fixture
def environment(url: str, keys: testing.Keys, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of the service's processes; this one has it too."""
    variables = testing.environment(url, "amqp://127.0.0.1:1", keys)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
def runtime(environment: dict[str, str]) -> Runtime:
    """The runtime that the service's calls share."""
    return Runtime(load(ReportingSettings), reporting_service_pb.desc(), CATALOGUE)
