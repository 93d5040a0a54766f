"""Stored events and the projections made from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

# The projections can be made again from these rows alone, so nothing may change or delete one.
APPEND_ONLY = """
CREATE FUNCTION stored_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'stored_events is append-only';
END $$;
CREATE TRIGGER stored_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stored_events
  FOR EACH STATEMENT EXECUTE FUNCTION stored_events_refuse();
"""


def upgrade() -> None:
    """Adds everything."""
    _inbox()
    _stored_events()
    _task_facts()
    _names()


def downgrade() -> None:
    """Drops everything."""
    for table in (
        "directives",
        "people",
        "units",
        "task_facts",
        "stored_events",
        "inbox_held",
        "inbox_versions",
        "inbox",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION stored_events_refuse()")


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("handle_time", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("inbox_handle_time", "inbox", ["handle_time"])
    op.create_table(
        "inbox_versions",
        sa.Column("aggregate", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "inbox_held",
        sa.Column("aggregate", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("snapshot", sa.Boolean, nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("trace", postgresql.JSONB, nullable=False),
    )


def _stored_events() -> None:
    op.create_table(
        "stored_events",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("event_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Boolean, nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("trace", postgresql.JSONB, nullable=False),
    )
    op.create_index("stored_events_aggregate", "stored_events", ["source", "aggregate", "id"])
    op.execute(APPEND_ONLY)


def _task_facts() -> None:
    op.create_table(
        "task_facts",
        sa.Column("task", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("ordinal", sa.SmallInteger, primary_key=True),
        sa.Column("from_date", sa.Date, nullable=False),
        sa.Column("to_date", sa.Date),
        sa.Column("lead", sa.Text, nullable=False),
        sa.Column("task_class", sa.Text, nullable=False),
        sa.Column("assigned_date", sa.Date, nullable=False),
        sa.Column("done_from_date", sa.Date),
        sa.Column("parent_task", sa.Text, nullable=False),
        sa.Column("period_start_date", sa.Date),
        sa.Column("issue_date", sa.Date),
        sa.Column("due_date", sa.Date),
        sa.Column("original_due_date", sa.Date),
        sa.Column("due_soon_from_date", sa.Date),
        sa.Column("overdue_from_date", sa.Date),
        sa.Column("submit_date", sa.Date),
        sa.Column("not_accepted", sa.Boolean, nullable=False),
        sa.Column("extension_count", sa.Integer, nullable=False),
        sa.Column("urging_count", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("output", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("directive", sa.Text, nullable=False),
        sa.Column("document_number", sa.Text, nullable=False),
        sa.Column("assigner", sa.Text, nullable=False),
        sa.Column("monitor", sa.Text, nullable=False),
        sa.Column("coordinators", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("progress_percent", sa.SmallInteger),
        sa.Column("progress_text", sa.Text, nullable=False),
        sa.Column("progress_obstacles", sa.Text, nullable=False),
        sa.Column("progress_report_date", sa.Date),
        sa.Column("delay_cause_kind", sa.Text, nullable=False),
        sa.Column("delay_cause_text", sa.Text, nullable=False),
        sa.Column("delay_cause_confirm_date", sa.Date),
        sa.Column("overdue_days", sa.Integer),
        sa.Column("working_days", postgresql.ARRAY(sa.Date), nullable=False),
    )
    op.create_index("task_facts_to_date", "task_facts", ["to_date"])
    op.create_index("task_facts_lead", "task_facts", ["lead", "to_date"])


def _names() -> None:
    op.create_table(
        "units",
        sa.Column("unit", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("from_date", sa.Date, nullable=False),
        sa.Column("to_date", sa.Date),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("unit_group", sa.Text, nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("short_name", sa.Text, nullable=False),
        sa.Column("sort_order", sa.Integer, nullable=False),
        sa.Column("start_date", sa.Date, nullable=False),
        sa.Column("end_date", sa.Date),
    )
    op.create_table(
        "people",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("display_name", sa.Text, nullable=False),
    )
    op.create_table(
        "directives",
        sa.Column("directive", sa.Text, primary_key=True),
        sa.Column("number_symbol", sa.Text, nullable=False),
        sa.Column("issue_date", sa.Date),
    )
