"""How what is known of a task or a unit follows itself, day by day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Something that holds from `from_date` until the day before `to_date`, or until further notice."""

    @property
    def from_date(self) -> date:
        """The first day."""

    @property
    def to_date(self) -> date | None:
        """The day from which on something else holds."""


@dataclass(frozen=True, slots=True)
class Fact:
    """How a task counts from one step until the next: one fact, or one for each period of a periodic task.

    `overdue_days` counts the working days by which it is late on the first day (None if nobody knows), and
    `working_days` are the further ones that count, as far as they were told; none if time does not pass for it.
    `part` numbers the facts of one step. `assigned_date` is the day of issue, or the first day of the period.
    `done_from` is the first day at whose end it was done, if it was so at the end of every day since.
    """

    task: str
    version: int
    part: int
    from_date: date
    lead: str
    task_class: str
    assigned_date: date
    to_date: date | None = None
    done_from: date | None = None
    parent_task: str = ""
    period_start: date | None = None
    issue_date: date | None = None
    due_date: date | None = None
    original_due_date: date | None = None
    due_soon_from: date | None = None
    overdue_from: date | None = None
    submit_date: date | None = None
    not_accepted: bool = False
    extension_count: int = 0
    urging_count: int = 0
    state: str = ""
    title: str = ""
    output: str = ""
    directive: str = ""
    document_number: str = ""
    assigner: str = ""
    monitor: str = ""
    co_ordinators: list[str] = field(default_factory=list)
    progress_percent: int | None = None
    progress_text: str = ""
    delay_kind: str = ""
    delay_text: str = ""
    progress_obstacles: str = ""
    delay_confirm_date: date | None = None
    progress_date: date | None = None
    overdue_days: int | None = None
    working_days: list[date] = field(default_factory=list)
    field: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as one event told of it. `start_date` to `end_date` is its life, both included."""

    unit: str
    version: int
    from_date: date
    to_date: date | None
    kind: str
    unit_group: str
    display_name: str
    short_name: str
    sort_order: int
    start_date: date
    end_date: date | None

    def lives(self, day: date) -> bool:
        """Whether the unit exists on the day."""
        return self.start_date <= day and (self.end_date is None or day <= self.end_date)


D = TypeVar("D", Fact, Unit)


def day_after(known: Sequence[Dated], day: date) -> date:
    """The day from which something new holds: never before what is known, though a clock may have run ahead."""
    return max([day, *(one.from_date for one in known), *(one.to_date for one in known if one.to_date)])


def closed(known: Sequence[D], day: date) -> list[D]:
    """What is known, held until `day`. What began on that day never held at the end of one, and is gone."""
    return [one if one.to_date else replace(one, to_date=day) for one in known if one.from_date < day]


def follow(known: Sequence[Fact], told: Sequence[Fact], day: date, time_passes: bool = False) -> list[Fact]:
    """All facts of a task after a step on `day` that told these; none told: the task is not counted any more.

    `time_passes` says whether the task can become later by itself: it is neither submitted, done nor suspended.
    """
    day = day_after(known, day)
    day_before = [one for one in closed(known, day) if one.to_date == day]
    done_before = {one.period_start: one.done_from for one in day_before}
    new = [replace(one, from_date=day, done_from=_done_from(one, done_before, day)) for one in told]
    lately = {one.period_start: one for one in known if one.to_date is None}
    late = [_late_since(one, lately.get(one.period_start), time_passes) for one in new]
    return closed(known, day) + late


def late_by(overdue_days: int | None, working_days: Sequence[date], day: date) -> int | None:
    """The working days by which a fact is late at the end of a day; None if they were not told so far."""
    if overdue_days is None or (working_days and day > working_days[-1]):
        return None
    return overdue_days + bisect_right(working_days, day)


def _late_since(fact: Fact, before: Fact | None, time_passes: bool) -> Fact:
    """The fact with its days overdue: as it was told, or for the same due date as they were before.

    A submission, a confirmation or a suspension stops them; what was told of the days to come is then void.
    """
    if fact.overdue_days is not None or before is None or before.due_date != fact.due_date:
        return fact
    known = late_by(before.overdue_days, before.working_days, fact.from_date)
    if not time_passes:
        return replace(fact, overdue_days=known)
    ahead = [day for day in before.working_days if day > fact.from_date]
    return replace(fact, overdue_days=known if ahead else None, working_days=ahead)


def _done_from(fact: Fact, done_before: dict[date | None, date | None], day: date) -> date | None:
    if not fact.task_class.startswith("DONE"):
        return None
    return done_before.get(fact.period_start) or day


def rename(known: Sequence[Unit], told: Unit, day: date) -> list[Unit]:
    """All that is known of a unit after an event on `day`. The first one holds for its whole life before, too."""
    day = day_after(known, day) if known else min(day, told.start_date)
    return [*closed(known, day), replace(told, from_date=day)]
