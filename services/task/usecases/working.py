"""The agency's steps: accept, return, delegate, report and submit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.task import model, tables
from services.task.model import Act, Action, CauseKind, Evidence, Holder, Task
from services.task.tables import Caller, units
from shared.db import ReadSession
from shared.errors import invalid

from .deciding import CALENDAR, POLICY, Order, permitted, ready, save, take
from .refusals import refusing


@dataclass(frozen=True)
class Cause:
    """Why the agency says that a task is late."""

    kind: CauseKind
    text: str


@dataclass(frozen=True)
class Report:
    """What is reported on the way."""

    percent: int
    text: str
    obstacles: str = ""


@dataclass(frozen=True)
class Result:
    """What is submitted as done."""

    summary: str
    evidence: Sequence[Evidence]
    despite_open: str = ""


def accept(session: Session, caller: Caller, order: Order) -> Task:
    """issued → in progress."""
    return take(session, caller, order, model.accept)


def return_task(session: Session, caller: Caller, order: Order) -> Task:
    """issued → returned."""
    return take(session, caller, order, lambda task, act: model.return_(task, act, CALENDAR, POLICY))


def delegate(session: Session, caller: Caller, order: Order, holder: Holder) -> Task:
    """Gives the task to a unit or a person of the lead agency.

    Raises InvalidArgument (`UNKNOWN_HOLDER`) for a unit outside the agency or a person not in the unit.
    """

    def decide(task: Task, act: Act) -> model.Decision:
        _check_holder(session, task, holder, act)
        return model.delegate(task, act, holder)

    return take(session, caller, order, decide)


def report_progress(
    session: Session, caller: Caller, order: Order, report: Report, cause: Cause | None = None
) -> Task:
    """Where the work stands; counts as acceptance."""
    task = take(
        session,
        caller,
        order,
        lambda task, act: model.report_progress(
            task, act, percent=report.percent, text=report.text, obstacles=report.obstacles
        ),
    )
    return _state_cause(session, caller, task, order, cause)


def submit(
    session: Session, caller: Caller, order: Order, result: Result, cause: Cause | None = None
) -> Task:
    """in progress → submitted."""
    task, act = ready(session, caller, order)
    parts = tables.open_required_parts(session, task.uid)
    if parts and result.despite_open:
        permitted(caller, Action.SUBMIT_DESPITE_OPEN, task)
    with refusing(order.uid):
        decision = model.submit(
            task,
            act,
            summary=result.summary,
            evidence=result.evidence,
            open_sub_tasks=parts,
            despite_open=result.despite_open,
        )
    save(session, task, decision)
    return _state_cause(session, caller, decision.task, order, cause)


def _state_cause(session: Session, caller: Caller, task: Task, order: Order, cause: Cause | None) -> Task:
    if cause is None:
        return task
    act = Act(permitted(caller, Action.STATE_CAUSE, task), order.at)
    with refusing(order.uid):
        decision = model.state_cause(task, act, cause.kind, cause.text)
    save(session, task, decision)
    return decision.task


def _check_holder(session: ReadSession, task: Task, holder: Holder, act: Act) -> None:
    if holder.unit not in units.subtree(session, task.lead, act.today):
        raise invalid("unit", "holder.unit", "UNKNOWN_HOLDER", unit=holder.unit, lead=task.lead)
    if holder.person and not units.holds_post(session, holder.person, [holder.unit], act.today):
        raise invalid("person", "holder.person", "UNKNOWN_HOLDER", person=holder.person, unit=holder.unit)
