"""The comparison of versions with the sources of events."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_index("outbox_aggregate", "outbox", ["aggregate", "id"])
    op.add_column("inbox_versions", sa.Column("handle_time", TIME))
    op.create_table(
        "inbox_comparisons",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("time", TIME, nullable=False),
    )
    op.create_table(
        "inbox_differences",
        sa.Column("aggregate", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("time", TIME, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("inbox_differences")
    op.drop_table("inbox_comparisons")
    op.drop_column("inbox_versions", "handle_time")
    op.drop_index("outbox_aggregate")
