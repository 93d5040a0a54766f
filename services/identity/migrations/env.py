"""Alembic's entry."""

from services.identity.tables import METADATA
from shared import migrate

migrate.run(METADATA)
