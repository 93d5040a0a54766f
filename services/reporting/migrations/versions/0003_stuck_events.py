"""Stuck events: what is parked lies in the database, and what operators do is recorded, and answers are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.operations.interventions import APPEND_ONLY

revision = "0003"
down_revision = "0002"

TIME = sa.DateTime(timezone=True)


def text(name: str, **options: object) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)


def upgrade() -> None:
    op.create_table(
        "parked_events",
        text("id", primary_key=True),
        text("queue"),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        *map(text, ("source", "type", "aggregate")),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("event_time", TIME),
        sa.Column("attempt_count", sa.Integer, nullable=False),
        *map(text, ("error", "traceback")),
        sa.Column("park_time", TIME, nullable=False),
        sa.Column("replay_time", TIME),
    )
    on_its_way = "replay_time IS NOT NULL"
    op.create_index("parked_events_replayed", "parked_events", ["replay_time"], postgresql_where=on_its_way)
    op.create_table(
        "interventions",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        text("verb"),
        sa.Column("create_time", TIME, nullable=False),
        *map(text, ("actor", "actor_display_name", "actor_position", "reason")),
        *map(text, ("event", "state", "source", "type", "aggregate")),
        sa.Column("version", sa.Integer, nullable=False),
        text("error"),
    )
    op.execute(APPEND_ONLY)
    op.create_table(
        "answers",
        text("caller", primary_key=True),
        text("request_id", primary_key=True),
        sa.Column("request_hash", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("create_time", TIME, nullable=False),
    )
    op.create_index("answers_create_time", "answers", ["create_time"])


def downgrade() -> None:
    op.drop_table("answers")
    op.drop_table("interventions")
    op.execute("DROP FUNCTION interventions_append_only")
    op.drop_table("parked_events")
