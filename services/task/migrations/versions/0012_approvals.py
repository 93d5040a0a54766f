"""What waits for approval inside an agency, and what needs it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds both; until its head changes it, an agency has the settings that the model gives."""
    op.add_column("tasks", sa.Column("approval", JSONB(none_as_null=True)))
    op.add_column("tasks", sa.Column("approvers", ARRAY(sa.Text), nullable=False, server_default="{}"))
    op.create_table(
        "approval_settings",
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("steps", ARRAY(sa.Text), nullable=False),
        sa.Column("approvers", ARRAY(sa.Text), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drops both."""
    op.drop_table("approval_settings")
    op.execute("DELETE FROM task_scopes WHERE scope LIKE 'pending-lead:%' OR scope LIKE 'approver:%'")
    op.drop_column("tasks", "approvers")
    op.drop_column("tasks", "approval")
