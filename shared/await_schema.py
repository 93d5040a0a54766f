"""`python -m shared.await_schema services.task` waits until the database has the schema that this version needs.

Every pod runs it before its process, because a roll-out may be faster than its migration.
"""

import importlib.util
import logging
import sys
import time
from pathlib import Path

import structlog
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from shared import logs, migrate
from shared.config import Settings, load
from shared.db import Database

log = structlog.get_logger(__name__)


class _Settings(Settings):
    database_url: SecretStr


def wait(folder: Path, url: str) -> None:
    """Waits until the database has the newest version that this code knows, or a later one.

    A migration keeps the previous version of the code working, so code may be older than its database.
    """
    script = ScriptDirectory.from_config(migrate.configuration(folder, url))
    older = {each.revision for each in script.walk_revisions()} - set(script.get_heads())
    engine = Database(url, pool_size=1).engine
    while (found := _version(engine)) is None or found in older:
        log.info("waiting_for_schema", found=found, wanted=script.get_current_head())
        time.sleep(1)
    engine.dispose()


def _version(engine: Engine) -> str | None:
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        log.info("waiting_for_database", error=str(error.orig)[:200])
        return None


def main(package: str) -> None:
    """Waits for the schema of a package's `migrations`."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        sys.exit(f"no such service: {package}")
    settings = load(_Settings)
    logs.configure("await-schema", settings.log_level)
    # Alembic logs the kind of database each time it looks at the version.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    wait(Path(found.origin).with_name("migrations"), settings.database_url.get_secret_value())


if __name__ == "__main__":
    main(*sys.argv[1:2])
