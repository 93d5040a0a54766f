"""The words by which a search finds a task: those that every reader sees, and with them those of the work."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Adds the table, which a trigger keeps: the version before enters tasks that this one finds."""
    op.create_table(
        "search_words",
        sa.Column("task", sa.Text, sa.ForeignKey("tasks.uid", ondelete="CASCADE"), primary_key=True),
        sa.Column("open_words", TSVECTOR, nullable=False),
        sa.Column("inside_words", TSVECTOR, nullable=False),
    )
    # Without case, marks and signs: "215 tb ubnd". Đ is a letter of its own, not a D with a mark.
    op.execute(
        r"""
        CREATE FUNCTION folded_words(content text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN regexp_replace(
          lower(translate(regexp_replace(normalize(content, NFD), '[\u0300-\u036f]', '', 'g'), 'ĐđÐðƉɖ', 'DdDdDd')),
          '[^[:alnum:]]+', ' ', 'g'
        )
        """
    )
    # The names are those of the last step: whoever is renamed later is found by the name of then.
    op.execute(
        """
        CREATE FUNCTION enter_words(entered text) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
          of tasks%ROWTYPE;
          of_all text;
          of_work text;
        BEGIN
          SELECT * INTO of FROM tasks WHERE uid = entered;
          of_all := folded_words(concat_ws(' ', of.title, of.directive_number, of.output,
            (SELECT display_name FROM units WHERE name = of.lead),
            (SELECT string_agg(display_name, ' ') FROM people
             WHERE name IN (of.assigner, of.on_behalf_of, of.monitor))));
          of_work := folded_words(concat_ws(' ', of.progress ->> 'text',
            of.submission ->> 'text', of.submission ->> 'document_number',
            (SELECT string_agg(display_name, ' ') FROM units
             WHERE name = of.holder_unit OR name = ANY (of.coordinators)),
            (SELECT display_name FROM people WHERE name = of.holder_person)));
          INSERT INTO search_words (task, open_words, inside_words)
          VALUES (entered, to_tsvector('simple', of_all), to_tsvector('simple', of_all || ' ' || of_work))
          ON CONFLICT (task) DO UPDATE
          SET open_words = EXCLUDED.open_words, inside_words = EXCLUDED.inside_words;
        END $$;
        CREATE FUNCTION tasks_search() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM enter_words(NEW.uid);
          RETURN NULL;
        END $$;
        CREATE TRIGGER tasks_search_new AFTER INSERT ON tasks
          FOR EACH ROW EXECUTE FUNCTION tasks_search();
        CREATE TRIGGER tasks_search_changed AFTER UPDATE ON tasks FOR EACH ROW
          WHEN ((OLD.title, OLD.directive_number, OLD.output, OLD.lead, OLD.assigner, OLD.on_behalf_of, OLD.monitor,
                 OLD.progress, OLD.submission, OLD.holder_unit, OLD.holder_person, OLD.coordinators)
                IS DISTINCT FROM
                (NEW.title, NEW.directive_number, NEW.output, NEW.lead, NEW.assigner, NEW.on_behalf_of, NEW.monitor,
                 NEW.progress, NEW.submission, NEW.holder_unit, NEW.holder_person, NEW.coordinators))
          EXECUTE FUNCTION tasks_search();
        """
    )
    op.execute("SELECT enter_words(uid) FROM tasks")
    for name in ("open_words", "inside_words"):
        op.create_index(f"search_{name}", "search_words", [name], postgresql_using="gin")


def downgrade() -> None:
    """Drops it."""
    op.execute("DROP TRIGGER tasks_search_changed ON tasks; DROP TRIGGER tasks_search_new ON tasks")
    op.execute("DROP FUNCTION tasks_search; DROP FUNCTION enter_words; DROP FUNCTION folded_words")
    op.drop_table("search_words")
