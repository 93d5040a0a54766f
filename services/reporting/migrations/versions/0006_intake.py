"""The Office's own time from the receipt of a directive to the issue of a task."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
_NAMES = ("intake_days", "intake_limit")


def upgrade() -> None:
    """Adds the columns."""
    for name in _NAMES:
        op.add_column("task_facts", sa.Column(name, sa.Integer))


def downgrade() -> None:
    """Removes them."""
    for name in _NAMES:
        op.drop_column("task_facts", name)
