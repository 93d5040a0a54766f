"""What is due on each day of a month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from services.task.model import Task
from shared.db import ReadSession

from .access import VISIBLE, Sight
from .rows import task_of
from .schema import SCOPES, TASKS
from .search import Filter


@dataclass(frozen=True)
class Due:
    """How many tasks are due on a day, and the first of them."""

    day: date
    count: int
    tasks: list[Task]


def due_days(
    session: ReadSession,
    sight: Sight,
    scopes: Sequence[str],
    wanted: Filter,
    between: tuple[date, date],
    most: int,
) -> list[Due]:
    """The days from one to another on which tasks of the scopes are due, each with `most` of them, in one query."""
    if not scopes or not wanted.phases:
        return []
    query = _first_of_days(sight, scopes, wanted, between, most)
    rows = session.execute(query, sight.caller.sight).mappings()
    return list(_by_day(rows))


def _by_day(rows: Any) -> Iterator[Due]:
    for day, of_day in groupby(rows, key=lambda row: row["rank"]):
        found = list(of_day)
        yield Due(day, found[0]["count"], [task_of(row) for row in found])


def _first_of_days(
    sight: Sight, scopes: Sequence[str], wanted: Filter, between: tuple[date, date], most: int
) -> Select[Any]:
    # The rank of a task is its due date, by which each scope and phase is sorted. Of several scopes it counts once.
    member = (
        select(SCOPES.c.rank, SCOPES.c.task)
        .join(TASKS, TASKS.c.uid == SCOPES.c.task)
        .where(
            SCOPES.c.scope.in_(scopes),
            SCOPES.c.phase.in_(sorted(wanted.phases)),
            SCOPES.c.rank.between(*between),
            sight.of("due"),
            wanted.condition,
            VISIBLE,
        )
        .distinct()
        .subquery()
    )
    count = func.count().over(partition_by=member.c.rank)
    place = func.row_number().over(partition_by=member.c.rank, order_by=member.c.task)
    placed = select(member, count.label("count"), place.label("place")).subquery()
    return (
        select(TASKS, placed.c.rank, placed.c["count"])
        .join(placed, TASKS.c.uid == placed.c.task)
        .where(placed.c.place <= most)
        .order_by(placed.c.rank, placed.c.place)
    )
