"""Directives that recall, replace or amend others, and the tasks that ask what becomes of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds the tables, and what the copies of tasks lack."""
    for name in ("state", "parent_task"):
        op.add_column("tasks", sa.Column(name, sa.Text, server_default="", nullable=False))
    op.create_table(
        "supersessions",
        sa.Column("uid", sa.Text, primary_key=True),
        sa.Column("directive", sa.Text, sa.ForeignKey("directives.uid"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("by", sa.Text, sa.ForeignKey("directives.uid"), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text, server_default="", nullable=False),
    )
    op.create_index("supersessions_directive", "supersessions", ["directive"])
    op.create_index("supersessions_by", "supersessions", ["by"])
    op.create_table(
        "affected_tasks",
        sa.Column("supersession", sa.Text, sa.ForeignKey("supersessions.uid"), primary_key=True),
        sa.Column("task", sa.Text, primary_key=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text, server_default="", nullable=False),
        sa.Column("answerer", sa.Text, server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
    )
    op.create_index("affected_tasks_open", "affected_tasks", ["task"], postgresql_where="answer = ''")


def downgrade() -> None:
    """Removes them."""
    op.drop_table("affected_tasks")
    op.drop_table("supersessions")
    for name in ("parent_task", "state"):
        op.drop_column("tasks", name)
