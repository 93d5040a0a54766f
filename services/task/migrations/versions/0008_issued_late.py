"""The last day in time to accept a task, and whether it was issued too late for that."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
_BEFORE = ["state", "settled", "never_reported", "due_date", "n"]


def upgrade() -> None:
    """Adds the columns, and the mark to the index that counters are read from."""
    op.add_column("tasks", sa.Column("accept_by", sa.Date))
    for table in ("tasks", "tallies"):
        late = sa.Column("issued_late", sa.Boolean, nullable=False, server_default=sa.text("false"))
        op.add_column(table, late)
    _index([*_BEFORE[:3], "issued_late", *_BEFORE[3:]])


def downgrade() -> None:
    """Removes them."""
    _index(_BEFORE)
    for table in ("tallies", "tasks"):
        op.drop_column(table, "issued_late")
    op.drop_column("tasks", "accept_by")


def _index(covered: list[str]) -> None:
    op.drop_index("tallies_scope", "tallies")
    op.create_index("tallies_scope", "tallies", ["scope"], postgresql_include=covered)
