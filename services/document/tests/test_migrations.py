"""Migrations: there and back again, step by step, no drift from the tables, names in sequence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text

from deploy.local.postgres import RunningPostgres
from services.document.tables import METADATA
from services.document.tests.conftest import MIGRATIONS
from shared import migrate
from shared.testing import migrated

OUR_FUNCTIONS = text(
    "SELECT proname FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace WHERE nspname = 'public'"
)
PARTIAL_INDEXES = text("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%WHERE%'")


@pytest.fixture
def configuration(postgres: RunningPostgres) -> Iterator[Config]:
    """Alembic's configuration for a database at the newest version."""
    with migrated(postgres, MIGRATIONS) as url:
        yield migrate.configuration(MIGRATIONS, url)


@pytest.fixture
def engine(configuration: Config) -> Iterator[Engine]:
    """Connects to that database."""
    engine = create_engine(configuration.attributes["url"])
    yield engine
    engine.dispose()


def drift(engine: Engine) -> Any:
    """What is different in the tables that the code knows."""
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), METADATA)


def test_there_and_back_and_there_again_without_drift(configuration: Config, engine: Engine) -> None:
    command.downgrade(configuration, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    with engine.connect() as connection:
        assert list(connection.scalars(OUR_FUNCTIONS)) == []
    for _ in range(2):
        command.upgrade(configuration, "head")
    assert drift(engine) == []


def test_every_migration_goes_one_step_back_and_forth(configuration: Config, engine: Engine) -> None:
    for revision in ScriptDirectory.from_config(configuration).walk_revisions():
        before = str(revision.down_revision or "base")
        command.downgrade(configuration, before)
        command.upgrade(configuration, revision.revision)
        command.downgrade(configuration, before)
    command.upgrade(configuration, "head")
    assert drift(engine) == []


def test_the_partial_indexes_are_partial(engine: Engine) -> None:
    """Comparing the tables does not see the condition of an index."""
    indexes = [index for table in METADATA.tables.values() for index in table.indexes]
    partial = {index.name for index in indexes if index.dialect_options["postgresql"]["where"] is not None}
    with engine.connect() as connection:
        assert set(connection.scalars(PARTIAL_INDEXES)) == partial


def test_files_are_numbered_in_sequence() -> None:
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
