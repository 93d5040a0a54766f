"""On which day of the month a proposed periodic task is due, and until when it recurs."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Adds the columns; what is proposed already recurs on the day of its first due date and without end."""
    op.add_column("proposals", sa.Column("recurrence_day", sa.Text, nullable=False, server_default=""))
    op.add_column("proposals", sa.Column("until_date", sa.Date))


def downgrade() -> None:
    """Drops them."""
    op.drop_column("proposals", "until_date")
    op.drop_column("proposals", "recurrence_day")
