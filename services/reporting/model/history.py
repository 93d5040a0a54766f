"""How what is known of a task or a unit follows itself, day by day."""

from __future__ import annotations

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


def follow(known: Sequence[Fact], told: Sequence[Fact], day: date) -> list[Fact]:
    """All facts of a task after a step on `day` that told these; none told: the task is not counted any more."""
    day = day_after(known, day)
    day_before = [one for one in closed(known, day) if one.to_date == day]
    done_before = {one.period_start: one.done_from for one in day_before}
    new = [replace(one, from_date=day, done_from=_done_from(one, done_before, day)) for one in told]
    return closed(known, day) + new


def _done_from(fact: Fact, done_before: dict[date | None, date | None], day: date) -> date | None:
    if not fact.task_class.startswith("DONE"):
        return None
    return done_before.get(fact.period_start) or day


def rename(known: Sequence[Unit], told: Unit, day: date) -> list[Unit]:
    """All that is known of a unit after an event on `day`. The first one holds for its whole life before, too."""
    day = day_after(known, day) if known else min(day, told.start_date)
    return [*closed(known, day), replace(told, from_date=day)]
