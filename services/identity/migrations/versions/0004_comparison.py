"""The comparison of versions with the sources of events."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("outbox_aggregate", "outbox", ["aggregate", "id"])


def downgrade() -> None:
    op.drop_index("outbox_aggregate")
