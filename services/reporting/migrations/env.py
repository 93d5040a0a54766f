"""Alembic's entry."""

from services.reporting.tables import METADATA
from shared import migrate

migrate.run(METADATA)
