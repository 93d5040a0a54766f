"""Table metadata. Resource names are kept as text, days as dates."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared import inbox

METADATA = MetaData()
INBOX, VERSIONS, HELD = inbox.tables(METADATA)

# Every event as it came, never changed or deleted: the projections below can be made of it again at any time.
STORED_EVENTS = Table(
    "stored_events",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("aggregate", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("snapshot", Boolean, nullable=False),
    Column("event_time", DateTime(timezone=True), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("trace", JSONB, nullable=False),
    Index("stored_events_aggregate", "source", "aggregate", "id"),
)


def _words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


TASK_FACTS = Table(
    "task_facts",
    METADATA,
    Column("task", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("part", SmallInteger, primary_key=True),
    Column("from_date", Date, nullable=False),
    Column("to_date", Date),
    Column("lead", Text, nullable=False),
    Column("task_class", Text, nullable=False),
    Column("assigned_date", Date, nullable=False),
    Column("done_from", Date),
    Column("parent_task", Text, nullable=False),
    Column("period_start", Date),
    Column("issue_date", Date),
    Column("due_date", Date),
    Column("original_due_date", Date),
    Column("due_soon_from", Date),
    Column("overdue_from", Date),
    Column("submit_date", Date),
    Column("not_accepted", Boolean, nullable=False),
    Column("extension_count", Integer, nullable=False),
    Column("urging_count", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("output", Text, nullable=False),
    Column("directive", Text, nullable=False),
    Column("document_number", Text, nullable=False),
    Column("assigner", Text, nullable=False),
    Column("monitor", Text, nullable=False),
    Column("co_ordinators", ARRAY(Text), nullable=False),
    Column("progress_percent", SmallInteger),
    Column("progress_text", Text, nullable=False),
    _words("field"),
    _words("delay_kind"),
    _words("delay_text"),
    _words("progress_obstacles"),
    Column("delay_confirm_date", Date),
    Column("progress_date", Date),
    Column("overdue_days", Integer),
    Column("working_days", ARRAY(Date), nullable=False, server_default="{}"),
    Index("task_facts_to_date", "to_date"),
    Index("task_facts_lead", "lead", "to_date"),
)

UNITS = Table(
    "units",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("from_date", Date, nullable=False),
    Column("to_date", Date),
    Column("kind", Text, nullable=False),
    Column("unit_group", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("sort_order", Integer, nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
)

DIRECTIVES = Table(
    "directives",
    METADATA,
    Column("directive", Text, primary_key=True),
    Column("number_symbol", Text, nullable=False),
    Column("issue_date", Date),
)

PROJECTIONS = (TASK_FACTS, UNITS, PEOPLE, DIRECTIVES)
