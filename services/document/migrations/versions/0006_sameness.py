"""What directives are compared by: number and year first, the subject, and numbers that stand for the text."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the columns; the unique key begins with the number, by which twins are looked for."""
    for name in ("subject_words", "twin"):
        op.add_column("directives", sa.Column(name, sa.Text, server_default="", nullable=False))
    bands = sa.Column("text_bands", ARRAY(sa.BigInteger), server_default="{}", nullable=False)
    op.add_column("directives", bands)
    op.drop_constraint("directives_unique", "directives")
    op.create_unique_constraint(
        "directives_unique", "directives", ["unique_number", "unique_year", "unique_issuer"]
    )
    op.create_index(
        "directives_subject", "directives", ["subject_words"], postgresql_where="subject_words <> ''"
    )
    op.create_index("directives_text", "directives", ["text_bands"], postgresql_using="gin")


def downgrade() -> None:
    """Removes them."""
    op.drop_index("directives_text")
    op.drop_index("directives_subject")
    op.drop_constraint("directives_unique", "directives")
    op.create_unique_constraint(
        "directives_unique", "directives", ["unique_issuer", "unique_number", "unique_year"]
    )
    for name in ("text_bands", "twin", "subject_words"):
        op.drop_column("directives", name)
