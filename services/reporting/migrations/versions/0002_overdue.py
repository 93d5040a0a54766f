"""What tells the worst tasks and why: field, cause of delay, obstacles, working days overdue. `rebuild` fills them.

Code of the version before writes none of these columns: each has a value of its own.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

WORDS = ("field", "delay_kind", "delay_text", "progress_obstacles")
DAYS = ("delay_confirm_date", "progress_date")


def upgrade() -> None:
    """Adds the columns."""
    for name in WORDS:
        op.add_column("task_facts", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name in DAYS:
        op.add_column("task_facts", sa.Column(name, sa.Date))
    op.add_column("task_facts", sa.Column("overdue_days", sa.Integer))
    working_days = sa.Column("working_days", postgresql.ARRAY(sa.Date), nullable=False, server_default="{}")
    op.add_column("task_facts", working_days)


def downgrade() -> None:
    """Drops them."""
    for name in (*WORDS, *DAYS, "overdue_days", "working_days"):
        op.drop_column("task_facts", name)
