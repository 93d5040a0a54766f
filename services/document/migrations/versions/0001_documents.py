"""Files, directives, proposals, forwardings, and copies of what other services own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared import outbox

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Adds everything."""
    _answers()
    _directives()
    _evidence()
    _files()
    _inbox()
    _inbox_held()
    _inbox_versions()
    _outbox()
    _positions()
    _tasks()
    _units()
    _uploads()
    _forwardings()
    _proposals()
    op.execute(outbox.WAKE_THE_RELAY)


def downgrade() -> None:
    """Drops everything."""
    for table in (
        "proposals",
        "forwardings",
        "uploads",
        "units",
        "tasks",
        "positions",
        "outbox",
        "inbox_versions",
        "inbox_held",
        "inbox",
        "files",
        "evidence",
        "directives",
        "answers",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION outbox_notify()")


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("caller", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "request_id"),
    )
    op.create_index("answers_create_time", "answers", ["create_time"], unique=False)


def _directives() -> None:
    op.create_table(
        "directives",
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("creator", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number_symbol", sa.Text, server_default="", nullable=False),
        sa.Column("kind", sa.Text, server_default="", nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text, server_default="", nullable=False),
        sa.Column("signer", sa.Text, server_default="", nullable=False),
        sa.Column("signer_title", sa.Text, server_default="", nullable=False),
        sa.Column("subject", sa.Text, server_default="", nullable=False),
        sa.Column("field", sa.Text, server_default="", nullable=False),
        sa.Column("urgency", sa.Text, server_default="", nullable=False),
        sa.Column("secrecy", sa.Text, server_default="", nullable=False),
        sa.Column("recipients", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("meeting_date", sa.Date(), nullable=True),
        sa.Column("meeting_chair", sa.Text, server_default="", nullable=False),
        sa.Column("files", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("assigner", sa.Text, server_default="", nullable=False),
        sa.Column("monitor", sa.Text, server_default="", nullable=False),
        sa.Column("reading", sa.Text, server_default="", nullable=False),
        sa.Column("reading_error", sa.Text, server_default="", nullable=False),
        sa.Column("text", sa.Text, server_default="", nullable=False),
        sa.Column("unique_issuer", sa.Text, nullable=True),
        sa.Column("unique_number", sa.Text, nullable=True),
        sa.Column("unique_year", sa.Integer, nullable=True),
        sa.Column("search_words", sa.Text, server_default="", nullable=False),
        sa.Column("reading_attempts", sa.Integer, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("unique_issuer", "unique_number", "unique_year", name="directives_unique"),
    )
    op.create_index("directives_files", "directives", ["files"], unique=False, postgresql_using="gin")
    op.create_index("directives_newest", "directives", ["created_at", "uid"], unique=False)
    op.create_index(
        "directives_unread",
        "directives",
        ["created_at"],
        unique=False,
        postgresql_where="reading = 'PENDING'",
    )


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("creator", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("handle_time", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_index("inbox_handle_time", "inbox", ["handle_time"], unique=False)


def _inbox_held() -> None:
    op.create_table(
        "inbox_held",
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("snapshot", sa.Boolean(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("trace", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("aggregate", "version"),
    )


def _inbox_versions() -> None:
    op.create_table(
        "inbox_versions",
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("aggregate"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("trace", postgresql.JSONB(), nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publish_time", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id"),
    )
    op.create_index("outbox_waiting", "outbox", ["id"], unique=False, postgresql_where="publish_time IS NULL")


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("directive", sa.Text, server_default="", nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("evidence_readers", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("files", postgresql.ARRAY(sa.Text), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("tasks_directive", "tasks", ["directive"], unique=False)


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("submitter", sa.Text, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("file", "task"),
    )


def _positions() -> None:
    op.create_table(
        "positions",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("positions_person", "positions", ["person"], unique=False)


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("parent", sa.Text, server_default="", nullable=False),
        sa.Column("agency", sa.Text, server_default="", nullable=False),
        sa.Column("unit_group", sa.Text, server_default="", nullable=False),
        sa.Column("kind", sa.Text, server_default="", nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("sort_order", sa.Integer, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("uploads_started_at", "uploads", ["started_at"], unique=False)


def _forwardings() -> None:
    op.create_table(
        "forwardings",
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("directive", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("forwarder", sa.Text, nullable=False),
        sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text, server_default="", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opener", sa.Text, server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["directive"],
            ["directives.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("directive", "unit", name="forwardings_unit"),
    )
    op.create_index("forwardings_by_unit", "forwardings", ["unit", "directive"], unique=False)


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("directive", sa.Text, nullable=False),
        sa.Column("sort_order", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, server_default="", nullable=False),
        sa.Column("quote", sa.Text, server_default="", nullable=False),
        sa.Column("quote_start", sa.Integer, server_default="0", nullable=False),
        sa.Column("quote_end", sa.Integer, server_default="0", nullable=False),
        sa.Column("output", sa.Text, server_default="", nullable=False),
        sa.Column("lead", sa.Text, server_default="", nullable=False),
        sa.Column("lead_words", sa.Text, server_default="", nullable=False),
        sa.Column("coordinations", postgresql.JSONB(), nullable=False),
        sa.Column("due_kind", sa.Text, server_default="", nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("due_words", sa.Text, server_default="", nullable=False),
        sa.Column("recurrence", sa.Text, server_default="", nullable=False),
        sa.Column("report_to", sa.Text, server_default="", nullable=False),
        sa.Column("general", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["directive"],
            ["directives.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("directive", "sort_order", name="proposals_sort_order"),
    )
