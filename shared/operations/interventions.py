"""The record of what operators did to stuck events. Nothing of it is ever changed or deleted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, MetaData, Table, Text, insert, select
from sqlalchemy.orm import Session

from shared.db import ReadSession

_metadata = MetaData()


def table(metadata: MetaData) -> Table:
    """The interventions at one service."""
    return Table(
        "interventions",
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("verb", Text, nullable=False),
        Column("create_time", DateTime(timezone=True), nullable=False),
        Column("actor", Text, nullable=False),
        Column("actor_display_name", Text, nullable=False),
        Column("actor_position", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("event", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("aggregate", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("error", Text, nullable=False),
    )


INTERVENTIONS = table(_metadata)

APPEND_ONLY = """
CREATE FUNCTION interventions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'interventions is append-only';
END $$;
CREATE TRIGGER interventions_append_only BEFORE UPDATE OR DELETE ON interventions
  FOR EACH ROW EXECUTE FUNCTION interventions_append_only();
"""


@dataclass(frozen=True, slots=True)
class Intervention:
    """What somebody did to a stuck event, and what that was at the time."""

    verb: str
    create_time: datetime
    actor: str
    actor_display_name: str
    actor_position: str
    reason: str
    event: str
    state: str
    source: str
    type: str
    aggregate: str
    version: int
    error: str
    id: int = 0


_COLUMNS = [INTERVENTIONS.c[name] for name in Intervention.__slots__]


def add(session: Session, one: Intervention) -> Intervention:
    """Records an intervention, in the transaction of what it did."""
    values = {name: getattr(one, name) for name in Intervention.__slots__ if name != "id"}
    row = session.execute(insert(INTERVENTIONS).values(values).returning(*_COLUMNS)).one()
    return Intervention(*row)


def page(session: ReadSession, before: int | None, limit: int) -> list[Intervention]:
    """The newest interventions, those before an id if one is given."""
    query = select(*_COLUMNS).order_by(INTERVENTIONS.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(INTERVENTIONS.c.id < before)
    return [Intervention(*row) for row in session.execute(query)]
