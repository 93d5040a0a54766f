"""Checks this machine's clock against the database's, which all processes of a service share."""

import time

from prometheus_client import Gauge
from sqlalchemy import func, select

from shared.db import Database, ReadSession

MOST_SECONDS = 30.0
"""By how much the clocks may differ. A statement about a caller is valid for two minutes, and a step has a date.

A smaller difference raises the alert only: if the wrong clock is the database's, no pod would be ready any more.
"""
OFFSET = Gauge("dondoc_clock_offset_seconds", "By how much this process's clock is ahead of its database's")
_DATABASE_CLOCK = select(func.extract("epoch", func.clock_timestamp()))


class WrongClockError(Exception):
    """This machine's clock or the database's is wrong: deadlines, dates of steps and sign-ins would be, too."""


def check(database: Database) -> None:
    """Raises WrongClockError if the clocks differ."""
    with database.engine.connect() as connection:
        compare(connection)


def compare(session: ReadSession) -> None:
    """Measures the difference beyond the time that the answer takes. Raises WrongClockError if it is too large."""
    before = time.time()
    theirs = float(session.scalar(_DATABASE_CLOCK) or 0)
    after = time.time()
    ahead = max(before - theirs, 0.0) or min(after - theirs, 0.0)
    OFFSET.set(ahead)
    if abs(ahead) > MOST_SECONDS:
        raise WrongClockError(f"{ahead:+.0f} s ahead of the database's clock")
