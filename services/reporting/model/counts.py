"""The counters of a report, and its rates. docs/domain.md, section Cohorts and rates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Literal

from shared.errors import Internal

DASH = "–"


class TaskClass(StrEnum):
    """The four classes that make up every total."""

    DONE_ON_TIME = "DONE_ON_TIME"
    DONE_LATE = "DONE_LATE"
    OPEN_IN_TIME = "OPEN_IN_TIME"
    OPEN_OVERDUE = "OPEN_OVERDUE"


class Mark(StrEnum):
    """What is counted beside the classes."""

    DUE_SOON = "DUE_SOON"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    EXTENDED = "EXTENDED"
    ISSUED_LATE = "ISSUED_LATE"


@dataclass(frozen=True, slots=True)
class Counts:
    """Tasks by class, and beside the classes by mark."""

    total: int = 0
    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    due_soon: int = 0
    not_accepted: int = 0
    extended: int = 0
    issued_late: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def check(self) -> None:
        """Raises Internal (`TOTALS_DIFFER`) unless the four classes add up to the total."""
        classes = self.done_on_time + self.done_late + self.open_in_time + self.open_overdue
        if classes != self.total:
            raise Internal("TOTALS_DIFFER", {"classes": classes, "total": self.total})


@dataclass(frozen=True, slots=True)
class Intake:
    """Directives by the Office's own time from their receipt to the issue of their tasks."""

    in_time: int = 0
    late: int = 0


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of the rows of a table."""
    return sum(counts, Counts())


def rate(part: int, whole: int, sign: Literal[",", "."] = ",") -> str:
    """`part` ÷ `whole` in per cent with one decimal, halves up; a dash where there is nothing to divide by."""
    if whole == 0:
        return DASH
    per_cent = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(per_cent).replace(".", sign)
