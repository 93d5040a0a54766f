"""Class and marks as conditions: what `model/classes.py` says, in SQL, for filters, counters and tallies alike.

Tasks and tallies have the columns that decide in common; those that need the whole task are derived when it is
saved. No condition is ever null, so that it can be negated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, func, or_
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from services.task.model import NOT_COUNTED, RUNNING, Mark, State, TaskClass

Columns = ReadOnlyColumnCollection[str, Column[Any]]
# The rank of a task without a due date, after all others; earlier than date.max, which asyncpg saves as infinity.
FAR = date(9000, 1, 1)


@dataclass(frozen=True)
class AsOf:
    """A day at whose end classes and marks hold, and the last day that is soon then."""

    day: date
    soon: date


def class_is(columns: Columns, its_class: TaskClass, as_of: AsOf) -> ColumnElement[bool]:
    """Whether rows are of a class: a settled one, or the one that depends on the day."""
    settled = columns.settled == its_class.value
    if its_class is TaskClass.OPEN_OVERDUE:
        return or_(settled, and_(_running(columns), _due(columns) < as_of.day))
    if its_class is TaskClass.OPEN_IN_TIME:
        return or_(settled, and_(_running(columns), _due(columns) >= as_of.day))
    return settled


# The marks that the API shows.
MARKS: Mapping[Mark, Callable[[Columns, AsOf], ColumnElement[bool]]] = {
    Mark.DUE_SOON: lambda columns, as_of: and_(
        _running(columns), _due(columns).between(as_of.day, as_of.soon)
    ),
    Mark.NOT_ACCEPTED: lambda columns, _: columns.state == State.ISSUED.value,
    Mark.ISSUED_LATE: lambda columns, _: and_(columns.issued_late, columns.state.not_in(sorted(NOT_COUNTED))),
    Mark.WAITING_FOR_CONFIRMATION: lambda columns, _: columns.state == State.SUBMITTED.value,
    # Written so that the index of tasks that were never reported can serve.
    Mark.OVERDUE_NOT_UPDATED: lambda columns, as_of: and_(
        columns.never_reported, columns.due_date.is_not(None), columns.due_date < as_of.day
    ),
}


def _running(columns: Columns) -> ColumnElement[bool]:
    return columns.state.in_(sorted(RUNNING))


def _due(columns: Columns) -> ColumnElement[date]:
    return func.coalesce(columns.due_date, FAR)
