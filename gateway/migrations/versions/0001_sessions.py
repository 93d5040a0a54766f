"""Sessions, sign-ins under way, and what the identity provider publishes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.LargeBinary, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("provider_session", sa.Text, nullable=False),
        sa.Column("tokens", sa.Text, nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("use_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expire_time", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("sessions_subject", "sessions", ["subject"])
    op.create_index("sessions_provider_session", "sessions", ["provider_session"])
    op.create_index("sessions_expire_time", "sessions", ["expire_time"])
    op.create_table(
        "sign_ins",
        sa.Column("state_hash", sa.LargeBinary, primary_key=True),
        sa.Column("browser_hash", sa.LargeBinary, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("verifier", sa.Text, nullable=False),
        sa.Column("return_to", sa.Text, nullable=False),
        sa.Column("expire_time", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("sign_ins_expire_time", "sign_ins", ["expire_time"])
    op.create_table(
        "provider_documents",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("fetch_time", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("provider_documents")
    op.drop_table("sign_ins")
    op.drop_table("sessions")
