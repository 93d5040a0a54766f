"""What lists show, kept under names."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Adds the table."""
    words = ("unit", "basket", "filter", "order_by")
    op.create_table(
        "saved_lists",
        sa.Column("uid", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("place", "name_words", "display_name", "owner")
        ),
        *(sa.Column(name, sa.Text, nullable=False, server_default="") for name in words),
        sa.Column("columns", ARRAY(sa.Text), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("saved_lists_names", "saved_lists", ["place", "name_words"], unique=True)


def downgrade() -> None:
    """Drops it."""
    op.drop_table("saved_lists")
