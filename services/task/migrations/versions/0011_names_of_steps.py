"""The names of whatever a step mentions, as they were then; steps from before have none."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds them."""
    op.add_column("task_steps", sa.Column("names", JSONB, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Drops them."""
    op.drop_column("task_steps", "names")
