"""The expected counters of a list, added up from its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from services.task.model import State, TaskClass
from services.task.tables import Counts
from services.task.tables.classes import MARKS
from services.task.usecases import Seen


def recount_parts(rows: Collection[Seen]) -> Counts:
    """Counts the classes and marks of the coordinations that the rows show."""
    parts = [part for seen in rows for part in seen.parts.values()]
    classes = Counter(part.its_class for part in parts)
    marks = Counter(mark for part in parts for mark in part.marks)
    return Counts(
        **{each.lower(): classes[each] for each in TaskClass},
        **{mark.lower(): marks[mark] for mark in MARKS},
        total_count=len(rows),
    )


def recount(rows: Collection[Seen]) -> Counts:
    """Counts the classes and marks that the rows show."""
    classes = Counter(seen.its_class for seen in rows)
    marks = Counter(mark for seen in rows for mark in seen.marks)
    return Counts(
        **{each.lower(): classes[each] for each in TaskClass},
        **{mark.lower(): marks[mark] for mark in MARKS},
        not_issued=sum(seen.task.state in (State.DRAFT, State.PROPOSED) for seen in rows),
        total_count=len(rows),
    )
