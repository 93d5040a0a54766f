"""Projections, notifications, reminders, e-mails; inbox, outbox and answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.outbox import WAKE_THE_RELAY

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def text(name: str, **options: object) -> sa.Column[str]:
    return sa.Column(name, sa.Text, **{"nullable": False} | options)


def upgrade() -> None:
    _bus()
    _projections()
    _notifications()
    _emails()


def downgrade() -> None:
    for table in ("mailings", "deliveries", "reminders", "notifications", "tasks", "directives"):
        op.drop_table(table)
    for table in (
        "positions",
        "units",
        "people",
        "answers",
        "inbox_held",
        "inbox_versions",
        "inbox",
        "outbox",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION outbox_notify()")


def _bus() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("event_id", sa.Uuid, nullable=False, unique=True),
        text("type"),
        text("aggregate"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Boolean, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("trace", JSONB, nullable=False),
        sa.Column("event_time", TIME, nullable=False),
        sa.Column("publish_time", TIME),
    )
    op.create_index("outbox_waiting", "outbox", ["id"], postgresql_where="publish_time IS NULL")
    op.execute(WAKE_THE_RELAY)
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("handle_time", TIME, nullable=False),
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
        text("source"),
        text("type"),
        sa.Column("snapshot", sa.Boolean, nullable=False),
        sa.Column("time", TIME, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("trace", JSONB, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("caller", sa.Text, primary_key=True),
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("request_hash", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("create_time", TIME, nullable=False),
    )
    op.create_index("answers_create_time", "answers", ["create_time"])


def _projections() -> None:
    op.create_table("people", text("name", primary_key=True), text("display_name"), text("email"))
    op.create_table(
        "units", text("name", primary_key=True), text("parent"), text("agency"), text("display_name")
    )
    op.create_table(
        "positions",
        text("name", primary_key=True),
        *map(text, ("person", "unit", "agency", "role")),
        sa.Column("fields", ARRAY(sa.Text), nullable=False),
        sa.Column("start_date", sa.Date, nullable=False),
        sa.Column("end_date", sa.Date),
    )
    for column in ("person", "agency", "unit", "role"):
        op.create_index(f"positions_{column}", "positions", [column])
    op.create_table("directives", text("name", primary_key=True), text("number_symbol"), text("subject"))
    op.create_table(
        "tasks",
        text("name", primary_key=True),
        *map(text, ("title", "state", "directive", "field", "assigner", "monitor", "lead")),
        sa.Column("coordinators", ARRAY(sa.Text), nullable=False),
        text("holder_unit"),
        text("holder_person"),
        sa.Column("due_date", sa.Date),
        sa.Column("undated", sa.Boolean, nullable=False),
        sa.Column("progress_date", sa.Date),
        sa.Column("urging_count", sa.Integer, nullable=False),
        sa.Column("unanswered_urgings", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid, primary_key=True),
        *map(text, ("person", "kind", "subject", "cause", "directive")),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("create_time", TIME, nullable=False),
        sa.Column("read_time", TIME),
        sa.UniqueConstraint("person", "kind", "subject", "cause", name="notifications_once"),
    )
    newest = ["person", "create_time", "id"]
    op.create_index("notifications_newest", "notifications", newest)
    op.create_index("notifications_unread", "notifications", newest, postgresql_where="read_time IS NULL")
    op.create_table(
        "reminders",
        sa.Column("id", sa.Uuid, primary_key=True),
        *map(text, ("task", "rule")),
        sa.Column("remind_date", sa.Date, nullable=False),
        text("state"),
        sa.Column("next_attempt_time", TIME, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("send_time", TIME),
        sa.UniqueConstraint("task", "rule", "remind_date", name="reminders_once"),
    )
    op.create_index("reminders_planned", "reminders", ["remind_date"], postgresql_where="state = 'PLANNED'")


def _emails() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid, primary_key=True),
        *map(text, ("person", "channel", "state")),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("create_time", TIME, nullable=False),
        sa.Column("next_attempt_time", TIME, nullable=False),
        sa.Column("send_time", TIME),
        text("error"),
    )
    waiting = "state = 'WAITING'"
    op.create_index("deliveries_waiting", "deliveries", ["next_attempt_time"], postgresql_where=waiting)
    op.create_table(
        "mailings",
        sa.Column("notification", sa.Uuid, sa.ForeignKey("notifications.id"), primary_key=True),
        text("channel", primary_key=True),
        sa.Column("mail_date", sa.Date, nullable=False),
        sa.Column("delivery", sa.Uuid, sa.ForeignKey("deliveries.id")),
    )
    op.create_index("mailings_delivery", "mailings", ["delivery"])
    op.create_index("mailings_apart", "mailings", ["mail_date"], postgresql_where="delivery IS NULL")
