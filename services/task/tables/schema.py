"""The tables of the task service."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from shared import comparing, epochs, inbox, outbox, parked, request_ids
from shared.operations import interventions

METADATA = MetaData()
EPOCHS = epochs.table(METADATA)
OUTBOX = outbox.table(METADATA)
INBOX_TABLES = inbox.tables(METADATA)
parked.table(METADATA)
comparing.tables(METADATA)
interventions.table(METADATA)
ANSWERS = request_ids.table(METADATA)


def _words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _moment(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True))


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


# The version before searches by these. A later migration may drop the index and the function.
WORDS = "task_words(title_words, directive_number)"
TASKS = Table(
    "tasks",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("title", Text, nullable=False),
    _words("directive"),
    Column("assign_date", Date),
    # Copied from the document service; changed without a step of the task.
    _words("directive_number"),
    Column("directive_date", Date),
    _words("proposal"),
    _words("quote"),
    _words("output"),
    Column("source_kind", Text, nullable=False, server_default="UNSPECIFIED"),
    Column("urgency", Text, nullable=False, server_default="UNSPECIFIED"),
    Column("meeting", JSONB(none_as_null=True)),
    _words("field"),
    _words("assigner"),
    _words("on_behalf_of"),
    _words("monitor"),
    _words("lead"),
    Column("coordinations", JSONB, nullable=False),
    Column("informed", ARRAY(Text), nullable=False),
    _words("parent_task"),
    _words("parent_lead"),
    _flag("required_by_parent"),
    _words("task_set"),
    Column("due_kind", Text, nullable=False),
    Column("due_date", Date),
    _words("due_words"),
    Column("recurrence", JSONB(none_as_null=True)),
    Column("original_due_date", Date),
    _words("holder_unit"),
    _words("holder_person"),
    _words("co_holder"),
    Column("internal_due_date", Date),
    Column("progress", JSONB(none_as_null=True)),
    Column("extensions", JSONB, nullable=False),
    Column("submission", JSONB(none_as_null=True)),
    _count("send_back_count"),
    Column("returned_leads", ARRAY(Text), nullable=False, server_default="{}"),
    Column("last_return", JSONB(none_as_null=True)),
    _count("urging_count"),
    _count("unanswered_urgings"),
    _moment("last_urged_at"),
    Column("delay_cause", JSONB(none_as_null=True)),
    Column("periods", JSONB, nullable=False),
    _moment("proposed_at"),
    _moment("first_issued_at"),
    _moment("issued_at"),
    Column("intake", JSONB(none_as_null=True)),
    Column("accept_by", Date),
    _moment("accepted_at"),
    _moment("confirmed_at"),
    _moment("suspended_at"),
    Column("resume_date", Date),
    _moment("closed_at"),
    _moment("decision_demanded_at"),
    Column("redo_date", Date),
    Column("approval", JSONB(none_as_null=True)),
    # Derived on every save, for queries.
    Column("coordinators", ARRAY(Text), nullable=False),
    # Who may approve what waits: the lead and a person charged by its head.
    Column("approvers", ARRAY(Text), nullable=False, server_default="{}"),
    # The class that no later day changes; empty if it depends on the day or the task is not counted.
    _words("settled"),
    # The agency should report and has never done so.
    _flag("never_reported"),
    # Issued after the due date in force, or too late to be accepted before it.
    _flag("issued_late"),
    Column("pending_decisions", ARRAY(Text), nullable=False, server_default="{}"),
    Column("cause_authors", ARRAY(Text), nullable=False, server_default="{}"),
    Column("contest_authors", ARRAY(Text), nullable=False, server_default="{}"),
    # The title without case and diacritics.
    _words("title_words"),
    Index("tasks_updated", "updated_at", "uid"),
    Index("tasks_parent", "parent_task", postgresql_where="parent_task <> ''"),
    Index("tasks_directive", "directive", "uid"),
    Index("tasks_task_set", "task_set", postgresql_where="task_set <> ''"),
    Index("tasks_proposal", "proposal", unique=True, postgresql_where="proposal <> ''"),
    Index(
        "tasks_undecided",
        "due_date",
        postgresql_where="settled = '' AND decision_demanded_at IS NULL AND issued_at IS NOT NULL",
    ),
    Index(
        "tasks_title",
        func.to_tsvector(text("'simple'::regconfig"), text("title_words")),
        postgresql_using="gin",
    ),
    Index("tasks_words", func.to_tsvector(text("'simple'::regconfig"), text(WORDS)), postgresql_using="gin"),
    Index("tasks_not_updated", "due_date", "uid", postgresql_where="never_reported"),
    Index("tasks_due", "due_date"),
    Index("tasks_lead", "lead", postgresql_where="lead <> ''"),
    Index("tasks_assigner", "assigner", postgresql_where="assigner <> ''"),
    Index("tasks_monitor", "monitor", postgresql_where="monitor <> ''"),
)

# What one clause assigns to several agencies, each with a task of its own.
TASK_SETS = Table(
    "task_sets",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("title", Text, nullable=False),
    _words("directive"),
    Column("creator", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("task_sets_created", "created_at", "uid"),
)

# One row for each scope of a task, in the order in which baskets are read.
SCOPES = Table(
    "task_scopes",
    METADATA,
    Column("scope", Text, primary_key=True),
    Column("phase", Text, primary_key=True),
    Column("rank", Date, primary_key=True),
    Column("task", Text, primary_key=True),
    Index("task_scopes_task", "task"),
)

# One row for each coordination of an issued task: what decides the class and the marks of its part, as in `tasks`.
COORDINATIONS = Table(
    "coordinations",
    METADATA,
    Column("task", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("state", Text, nullable=False),
    _words("settled"),
    Column("due_date", Date),
    _flag("never_reported"),
    _flag("issued_late"),
    Index("coordinations_unit", "unit"),
)

# Counters of baskets: rows are only added, with the change that they count, and folded together later,
# so that two changes never wait for one counter.
TALLIES = Table(
    "tallies",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("scope", Text, nullable=False),
    Column("state", Text, nullable=False),
    # What decides class and marks, as in `tasks`; the due date only while it still decides.
    Column("settled", Text, nullable=False),
    Column("never_reported", Boolean, nullable=False),
    _flag("issued_late"),
    Column("due_date", Date),
    Column("n", Integer, nullable=False),
    Index(
        "tallies_scope",
        "scope",
        postgresql_include=["state", "settled", "never_reported", "issued_late", "due_date", "n"],
    ),
)

# Append-only: a trigger of the database refuses to change or delete a step.
STEPS = Table(
    "task_steps",
    METADATA,
    Column("task", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("verb", Text, nullable=False),
    _words("person"),
    _words("position"),
    _words("unit"),
    _words("on_behalf_of"),
    _words("name"),
    Column("at", DateTime(timezone=True), nullable=False),
    _words("reason"),
    _words("from_state"),
    Column("to_state", Text, nullable=False),
    Column("changes", JSONB, nullable=False),
    Column("standing", JSONB, nullable=False),
    Column("names", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("version >= 1", name="task_steps_version"),
)

# The people who follow a task.
FOLLOWERS = Table(
    "followers",
    METADATA,
    Column("task", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("followed_at", DateTime(timezone=True), nullable=False),
    Index("followers_person", "person", "task"),
)

# Append-only, like the steps.
COMMENTS = Table(
    "comments",
    METADATA,
    Column("task", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("files", ARRAY(Text), nullable=False),
    Column("mentions", ARRAY(Text), nullable=False),
    Column("names", JSONB, nullable=False),
)

# What needs approval inside an agency, once its head has changed it.
APPROVAL_SETTINGS = Table(
    "approval_settings",
    METADATA,
    Column("agency", Text, primary_key=True),
    Column("steps", ARRAY(Text), nullable=False),
    Column("approvers", ARRAY(Text), nullable=False),
    Column("version", Integer, nullable=False),
)

# What lists show, kept under names; `place` is the person or the unit whose list it is.
SAVED_LISTS = Table(
    "saved_lists",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("place", Text, nullable=False),
    # The name without case and diacritics, the only one of its place.
    Column("name_words", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("owner", Text, nullable=False),
    _words("unit"),
    _words("basket"),
    _words("filter"),
    _words("order_by"),
    Column("columns", ARRAY(Text), nullable=False),
    Column("version", Integer, nullable=False),
    Index("saved_lists_names", "place", "name_words", unique=True),
)

# The rows of workbooks that became tasks; `digest` is of what a row says.
IMPORTED_ROWS = Table(
    "imported_rows",
    METADATA,
    Column("form", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("task", Text, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
)

# What a search finds a task by, kept by a trigger: words that every reader sees, and with them those of the work.
SEARCH_WORDS = Table(
    "search_words",
    METADATA,
    Column("task", Text, ForeignKey("tasks.uid", ondelete="CASCADE"), primary_key=True),
    Column("open_words", TSVECTOR, nullable=False),
    Column("inside_words", TSVECTOR, nullable=False),
    Index("search_open_words", "open_words", postgresql_using="gin"),
    Index("search_inside_words", "inside_words", postgresql_using="gin"),
)

# Units, people and positions, copied from identity's events.
UNITS = Table(
    "units",
    METADATA,
    Column("name", Text, primary_key=True),
    _words("parent_unit"),
    _words("agency"),
    _words("kind"),
    _words("display_name"),
    _words("short_name"),
    # Other ways in which the name is written.
    Column("aliases", ARRAY(Text), nullable=False, server_default="{}"),
    Column("start_date", Date),
    Column("end_date", Date),
)

# Directives, copied from the document service's events.
DIRECTIVES = Table(
    "directives",
    METADATA,
    Column("name", Text, primary_key=True),
    _words("number"),
    Column("issue_date", Date),
    _words("assigner"),
    _words("monitor"),
    _words("field"),
    Column("urgency", Text, nullable=False, server_default="UNSPECIFIED"),
    Column("meeting", JSONB(none_as_null=True)),
    Column("receive_date", Date),
    _words("superseded_by"),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("name", Text, primary_key=True),
    _words("display_name"),
)

POSITIONS = Table(
    "positions",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("unit", Text, nullable=False),
    _words("agency"),
    _words("role"),
    _words("title"),
    Column("fields", ARRAY(Text), nullable=False, server_default="{}"),
    Column("start_date", Date),
    Column("end_date", Date),
    Index("positions_person", "person"),
    Index("positions_agency", "agency", "role"),
    Index("positions_role", "role"),
)
