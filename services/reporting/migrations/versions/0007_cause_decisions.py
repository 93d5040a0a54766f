"""Who decided on a cause of delay and how, and the contest of that decision."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
_WORDS = (
    *("delay_cause_stated_kind", "delay_cause_decider", "delay_cause_answer"),
    *("contester", "contest_reason", "contest_document_number", "contest_against"),
    *("contest_decider", "contest_answer"),
)
_DATES = ("delay_cause_decide_date", "contest_date", "contest_decide_date")
_FLAGS = ("delay_cause_refused", "contest_granted")


def upgrade() -> None:
    """Adds the columns; `rebuild` fills them for the events that are stored."""
    for name in _WORDS:
        op.add_column("task_facts", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name in _DATES:
        op.add_column("task_facts", sa.Column(name, sa.Date))
    for name in _FLAGS:
        op.add_column(
            "task_facts", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text("false"))
        )


def downgrade() -> None:
    """Removes them."""
    for name in (*_WORDS, *_DATES, *_FLAGS):
        op.drop_column("task_facts", name)
