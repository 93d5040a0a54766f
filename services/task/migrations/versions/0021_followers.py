"""The people who follow tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "followers",
        sa.Column("task", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("followers_person", "followers", ["person", "task"])


def downgrade() -> None:
    """Drops it."""
    op.execute("DELETE FROM task_scopes WHERE scope LIKE 'follower:%'")
    op.drop_table("followers")
