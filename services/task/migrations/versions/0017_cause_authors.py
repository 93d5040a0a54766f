"""Who may not decide on a cause of delay, or on its contest, for queries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Adds the columns, filled for causes that wait; a finished period has kept none until now."""
    for name in ("cause_authors", "contest_authors"):
        op.add_column("tasks", sa.Column(name, ARRAY(sa.Text), nullable=False, server_default="{}"))
    op.execute(
        """
        UPDATE tasks SET
            cause_authors = array_remove(ARRAY[delay_cause #>> '{stated_by,person}'], NULL),
            contest_authors = array_remove(ARRAY[
                delay_cause #>> '{contest,by,person}',
                CASE WHEN parent_task = '' THEN delay_cause #>> '{confirmed_by,person}' END
            ], NULL)
        WHERE pending_decisions && ARRAY['DELAY_CAUSE', 'CONTEST']
        """
    )


def downgrade() -> None:
    """Drops them."""
    for name in ("contest_authors", "cause_authors"):
        op.drop_column("tasks", name)
