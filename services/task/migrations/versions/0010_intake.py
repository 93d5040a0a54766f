"""The Office's own time from the receipt of a directive to the issue of a task."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Adds the columns."""
    op.add_column("tasks", sa.Column("intake", JSONB(none_as_null=True)))
    op.add_column("directives", sa.Column("receive_date", sa.Date))


def downgrade() -> None:
    """Removes them."""
    op.drop_column("directives", "receive_date")
    op.drop_column("tasks", "intake")
