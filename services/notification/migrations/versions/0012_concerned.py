"""The coordinators whose coordination a task's step adds or changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds them."""
    op.add_column("tasks", sa.Column("concerned", ARRAY(sa.Text), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Removes them."""
    op.drop_column("tasks", "concerned")
