"""Fixtures: a migrated database, sessions that roll back after each test, a folder for files, the running service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.document.v1.document_service_pb_grpc import DocumentServiceClient
from services.document.config import DocumentSettings
from services.document.rpc.service import service
from services.document.rpc.showing import CATALOGUE
from services.document.storage import Storage, prepare
from services.document.tests.office import know_organisation
from services.document.tests.service import LIMIT, Office
from services.document.usecases import watching
from shared import testing
from shared.config import load
from shared.db import Database
from shared.server import Runtime
from shared.testing import Keys

MIGRATIONS = Path(__file__).parents[1] / "migrations"


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> Iterator[str]:
    """A migrated database for the tests of this service."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        yield url


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session in which the units and positions of the province exist."""
    with testing.rolled_back(database_url) as session:
        know_organisation(session)
        yield session


@pytest.fixture
def storage_url(tmp_path: Path) -> str:
    """The address of an empty folder for one test."""
    folder = tmp_path / "storage"
    prepare(folder.as_uri())
    return folder.as_uri()


@pytest.fixture
def storage(storage_url: str) -> Storage:
    """The storage in that folder."""
    return Storage(storage_url)


@pytest.fixture(scope="module")
async def office(
    postgres: RunningPostgres, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    """The service in this process, with its own database and an unreachable broker."""
    folder = tmp_path_factory.mktemp("storage")
    prepare(folder.as_uri())
    with testing.migrated(postgres, MIGRATIONS) as url, pytest.MonkeyPatch.context() as patch:
        environment = testing.environment(url, "amqp://127.0.0.1:1", keys) | {
            "DONDOC_STORAGE_URL": folder.as_uri(),
            "DONDOC_FILE_BYTES": str(LIMIT),
        }
        for name, value in environment.items():
            patch.setenv(name, value)
        settings = load(DocumentSettings)
        runtime = Runtime(settings, pb.desc(), CATALOGUE, watching.CHANNEL)
        database = Database(url)
        with database.transaction() as session:
            know_organisation(session)
        async with testing.serving(runtime, service(settings, runtime)) as channel:
            yield Office(DocumentServiceClient(channel), keys, database, folder)
        database.engine.dispose()
