"""What the domain refuses, and why, as facts a caller can act on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Reason(StrEnum):
    """Why a step was refused. docs/domain.md, section Life cycle, unless said otherwise."""

    STATE_FORBIDS_STEP = "STATE_FORBIDS_STEP"
    TITLE_MISSING = "TITLE_MISSING"
    LEAD_MISSING = "LEAD_MISSING"
    OUTPUT_MISSING = "OUTPUT_MISSING"
    DUE_MISSING = "DUE_MISSING"
    DUE_UNWANTED = "DUE_UNWANTED"
    RECURRENCE_MISSING = "RECURRENCE_MISSING"
    DUE_BEFORE_DIRECTIVE = "DUE_BEFORE_DIRECTIVE"
    DUE_AFTER_PARENT = "DUE_AFTER_PARENT"
    DATE_OUT_OF_RANGE = "DATE_OUT_OF_RANGE"
    LEAD_CO_ORDINATES = "LEAD_CO_ORDINATES"
    CO_ORDINATOR_REPEATED = "CO_ORDINATOR_REPEATED"
    REASON_MISSING = "REASON_MISSING"
    RETURN_TOO_LATE = "RETURN_TOO_LATE"
    RETURN_INSISTED = "RETURN_INSISTED"
    HOLDER_MISSING = "HOLDER_MISSING"
    HOLDER_UNCHANGED = "HOLDER_UNCHANGED"
    LEAD_UNCHANGED = "LEAD_UNCHANGED"
    TERMS_FIXED = "TERMS_FIXED"
    NOTHING_CHANGED = "NOTHING_CHANGED"
    PERCENT_OUT_OF_RANGE = "PERCENT_OUT_OF_RANGE"
    TEXT_MISSING = "TEXT_MISSING"
    NO_DUE_DATE = "NO_DUE_DATE"
    EXTENSION_PENDING = "EXTENSION_PENDING"
    EXTENSION_NOT_PENDING = "EXTENSION_NOT_PENDING"
    EXTENSION_NOT_LATER = "EXTENSION_NOT_LATER"
    EXTENSION_LATE = "EXTENSION_LATE"
    EVIDENCE_MISSING = "EVIDENCE_MISSING"
    EVIDENCE_AMBIGUOUS = "EVIDENCE_AMBIGUOUS"
    SUB_TASKS_OPEN = "SUB_TASKS_OPEN"
    SUB_TASK_NESTED = "SUB_TASK_NESTED"
    NOT_LATE = "NOT_LATE"
    CAUSE_MISSING = "CAUSE_MISSING"
    DECISION_EARLY = "DECISION_EARLY"


class Refused(Exception):
    """A step the domain does not allow.

    `reason` is for programs, `facts` holds every figure the reason rests on, and `field` names the
    argument that is wrong, or is None where the task's own state forbids the step.
    """

    def __init__(self, reason: Reason, *, field: str | None = None, **facts: object) -> None:
        self.reason = reason
        self.field = field
        self.facts: Mapping[str, str] = {name: str(fact) for name, fact in facts.items()}
        super().__init__(f"{reason} {dict(self.facts)}" if facts else str(reason))


def require(condition: object, reason: Reason, *, field: str | None = None, **facts: object) -> None:
    """Raises Refused unless the condition holds."""
    if not condition:
        raise Refused(reason, field=field, **facts)
