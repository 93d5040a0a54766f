"""How what is known of a task or a unit changes from day to day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
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
        """The first day on which something else holds."""


@dataclass(frozen=True, slots=True)
class Fact:
    """How a task counts from one step until the next: one fact, or one for each period of a periodic task.

    `ordinal` distinguishes the facts of one step. `assigned_date` is the day of issue, or the first day of the period.
    `overdue_days` counts the working days by which the task is late on the first day, None if they are not known.
    `working_days` are the next ones, as far as the event lists them; none if time does not pass for the task.
    The kind of a cause of delay is the one that holds; its contest is of the decision that the agency contests.
    `done_from_date` is the first day of an unbroken time in which the task was done at the end of every day.
    """

    task: str
    version: int
    ordinal: int
    from_date: date
    lead: str
    task_class: str
    assigned_date: date
    to_date: date | None = None
    done_from_date: date | None = None
    parent_task: str = ""
    period_start_date: date | None = None
    issue_date: date | None = None
    due_date: date | None = None
    original_due_date: date | None = None
    due_soon_from_date: date | None = None
    overdue_from_date: date | None = None
    submit_date: date | None = None
    not_accepted: bool = False
    issued_late: bool = False
    intake_days: int | None = None
    intake_limit: int | None = None
    extension_count: int = 0
    urging_count: int = 0
    state: str = ""
    title: str = ""
    output: str = ""
    directive: str = ""
    document_number: str = ""
    assigner: str = ""
    monitor: str = ""
    coordinators: list[str] = field(default_factory=list)
    progress_percent: int | None = None
    progress_text: str = ""
    progress_obstacles: str = ""
    progress_report_date: date | None = None
    delay_cause_kind: str = ""
    delay_cause_text: str = ""
    delay_cause_confirm_date: date | None = None
    delay_cause_stated_kind: str = ""
    delay_cause_decide_date: date | None = None
    delay_cause_decider: str = ""
    delay_cause_refused: bool = False
    delay_cause_answer: str = ""
    contest_date: date | None = None
    contester: str = ""
    contest_reason: str = ""
    contest_document_number: str = ""
    contest_against: str = ""
    contest_decide_date: date | None = None
    contest_decider: str = ""
    contest_granted: bool = False
    contest_answer: str = ""
    overdue_days: int | None = None
    working_days: list[date] = field(default_factory=list)
    # Last, because it hides dataclasses.field.
    field: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as one event describes it. It exists from `start_date` to `end_date`, both included."""

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

    def exists_on(self, day: date) -> bool:
        """Whether the unit exists on the day."""
        return self.start_date <= day and (self.end_date is None or day <= self.end_date)


@dataclass(frozen=True, slots=True)
class TaskStep:
    """How a task counts after a step on a day: not at all without facts.

    `time_passes` says whether the task can become late by waiting: not while it is submitted, done or suspended.
    """

    task: str
    day: date
    facts: tuple[Fact, ...]
    time_passes: bool = False


@dataclass(frozen=True, slots=True)
class PersonName:
    """What a person is called."""

    person: str
    display_name: str


@dataclass(frozen=True, slots=True)
class DirectiveNumber:
    """The number and day of a directive."""

    directive: str
    number_symbol: str
    issue_date: date | None


Change = TaskStep | Unit | PersonName | DirectiveNumber
"""What one event changes in the projections."""

D = TypeVar("D", Fact, Unit)


def after_step(known: Sequence[Fact], step: TaskStep) -> list[Fact]:
    """All facts of a task after a step."""
    day = _day_after(known, step.day)
    day_before = [one for one in _closed(known, day) if one.to_date == day]
    done_before = {one.period_start_date: one.done_from_date for one in day_before}
    latest = {one.period_start_date: one for one in known if one.to_date is None}
    new = [
        replace(one, from_date=day, done_from_date=_done_from(one, done_before, day)) for one in step.facts
    ]
    dated = [_with_overdue_days(one, latest.get(one.period_start_date), step.time_passes) for one in new]
    return [*_closed(known, day), *dated]


def after_change(known: Sequence[Unit], changed: Unit) -> list[Unit]:
    """All that is known of a unit after a change. The first description also holds for the time before it."""
    day = _day_after(known, changed.from_date) if known else min(changed.from_date, changed.start_date)
    return [*_closed(known, day), replace(changed, from_date=day)]


def _day_after(known: Sequence[Dated], day: date) -> date:
    # A clock that ran ahead must not make two facts hold on one day.
    return max([day, *(one.from_date for one in known), *(one.to_date for one in known if one.to_date)])


def _closed(known: Sequence[D], day: date) -> list[D]:
    """What is known, ended by `day`. What began on that day held at the end of no day, and is dropped."""
    return [one if one.to_date else replace(one, to_date=day) for one in known if one.from_date < day]


def _done_from(fact: Fact, done_before: Mapping[date | None, date | None], day: date) -> date | None:
    if not fact.task_class.startswith("DONE"):
        return None
    return done_before.get(fact.period_start_date) or day


def _with_overdue_days(fact: Fact, before: Fact | None, time_passes: bool) -> Fact:
    """The fact with its days overdue: from its event or, for the same due date, counted on from the fact before.

    A submission, a confirmation or a suspension stops the count, and the working days to come no longer matter.
    """
    if fact.overdue_days is not None or before is None or before.due_date != fact.due_date:
        return fact
    overdue_days = _overdue_days(before, fact.from_date)
    if not time_passes:
        return replace(fact, overdue_days=overdue_days)
    ahead = [day for day in before.working_days if day > fact.from_date]
    return replace(fact, overdue_days=overdue_days if ahead else None, working_days=ahead)


def _overdue_days(fact: Fact, day: date) -> int | None:
    """The working days by which a fact is late at the end of a day; None if its list does not reach that far."""
    if fact.overdue_days is None or (fact.working_days and day > fact.working_days[-1]):
        return None
    return fact.overdue_days + bisect_right(fact.working_days, day)
