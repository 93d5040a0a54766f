"""The agency's side: accept, return, delegate, report, and the matter of more time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from shared.clock import day_of
from shared.refused import Refused, require

from .calendar import WorkingCalendar
from .due import check_range
from .engine import Decision, advance, check_not_own, check_other, rule
from .policy import DEFAULT_POLICY, Policy
from .reasons import Reason
from .states import Verb
from .task import Extension, Holder, Return, Task
from .work import Act, Progress


@rule(Verb.ACCEPT)
def accept(task: Task, act: Act) -> Decision:
    """issued → in progress (tiếp nhận)."""
    return advance(task, Verb.ACCEPT, act, accepted_at=act.at)


@rule(Verb.RETURN, needs_reason=True)
def return_(task: Task, act: Act, calendar: WorkingCalendar, policy: Policy = DEFAULT_POLICY) -> Decision:
    """issued → returned (trả lại): the agency holds that the task is not its own.

    It must come within the policy's working days of the issue, and only once from each lead.
    """
    check_return(task, act.today, calendar, policy)
    returned = Return(task.lead, act.reason, act.at, act.actor)
    leads = (*task.returned_leads, task.lead)
    return advance(task, Verb.RETURN, act, returned_leads=leads, last_return=returned)


def check_return(task: Task, today: date, calendar: WorkingCalendar, policy: Policy) -> None:
    """Raises Refused if the task can no longer be returned."""
    require(task.lead not in task.returned_leads, Reason.RETURNED_BEFORE)
    issued = day_of(task.issued_at or task.updated_at)
    latest = calendar.horizon(issued, policy.return_within)
    require(today <= latest, Reason.RETURN_TOO_LATE, issued=issued, latest=latest)


@rule(Verb.DELEGATE)
def delegate(task: Task, act: Act, holder: Holder, *, internal_due_date: date | None = None) -> Decision:
    """Passes the task down: agency → unit → person, perhaps with a co-holder and an internal due date.

    The internal due date is not after the due date. What waits for approval waits on unless the holder changes.
    """
    require(holder.unit, Reason.HOLDER_MISSING, "unit")
    beside = not holder.co_holder or holder.person not in ("", holder.co_holder)
    require(beside, Reason.CO_HOLDER_NOT_BESIDE, "co_holder")
    dated = internal_due_date != task.internal_due_date
    require(dated or holder != task.holder, Reason.HOLDER_UNCHANGED, "unit", unit=holder.unit)
    if dated and internal_due_date is not None:
        _check_internal_date(task, act.today, internal_due_date)
    now = task.holder
    stays = now is not None and (now.unit, now.person) == (holder.unit, holder.person)
    kept = {"approval": task.approval} if stays and not _sought_by_leaver(task, holder) else {}
    return advance(task, Verb.DELEGATE, act, holder=holder, internal_due_date=internal_due_date, **kept)


def _sought_by_leaver(task: Task, holder: Holder) -> bool:
    """Whether a co-holder who no longer works on the task has sought what waits."""
    before = task.holder.co_holder if task.holder else ""
    return task.approval is not None and task.approval.by.person == before != holder.co_holder


@rule(Verb.REPORT_PROGRESS)
def report_progress(
    task: Task, act: Act, *, percent: int, text: str, obstacles: str = "", files: Sequence[str] = ()
) -> Decision:
    """Where the work stands; it counts as acceptance of a task not yet accepted."""
    require(0 <= percent <= 100, Reason.PERCENT_OUT_OF_RANGE, "progress.percent", percent=percent)
    require(text, Reason.TEXT_MISSING, "progress.text")
    return advance(
        task,
        Verb.REPORT_PROGRESS,
        act,
        progress=Progress(percent, text, act.at, act.actor, obstacles, tuple(files)),
        accepted_at=task.accepted_at or act.at,
        unanswered_urgings=0,
    )


@rule(Verb.REQUEST_EXTENSION, needs_reason=True)
def request_extension(task: Task, act: Act, new_date: date, *, late: bool = False) -> Decision:
    """Asks for a later date; after the due day only if the request is marked late."""
    due = check_extending(task)
    check_later(due, new_date)
    require(late or act.today <= due, Reason.EXTENSION_LATE, "late", due=due)
    requested = Extension(new_date, act.reason, act.at, act.actor, late=act.today > due)
    extensions = (*task.extensions, requested)
    return advance(task, Verb.REQUEST_EXTENSION, act, extensions=extensions, unanswered_urgings=0)


@rule(Verb.DECIDE_EXTENSION)
def decide_extension(
    task: Task, act: Act, *, granted: bool, new_date: date | None = None, parent: Task | None = None
) -> Decision:
    """Grants the extension asked for, or another later date, or refuses it with a reason.

    The original date stays.
    """
    pending = check_deciding(task, act.actor.person)
    require(granted or act.reason, Reason.REASON_MISSING, "reason")
    date_in_force = (new_date or pending.asked_date) if granted else None
    changes = _granted(task, _due_date(task), date_in_force, parent) if date_in_force else {}
    decided = replace(
        pending, decided_at=act.at, decided_by=act.actor, granted_date=date_in_force, answer=act.reason
    )
    return advance(task, Verb.DECIDE_EXTENSION, act, extensions=(*task.extensions[:-1], decided), **changes)


@rule(Verb.EXTEND, needs_reason=True)
def extend(task: Task, act: Act, new_date: date, *, parent: Task | None = None) -> Decision:
    """A later date that nobody asked for, recorded as an extension granted."""
    due = check_giving_more_time(task, act.actor.person)
    changes = _granted(task, due, new_date, parent)
    granted = Extension(
        asked_date=new_date,
        reason=act.reason,
        asked_at=act.at,
        asked_by=act.actor,
        late=False,
        decided_at=act.at,
        decided_by=act.actor,
        granted_date=new_date,
        answer=act.reason,
    )
    return advance(task, Verb.EXTEND, act, extensions=(*task.extensions, granted), **changes)


def check_extending(task: Task) -> date:
    """The date in force; raises Refused if there is none or a request waits for a decision."""
    due = _due_date(task)
    require(task.pending_extension is None, Reason.EXTENSION_PENDING)
    return due


def check_giving_more_time(task: Task, person: str) -> date:
    """The date in force; raises Refused besides for whoever holds the task or has submitted it."""
    check_not_own(task, person)
    return check_extending(task)


def check_deciding(task: Task, person: str) -> Extension:
    """The request that waits for a decision; raises Refused if none does, and for the person who asked."""
    if task.pending_extension is None:
        raise Refused(Reason.EXTENSION_NOT_PENDING)
    check_other(task.pending_extension.asked_by, person)
    return task.pending_extension


def _check_internal_date(task: Task, today: date, day: date) -> None:
    due, path = task.due_date, "internal_due_date"
    require(day >= today, Reason.INTERNAL_DATE_PAST, path, today=today)
    require(due is None or day <= due, Reason.INTERNAL_DATE_AFTER_DUE, path, due=due or "")


def _granted(task: Task, due: date, new_date: date, parent: Task | None) -> dict[str, Any]:
    check_later(due, new_date)
    latest = parent.due_date if parent else None
    in_time = latest is None or new_date <= latest
    require(in_time, Reason.DUE_AFTER_PARENT, "new_date", due=new_date, latest=latest)
    return {"due": replace(task.due, date=new_date), "decision_demanded_at": None}


def _due_date(task: Task) -> date:
    if task.due_date is None:
        raise Refused(Reason.NO_DUE_DATE)
    return task.due_date


def check_later(due: date, new_date: date) -> None:
    """Raises Refused if the date is not after the one in force."""
    check_range(new_date, "new_date")
    require(new_date > due, Reason.EXTENSION_NOT_LATER, "new_date", due=due, asked=new_date)
