"""The figures a province sets by regulation, in working days. docs/domain.md, sections Life cycle to Urging."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """The defaults; each regulation has figures of its own and a period of validity."""

    accept_within: int = 1
    return_within: int = 2
    due_soon_within: int = 3
    progress_within: int = 20
    decision_after: int = 20
    # From the decision on a cause of delay to the last day on which the agency may contest it.
    contest_within: int = 5
    # From the receipt of a directive to the issue of its tasks: an urgent one, any other, one with many tasks.
    intake_urgent: int = 0
    intake_ordinary: int = 1
    intake_many: int = 2
    many_tasks: int = 5


DEFAULT_POLICY = Policy()
