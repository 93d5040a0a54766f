"""What an agency decides itself, for those who stand in for it; directives that are recalled or replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Adds the scope of what waits inside agencies, who heads them, and which directive ended another one."""
    op.execute(_SCOPES)
    op.create_index("positions_agency", "positions", ["agency", "role"])
    op.create_index("positions_role", "positions", ["role"])
    ended = sa.Column("superseded_by", sa.Text, nullable=False, server_default="")
    op.add_column("directives", ended)


def downgrade() -> None:
    """Removes them."""
    op.drop_column("directives", "superseded_by")
    op.drop_index("positions_role", "positions")
    op.drop_index("positions_agency", "positions")
    op.execute("DELETE FROM task_scopes WHERE scope = 'pending-inside'")


_SCOPES = """
INSERT INTO task_scopes (scope, phase, rank, task)
SELECT DISTINCT 'pending-inside', phase, rank, task
FROM task_scopes
WHERE scope LIKE 'pending-parent:%' OR scope LIKE 'pending-lead:%'
"""
