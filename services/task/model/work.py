"""What people do and report: acts, progress, submissions, and the parts of coordinators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.clock import day_of


@dataclass(frozen=True)
class Actor:
    """Who acted: person, position and unit, and the person acted for (giao thay, theo dõi thay).

    `name` is the person's at that time. The system acts without a person.
    """

    person: str = ""
    position: str = ""
    unit: str = ""
    on_behalf_of: str = ""
    name: str = ""


SYSTEM = Actor()


@dataclass(frozen=True)
class Act:
    """What one person does: who, when and why. `at` is aware of its time zone."""

    actor: Actor
    at: datetime
    reason: str = ""

    @property
    def today(self) -> date:
        """The day of the act in Viet Nam."""
        return day_of(self.at)


@dataclass(frozen=True)
class Progress:
    """A report on the way: 0 to 100 percent, text, obstacles and proposals (vướng mắc, kiến nghị), and files."""

    percent: int
    text: str
    at: datetime
    by: Actor
    obstacles: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """What was done, and the document or files that show it; `at` decides on time or late, if it is confirmed."""

    text: str
    document_number: str
    files: tuple[str, ...]
    at: datetime
    by: Actor
    open_subtasks_reason: str = ""

    @property
    def submit_date(self) -> date:
        """The day that decides on time or late."""
        return day_of(self.at)


class CoordinationState(StrEnum):
    """Where a coordinator's part is in its life."""

    ASSIGNED = "ASSIGNED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"


@dataclass(frozen=True)
class Coordination:
    """A coordinating agency (cơ quan phối hợp), the part that it contributes, and how far that is.

    `due_date` is that of the part, None if it is the task's. `send_back_reason` is empty once there is a new result.
    """

    unit: str
    part: str = ""
    due_date: date | None = None
    accepted_at: datetime | None = None
    progress: Progress | None = None
    submission: Submission | None = None
    urging_count: int = 0
    last_urged_at: datetime | None = None
    send_back_count: int = 0
    send_back_reason: str = ""

    @property
    def state(self) -> CoordinationState:
        """Where the part is in its life."""
        if self.submission is not None:
            return CoordinationState.DONE
        return CoordinationState.IN_PROGRESS if self.accepted_at else CoordinationState.ASSIGNED
