"""The tables of the notification service."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared import comparing, epochs, inbox, outbox, parked, request_ids
from shared.operations import interventions

METADATA = MetaData()
EPOCHS = epochs.table(METADATA)
OUTBOX = outbox.table(METADATA)
INBOX, VERSIONS, HELD = inbox.tables(METADATA)
parked.table(METADATA)
comparing.tables(METADATA)
interventions.table(METADATA)
ANSWERS = request_ids.table(METADATA)

PEOPLE = Table(
    "people",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("email", Text, nullable=False),
)
UNITS = Table(
    "units",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("parent", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("display_name", Text, nullable=False),
)
# No foreign keys between different aggregates, whose events may overtake each other.
POSITIONS = Table(
    "positions",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date),
    Index("positions_person", "person"),
    Index("positions_agency", "agency"),
    Index("positions_unit", "unit"),
    Index("positions_role", "role"),
)
DIRECTIVES = Table(
    "directives",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("number_symbol", Text, nullable=False),
    Column("subject", Text, nullable=False),
)
TASKS = Table(
    "tasks",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("directive", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("assigner", Text, nullable=False),
    Column("monitor", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("parent_lead", Text, nullable=False, server_default=""),
    Column("former_lead", Text, nullable=False, server_default=""),
    Column("coordinators", ARRAY(Text), nullable=False),
    Column("holder_unit", Text, nullable=False),
    Column("holder_person", Text, nullable=False),
    Column("co_holder", Text, nullable=False, server_default=""),
    Column("requester", Text, nullable=False, server_default=""),
    # Only the version before writes it.
    Column("approvers", ARRAY(Text), nullable=False, server_default="{}"),
    Column("asked", ARRAY(Text), nullable=False, server_default="{}"),
    Column("concerned", ARRAY(Text), nullable=False, server_default="{}"),
    Column("approval_seeker", Text, nullable=False, server_default=""),
    Column("due_date", Date),
    Column("internal_due_date", Date),
    Column("undated", Boolean, nullable=False),
    Column("progress_date", Date),
    Column("urging_count", Integer, nullable=False),
    Column("unanswered_urgings", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)

NOTIFICATIONS = Table(
    "notifications",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("directive", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("read_time", DateTime(timezone=True)),
    UniqueConstraint("person", "kind", "subject", "cause", name="notifications_once"),
)
Index("notifications_newest", NOTIFICATIONS.c.person, NOTIFICATIONS.c.create_time, NOTIFICATIONS.c.id)
Index(
    "notifications_unread",
    NOTIFICATIONS.c.person,
    NOTIFICATIONS.c.create_time,
    NOTIFICATIONS.c.id,
    postgresql_where=NOTIFICATIONS.c.read_time.is_(None),
)
REMINDERS = Table(
    "reminders",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("task", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("remind_date", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("next_attempt_time", DateTime(timezone=True), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("send_time", DateTime(timezone=True)),
    UniqueConstraint("task", "rule", "remind_date", name="reminders_once"),
    Index("reminders_planned", "remind_date", postgresql_where="state = 'PLANNED'"),
)
DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("person", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("next_attempt_time", DateTime(timezone=True), nullable=False),
    Column("send_time", DateTime(timezone=True)),
    Column("error", Text, nullable=False),
    # The address to which it was sent: the person may have another one when it comes back.
    Column("email", Text, nullable=False, server_default=""),
    Index("deliveries_waiting", "next_attempt_time", postgresql_where="state = 'WAITING'"),
)
# When the relay began to accept nothing; empty while it accepts e-mails. Two processes may see it begin.
RELAY_OUTAGES = Table(
    "relay_outages", METADATA, Column("begin_time", DateTime(timezone=True), primary_key=True)
)
REFUSED_ADDRESSES = Table(
    "refused_addresses",
    METADATA,
    Column("email", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("refuse_time", DateTime(timezone=True), nullable=False),
)
# The content of each e-mail: one notification, or those of a day or week, which are put together when it is time.
MAILINGS = Table(
    "mailings",
    METADATA,
    Column("notification", Uuid, ForeignKey("notifications.id"), primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("mail_date", Date, nullable=False),
    Column("delivery", Uuid, ForeignKey("deliveries.id")),
    Index("mailings_delivery", "delivery"),
    Index("mailings_apart", "mail_date", postgresql_where="delivery IS NULL"),
)
