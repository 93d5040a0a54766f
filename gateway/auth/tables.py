"""The gateway's own tables. A cookie is kept only as its hash, tokens only sealed."""

from sqlalchemy import Column, DateTime, Index, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData()

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id_hash", LargeBinary, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("provider_session", Text, nullable=False),
    Column("tokens", Text, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("use_time", DateTime(timezone=True), nullable=False),
    Column("check_time", DateTime(timezone=True), nullable=False),
    Column("expire_time", DateTime(timezone=True), nullable=False),
    Index("sessions_subject", "subject"),
    Index("sessions_provider_session", "provider_session"),
    Index("sessions_expire_time", "expire_time"),
)

SIGN_INS = Table(
    "sign_ins",
    METADATA,
    Column("state_hash", LargeBinary, primary_key=True),
    Column("browser_hash", LargeBinary, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("return_to", Text, nullable=False),
    Column("expire_time", DateTime(timezone=True), nullable=False),
    Index("sign_ins_expire_time", "expire_time"),
)

PROVIDER_DOCUMENTS = Table(
    "provider_documents",
    METADATA,
    Column("url", Text, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("fetch_time", DateTime(timezone=True), nullable=False),
)
