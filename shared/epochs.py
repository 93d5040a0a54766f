"""Epochs: restoring the databases begins a new one, and what was published in an earlier one takes no effect any more.

A queue may hold events of the time that a restore has undone. A subscriber that handled them would be ahead of their
source for ever, and would take the source's next events for repeats.
"""

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared import clock

_metadata = MetaData()


def table(metadata: MetaData) -> Table:
    """The epochs that have begun; the last one is the greatest. helm/dondoc/scripts/restore.sh adds to it."""
    return Table(
        "epochs",
        metadata,
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("begin_time", DateTime(timezone=True), nullable=False),
    )


EPOCHS = table(_metadata)
CURRENT = select(func.coalesce(func.max(EPOCHS.c.number), 0)).scalar_subquery()
"""The number of the present epoch; 0 if the database was never restored."""


def current(session: Session) -> int:
    """The number of the present epoch."""
    return int(session.scalars(select(CURRENT)).one())


def begin(session: Session, number: int) -> None:
    """Begins an epoch. All services need the same number, greater than every one before."""
    row = {"number": number, "begin_time": clock.now()}
    session.execute(insert(EPOCHS).values(row).on_conflict_do_nothing())
