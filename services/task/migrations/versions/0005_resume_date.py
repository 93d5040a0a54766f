"""The day on which the work on a suspended task is expected to go on."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the column."""
    op.add_column("tasks", sa.Column("resume_date", sa.Date))


def downgrade() -> None:
    """Removes it."""
    op.drop_column("tasks", "resume_date")
