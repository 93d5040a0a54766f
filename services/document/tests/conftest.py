"""A migrated database, sessions whose changes are gone after each test, and a folder for files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from services.document.storage import Storage
from services.document.tests.office import know_units
from shared import testing

MIGRATIONS = Path(__file__).parents[1] / "migrations"


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> Iterator[str]:
    """A migrated database for the tests of this service."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        yield url


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session that knows the units of the province."""
    with testing.rolled_back(database_url) as session:
        know_units(session)
        yield session


@pytest.fixture
def storage_url(tmp_path: Path) -> str:
    """A folder of the test's own."""
    folder = tmp_path / "storage"
    folder.mkdir()
    return folder.as_uri()


@pytest.fixture
def storage(storage_url: str) -> Storage:
    """The storage in that folder."""
    return Storage(storage_url)
