"""Fixtures of the service's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from services.identity.tests import factories
from services.identity.usecases import seeding
from shared.db import Database
from shared.testing import migrated, rolled_back

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> Iterator[str]:
    """A database with the small province."""
    with migrated(postgres, MIGRATIONS) as url:
        with Database(url).transaction() as session:
            seeding.seed(session, factories.province(), factories.NOW, factories.TODAY)
        yield url


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session on the small province, which rolls back after the test."""
    with rolled_back(database_url) as opened:
        yield opened
