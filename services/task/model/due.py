"""Due dates (thời hạn): fixed, none or periodic. docs/domain.md, sections Words and Life cycle."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .errors import Reason, Refused, require


class DueKind(StrEnum):
    """How a task is dated; a draft may still be without (UNSET)."""

    UNSET = "UNSET"
    FIXED = "FIXED"
    NONE = "NONE"
    PERIODIC = "PERIODIC"


class Every(StrEnum):
    """The length of one period of a periodic (định kỳ) task."""

    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    HALF_YEAR = "HALF_YEAR"
    YEAR = "YEAR"
    # As the words say; each further date is set by a person.
    OTHER = "OTHER"


# No directive of this state is older, and whoever means a later day has mistyped it.
EARLIEST, LATEST = date(1945, 9, 2), date(2199, 12, 31)
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}


@dataclass(frozen=True)
class Recurrence:
    """Due on `first_due` and then once every period, the last time no later than `until`.

    A draft may be without the first date.
    """

    every: Every
    first_due: date | None = None
    until: date | None = None

    def after(self, due: date) -> date | None:
        """The due date of the period that follows the one due on `due`; None after the last one."""
        if self.every is Every.OTHER or self.first_due is None:
            return None
        following = self._following(self.first_due, due)
        return None if self.until is not None and following > self.until else following

    def _following(self, first: date, due: date) -> date:
        if self.every is Every.WEEK:
            return due + timedelta(weeks=1)
        # Reckoned from the first date: 31 January, 28 February, 31 March.
        months = (due.year - first.year) * 12 + due.month - first.month
        return add_months(first, months + MONTHS[self.every])


@dataclass(frozen=True)
class Due:
    """The due date in force, and the words of the directive it was read from ("trước ngày 15/9")."""

    kind: DueKind = DueKind.UNSET
    day: date | None = None
    words: str = ""
    recurrence: Recurrence | None = None

    @classmethod
    def on(cls, day: date, words: str = "") -> Due:
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

    def check(self, *, not_before: date, not_after: date | None = None) -> None:
        """Raises Refused where a task may not be issued with this date.

        A date between the directive and the day of issue is allowed: the Office enters running
        directives. A sub-task is due no later than its parent.
        """
        require(self.kind is not DueKind.UNSET, Reason.DUE_MISSING, field="due_date")
        if self.kind is DueKind.NONE:
            require(self.day is None, Reason.DUE_UNWANTED, field="due_date")
            require(not_after is None, Reason.DUE_AFTER_PARENT, field="due_date", latest=not_after)
            return
        day = self.day
        if day is None:
            raise Refused(Reason.DUE_MISSING, field="due_date")
        check_range(day, "due_date")
        if self.kind is DueKind.PERIODIC:
            require(self.recurrence, Reason.RECURRENCE_MISSING, field="recurrence")
        require(
            day >= not_before, Reason.DUE_BEFORE_DIRECTIVE, field="due_date", due=day, earliest=not_before
        )
        require(
            not_after is None or day <= not_after,
            Reason.DUE_AFTER_PARENT,
            field="due_date",
            due=day,
            latest=not_after,
        )


UNDATED = Due()


def check_range(day: date | None, field: str) -> None:
    """Raises Refused for a day that no directive can mean."""
    possible = day is None or EARLIEST <= day <= LATEST
    require(possible, Reason.DATE_OUT_OF_RANGE, field=field, due=day, earliest=EARLIEST, latest=LATEST)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
