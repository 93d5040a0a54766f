"""Lists of people in the order of Vietnamese dictionaries, which needs no collation of the server."""

from alembic import op

from shared import texts

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(
        f"""
        CREATE FUNCTION dictionary_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
          SELECT translate(name, '{texts.LETTERS}', '{texts.PLACES}') || chr(1)
            || translate(name, '{texts.LETTERS}', '{texts.TONES}')
        $$
        """
    )
    op.execute("""CREATE INDEX people_names ON people ((dictionary_key(display_name) COLLATE "C"), id)""")


def downgrade() -> None:
    op.execute("DROP INDEX people_names")
    op.execute("DROP FUNCTION dictionary_key")
