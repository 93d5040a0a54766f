"""What the portal lists and searches: the directive of a task, what a leader assigned, overdue without a word.

The processes of the release before know nothing of it and go on: what they enter meanwhile has no directive's number
until the next event of the directive, and what they move lies in `assigned:` where it was, or not, until it moves
again; what they count is mended by the next folding of the counters.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_FILTERED = ("lead", "assigner", "monitor")


def upgrade() -> None:
    op.create_table(
        "directives",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, nullable=False, server_default=""),
        sa.Column("issue_date", sa.Date),
    )
    op.add_column("tasks", sa.Column("directive_number", sa.Text, nullable=False, server_default=""))
    op.add_column("tasks", sa.Column("directive_date", sa.Date))
    _indexes()
    _assigned()
    _silent()


def downgrade() -> None:
    op.execute("UPDATE tallies SET settled = '' WHERE settled = 'SILENT'")
    op.execute("DELETE FROM task_scopes WHERE scope LIKE 'assigned:%'")
    for index in ("words", "silent", "due", *_FILTERED):
        op.drop_index(f"tasks_{index}", "tasks")
    op.execute("DROP FUNCTION task_words")
    op.drop_column("tasks", "directive_date")
    op.drop_column("tasks", "directive_number")
    op.drop_table("directives")


def _indexes() -> None:
    # A directive's number has no letter with a diacritic but Đ, as in QĐ; its signs are none in the words.
    op.execute(
        """
        CREATE FUNCTION task_words(title text, number text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
          regexp_replace(title || ' ' || lower(translate(number, 'Đđ', 'Dd')), '[^[:alnum:]]+', ' ', 'g')
        """
    )
    words = sa.text("to_tsvector('simple'::regconfig, task_words(title_words, directive_number))")
    op.create_index("tasks_words", "tasks", [words], postgresql_using="gin")
    silent = "progress IS NULL AND state IN ('IN_PROGRESS', 'ISSUED', 'RETURNED')"
    op.create_index("tasks_silent", "tasks", ["due_date", "uid"], postgresql_where=silent)
    op.create_index("tasks_due", "tasks", ["due_date"])
    for column in _FILTERED:
        op.create_index(f"tasks_{column}", "tasks", [column], postgresql_where=f"{column} <> ''")


def _assigned() -> None:
    """As `scopes_of` has it."""
    op.execute(
        """
        INSERT INTO task_scopes (scope, phase, rank, task)
        SELECT DISTINCT 'assigned:' || person,
          CASE
            WHEN state IN ('DRAFT', 'PROPOSED') THEN 'DRAFTED'
            WHEN state = 'COMPLETED' THEN 'DONE'
            WHEN state IN ('CANCELLED', 'RECALLED', 'REJECTED') THEN 'ENDED'
            ELSE 'OPENED'
          END,
          coalesce(due_date, date '9999-12-31'), uid
        FROM tasks CROSS JOIN LATERAL unnest(ARRAY[assigner, on_behalf_of]) AS person
        WHERE person <> '' AND parent = ''
        """
    )


def _silent() -> None:
    """Counts apart what is not settled and of which no progress was ever reported."""
    op.execute(
        """
        INSERT INTO tallies (scope, state, settled, due_date, n)
        SELECT scope, state, moved.settled, due_date, moved.sign * count(*)
        FROM tasks JOIN task_scopes ON task = uid, (VALUES ('SILENT', 1), ('', -1)) AS moved(settled, sign)
        WHERE progress IS NULL AND state IN ('IN_PROGRESS', 'ISSUED', 'RETURNED') AND scope NOT LIKE 'assigned:%'
        GROUP BY scope, state, moved.settled, due_date, moved.sign
        """
    )
