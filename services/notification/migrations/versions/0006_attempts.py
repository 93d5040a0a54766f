"""The time of an e-mail's last attempt, and an index of accepted e-mails: they show whether the relay accepts any."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("attempt_time", sa.DateTime(timezone=True)))
    op.create_index("deliveries_sent", "deliveries", ["send_time"])


def downgrade() -> None:
    op.drop_index("deliveries_sent")
    op.drop_column("deliveries", "attempt_time")
