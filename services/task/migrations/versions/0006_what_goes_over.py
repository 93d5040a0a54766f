"""What a directive says of all its tasks, which goes over to each: where they come from, urgency and meeting."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the columns."""
    for table, names in (("tasks", ("source_kind", "urgency")), ("directives", ("urgency",))):
        for name in names:
            op.add_column(table, sa.Column(name, sa.Text, nullable=False, server_default="UNSPECIFIED"))
        op.add_column(table, sa.Column("meeting", JSONB(none_as_null=True)))
    for name in ("assigner", "monitor", "field"):
        op.add_column("directives", sa.Column(name, sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Removes them."""
    for name in ("assigner", "monitor", "field", "urgency", "meeting"):
        op.drop_column("directives", name)
    for name in ("source_kind", "urgency", "meeting"):
        op.drop_column("tasks", name)
