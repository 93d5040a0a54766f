"""Which directive ended another one, and supersessions that are taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Adds both; a directive that is recalled or replaced already names the other."""
    for table, name in (
        ("directives", "superseded_by"),
        ("supersessions", "taker"),
        ("supersessions", "take_back_reason"),
    ):
        op.add_column(table, sa.Column(name, sa.Text, server_default="", nullable=False))
    op.add_column("supersessions", sa.Column("taken_back_at", sa.DateTime(timezone=True)))
    op.execute(_ENDED)


def downgrade() -> None:
    """Removes both; what was taken back is forgotten."""
    op.execute(_FORGET_TASKS)
    op.execute("DELETE FROM supersessions WHERE taken_back_at IS NOT NULL")
    for name in ("taken_back_at", "take_back_reason", "taker"):
        op.drop_column("supersessions", name)
    op.drop_column("directives", "superseded_by")


_ENDED = """
UPDATE directives SET superseded_by = 'directives/' || supersessions.by
FROM supersessions
WHERE supersessions.directive = directives.uid AND supersessions.kind IN ('RECALLED', 'REPLACED')
"""
_FORGET_TASKS = """
DELETE FROM affected_tasks USING supersessions
WHERE supersessions.uid = affected_tasks.supersession AND supersessions.taken_back_at IS NOT NULL
"""
