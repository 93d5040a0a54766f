"""Migrations: each can be undone and repeated, and all together make the tables in the code."""

from sqlalchemy import create_engine, text

from deploy.local.postgres import RunningPostgres
from services.task.__main__ import MIGRATIONS
from services.task.tables import METADATA
from shared import migrate
from shared.testing import check_migrations, migrated

INDEXES = text(
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)


def test_migrations_make_the_tables_and_can_be_undone(postgres: RunningPostgres) -> None:
    check_migrations(postgres, MIGRATIONS, METADATA)


def test_the_indexes_are_those_of_the_tables(postgres: RunningPostgres) -> None:
    """Alembic's comparison ignores conditions, included columns and expressions of an index."""
    with migrated(postgres, MIGRATIONS) as url:
        engine = create_engine(migrate.configuration(MIGRATIONS, url).attributes["url"])
        with engine.begin() as connection:
            by_migrations = set(connection.execute(INDEXES).all())
            METADATA.drop_all(connection)
            METADATA.create_all(connection)
            by_tables = set(connection.execute(INDEXES).all())
        engine.dispose()
    assert by_migrations == by_tables
    assert any(" WHERE " in row.indexdef for row in by_tables)
