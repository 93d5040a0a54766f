"""Migrations: there and back again, no drift from the tables, names in sequence."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from deploy.local.postgres import RunningPostgres
from services.task.__main__ import MIGRATIONS
from services.task.tables import METADATA
from shared import migrate
from shared.testing import migrated

OUR_FUNCTIONS = text(
    "SELECT proname FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace WHERE nspname = 'public'"
)

INDEXES = text(
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)


def test_there_and_back_and_there_again_without_drift(postgres: RunningPostgres) -> None:
    with migrated(postgres, MIGRATIONS) as url:
        configuration = migrate.configuration(MIGRATIONS, url)
        engine = create_engine(configuration.attributes["url"])
        command.downgrade(configuration, "base")
        assert inspect(engine).get_table_names() == ["alembic_version"]
        with engine.connect() as connection:
            assert list(connection.scalars(OUR_FUNCTIONS)) == []
        migrate.upgrade(MIGRATIONS, url)
        migrate.upgrade(MIGRATIONS, url)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        engine.dispose()


def test_every_migration_goes_one_step_back_and_forth(postgres: RunningPostgres) -> None:
    with migrated(postgres, MIGRATIONS) as url:
        configuration = migrate.configuration(MIGRATIONS, url)
        engine = create_engine(configuration.attributes["url"])
        for revision in ScriptDirectory.from_config(configuration).walk_revisions():
            before = str(revision.down_revision or "base")
            command.downgrade(configuration, before)
            command.upgrade(configuration, revision.revision)
            command.downgrade(configuration, before)
        migrate.upgrade(MIGRATIONS, url)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        engine.dispose()


def test_the_indexes_are_those_of_the_tables(postgres: RunningPostgres) -> None:
    """Alembic's comparison does not look at what is partial, covered or computed in an index."""
    with migrated(postgres, MIGRATIONS) as url:
        engine = create_engine(migrate.configuration(MIGRATIONS, url).attributes["url"])
        with engine.begin() as connection:
            by_migrations = dict(connection.execute(INDEXES).all())
            METADATA.drop_all(connection)
            METADATA.create_all(connection)
            by_tables = dict(connection.execute(INDEXES).all())
        engine.dispose()
    assert by_migrations == by_tables
    assert any(" WHERE " in index for index in by_tables.values())


def test_files_are_numbered_in_sequence() -> None:
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
