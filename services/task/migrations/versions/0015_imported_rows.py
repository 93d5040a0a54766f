"""Tasks imported from workbooks, and the other names of units, by which a workbook may name them.

A unit that does not change keeps its full name only, until identity's events are handled again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Adds the table and the columns."""
    op.create_table(
        "imported_rows",
        sa.Column("form", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("units", sa.Column("short_name", sa.Text, nullable=False, server_default=""))
    op.add_column("units", sa.Column("aliases", ARRAY(sa.Text), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Removes them."""
    op.drop_column("units", "aliases")
    op.drop_column("units", "short_name")
    op.drop_table("imported_rows")
