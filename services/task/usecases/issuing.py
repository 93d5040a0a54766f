"""The Office issues, takes back, sends elsewhere, cancels, urges, confirms and sends back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.task import model, tables
from services.task.model import SYSTEM, Act, Action, Task, Terms
from services.task.tables import Caller
from shared.db import ReadSession

from .deciding import CALENDAR, POLICY, Order, permitted, save, take
from .preparing import check_names


def issue(session: Session, caller: Caller, order: Order) -> Task:
    """proposed → issued."""
    task = take(session, caller, order, model.issue)
    _check_still_known(session, task, order)
    return task


def batch_issue(session: Session, caller: Caller, uids: Sequence[str], at: datetime) -> list[Task]:
    """Issues all of the tasks or none; in the order asked for."""
    # Locked in one order everywhere, so that two batches never wait for each other.
    issued = {uid: issue(session, caller, Order(uid, Action.ISSUE, at)) for uid in sorted(uids)}
    return [issued[uid] for uid in uids]


def recall(session: Session, caller: Caller, order: Order) -> Task:
    """issued → recalled."""
    return take(session, caller, order, model.recall)


def reissue(session: Session, caller: Caller, order: Order, lead: str) -> Task:
    """returned → issued, to the same or another lead."""
    check_names(session, Terms(lead=lead or None), model.day_of(order.at))
    return take(session, caller, order, lambda task, act: model.reissue(task, act, lead=lead))


def cancel(session: Session, caller: Caller, order: Order) -> Task:
    """Any open task → cancelled."""
    return take(session, caller, order, model.cancel)


def urge(session: Session, caller: Caller, order: Order) -> Task:
    """Urging by hand."""
    return take(session, caller, order, model.urge)


def confirm(session: Session, caller: Caller, order: Order, *, cause: bool) -> Task:
    """submitted → completed; with `cause` the stated cause of delay is confirmed as it stands."""

    def decide(task: Task, act: Act) -> model.Decision:
        if not cause:
            return model.confirm(task, act)
        permitted(caller, Action.CONFIRM_CAUSE, task)
        stated = task.delay.stated if task.delay else model.CauseKind.SUBJECTIVE
        return model.confirm(task, act, cause=stated)

    return take(session, caller, order, decide, {"cause": "confirm_delay_cause"})


def send_back(session: Session, caller: Caller, order: Order) -> Task:
    """submitted → in progress."""
    return take(session, caller, order, model.send_back)


def record_urging(session: Session, uid: str, at: datetime, why: str) -> bool:
    """Records an urging that a rule sent; False where the task has moved on and nothing is left to urge."""
    task = tables.find(session, uid)
    if task is None or task.state not in model.TRANSITIONS[model.Verb.URGE].sources:
        return False
    save(session, task, model.urge(task, Act(SYSTEM, at, why)))
    return True


def demand_decisions(session: Session, at: datetime, limit: int) -> int:
    """Marks tasks so long overdue that a decision must be taken; returns how many."""
    today = model.day_of(at)
    tasks = tables.undecided(session, _lying_since(today), limit)
    for task in tasks:
        save(session, task, model.demand_decision(task, Act(SYSTEM, at), CALENDAR, POLICY))
    return len(tasks)


def _lying_since(today: date) -> date:
    """Tasks due before this day have lain for the policy's working days, today included."""
    return CALENDAR.add_working_days(today + timedelta(days=1), -POLICY.decision_after)


def _check_still_known(session: ReadSession, task: Task, order: Order) -> None:
    """A proposal may name what was merged or closed since it was read."""
    terms = Terms(lead=task.lead, co_ordinators=task.co_ordinators)
    check_names(session, terms, model.day_of(order.at))
