"""The migrations make exactly the tables that the code knows, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from services.reporting.tables import METADATA
from services.reporting.tests.conftest import MIGRATIONS
from shared import migrate


def test_there_is_no_difference_between_migrations_and_tables(database):
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_migrations_go_to_the_newest_and_back_and_again(postgres):
    url = postgres.create_database("reporting_migrations")
    configuration = migrate.configuration(MIGRATIONS, url)
    for _ in range(2):
        migrate.upgrade(MIGRATIONS, url)
        assert "task_facts" in tables(url)
        command.downgrade(configuration, "base")
        assert tables(url) == ["alembic_version"]


def tables(url: str) -> list[str]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    found = sorted(inspect(engine).get_table_names())
    engine.dispose()
    return found
