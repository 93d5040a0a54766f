"""What is counted: which tasks (cohort), in which period, as of which day. See docs/domain.md, section Classes."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.reporting.model.reasons import Reason
from shared.refused import require

EARLIEST = date(1900, 1, 1)


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
class Query:
    """The cohort of `start` to `end`, both included, with the classes at the end of `as_of`.

    Only the tasks of one leader or field of work, if they are named.
    """

    as_of: date
    start: date
    end: date
    cohort: Cohort = Cohort.TO_BE_DONE_IN_PERIOD
    assigner: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of the counted tasks are listed: of one agency, class or mark, all where empty. And in which order."""

    agency: str = ""
    task_class: str = ""
    mark: str = ""
    worst_first: bool = False


class Step(StrEnum):
    """The distance between two points of a trend."""

    WEEK = "WEEK"
    MONTH = "MONTH"


def query_of(as_of: date | None, start: date | None, end: date | None, cohort: Cohort, today: date) -> Query:
    """A query with its default days: as of today, from 1 January of that year to that day.

    A due date may lie ahead, so a period may end after the as-of day. Raises Refused (`PERIOD_REVERSED`) if it ends
    before it starts, and `AS_OF_DATE_FUTURE` if the as-of day is still to come: nobody knows how that day will end.
    """
    day = as_of or today
    require(day <= today, Reason.AS_OF_DATE_FUTURE, "as_of_date", day=day, today=today)
    first, last = start or date(day.year, 1, 1), end or day
    require(first <= last, Reason.PERIOD_REVERSED, "period_end_date", start=first, end=last)
    return Query(day, first, last, cohort)


def points(last: date, step: Step, count: int) -> list[date]:
    """The days of a trend, oldest first: the last day, and before it the last days of weeks or months."""
    days = [last]
    while len(days) < count and days[0] > EARLIEST:
        ago = days[0].isoweekday() if step is Step.WEEK else days[0].day
        days.insert(0, days[0] - timedelta(days=ago))
    return days
