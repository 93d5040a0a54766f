"""The decisions that a task waits for, and the latest return."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Adds both, and enters the tasks that wait into the scopes of those who are asked."""
    decisions = sa.Column("pending_decisions", ARRAY(sa.Text), nullable=False, server_default="{}")
    op.add_column("tasks", decisions)
    op.add_column("tasks", sa.Column("last_return", JSONB(none_as_null=True)))
    op.execute(_PENDING)
    op.execute(_SCOPES)


def downgrade() -> None:
    """Drops both."""
    op.execute("DELETE FROM task_scopes WHERE scope = 'pending' OR scope LIKE 'pending-%'")
    op.drop_column("tasks", "last_return")
    op.drop_column("tasks", "pending_decisions")


_PENDING = """
UPDATE tasks SET pending_decisions = waiting.decisions
FROM (
    SELECT uid, array_remove(ARRAY[
        CASE WHEN state IN ('ISSUED', 'IN_PROGRESS', 'SUBMITTED', 'COMPLETED')
            AND delay_cause IS NOT NULL AND delay_cause ->> 'confirmed_at' IS NULL THEN 'DELAY_CAUSE' END,
        CASE WHEN state = 'SUBMITTED' THEN 'COMPLETION' END,
        CASE WHEN state IN ('IN_PROGRESS', 'SUBMITTED', 'SUSPENDED')
            AND extensions #> '{-1}' IS NOT NULL AND extensions #>> '{-1,decided_at}' IS NULL
            THEN 'EXTENSION' END,
        CASE WHEN state = 'PROPOSED' THEN 'ISSUE' END,
        CASE WHEN state IN ('ISSUED', 'RETURNED', 'IN_PROGRESS', 'SUSPENDED')
            AND decision_demanded_at IS NOT NULL THEN 'OVERDUE' END,
        CASE WHEN state = 'RETURNED' THEN 'RETURN' END
    ], NULL) AS decisions
    FROM tasks
) AS waiting
WHERE tasks.uid = waiting.uid AND waiting.decisions <> '{}'
"""
_SCOPES = """
INSERT INTO task_scopes (scope, phase, rank, task)
SELECT DISTINCT scope,
    CASE WHEN state = 'PROPOSED' THEN 'DRAFTED' WHEN state = 'COMPLETED' THEN 'DONE' ELSE 'OPENED' END,
    coalesce(due_date, DATE '9000-01-01'), uid
FROM tasks, LATERAL unnest(
    CASE WHEN parent_task <> '' THEN ARRAY['pending-parent:' || parent_lead]
    ELSE array_remove(ARRAY[
        'pending', 'pending-monitor:' || monitor,
        CASE WHEN assigner <> '' THEN 'pending-assigner:' || assigner END,
        CASE WHEN on_behalf_of <> '' THEN 'pending-assigner:' || on_behalf_of END
    ], NULL) END
) AS scope
WHERE pending_decisions <> '{}'
"""
