"""Due dates (thời hạn): fixed, none or periodic. docs/domain.md, section Life cycle."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum

from shared.refused import Refused, require

from .calendar import WorkingCalendar
from .reasons import Reason


class DueKind(StrEnum):
    """How a task is dated; a draft may not be dated yet (UNSPECIFIED)."""

    UNSPECIFIED = "UNSPECIFIED"
    FIXED = "FIXED"
    NONE = "NONE"
    PERIODIC = "PERIODIC"


class Every(StrEnum):
    """How often a periodic (định kỳ) task recurs."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    HALF_YEARLY = "HALF_YEARLY"
    YEARLY = "YEARLY"
    # As the words say; a person sets each further date.
    OTHER = "OTHER"


class RecurrenceDay(StrEnum):
    """On which day of its month a period is due."""

    # The day of the first due date, or the month's last day if it has none.
    UNSPECIFIED = "UNSPECIFIED"
    LAST_DAY = "LAST_DAY"
    LAST_WORKING_DAY = "LAST_WORKING_DAY"


# No directive of this state is older, and a later day is a typing error.
EARLIEST, LATEST = dt.date(1945, 9, 2), dt.date(2199, 12, 31)
MONTHS = {Every.MONTHLY: 1, Every.QUARTERLY: 3, Every.HALF_YEARLY: 6, Every.YEARLY: 12}


@dataclass(frozen=True)
class Recurrence:
    """Due on `first_due` and then once every period, the last time no later than `until`.

    A draft may have no first date.
    """

    every: Every
    first_due: dt.date | None = None
    until: dt.date | None = None
    day: RecurrenceDay = RecurrenceDay.UNSPECIFIED

    def after(self, due: dt.date, calendar: WorkingCalendar) -> dt.date | None:
        """The due date of the period that follows the one due on `due`; None after the last one."""
        if self.every is Every.OTHER or self.first_due is None:
            return None
        following = self._following(self.first_due, due, calendar)
        return None if self.until is not None and following > self.until else following

    def check(self) -> None:
        """Raises Refused if its parts contradict each other."""
        monthly = self.day is RecurrenceDay.UNSPECIFIED or self.every in MONTHS
        require(monthly, Reason.RECURRENCE_DAY_UNWANTED, "due.recurrence_day", every=self.every)
        first, until = self.first_due, self.until
        later = first is None or until is None or first <= until
        require(later, Reason.RECURRENCE_ENDS_EARLY, "due.until_date", first=first, until=until)

    def _following(self, first: dt.date, due: dt.date, calendar: WorkingCalendar) -> dt.date:
        if self.every is Every.WEEKLY:
            return due + dt.timedelta(weeks=1)
        # Counted from the first date: 31 January, 28 February, 31 March.
        months = (due.year - first.year) * 12 + due.month - first.month
        following = add_months(first, months + MONTHS[self.every])
        if self.day is RecurrenceDay.UNSPECIFIED:
            return following
        last = following.replace(day=monthrange(following.year, following.month)[1])
        return last if self.day is RecurrenceDay.LAST_DAY else calendar.working_day_until(last)


@dataclass(frozen=True)
class Due:
    """The due date in force, and the words of the directive it was read from ("trước ngày 15/9")."""

    kind: DueKind = DueKind.UNSPECIFIED
    date: dt.date | None = None
    words: str = ""
    recurrence: Recurrence | None = None

    @classmethod
    def on(cls, day: dt.date, words: str = "") -> Due:
        """A fixed date; the day itself is in time."""
        return cls(DueKind.FIXED, day, words)

    @classmethod
    def without_date(cls, words: str = "") -> Due:
        """Explicitly none (không thời hạn, thường xuyên)."""
        return cls(DueKind.NONE, None, words)

    @classmethod
    def periodic(cls, recurrence: Recurrence, words: str = "") -> Due:
        """Due at the end of each period."""
        return cls(DueKind.PERIODIC, recurrence.first_due, words, recurrence)

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields without which nothing can be due like this."""
        if self.kind is DueKind.NONE:
            return ()
        if self.date is None or self.kind is DueKind.UNSPECIFIED:
            return ("due.date",)
        return ("due.recurrence",) if self.kind is DueKind.PERIODIC and self.recurrence is None else ()

    def check(self, *, not_before: dt.date, not_after: dt.date | None = None) -> None:
        """Raises Refused if a task may not be issued with this date.

        A date between the directive and the day of issue is allowed: the Office enters running
        directives. A subtask is due no later than its parent.
        """
        if self.kind is DueKind.NONE:
            require(self.date is None, Reason.DUE_UNWANTED, "due.date")
            require(not_after is None, Reason.DUE_AFTER_PARENT, "due.date", due=self.kind, latest=not_after)
            return
        day = self.date
        if day is None or self.missing:
            raise Refused(Reason.TASK_INCOMPLETE, missing=", ".join(self.missing))
        check_range(day, "due.date")
        if self.recurrence is not None:
            check_range(self.recurrence.until, "due.until_date")
            self.recurrence.check()
        require(day >= not_before, Reason.DUE_BEFORE_DIRECTIVE, "due.date", due=day, earliest=not_before)
        in_time = not_after is None or day <= not_after
        require(in_time, Reason.DUE_AFTER_PARENT, "due.date", due=day, latest=not_after)


UNDATED = Due()


def check_range(day: dt.date | None, field: str) -> None:
    """Raises Refused for a day that no directive can mean."""
    possible = day is None or EARLIEST <= day <= LATEST
    require(possible, Reason.DATE_OUT_OF_RANGE, field, due=day, earliest=EARLIEST, latest=LATEST)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
