"""Units, people and positions; identity providers and clients."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared import outbox

revision = "0001"
down_revision = None


def upgrade() -> None:
    _shared()
    op.create_table("units", sa.Column("id", sa.Text, primary_key=True), *_times())
    _unit_versions()
    _people()
    _positions()
    _sso()


def downgrade() -> None:
    for table in (
        "clients",
        "identity_providers",
        "positions",
        "people",
        "unit_versions",
        "units",
        "answers",
    ):
        op.drop_table(table)
    op.drop_table("outbox")
    op.execute("DROP FUNCTION outbox_notify")


def _times() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_time", sa.DateTime(timezone=True), nullable=False),
    )


def _shared() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("event_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Boolean, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("trace", postgresql.JSONB, nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publish_time", sa.DateTime(timezone=True)),
        sa.Index("outbox_waiting", "id", postgresql_where="publish_time IS NULL"),
    )
    op.execute(outbox.WAKE_THE_RELAY)
    op.create_table(
        "answers",
        sa.Column("caller", sa.Text, primary_key=True),
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("request_hash", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Index("answers_create_time", "create_time"),
    )


def _unit_versions() -> None:
    op.create_table(
        "unit_versions",
        sa.Column("unit", sa.Text, sa.ForeignKey("units.id"), primary_key=True),
        sa.Column("start_date", sa.Date, primary_key=True),
        sa.Column("end_date", sa.Date),
        sa.Column("parent", sa.Text, sa.ForeignKey("units.id")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("unit_group", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("short_name", sa.Text, nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("sort_order", sa.Integer, nullable=False),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agency", sa.Text, sa.ForeignKey("units.id"), nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("family_name", sa.Text, nullable=False),
        sa.Column("given_name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone_number", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("identity_provider", sa.Text, nullable=False),
        sa.Column("employee_number", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, unique=True),
        sa.Column("search", sa.Text, nullable=False),
        *_times(),
        sa.Index("people_agency", "agency"),
        sa.Index("people_search", "search", "id"),
        sa.Index("people_username", "username", unique=True, postgresql_where="username <> ''"),
        sa.Index(
            "people_employee_number",
            "identity_provider",
            "employee_number",
            unique=True,
            postgresql_where="employee_number <> ''",
        ),
    )


def _positions() -> None:
    op.create_table(
        "positions",
        sa.Column("unit", sa.Text, sa.ForeignKey("units.id"), primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("start_date", sa.Date, nullable=False),
        sa.Column("end_date", sa.Date),
        *_times(),
        sa.Index("positions_person", "person"),
    )


def _sso() -> None:
    op.create_table(
        "identity_providers",
        sa.Column("alias", sa.Text, primary_key=True),
        sa.Column("agency", sa.Text, sa.ForeignKey("units.id"), nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("protocol", sa.Text, nullable=False),
        sa.Column("link_key", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("metadata_url", sa.Text, nullable=False),
        sa.UniqueConstraint("agency", name="identity_providers_agency"),
    )
    op.create_table(
        "clients",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
    )
