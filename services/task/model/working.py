"""The agency's side: accept, return, delegate, split, report, and the matter of more time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from .assigning import Terms
from .calendar import WorkingCalendar
from .due import DueKind, check_range
from .engine import Decision, advance, check_state, record, require_reason
from .errors import Reason, Refused, require
from .policy import DEFAULT_POLICY, Policy
from .states import State, Verb
from .task import Act, Extension, Holder, Progress, Task, day_of


def accept(task: Task, act: Act) -> Decision:
    """issued → in progress (tiếp nhận)."""
    return advance(task, Verb.ACCEPT, act, accepted_at=act.at)


def return_(task: Task, act: Act, calendar: WorkingCalendar, policy: Policy = DEFAULT_POLICY) -> Decision:
    """issued → returned (trả lại): the agency holds that the task is not its own.

    It needs a reason and must come within the policy's working days of the assignment; not again
    once the Office has insisted.
    """
    check_state(task, Verb.RETURN)
    require_reason(act)
    require(not task.insisted, Reason.RETURN_INSISTED)
    assigned = day_of(task.assigned_at or task.updated_at)
    latest = calendar.horizon(assigned, policy.return_within)
    require(act.today <= latest, Reason.RETURN_TOO_LATE, assigned=assigned, latest=latest)
    return advance(task, Verb.RETURN, act, returns=task.returns + 1)


def delegate(task: Task, act: Act, holder: Holder) -> Decision:
    """Passes the task down: agency → unit → person."""
    check_state(task, Verb.DELEGATE)
    require(holder.unit, Reason.HOLDER_MISSING, field="unit")
    require(holder != task.holder, Reason.HOLDER_UNCHANGED, field="unit", unit=holder.unit)
    return advance(task, Verb.DELEGATE, act, holder=holder)


def split(parent: Task, act: Act, uid: str, terms: Terms, *, required: bool = True) -> Decision:
    """A sub-task, issued at once inside the agency or to a co-ordinator for its part.

    Its date is not after its parent's. The parent itself does not change: the decision returned is
    the sub-task's first step.
    """
    check_state(parent, Verb.SPLIT)
    require(not parent.parent, Reason.SUB_TASK_NESTED, field="parent", parent=parent.parent)
    child = _child(parent, act, uid, terms, required)
    require(child.title.strip(), Reason.TITLE_MISSING, field="title")
    require(child.lead, Reason.LEAD_MISSING, field="lead")
    require(child.output.strip(), Reason.OUTPUT_MISSING, field="output")
    latest = None if parent.due.kind is DueKind.NONE else parent.due_date
    child.due.check(not_before=parent.assign_date or act.today, not_after=latest)
    return Decision(child, record(None, child, Verb.SPLIT, act))


def report_progress(task: Task, act: Act, *, percent: int, text: str, obstacles: str = "") -> Decision:
    """Where the work stands; on a task not yet accepted it counts as acceptance."""
    check_state(task, Verb.REPORT_PROGRESS)
    require(0 <= percent <= 100, Reason.PERCENT_OUT_OF_RANGE, field="percent", percent=percent)
    require(text.strip(), Reason.TEXT_MISSING, field="text")
    progress = Progress(percent, text, act.at, act.actor, obstacles)
    return advance(
        task,
        Verb.REPORT_PROGRESS,
        act,
        progress=progress,
        accepted_at=task.accepted_at or act.at,
        unanswered_urges=0,
    )


def request_extension(task: Task, act: Act, new_date: date, *, late: bool = False) -> Decision:
    """Asks for a later date, with a reason; after the due day only if it is marked late."""
    check_state(task, Verb.REQUEST_EXTENSION)
    require_reason(act)
    due = _later_date(task, new_date)
    require(task.pending_extension is None, Reason.EXTENSION_PENDING)
    require(late or act.today <= due, Reason.EXTENSION_LATE, field="late", due=due)
    asked = Extension(new_date, act.why, act.at, act.actor, late=act.today > due)
    extensions = (*task.extensions, asked)
    return advance(task, Verb.REQUEST_EXTENSION, act, extensions=extensions, unanswered_urges=0)


def decide_extension(
    task: Task, act: Act, *, granted: bool, new_date: date | None = None, parent: Task | None = None
) -> Decision:
    """Grants the extension asked for, or another later date, or refuses it with a reason.

    The original date stays.
    """
    check_state(task, Verb.DECIDE_EXTENSION)
    pending = task.pending_extension
    if pending is None:
        raise Refused(Reason.EXTENSION_NOT_PENDING)
    if not granted:
        require_reason(act)
    date_in_force = (new_date or pending.asked_date) if granted else None
    changes = _granted(task, date_in_force, parent) if date_in_force else {}
    decided = replace(
        pending, decided_at=act.at, decided_by=act.actor, granted_date=date_in_force, answer=act.why
    )
    return advance(task, Verb.DECIDE_EXTENSION, act, extensions=(*task.extensions[:-1], decided), **changes)


def extend(task: Task, act: Act, new_date: date, *, parent: Task | None = None) -> Decision:
    """A later date by the assigner's own motion, recorded as an extension granted."""
    check_state(task, Verb.EXTEND)
    require_reason(act)
    require(task.pending_extension is None, Reason.EXTENSION_PENDING)
    changes = _granted(task, new_date, parent)
    own = Extension(
        new_date, act.why, act.at, act.actor, False, act.at, act.actor, granted_date=new_date, answer=act.why
    )
    return advance(task, Verb.EXTEND, act, extensions=(*task.extensions, own), **changes)


def _granted(task: Task, new_date: date, parent: Task | None) -> dict[str, Any]:
    _later_date(task, new_date)
    latest = parent.due_date if parent else None
    require(
        latest is None or new_date <= latest,
        Reason.DUE_AFTER_PARENT,
        field="new_date",
        due=new_date,
        latest=latest,
    )
    return {"due": replace(task.due, day=new_date), "decision_demanded_at": None}


def _later_date(task: Task, new_date: date) -> date:
    """The date in force; raises Refused where there is none or `new_date` is not after it."""
    due = task.due_date
    if due is None:
        raise Refused(Reason.NO_DUE_DATE)
    check_range(new_date, "new_date")
    require(new_date > due, Reason.EXTENSION_NOT_LATER, field="new_date", due=due, asked=new_date)
    return due


def _child(parent: Task, act: Act, uid: str, terms: Terms, required: bool) -> Task:
    inherited = ("title", "lead", "output", "due", "field", "monitor", "quote", "assigner", "on_behalf_of")
    given: dict[str, Any] = {name: getattr(parent, name) for name in inherited} | terms.given
    return Task(
        uid=uid,
        version=1,
        state=State.ISSUED,
        created_at=act.at,
        updated_at=act.at,
        directive=parent.directive,
        directive_number=parent.directive_number,
        directive_date=parent.directive_date,
        assign_date=parent.assign_date or act.today,
        parent=parent.uid,
        parent_lead=parent.lead,
        required=required,
        original_due_date=given["due"].day,
        issued_at=act.at,
        assigned_at=act.at,
        **given,
    )
