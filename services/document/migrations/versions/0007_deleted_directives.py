"""Who deleted a directive, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Adds the columns."""
    op.add_column("directives", sa.Column("deleted_at", sa.DateTime(timezone=True)))
    op.add_column("directives", sa.Column("deleter", sa.Text, server_default="", nullable=False))


def downgrade() -> None:
    """Removes them."""
    op.drop_column("directives", "deleter")
    op.drop_column("directives", "deleted_at")
