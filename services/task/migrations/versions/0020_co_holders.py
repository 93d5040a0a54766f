"""Who works beside the holder of a task, and the date that the lead agency sets the holder."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Adds both."""
    op.add_column("tasks", sa.Column("co_holder", sa.Text, server_default="", nullable=False))
    op.add_column("tasks", sa.Column("internal_due_date", sa.Date))


def downgrade() -> None:
    """Removes both."""
    op.drop_column("tasks", "internal_due_date")
    op.drop_column("tasks", "co_holder")
