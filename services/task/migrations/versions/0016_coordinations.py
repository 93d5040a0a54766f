"""What decides the class of a coordinator's part, for queries."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Adds the table, with a row for each coordination of an issued task.

    Nobody could report on a part before, so what a completed task has is not demanded any more; it counts as overdue if
    the task was completed late.
    """
    op.create_table(
        "coordinations",
        sa.Column("task", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("settled", sa.Text, nullable=False, server_default=""),
        sa.Column("due_date", sa.Date),
        sa.Column("never_reported", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("issued_late", sa.Boolean, nullable=False, server_default=sa.text("false")),
    )
    op.create_index("coordinations_unit", "coordinations", ["unit"])
    op.execute(
        """
        INSERT INTO coordinations (task, unit, state, settled, due_date, never_reported, issued_late)
        SELECT uid, unit,
            CASE
                WHEN state = 'COMPLETED' AND settled = 'DONE_LATE' THEN 'SUSPENDED'
                WHEN state = 'COMPLETED' THEN 'CANCELLED'
                WHEN state IN ('SUBMITTED', 'SUSPENDED') THEN 'SUSPENDED'
                WHEN state IN ('ISSUED', 'RETURNED', 'IN_PROGRESS') THEN 'ISSUED'
                ELSE state
            END,
            CASE
                WHEN state = 'COMPLETED' AND settled = 'DONE_LATE' THEN 'OPEN_OVERDUE'
                WHEN state IN ('SUBMITTED', 'SUSPENDED') THEN settled
                ELSE ''
            END,
            CASE WHEN state IN ('ISSUED', 'RETURNED', 'IN_PROGRESS') THEN due_date END,
            state IN ('ISSUED', 'RETURNED', 'IN_PROGRESS'), issued_late
        FROM tasks, unnest(coordinators) AS unit
        WHERE issued_at IS NOT NULL
        ON CONFLICT DO NOTHING
        """
    )
    op.execute(
        """
        INSERT INTO tallies (scope, state, settled, never_reported, issued_late, due_date, n)
        SELECT 'part:' || unit, state, settled, never_reported, issued_late, due_date, count(*)
        FROM coordinations GROUP BY 1, 2, 3, 4, 5, 6
        """
    )


def downgrade() -> None:
    """Drops it, with its counters."""
    op.execute("DELETE FROM tallies WHERE scope LIKE 'part:%'")
    op.drop_table("coordinations")
