"""The agency that made a subtask, whose heads decide, and the person who asked for a later date, who is answered."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("tasks", sa.Column("parent_lead", sa.Text, nullable=False, server_default=""))
    op.add_column("tasks", sa.Column("requester", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("tasks", "requester")
    op.drop_column("tasks", "parent_lead")
