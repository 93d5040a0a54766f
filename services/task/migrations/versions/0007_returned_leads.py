"""The leads that have returned a task, each of which may once, and the day of the decision to do its work again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Replaces the count of returns and the mark of an insistence."""
    leads = sa.Column("returned_leads", ARRAY(sa.Text), nullable=False, server_default="{}")
    op.add_column("tasks", leads)
    op.add_column("tasks", sa.Column("redo_date", sa.Date))
    op.drop_column("tasks", "return_count")
    op.drop_column("tasks", "insisted")


def downgrade() -> None:
    """Brings the count and the mark back."""
    op.add_column("tasks", sa.Column("return_count", sa.Integer, nullable=False, server_default="0"))
    op.add_column("tasks", sa.Column("insisted", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.drop_column("tasks", "redo_date")
    op.drop_column("tasks", "returned_leads")
