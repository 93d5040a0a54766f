"""The one place where what the domain refuses becomes what the API says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from services.task.model import Reason, Refused
from shared.errors import FailedPrecondition, FieldViolation, InvalidArgument, Refusal

_INVALID = "INVALID_FIELD"
_PRECONDITIONS = {
    Reason.STATE_FORBIDS_STEP: "TASK_STATE",
    Reason.TERMS_FIXED: "TASK_STATE",
    Reason.LEAD_MISSING: "TASK_INCOMPLETE",
    Reason.OUTPUT_MISSING: "TASK_INCOMPLETE",
    Reason.DUE_MISSING: "TASK_INCOMPLETE",
    Reason.RECURRENCE_MISSING: "TASK_INCOMPLETE",
    Reason.RETURN_TOO_LATE: "RETURN_TOO_LATE",
    Reason.RETURN_INSISTED: "RETURN_TOO_LATE",
    Reason.SUB_TASKS_OPEN: "SUBTASKS_OPEN",
    Reason.EXTENSION_PENDING: "EXTENSION_NOT_POSSIBLE",
    Reason.EXTENSION_NOT_PENDING: "EXTENSION_NOT_POSSIBLE",
    Reason.NO_DUE_DATE: "EXTENSION_NOT_POSSIBLE",
    Reason.DECISION_EARLY: "TASK_STATE",
}
_ARGUMENTS = {
    Reason.REASON_MISSING: "REASON_REQUIRED",
    Reason.DUE_BEFORE_DIRECTIVE: "DATE_IMPOSSIBLE",
    Reason.DUE_AFTER_PARENT: "DATE_IMPOSSIBLE",
    Reason.DATE_OUT_OF_RANGE: "DATE_IMPOSSIBLE",
    Reason.EXTENSION_NOT_LATER: "DATE_IMPOSSIBLE",
    Reason.EXTENSION_LATE: "EXTENSION_NOT_POSSIBLE",
}
# Where the API has an argument under another name than the domain.
_PATHS = {
    "title": "task.title",
    "output": "task.output",
    "due_date": "task.due.date",
    "due": "task.due",
    "assign_date": "task.assign_date",
    "recurrence": "task.due.recurrence",
    "co_ordinators": "task.coordinations",
    "parent": "task.parent_task",
    "percent": "progress.percent",
    "text": "progress.text",
    "summary": "submission.text",
    "evidence": "submission.files",
    "despite_open": "open_subtasks_reason",
    "cause": "delay_cause",
}


@contextmanager
def refusing(uid: str, paths: Mapping[str, str] | None = None) -> Iterator[None]:
    """Around a decision of the model: raises the Refusal of what it refuses.

    `paths` names arguments where this request calls them otherwise than most.
    """
    try:
        yield
    except Refused as refused:
        raise _refusal(refused, uid, paths or {}) from refused


def _refusal(refused: Refused, uid: str, paths: Mapping[str, str]) -> Refusal:
    facts = {"name": f"tasks/{uid}", "rule": refused.reason.value, **refused.facts}
    if refused.reason in _PRECONDITIONS:
        return FailedPrecondition(_PRECONDITIONS[refused.reason], facts)
    field = refused.field or ""
    path = paths.get(field) or _PATHS.get(field.partition("[")[0], field)
    violation = FieldViolation(path, f"task.{refused.reason.lower()}", refused.facts)
    return InvalidArgument(_ARGUMENTS.get(refused.reason, _INVALID), {"field": path, **facts}, violation)
