"""Migrations: each can be undone and repeated, and together they make the tables that the code knows."""

from sqlalchemy import create_engine, text

from deploy.local.postgres import RunningPostgres
from services.task.__main__ import MIGRATIONS
from services.task.tables import METADATA
from shared import migrate
from shared.testing import check_migrations, migrated


def test_migrations_make_the_tables_and_can_be_undone(postgres: RunningPostgres) -> None:
    check_migrations(postgres, MIGRATIONS, METADATA)


def test_the_partial_and_covering_indexes_are_there(postgres: RunningPostgres) -> None:
    with migrated(postgres, MIGRATIONS) as url:
        engine = create_engine(migrate.configuration(MIGRATIONS, url).attributes["url"])
        with engine.connect() as connection:
            query = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('tasks', 'tallies')"
            indexes = {row.indexname: row.indexdef for row in connection.execute(text(query))}
        engine.dispose()
    assert "WHERE (proposal <> ''" in indexes["tasks_proposal"]
    assert "WHERE ((settled = ''" in indexes["tasks_undecided"]
    assert "WHERE ((progress IS NULL)" in indexes["tasks_not_updated"]
    assert "INCLUDE (state, settled, due_date, n)" in indexes["tallies_scope"]
    assert "to_tsvector('simple'::regconfig, title_words)" in indexes["tasks_title"]
