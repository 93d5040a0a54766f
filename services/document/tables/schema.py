"""The tables of the document service."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

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


FILES = Table(
    "files",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("creator", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

# An upload that has begun. Its row goes when the upload ends, or when the sweep clears up after it.
UPLOADS = Table(
    "uploads",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Index("uploads_started_at", "started_at"),
)

DIRECTIVES = Table(
    "directives",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("creator", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    _words("number_symbol"),
    _words("kind"),
    Column("issue_date", Date),
    _words("issuer"),
    _words("signer"),
    _words("signer_title"),
    _words("subject"),
    _words("field"),
    _words("urgency"),
    _words("secrecy"),
    Column("recipients", ARRAY(Text), nullable=False),
    Column("meeting_date", Date),
    _words("meeting_chair"),
    Column("files", ARRAY(Text), nullable=False),
    _words("assigner"),
    _words("monitor"),
    _words("reading"),
    _words("reading_error"),
    _words("text"),
    # Derived on every save, for the unique constraint (docs/domain.md, section Directive) and for searching.
    Column("unique_issuer", Text),
    Column("unique_number", Text),
    Column("unique_year", Integer),
    _words("search_words"),
    _words("subject_words"),
    Column("text_bands", ARRAY(BigInteger), nullable=False, server_default="{}"),
    _words("twin"),
    Column("deleted_at", DateTime(timezone=True)),
    _words("deleter"),
    _words("superseded_by"),
    Column("reading_attempts", Integer, nullable=False, server_default="0"),
    UniqueConstraint("unique_number", "unique_year", "unique_issuer", name="directives_unique"),
    Index("directives_subject", "subject_words", postgresql_where="subject_words <> ''"),
    Index("directives_text", "text_bands", postgresql_using="gin"),
    Index("directives_newest", "created_at", "uid"),
    Index("directives_unread", "created_at", postgresql_where="reading = 'PENDING'"),
    Index("directives_files", "files", postgresql_using="gin"),
)

PROPOSALS = Table(
    "proposals",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("directive", Text, ForeignKey("directives.uid"), nullable=False),
    Column("sort_order", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    _words("title"),
    _words("quote"),
    Column("quote_start", Integer, nullable=False, server_default="0"),
    Column("quote_end", Integer, nullable=False, server_default="0"),
    _words("output"),
    _words("lead"),
    _words("lead_words"),
    Column("coordinations", JSONB, nullable=False),
    _words("due_kind"),
    Column("due_date", Date),
    _words("due_words"),
    _words("recurrence"),
    _words("recurrence_day"),
    Column("until_date", Date),
    _words("report_to"),
    Column("general", Boolean, nullable=False, server_default=text("false")),
    Column("state", Text, nullable=False),
    UniqueConstraint("directive", "sort_order", name="proposals_sort_order"),
)

FORWARDINGS = Table(
    "forwardings",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("directive", Text, ForeignKey("directives.uid"), nullable=False),
    Column("unit", Text, nullable=False),
    Column("forwarder", Text, nullable=False),
    Column("forwarded_at", DateTime(timezone=True), nullable=False),
    _words("note"),
    Column("opened_at", DateTime(timezone=True)),
    _words("opener"),
    UniqueConstraint("directive", "unit", name="forwardings_unit"),
    Index("forwardings_by_unit", "unit", "directive"),
)

# Copies from events: units and positions of identity and, for each task, who may read its directive and evidence.
UNITS = Table(
    "units",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("aliases", ARRAY(Text), nullable=False),
    _words("parent"),
    _words("agency"),
    _words("unit_group"),
    _words("kind"),
    Column("start_date", Date),
    Column("end_date", Date),
    Column("sort_order", Integer, nullable=False, server_default="0"),
)

POSITIONS = Table(
    "positions",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("start_date", Date),
    Column("end_date", Date),
    Index("positions_person", "person"),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("name", Text, primary_key=True),
    _words("display_name"),
)

TASKS = Table(
    "tasks",
    METADATA,
    Column("name", Text, primary_key=True),
    _words("directive"),
    Column("readers", ARRAY(Text), nullable=False),
    Column("evidence_readers", ARRAY(Text), nullable=False),
    Column("comment_readers", ARRAY(Text), nullable=False, server_default="{}"),
    Column("files", ARRAY(Text), nullable=False),
    _words("state"),
    _words("parent_task"),
    Index("tasks_directive", "directive"),
)

# One directive recalls, replaces or amends another one.
SUPERSESSIONS = Table(
    "supersessions",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("directive", Text, ForeignKey("directives.uid"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, ForeignKey("directives.uid"), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    _words("note"),
    Column("taken_back_at", DateTime(timezone=True)),
    _words("taker"),
    _words("take_back_reason"),
    Index("supersessions_directive", "directive"),
    Index("supersessions_by", "by"),
)

# The tasks that ask what becomes of them, each once for a supersession, with the answer.
AFFECTED_TASKS = Table(
    "affected_tasks",
    METADATA,
    Column("supersession", Text, ForeignKey("supersessions.uid"), primary_key=True),
    Column("task", Text, primary_key=True),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    _words("answer"),
    _words("answerer"),
    Column("answered_at", DateTime(timezone=True)),
    Index("affected_tasks_open", "task", postgresql_where="answer = ''"),
)

# Files that a person who saw them submitted as evidence of a task. A row is never changed: it says for good that the
# task's readers may open the file while it is in the task's submission.
EVIDENCE = Table(
    "evidence",
    METADATA,
    Column("file", Text, primary_key=True),
    Column("task", Text, primary_key=True),
    Column("submitter", Text, nullable=False),
    Column("granted_at", DateTime(timezone=True), nullable=False),
    # Of a report of progress: it stays readable whatever is reported later.
    Column("lasting", Boolean, nullable=False, server_default=text("false")),
)

# Files that a person who saw them put into a comment on a task: whoever reads its comments may open them.
COMMENT_FILES = Table(
    "comment_files",
    METADATA,
    Column("file", Text, primary_key=True),
    Column("task", Text, primary_key=True),
    Column("author", Text, nullable=False),
    Column("granted_at", DateTime(timezone=True), nullable=False),
)
