"""Alembic for every service: bounded in time, one process at a time, safe beside the previous version of the code."""

import logging
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, text

from shared.db import with_driver

LOCK = 20260401
log = logging.getLogger(__name__)


def configuration(folder: Path, url: str) -> Config:
    """Alembic's configuration for a service's `migrations` folder."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = with_driver(url, "psycopg")
    return config


def upgrade(folder: Path, url: str) -> None:
    """Brings the database to the newest version that this code knows; does nothing if it has that one or a later.

    After a rollback, the older code finds a newer version in the database, with which it still works.
    """
    config = configuration(folder, url)
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if (found := _version(url)) and found not in known:
        log.warning("the database is newer than this version: %s", found)
        return
    command.upgrade(config, "head")


def _version(url: str) -> str | None:
    engine = create_engine(with_driver(url, "psycopg"))
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return found


def run(metadata: MetaData) -> None:
    """What every `migrations/env.py` calls.

    A statement that cannot have its lock in 4 s or is not done in 60 s fails rather than holding up the service.
    """
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        connection.execute(text("SET statement_timeout = '60s'"))
        # Two pods of a roll-out may start at once: the second waits, then finds nothing to do.
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
        context.run_migrations()
        connection.commit()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
    engine.dispose()
