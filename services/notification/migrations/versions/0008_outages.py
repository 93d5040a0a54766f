"""Since when the relay has accepted no e-mail has a table of its own; the e-mails' attempts do not show it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table("relay_outages", sa.Column("begin_time", sa.DateTime(timezone=True), primary_key=True))
    op.drop_index("deliveries_sent")
    op.drop_column("deliveries", "attempt_time")


def downgrade() -> None:
    op.add_column("deliveries", sa.Column("attempt_time", sa.DateTime(timezone=True)))
    op.create_index("deliveries_sent", "deliveries", ["send_time"])
    op.drop_table("relay_outages")
