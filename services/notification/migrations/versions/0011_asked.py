"""The people whom a task's step asks for a decision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds them."""
    op.add_column("tasks", sa.Column("asked", ARRAY(sa.Text), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Removes them."""
    op.drop_column("tasks", "asked")
