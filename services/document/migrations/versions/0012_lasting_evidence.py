"""Files of reports of progress, which stay readable when the next report comes."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds the mark."""
    op.add_column("evidence", sa.Column("lasting", sa.Boolean, server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Removes the mark."""
    op.drop_column("evidence", "lasting")
