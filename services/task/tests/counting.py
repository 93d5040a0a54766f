"""Tasks counted by class, as reports count them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.task import model
from services.task.model import Standing, TaskClass

from .factories import CALENDAR


def classes_of(standing: Standing, day: date) -> tuple[TaskClass, ...]:
    """The classes of a task, or of its periods, at the end of `day`."""
    return tuple(each.its_class for each in model.counted(standing, day, CALENDAR))


@dataclass(frozen=True)
class Totals:
    """Tasks by class; the classes always add up to the total."""

    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0

    @property
    def total(self) -> int:
        """Everything that counts."""
        return self.done_on_time + self.done_late + self.open_in_time + self.open_overdue


def totals(standings: Iterable[Standing], day: date) -> Totals:
    """Counts periods of periodic tasks, and every other counted task once."""
    counted = Counter(each for standing in standings for each in classes_of(standing, day))
    return Totals(*(counted[each] for each in TaskClass))
