"""A task (nhiệm vụ): one thing that one lead agency must do. docs/domain.md, sections Directive to Classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter

from shared.clock import day_of

from .delay import DelayCause
from .due import UNDATED, Due, DueKind
from .standing import PastPeriod, Standing
from .states import NOT_COUNTED, State, Verb
from .work import Act, Actor, Coordination, Progress, Submission


class SourceKind(StrEnum):
    """Where a task comes from."""

    UNSPECIFIED = "UNSPECIFIED"
    DIRECTIVE = "DIRECTIVE"
    MEETING = "MEETING"
    ORAL_ORDER = "ORAL_ORDER"


class Urgency(StrEnum):
    """How urgent a task is (độ khẩn)."""

    UNSPECIFIED = "UNSPECIFIED"
    ORDINARY = "ORDINARY"
    URGENT = "URGENT"
    VERY_URGENT = "VERY_URGENT"
    EXPRESS = "EXPRESS"


@dataclass(frozen=True)
class Meeting:
    """The meeting at which a task was assigned, or whose conclusion assigns it."""

    meeting_date: date | None = None
    chair: str = ""


NO_MEETING = Meeting()


@dataclass(frozen=True)
class Intake:
    """The working days from the receipt of the directive to the first issue, and how many it may take."""

    days: int
    limit: int


@dataclass(frozen=True)
class Holder:
    """The unit inside the agency that has the task now, the person if one is named, and who works beside the person."""

    unit: str
    person: str = ""
    co_holder: str = ""

    @property
    def people(self) -> frozenset[str]:
        """The person who holds the task, and the one beside."""
        return frozenset({self.person, self.co_holder} - {""})


@dataclass(frozen=True)
class Return:
    """A return (trả lại): the lead that says the task is not its own, and why."""

    lead: str
    reason: str
    at: datetime
    by: Actor


@dataclass(frozen=True)
class Extension:
    """An extension (gia hạn) asked for, and once decided, what was decided."""

    asked_date: date
    reason: str
    asked_at: datetime
    asked_by: Actor
    late: bool
    decided_at: datetime | None = None
    decided_by: Actor | None = None
    granted_date: date | None = None
    answer: str = ""

    @property
    def pending(self) -> bool:
        """Whether it waits for a decision."""
        return self.decided_at is None


@dataclass(frozen=True)
class Approval:
    """A step that waits for approval inside the agency (trình duyệt), with what the step says.

    `approvers` were charged by the agency's head when it was sought; `reason` and `asked_date` belong to a request
    for a later date or a return, `delay_cause` is stated beside the step.
    """

    step: Verb
    at: datetime
    by: Actor
    approvers: tuple[str, ...] = ()
    reason: str = ""
    asked_date: date | None = None
    submission: Submission | None = None
    progress: Progress | None = None
    delay_cause: DelayCause | None = None


@dataclass(frozen=True)
class Period:
    """A period (kỳ) of a periodic task, with its lead and what was done, decided and urged in it.

    `original_due_date` is its due date by the rule, and names it. It is finished once it is closed.
    """

    due_date: date | None
    submit_date: date | None
    issued_late: bool = False
    original_due_date: date | None = None
    lead: str = ""
    submission: Submission | None = None
    progress: Progress | None = None
    extensions: tuple[Extension, ...] = ()
    urging_count: int = 0
    send_back_count: int = 0
    delay_cause: DelayCause | None = None
    issued_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def key(self) -> date | None:
        """What names it: the due date by the rule, which periods finished before it was kept do not have."""
        return self.original_due_date or self.due_date

    @property
    def past(self) -> PastPeriod:
        """What its class rests on."""
        return PastPeriod(self.due_date, self.submit_date, self.issued_late, self.original_due_date)


@dataclass(frozen=True)
class Task:
    """A task after `version` steps. Units, people, directives, files, the parent task and the set are resource names.

    `assign_date` is the day of the directive or the order, and the earliest day it can be due; `issued_at` is
    the latest issue, `accept_by` the last day in time to accept it, `returned_leads` have returned it, `redo_date`
    is the latest decision to do the work again. `internal_due_date` is the day by which the lead
    agency wants its holder to be done.
    """

    uid: str
    version: int
    state: State
    created_at: datetime
    updated_at: datetime
    title: str
    directive: str = ""
    directive_number: str = ""
    directive_date: date | None = None
    assign_date: date | None = None
    proposal: str = ""
    quote: str = ""
    output: str = ""
    source_kind: SourceKind = SourceKind.UNSPECIFIED
    urgency: Urgency = Urgency.UNSPECIFIED
    meeting: Meeting = NO_MEETING
    field: str = ""
    assigner: str = ""
    on_behalf_of: str = ""
    monitor: str = ""
    lead: str = ""
    coordinations: tuple[Coordination, ...] = ()
    informed: tuple[str, ...] = ()
    parent_task: str = ""
    parent_lead: str = ""
    required_by_parent: bool = False
    task_set: str = ""
    due: Due = UNDATED
    original_due_date: date | None = None
    holder: Holder | None = None
    internal_due_date: date | None = None
    progress: Progress | None = None
    extensions: tuple[Extension, ...] = ()
    submission: Submission | None = None
    send_back_count: int = 0
    returned_leads: tuple[str, ...] = ()
    last_return: Return | None = None
    urging_count: int = 0
    unanswered_urgings: int = 0
    last_urged_at: datetime | None = None
    delay_cause: DelayCause | None = None
    periods: tuple[Period, ...] = ()
    proposed_at: datetime | None = None
    first_issued_at: datetime | None = None
    issued_at: datetime | None = None
    intake: Intake | None = None
    accept_by: date | None = None
    accepted_at: datetime | None = None
    confirmed_at: datetime | None = None
    suspended_at: datetime | None = None
    resume_date: date | None = None
    closed_at: datetime | None = None
    decision_demanded_at: datetime | None = None
    redo_date: date | None = None
    approval: Approval | None = None

    @property
    def name(self) -> str:
        """Its resource name."""
        return f"tasks/{self.uid}"

    @property
    def coordinators(self) -> list[str]:
        """The units that coordinate."""
        return [each.unit for each in self.coordinations]

    def coordination(self, unit: str) -> Coordination | None:
        """The coordination of a unit."""
        return next((each for each in self.coordinations if each.unit == unit), None)

    @property
    def due_date(self) -> date | None:
        """The due date in force; for a periodic task that of the running period."""
        return self.due.date

    @property
    def period_due_date(self) -> date | None:
        """The due date of the running period of a periodic task, by the rule."""
        return self.original_due_date if self.due.kind is DueKind.PERIODIC else None

    @property
    def causes(self) -> tuple[DelayCause, ...]:
        """The causes of the delay of its finished periods, the oldest first, and then its own."""
        stated = (*(each.delay_cause for each in self.periods), self.own_cause)
        return tuple(cause for cause in stated if cause is not None)

    @property
    def discussed_cause(self) -> DelayCause | None:
        """The first cause that waits for a decision, else its own, else one of its latest period to contest."""
        causes = self.causes
        waiting = next((cause for cause in causes if cause.pending or cause.contested), None)
        latest = causes[-1] if causes else None
        contestable = latest if latest and latest.answered and latest.contest is None else None
        return waiting or self.own_cause or contestable

    @property
    def own_cause(self) -> DelayCause | None:
        """Why it is late itself; nobody decides that of a task that no longer counts."""
        return self.delay_cause if self.state not in NOT_COUNTED else None

    @property
    def running_period(self) -> Period:
        """The period that is worked on, as far as it has come."""
        return Period(
            due_date=self.due_date,
            submit_date=self.submission.submit_date if self.submission else None,
            issued_late=self.issued_late,
            original_due_date=self.period_due_date,
            lead=self.lead,
            submission=self.submission,
            progress=self.progress,
            extensions=self.extensions,
            urging_count=self.urging_count,
            send_back_count=self.send_back_count,
            delay_cause=self.delay_cause,
            issued_at=self.issued_at,
            closed_at=self.confirmed_at,
        )

    @property
    def report_awaited_from(self) -> datetime | None:
        """Since when a report is awaited: the latest one, else the beginning of the work or of the period."""
        closed = self.periods[-1].closed_at if self.periods else None
        begun = max(filter(None, (closed, self.issued_at)), default=None)
        return self.progress.at if self.progress else begun

    @property
    def pending_extension(self) -> Extension | None:
        """The extension that waits for a decision."""
        last = self.extensions[-1] if self.extensions else None
        return last if last is not None and last.pending else None

    @property
    def return_count(self) -> int:
        """How often it was returned: each lead may once."""
        return len(self.returned_leads)

    @property
    def decided_extensions(self) -> tuple[Extension, ...]:
        """The extensions without the one that waits, which lapses once nobody has to decide it."""
        return tuple(extension for extension in self.extensions if not extension.pending)

    @property
    def extension_count(self) -> int:
        """How often a later date was granted."""
        return sum(extension.granted_date is not None for extension in self.extensions)

    @property
    def issued_late(self) -> bool:
        """Whether it was issued after its due date, or too late to be accepted before it (nhập sau hạn)."""
        return self.due_date is not None and self.accept_by is not None and self.accept_by > self.due_date

    @property
    def standing(self) -> Standing:
        """The facts its class rests on."""
        return Standing(
            state=self.state,
            due_date=self.due_date,
            original_due_date=self.original_due_date,
            submit_date=self.submission.submit_date if self.submission else None,
            suspend_date=day_of(self.suspended_at) if self.suspended_at else None,
            periods=tuple(each.past for each in self.periods),
            recurrence=self.due.recurrence,
            issued_late=self.issued_late,
        )


@dataclass(frozen=True)
class Change:
    """One field before and after a step."""

    field_path: str
    before: object
    after: object


@dataclass(frozen=True)
class Step:
    """One entry of a task's history; none is ever deleted (docs/domain.md, section Life cycle).

    `names` are those of the people, units and positions that a saved step mentions, as they were then.
    """

    task: str
    version: int
    verb: Verb
    act: Act
    from_state: State | None
    to_state: State
    changes: tuple[Change, ...]
    standing: Standing
    names: Mapping[str, str] = field(default_factory=dict)


# A finished period holds what the step that closes it takes from the other fields.
UNTRACKED = {"version", "state", "updated_at", "periods"}
_TRACKED = tuple(field.name for field in fields(Task) if field.name not in UNTRACKED)
_values = attrgetter(*_TRACKED)


def changes_between(before: Task, after: Task) -> tuple[Change, ...]:
    """Every field that differs, except those that a step names itself or that follow from others."""
    compared = zip(_TRACKED, _values(before), _values(after), strict=True)
    finished = (
        ("delay_cause", old.delay_cause, new.delay_cause)
        for old, new in zip(before.periods, after.periods, strict=False)
    )
    return tuple(Change(name, old, new) for name, old, new in (*compared, *finished) if old != new)
