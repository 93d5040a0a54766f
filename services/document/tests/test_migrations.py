"""The migrations make exactly the tables that the code knows, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from deploy.local.postgres import RunningPostgres
from services.document.tables import METADATA
from services.document.tests.conftest import MIGRATIONS
from shared import migrate


def with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def test_there_is_no_difference_between_migrations_and_tables(database_url: str) -> None:
    engine = create_engine(with_driver(database_url))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_migrations_go_to_the_newest_and_back_and_again(postgres: RunningPostgres) -> None:
    url = postgres.create_database("document_migrations")
    for _ in range(2):
        migrate.upgrade(MIGRATIONS, url)
        assert "directives" in tables(url)
        command.downgrade(migrate.configuration(MIGRATIONS, url), "base")
        assert tables(url) == ["alembic_version"]


def tables(url: str) -> list[str]:
    engine = create_engine(with_driver(url))
    found = sorted(inspect(engine).get_table_names())
    engine.dispose()
    return found
