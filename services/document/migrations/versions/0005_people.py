"""The names of people, so that a directive's text tells which leader assigns its tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "people",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("display_name", sa.Text, server_default="", nullable=False),
    )


def downgrade() -> None:
    """Removes it."""
    op.drop_table("people")
