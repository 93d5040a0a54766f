"""What is asked of the statistics: which tasks (cohort), in which period, as of which day. DOMAIN.md section 5."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.errors import invalid


class Cohort(StrEnum):
    """Which tasks are counted; always named on the form."""

    # Giao trong kỳ.
    ASSIGNED_IN_PERIOD = "ASSIGNED_IN_PERIOD"
    # Đến hạn trong kỳ.
    DUE_IN_PERIOD = "DUE_IN_PERIOD"
    # Kỳ trước chuyển sang.
    CARRIED_OVER = "CARRIED_OVER"
    # Phải thực hiện trong kỳ: carried over and assigned.
    TO_BE_DONE_IN_PERIOD = "TO_BE_DONE_IN_PERIOD"


@dataclass(frozen=True, slots=True)
class Question:
    """The cohort of `start` to `end`, both included, with the classes at the end of `as_of`."""

    as_of: date
    start: date
    end: date
    cohort: Cohort = Cohort.TO_BE_DONE_IN_PERIOD


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of the counted tasks are listed: of one agency, class or mark; all where empty."""

    agency: str = ""
    task_class: str = ""
    mark: str = ""


def question(
    as_of: date | None, start: date | None, end: date | None, cohort: Cohort, today: date
) -> Question:
    """Fills in what is not said: as of today, from 1 January of that year to that day.

    A due date may lie ahead, so a period may end after the as-of day. Raises InvalidArgument
    (`PERIOD_IMPOSSIBLE`) if it ends before it starts, or if the as-of day has not come: nobody knows that day's end.
    """
    day = as_of or today
    if day > today:
        raise invalid("as_of_date", "date.future", "PERIOD_IMPOSSIBLE", day=day, today=today)
    first, last = start or date(day.year, 1, 1), end or day
    if last < first:
        raise invalid("period_end_date", "period.reversed", "PERIOD_IMPOSSIBLE", start=first, end=last)
    return Question(day, first, last, cohort)
