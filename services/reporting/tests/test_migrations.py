"""Migrations: they make exactly the tables that the code knows, and each can be taken back."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from deploy.local.postgres import RunningPostgres
from services.reporting.tables import METADATA
from services.reporting.tests.conftest import MIGRATIONS
from shared import migrate
from shared.testing import migrated


def test_each_is_taken_back_and_made_again_without_drift(postgres: RunningPostgres) -> None:
    with migrated(postgres, MIGRATIONS) as url:
        configuration = migrate.configuration(MIGRATIONS, url)
        engine = create_engine(configuration.attributes["url"])
        for _ in ScriptDirectory.from_config(configuration).walk_revisions():
            command.downgrade(configuration, "-1")
        assert inspect(engine).get_table_names() == ["alembic_version"]
        migrate.upgrade(MIGRATIONS, url)
        migrate.upgrade(MIGRATIONS, url)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        engine.dispose()


def test_files_are_numbered_in_sequence() -> None:
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
