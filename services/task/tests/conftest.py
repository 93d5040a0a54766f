"""A database of the service, and sessions whose changes are rolled back after each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceClient
from services.task import rpc, tables
from services.task.config import TaskSettings
from services.task.documents import Documents
from services.task.tables import units
from shared import migrate, testing
from shared.config import load
from shared.db import Database
from shared.testing import Keys

from .desks import Desk
from .documents import documents
from .factories import OFFICE_UNITS, PEOPLE, PROVINCE_UNIT

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> Iterator[str]:
    """A database with the units and people of the tests."""
    with postgres.copy_of("task-everyone", with_everyone) as url:
        yield url


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session in which the units and people of the tests exist."""
    with testing.rolled_back(database_url) as session:
        yield session


def with_everyone(url: str) -> None:
    """Migrates a database and enters the units and people of the tests."""
    migrate.upgrade(MIGRATIONS, url)
    database = Database(url)
    with database.transaction() as session:
        enter_everyone(session)
    database.engine.dispose()


def kind_of(unit: str) -> str:
    """What a unit of the tests is, as identity says it."""
    return (
        "PROVINCE" if unit == PROVINCE_UNIT else "AGENCY" if OFFICE_UNITS[unit] == PROVINCE_UNIT else "UNIT"
    )


def enter_everyone(session: Session) -> None:
    """Enters the units, people and positions that identity publishes."""
    for unit, parent in OFFICE_UNITS.items():
        row = {
            "name": unit,
            "parent_unit": parent,
            "kind": kind_of(unit),
            "agency": next(one for one in (unit, parent) if kind_of(one) != "UNIT"),
            "start_date": date(2021, 1, 1),
            "end_date": None,
        }
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
                "title": held.title,
                "start_date": date(2021, 1, 1),
                "end_date": None,
            }
            units.keep(session, tables.POSITIONS, row)


def environment(
    url: str, keys: Keys, document_address: str = "127.0.0.1:1", broker_url: str = "amqp://127.0.0.1:1"
) -> dict[str, str]:
    """The environment of a process of the service."""
    address = {"DONDOC_DOCUMENT_ADDRESS": document_address}
    return testing.environment(url, broker_url, keys) | address


@asynccontextmanager
async def serving(settings: TaskSettings) -> AsyncIterator[Any]:
    """The service in this process, and a stub of it."""
    documents = Documents(settings)
    async with testing.serving(rpc.runtime(settings), rpc.service(documents)) as channel:
        yield TaskServiceClient(channel)
    await documents.close()


@pytest.fixture(scope="module")
async def stub(
    postgres: RunningPostgres, keys: Keys, monkeypatch_module: pytest.MonkeyPatch
) -> AsyncIterator[Any]:
    """The service in this process, on its own database, since it commits."""
    with postgres.copy_of("task-everyone", with_everyone) as url:
        async with documents() as address:
            for name, value in environment(url, keys, address).items():
                monkeypatch_module.setenv(name, value)
            async with serving(load(TaskSettings)) as stub:
                yield stub


@pytest.fixture(scope="module")
def monkeypatch_module() -> Any:
    """A monkeypatch that lasts for the whole module."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture
def desk(stub: Any, keys: Keys) -> Callable[..., Desk]:
    """Makes the desk of a person."""
    return lambda who, language="vi": Desk(stub, keys, who, language)
