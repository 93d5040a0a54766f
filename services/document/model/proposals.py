"""Proposals (đề xuất nhiệm vụ): tasks as they were read in a directive or typed, before the Office confirms them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.refused import Refused

from .reasons import Reason

# The most that the API allows in a proposal.
LONGEST_TITLE, LONGEST_QUOTE, LONGEST_OUTPUT, LONGEST_WORDS, LONGEST_REPORT_TO = 2000, 10_000, 1000, 500, 300
MOST_COORDINATIONS = 200


class ProposalState(StrEnum):
    """How far a proposal has come."""

    PROPOSED = "PROPOSED"
    CONFIRMED = "CONFIRMED"
    DROPPED = "DROPPED"


class DueKind(StrEnum):
    """How a task is due: fixed, none (thường xuyên) or periodic (định kỳ)."""

    UNSET = ""
    FIXED = "FIXED"
    NONE = "NONE"
    PERIODIC = "PERIODIC"


class Recurrence(StrEnum):
    """How often a periodic task recurs."""

    NONE = ""
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    HALF_YEARLY = "HALF_YEARLY"
    YEARLY = "YEARLY"
    OTHER = "OTHER"


class RecurrenceDay(StrEnum):
    """On which day of its month a period is due: that of the first due date, or a last one."""

    SAME = ""
    LAST_DAY = "LAST_DAY"
    LAST_WORKING_DAY = "LAST_WORKING_DAY"


@dataclass(frozen=True)
class Coordination:
    """A coordinator of a proposal: the unit if one is matched, and the words of the directive."""

    unit: str = ""
    words: str = ""
    part: str = ""


@dataclass(frozen=True)
class Proposal:
    """A task proposed from a directive. `sort_order` follows the directive's text."""

    uid: str
    directive: str
    sort_order: int
    title: str = ""
    quote: str = ""
    quote_start: int = 0
    quote_end: int = 0
    output: str = ""
    lead: str = ""
    lead_words: str = ""
    coordinations: tuple[Coordination, ...] = ()
    due_kind: DueKind = DueKind.UNSET
    due_date: date | None = None
    due_words: str = ""
    recurrence: Recurrence = Recurrence.NONE
    recurrence_day: RecurrenceDay = RecurrenceDay.SAME
    until_date: date | None = None
    report_to: str = ""
    general: bool = False
    state: ProposalState = ProposalState.PROPOSED
    version: int = 1

    @property
    def etag(self) -> str:
        """Changes with every change of the proposal."""
        return f"v{self.version}"

    @property
    def name(self) -> str:
        """The resource name."""
        return f"directives/{self.directive}/proposals/{self.uid}"

    @property
    def task(self) -> str:
        """The task made from the proposal once it is confirmed; empty before."""
        return f"tasks/{self.uid}" if self.state is ProposalState.CONFIRMED else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks to become a task (docs/domain.md, section Life cycle)."""
        known = {
            "title": self.title,
            "lead": self.lead,
            "output": self.output,
            "due": self._is_due_given,
        }
        return tuple(name for name, value in known.items() if not value)

    @property
    def _is_due_given(self) -> bool:
        if self.due_kind is DueKind.FIXED:
            return self.due_date is not None
        return self.due_kind is DueKind.NONE or (self.due_kind is DueKind.PERIODIC and bool(self.recurrence))


def check_open(proposal: Proposal) -> None:
    """Refuses (`PROPOSAL_STATE`) a proposal that is confirmed or dropped."""
    if proposal.state is not ProposalState.PROPOSED:
        raise Refused(Reason.PROPOSAL_STATE, proposal=proposal.name, state=proposal.state.value)


def check_complete(proposal: Proposal) -> None:
    """Refuses (`PROPOSAL_INCOMPLETE`) a proposal without title, lead, output or due date."""
    if proposal.missing:
        missing = ", ".join(proposal.missing)
        raise Refused(Reason.PROPOSAL_INCOMPLETE, proposal=proposal.name, missing=missing)
