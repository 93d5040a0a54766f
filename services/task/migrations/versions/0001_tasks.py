"""Tasks, their history, scopes and counters, and copies of units, people and directives."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None

TABLES = (
    *("directives", "units", "people", "positions", "task_steps", "tallies", "task_scopes", "tasks"),
    *("answers", "inbox_held", "inbox_versions", "inbox", "outbox"),
)


def upgrade() -> None:
    _outbox()
    _inbox()
    _answers()
    _tasks()
    _task_indexes()
    _baskets()
    _steps()
    _units()
    _directives()
    _database("SET max_parallel_workers_per_gather = 0")


def downgrade() -> None:
    _database("RESET max_parallel_workers_per_gather")
    for table in TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION outbox_notify; DROP FUNCTION task_steps_keep; DROP FUNCTION task_words")


def _database(setting: str) -> None:
    """Changes a setting of the whole database, if its owner lets us.

    Every query of this service is short: starting parallel workers takes longer than reading a page of a basket.
    """
    op.execute(
        f"""
        DO $$ BEGIN
          EXECUTE format('ALTER DATABASE %I {setting}', current_database());
        EXCEPTION WHEN insufficient_privilege THEN
          RAISE NOTICE 'not the owner of the database: {setting} is left to its operator';
        END $$
        """
    )


def _words(*names: str) -> Iterator[sa.Column[str]]:
    return (sa.Column(name, sa.Text, nullable=False, server_default="") for name in names)


def _moments(*names: str) -> Iterator[sa.Column[object]]:
    return (sa.Column(name, sa.DateTime(timezone=True)) for name in names)


def _counts(*names: str) -> Iterator[sa.Column[int]]:
    return (sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in names)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text("false"))


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("event_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Boolean, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("trace", JSONB, nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publish_time", sa.DateTime(timezone=True)),
    )
    op.create_index("outbox_waiting", "outbox", ["id"], postgresql_where="publish_time IS NULL")
    op.execute(
        """
        CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('outbox', '');
          RETURN NULL;
        END $$;
        CREATE TRIGGER outbox_notify AFTER INSERT ON outbox
          FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();
        """
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("handle_time", sa.DateTime(timezone=True), nullable=False),
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
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("snapshot", sa.Boolean, nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("trace", JSONB, nullable=False),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("caller", sa.Text, primary_key=True),
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("request_hash", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("answers_create_time", "answers", ["create_time"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("uid", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("assign_date", sa.Date),
        *_words("directive_number"),
        sa.Column("directive_date", sa.Date),
        *_words("directive", "proposal", "quote", "output", "field", "assigner", "on_behalf_of", "monitor"),
        *_words("lead", "parent_task", "parent_lead", "due_words", "holder_unit", "holder_person"),
        sa.Column("coordinations", JSONB, nullable=False),
        sa.Column("informed", ARRAY(sa.Text), nullable=False),
        _flag("required_by_parent"),
        sa.Column("due_kind", sa.Text, nullable=False),
        sa.Column("due_date", sa.Date),
        sa.Column("recurrence", JSONB),
        sa.Column("original_due_date", sa.Date),
        sa.Column("progress", JSONB),
        sa.Column("extensions", JSONB, nullable=False),
        sa.Column("submission", JSONB),
        *_counts("send_back_count", "return_count", "urging_count", "unanswered_urgings"),
        _flag("insisted"),
        sa.Column("delay_cause", JSONB),
        sa.Column("periods", JSONB, nullable=False),
        *_moments("last_urged_at", "proposed_at", "first_issued_at", "issued_at", "accepted_at"),
        *_moments("confirmed_at", "suspended_at", "closed_at", "decision_demanded_at"),
        sa.Column("coordinators", ARRAY(sa.Text), nullable=False),
        *_words("settled", "title_words"),
        _flag("never_reported"),
    )


def _task_indexes() -> None:
    op.create_index("tasks_updated", "tasks", ["updated_at", "uid"])
    op.create_index("tasks_parent", "tasks", ["parent_task"], postgresql_where="parent_task <> ''")
    op.create_index("tasks_directive", "tasks", ["directive", "uid"])
    op.create_index("tasks_proposal", "tasks", ["proposal"], unique=True, postgresql_where="proposal <> ''")
    waits = "settled = '' AND decision_demanded_at IS NULL AND issued_at IS NOT NULL"
    op.create_index("tasks_undecided", "tasks", ["due_date"], postgresql_where=waits)
    op.create_index("tasks_not_updated", "tasks", ["due_date", "uid"], postgresql_where="never_reported")
    op.create_index("tasks_due", "tasks", ["due_date"])
    for column in ("lead", "assigner", "monitor"):
        op.create_index(f"tasks_{column}", "tasks", [column], postgresql_where=f"{column} <> ''")
    # The only letter with a diacritic in the number of a directive is Đ, as in QĐ; its signs separate words.
    op.execute(
        """
        CREATE FUNCTION task_words(title text, number text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
          regexp_replace(title || ' ' || lower(translate(number, 'Đđ', 'Dd')), '[^[:alnum:]]+', ' ', 'g')
        """
    )
    for name, words in (("title", "title_words"), ("words", "task_words(title_words, directive_number)")):
        vector = sa.text(f"to_tsvector('simple'::regconfig, {words})")
        op.create_index(f"tasks_{name}", "tasks", [vector], postgresql_using="gin")


def _baskets() -> None:
    op.create_table(
        "task_scopes",
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("phase", sa.Text, primary_key=True),
        sa.Column("rank", sa.Date, primary_key=True),
        sa.Column("task", sa.Text, primary_key=True),
    )
    op.create_index("task_scopes_task", "task_scopes", ["task"])
    op.create_table(
        "tallies",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("settled", sa.Text, nullable=False),
        sa.Column("never_reported", sa.Boolean, nullable=False),
        sa.Column("due_date", sa.Date),
        sa.Column("n", sa.Integer, nullable=False),
    )
    covered = ["state", "settled", "never_reported", "due_date", "n"]
    op.create_index("tallies_scope", "tallies", ["scope"], postgresql_include=covered)


def _steps() -> None:
    op.create_table(
        "task_steps",
        sa.Column("task", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("verb", sa.Text, nullable=False),
        *_words("person", "position", "unit", "on_behalf_of", "name", "reason", "from_state"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("changes", JSONB, nullable=False),
        sa.Column("standing", JSONB, nullable=False),
        sa.CheckConstraint("version >= 1", name="task_steps_version"),
    )
    op.execute(
        """
        CREATE FUNCTION task_steps_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'a step of a task is never changed or deleted';
        END $$;
        CREATE TRIGGER task_steps_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON task_steps
          FOR EACH STATEMENT EXECUTE FUNCTION task_steps_keep();
        """
    )


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("name", sa.Text, primary_key=True),
        *_words("parent_unit", "agency", "kind", "display_name"),
        sa.Column("start_date", sa.Date),
        sa.Column("end_date", sa.Date),
    )
    op.create_table("people", sa.Column("name", sa.Text, primary_key=True), *_words("display_name"))
    op.create_table(
        "positions",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        *_words("agency", "role", "title"),
        sa.Column("fields", ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("start_date", sa.Date),
        sa.Column("end_date", sa.Date),
    )
    op.create_index("positions_person", "positions", ["person"])


def _directives() -> None:
    op.create_table(
        "directives",
        sa.Column("name", sa.Text, primary_key=True),
        *_words("number"),
        sa.Column("issue_date", sa.Date),
    )
