"""A task (nhiệm vụ): one thing that one lead agency must do. docs/domain.md, sections Directive to Classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter

from shared.clock import day_of

from .due import UNDATED, Due
from .standing import Period, Standing
from .states import State, Verb
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
    """The unit inside the agency that has the task now, and the person if one is named."""

    unit: str
    person: str = ""


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


class DelayCauseKind(StrEnum):
    """Cause of delay: khách quan or chủ quan."""

    OBJECTIVE = "OBJECTIVE"
    SUBJECTIVE = "SUBJECTIVE"


@dataclass(frozen=True)
class Contest:
    """The agency contests (kiến nghị) a decision that confirmed the kind `against`, or that refused the cause."""

    reason: str
    document_number: str
    at: datetime
    by: Actor
    against: DelayCauseKind | None
    decided_at: datetime | None = None
    decided_by: Actor | None = None
    granted: bool = False
    answer: str = ""

    @property
    def pending(self) -> bool:
        """Whether it waits for a decision."""
        return self.decided_at is None


@dataclass(frozen=True)
class DelayCause:
    """The cause that the agency states, and what the assigner's side decides: which kind holds, or none.

    `confirmed_at`, `confirmed_by` and `answer` are those of the first decision, which may be contested.
    """

    stated_kind: DelayCauseKind
    text: str
    stated_at: datetime
    stated_by: Actor
    confirmed_kind: DelayCauseKind | None = None
    confirmed_at: datetime | None = None
    confirmed_by: Actor | None = None
    refused: bool = False
    answer: str = ""
    contest: Contest | None = None

    @property
    def pending(self) -> bool:
        """Whether it waits for a decision."""
        return self.confirmed_at is None

    @property
    def answered(self) -> bool:
        """Whether the assigner's side has decided otherwise than the agency stated."""
        return not self.pending and (self.refused or self.confirmed_kind is not self.stated_kind)

    @property
    def contested(self) -> bool:
        """Whether a contest of the decision waits for the final one."""
        return self.contest is not None and self.contest.pending

    @property
    def kind(self) -> DelayCauseKind:
        """The kind that holds now."""
        return self.confirmed_kind or self.stated_kind


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
class Task:
    """A task after `version` steps. Units, people, directives, files and the parent task are resource names.

    `assign_date` is the day of the directive or the order, and the earliest day it can be due; `issued_at` is
    the latest issue, `accept_by` the last day in time to accept it, `returned_leads` have returned it, `redo_date`
    is the latest decision to do the work again.
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
    due: Due = UNDATED
    original_due_date: date | None = None
    holder: Holder | None = None
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
            periods=self.periods,
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


UNTRACKED = {"version", "state", "updated_at"}
_TRACKED = tuple(field.name for field in fields(Task) if field.name not in UNTRACKED)
_values = attrgetter(*_TRACKED)


def changes_between(before: Task, after: Task) -> tuple[Change, ...]:
    """Every field that differs, except state, version and time, which a step names itself."""
    compared = zip(_TRACKED, _values(before), _values(after), strict=True)
    return tuple(Change(name, old, new) for name, old, new in compared if old != new)
