"""Files of comments on tasks, and who may open them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds both. Coordinators are not known yet: they join with the next step of their task."""
    op.add_column("tasks", sa.Column("comment_readers", ARRAY(sa.Text), server_default="{}", nullable=False))
    op.execute("UPDATE tasks SET comment_readers = evidence_readers")
    op.create_table(
        "comment_files",
        sa.Column("file", sa.Text, primary_key=True),
        sa.Column("task", sa.Text, primary_key=True),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Removes both."""
    op.drop_table("comment_files")
    op.drop_column("tasks", "comment_readers")
