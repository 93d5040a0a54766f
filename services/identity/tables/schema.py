"""The tables. Ids are the last parts of resource names. The column `version` counts the events of a row."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    column,
    func,
    text,
)

from shared import epochs, outbox, request_ids

METADATA = MetaData()
EPOCHS = epochs.table(METADATA)
OUTBOX = outbox.table(METADATA)
ANSWERS = request_ids.table(METADATA)


def _times() -> tuple[Column[object], ...]:
    return (
        Column("version", Integer, nullable=False),
        Column("create_time", DateTime(timezone=True), nullable=False),
        Column("update_time", DateTime(timezone=True), nullable=False),
    )


UNITS = Table("units", METADATA, Column("id", Text, primary_key=True), *_times())

UNIT_VERSIONS = Table(
    "unit_versions",
    METADATA,
    Column("unit", Text, ForeignKey("units.id"), primary_key=True),
    Column("start_date", Date, primary_key=True),
    Column("end_date", Date),
    Column("parent", Text, ForeignKey("units.id")),
    Column("kind", Text, nullable=False),
    Column("unit_group", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("aliases", ARRAY(Text), nullable=False),
    Column("sort_order", Integer, nullable=False),
)

# The order of names, by what `texts.dictionary_key` makes of them; an index has it.
NAME_ORDER = '(dictionary_key(display_name) COLLATE "C")'
PEOPLE = Table(
    "people",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("units.id"), nullable=False),
    Column("display_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("given_name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone_number", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("identity_provider", Text, nullable=False),
    Column("employee_number", Text, nullable=False),
    Column("subject", Text, unique=True),
    Column("search", Text, nullable=False),
    *_times(),
    Index("people_agency", "agency"),
    Index("people_search", "search", "id"),
    # With the collation of NAME_ORDER, which the comparison of tables with migrations does not see.
    Index("people_names", text("dictionary_key(display_name)"), "id"),
    # Two people with one user name or number would share an account; Keycloak does not tell cases apart.
    Index("people_username", "username", unique=True, postgresql_where="username <> ''"),
    Index(
        "people_employee_number",
        "identity_provider",
        func.lower(column("employee_number")),
        unique=True,
        postgresql_where="employee_number <> ''",
    ),
)

POSITIONS = Table(
    "positions",
    METADATA,
    Column("unit", Text, ForeignKey("units.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date),
    *_times(),
    Index("positions_person", "person"),
)

PROVIDERS = Table(
    "identity_providers",
    METADATA,
    Column("alias", Text, primary_key=True),
    Column("agency", Text, ForeignKey("units.id"), nullable=False),
    Column("display_name", Text, nullable=False),
    Column("protocol", Text, nullable=False),
    Column("link_key", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("metadata_url", Text, nullable=False),
    UniqueConstraint("agency", name="identity_providers_agency"),
)

CLIENTS = Table(
    "clients",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("enabled", Boolean, nullable=False),
)

# Each person's secret address for calendars, kept only as a hash, and where the person worked when it was made.
CALENDAR_FEEDS = Table(
    "calendar_feeds",
    METADATA,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("agencies", ARRAY(Text), nullable=False),
    Column("renew_time", DateTime(timezone=True), nullable=False),
)
