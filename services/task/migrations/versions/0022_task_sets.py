"""Tasks that one clause assigns to several agencies, one to each."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Adds the sets, and to tasks the one that they belong to."""
    op.create_table(
        "task_sets",
        sa.Column("uid", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("directive", sa.Text, nullable=False, server_default=""),
        sa.Column("creator", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("task_sets_created", "task_sets", ["created_at", "uid"])
    op.add_column("tasks", sa.Column("task_set", sa.Text, nullable=False, server_default=""))
    op.create_index("tasks_task_set", "tasks", ["task_set"], postgresql_where="task_set <> ''")


def downgrade() -> None:
    """Drops them."""
    op.drop_index("tasks_task_set", "tasks")
    op.drop_column("tasks", "task_set")
    op.drop_table("task_sets")
