"""Comments on tasks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Adds the table, whose rows nobody changes or deletes."""
    op.create_table(
        "comments",
        sa.Column("task", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "text")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("person", "position", "unit", "name")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", ARRAY(sa.Text), nullable=False),
        sa.Column("mentions", ARRAY(sa.Text), nullable=False),
        sa.Column("names", JSONB, nullable=False),
    )
    op.execute(
        """
        CREATE FUNCTION comments_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'a comment is never changed or deleted';
        END $$;
        CREATE TRIGGER comments_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON comments
          FOR EACH STATEMENT EXECUTE FUNCTION comments_keep();
        """
    )


def downgrade() -> None:
    """Drops it."""
    op.drop_table("comments")
    op.execute("DROP FUNCTION comments_keep")
