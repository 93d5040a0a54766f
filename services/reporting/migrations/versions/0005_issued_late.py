"""Tasks that were issued too late are counted apart."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the mark; `rebuild` sets it for the events that are stored."""
    late = sa.Column("issued_late", sa.Boolean, nullable=False, server_default=sa.text("false"))
    op.add_column("task_facts", late)
    op.alter_column("task_facts", "issued_late", server_default=None)


def downgrade() -> None:
    """Removes it."""
    op.drop_column("task_facts", "issued_late")
