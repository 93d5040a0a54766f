"""Migrations: there and back again, no drift from the tables, names in sequence."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from deploy.local.postgres import RunningPostgres
from gateway.auth.tables import METADATA
from gateway.process import MIGRATIONS
from shared import migrate
from shared.testing import migrated


def test_there_and_back_and_no_drift(postgres: RunningPostgres) -> None:
    with migrated(postgres, MIGRATIONS) as url:
        configuration = migrate.configuration(MIGRATIONS, url)
        engine = create_engine(configuration.attributes["url"])
        command.downgrade(configuration, "base")
        assert inspect(engine).get_table_names() == ["alembic_version"]
        migrate.upgrade(MIGRATIONS, url)
        migrate.upgrade(MIGRATIONS, url)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        engine.dispose()


def test_files_are_numbered_in_sequence() -> None:
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
