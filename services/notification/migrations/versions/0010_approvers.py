"""The people who approve for an agency what goes up, and the person who sought the approval."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Adds both."""
    op.add_column("tasks", sa.Column("approvers", ARRAY(sa.Text), nullable=False, server_default="{}"))
    op.add_column("tasks", sa.Column("approval_seeker", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Removes them."""
    op.drop_column("tasks", "approval_seeker")
    op.drop_column("tasks", "approvers")
