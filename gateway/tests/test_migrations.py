"""Migrations: each can be undone and repeated, and all together make the tables in the code."""

from deploy.local.postgres import RunningPostgres
from gateway.auth.tables import METADATA
from gateway.process import MIGRATIONS
from shared.testing import check_migrations


def test_migrations_make_the_tables_and_can_be_undone(postgres: RunningPostgres) -> None:
    check_migrations(postgres, MIGRATIONS, METADATA)
