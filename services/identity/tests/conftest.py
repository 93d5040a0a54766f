"""What the service's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from deploy.local.keycloak import RunningKeycloak, running_keycloak
from deploy.local.postgres import RunningPostgres
from services.identity.provisioning import Connection
from services.identity.tests import factories
from services.identity.usecases import seeding
from shared.db import Database
from shared.testing import migrated, rolled_back

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKeycloak]:
    """A real Keycloak."""
    folder: Path = tmp_path_factory.mktemp("keycloak")
    with running_keycloak(folder) as started:
        yield started


@pytest.fixture(scope="module")
def keycloak(running: RunningKeycloak) -> RunningKeycloak:
    """The Keycloak without any realm but its own."""
    admin = Connection(running.url, running.admin_client, running.admin_secret).admin("master")
    for realm in {each["realm"] for each in admin.get_realms()} - {"master"}:
        admin.delete_realm(realm)
    return running


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> Iterator[str]:
    """A database with the small province in it."""
    with migrated(postgres, MIGRATIONS) as url:
        with Database(url).transaction() as session:
            seeding.seed(session, factories.province(), factories.NOW, factories.TODAY)
        yield url


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session on the small province; what a test changes is gone afterwards."""
    with rolled_back(database_url) as opened:
        yield opened
