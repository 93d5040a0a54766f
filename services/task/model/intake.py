"""The Office's own time from receipt to issue. docs/domain.md, section Directive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .calendar import WorkingCalendar
from .policy import Policy
from .task import Intake, Urgency

_URGENT = frozenset({Urgency.URGENT, Urgency.VERY_URGENT, Urgency.EXPRESS})


@dataclass(frozen=True)
class Receipt:
    """The day on which a directive was received, and how many tasks are made from it."""

    day: date
    tasks: int = 1


def intake_of(
    receipt: Receipt, urgency: Urgency, issued: date, calendar: WorkingCalendar, policy: Policy
) -> Intake:
    """How long the Office took to issue a task of the directive."""
    days = max(0, calendar.working_days_between(receipt.day, issued))
    return Intake(days, _limit(receipt, urgency, policy))


def _limit(receipt: Receipt, urgency: Urgency, policy: Policy) -> int:
    if urgency in _URGENT:
        return policy.intake_urgent
    return policy.intake_many if receipt.tasks >= policy.many_tasks else policy.intake_ordinary
