"""E-mails that come back: the address of each e-mail, and the addresses that take no mail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("email", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "refused_addresses",
        sa.Column("email", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("refuse_time", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("refused_addresses")
    op.drop_column("deliveries", "email")
