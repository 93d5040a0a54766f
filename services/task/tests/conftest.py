"""A database of the service, and sessions whose changes are gone after each test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from services.task import tables
from services.task.tables import units
from shared import testing

from .factories import OFFICE_UNITS, PEOPLE

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> Iterator[str]:
    """A migrated database for the tests of this service."""
    with testing.migrated(postgres.create_database, MIGRATIONS) as url:
        yield url


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session that knows the units and people of the tests."""
    with testing.rolled_back(database_url) as session:
        know_everybody(session)
        yield session


def know_everybody(session: Session) -> None:
    """What identity would have told."""
    for unit, parent in OFFICE_UNITS.items():
        row = {"name": unit, "parent": parent, "start_date": date(2021, 1, 1), "end_date": None}
        units.keep(session, tables.UNITS, row)
    for principal in PEOPLE:
        units.keep(session, tables.PEOPLE, {"name": principal.person, "display_name": principal.display_name})
        for held in principal.positions:
            row = {
                "name": held.position,
                "person": principal.person,
                "unit": held.unit,
                "agency": held.agency,
                "role": held.role,
                "start_date": date(2021, 1, 1),
                "end_date": None,
            }
            units.keep(session, tables.POSITIONS, row)
