"""Why a task is late: what the agency states, and what is decided on it. docs/domain.md, section Life cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .work import Actor


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
    `period_due_date` is, by the rule, that of the period it explains; None of a task that is not periodic.
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
    period_due_date: date | None = None

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
