"""Employee numbers that differ only in case belong to one account of the sign-in, so they are not given twice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _replace(sa.text("lower(employee_number)"))


def downgrade() -> None:
    _replace("employee_number")


def _replace(number: sa.TextClause | str) -> None:
    op.drop_index("people_employee_number", "people")
    op.create_index(
        "people_employee_number",
        "people",
        ["identity_provider", number],
        unique=True,
        postgresql_where="employee_number <> ''",
    )
