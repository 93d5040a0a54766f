"""Migrations: there and back again, no drift from the tables, names in sequence."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from deploy.local.postgres import RunningPostgres
from services.notification.__main__ import MIGRATIONS
from services.notification.tables import METADATA
from shared import migrate
from shared.testing import migrated


def test_there_and_back_and_there_again_without_drift(postgres: RunningPostgres) -> None:
    with migrated(postgres, MIGRATIONS) as url:
        configuration = migrate.configuration(MIGRATIONS, url)
        engine = create_engine(configuration.attributes["url"])
        command.downgrade(configuration, "base")
        assert inspect(engine).get_table_names() == ["alembic_version"]
        migrate.upgrade(MIGRATIONS, url)
        migrate.upgrade(MIGRATIONS, url)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
            indexes = connection.scalars(
                text("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%WHERE%'")
            )
            assert len(list(indexes)) == 5
        engine.dispose()


def test_files_are_numbered_in_sequence() -> None:
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
