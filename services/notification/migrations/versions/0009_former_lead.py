"""The agency from which a task went to another, which is told."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("tasks", sa.Column("former_lead", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("tasks", "former_lead")
