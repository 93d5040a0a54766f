"""The tables. Resource names are stored as text."""

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

from shared import comparing, epochs, inbox, parked, request_ids
from shared.operations import interventions

METADATA = MetaData()
EPOCHS = epochs.table(METADATA)
INBOX, VERSIONS, HELD = inbox.tables(METADATA)
parked.table(METADATA)
comparing.tables(METADATA)
interventions.table(METADATA)
request_ids.table(METADATA)

# Every event as it arrived, never changed or deleted: the projections below can be made again from them at any time.
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


TASK_FACTS = Table(
    "task_facts",
    METADATA,
    Column("task", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ordinal", SmallInteger, primary_key=True),
    Column("from_date", Date, nullable=False),
    Column("to_date", Date),
    Column("lead", Text, nullable=False),
    Column("task_class", Text, nullable=False),
    Column("assigned_date", Date, nullable=False),
    Column("done_from_date", Date),
    Column("parent_task", Text, nullable=False),
    Column("period_start_date", Date),
    Column("issue_date", Date),
    Column("due_date", Date),
    Column("original_due_date", Date),
    Column("due_soon_from_date", Date),
    Column("overdue_from_date", Date),
    Column("submit_date", Date),
    Column("not_accepted", Boolean, nullable=False),
    Column("issued_late", Boolean, nullable=False),
    Column("intake_days", Integer),
    Column("intake_limit", Integer),
    Column("extension_count", Integer, nullable=False),
    Column("urging_count", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("output", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("directive", Text, nullable=False),
    Column("document_number", Text, nullable=False),
    Column("assigner", Text, nullable=False),
    Column("monitor", Text, nullable=False),
    Column("coordinators", ARRAY(Text), nullable=False),
    Column("progress_percent", SmallInteger),
    Column("progress_text", Text, nullable=False),
    Column("progress_obstacles", Text, nullable=False),
    Column("progress_report_date", Date),
    Column("delay_cause_kind", Text, nullable=False),
    Column("delay_cause_text", Text, nullable=False),
    Column("delay_cause_confirm_date", Date),
    Column("delay_cause_stated_kind", Text, nullable=False),
    Column("delay_cause_decide_date", Date),
    Column("delay_cause_decider", Text, nullable=False),
    Column("delay_cause_refused", Boolean, nullable=False),
    Column("delay_cause_answer", Text, nullable=False),
    Column("contest_date", Date),
    Column("contester", Text, nullable=False),
    Column("contest_reason", Text, nullable=False),
    Column("contest_document_number", Text, nullable=False),
    Column("contest_against", Text, nullable=False),
    Column("contest_decide_date", Date),
    Column("contest_decider", Text, nullable=False),
    Column("contest_granted", Boolean, nullable=False),
    Column("contest_answer", Text, nullable=False),
    Column("overdue_days", Integer),
    Column("working_days", ARRAY(Date), nullable=False),
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
