"""The Office issues, takes back, sends elsewhere, cancels, urges, confirms and sends back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.task import model, tables
from services.task.model import SYSTEM, Act, DelayCauseKind, Due, Task, Terms, Verb
from services.task.tables import Caller, directives, units
from shared import clock
from shared.errors import FailedPrecondition

from . import naming, references, subtasks
from .deciding import CALENDAR, POLICY, Command, begin, permitted, save, take


def issue(session: Session, caller: Caller, command: Command) -> Task:
    """proposed → issued, if the people whom the task names may still be named today."""
    turn = begin(session, caller, command, model.issue)
    references.check_in_force(session, turn.task.directive)
    receipt = directives.receipt(session, turn.task.directive, POLICY.many_tasks)
    task = turn.take(CALENDAR, policy=POLICY, receipt=receipt)
    named = {name: getattr(task, name) for name in model.NAMED_AS}
    naming.check(session, Terms(field=task.field, **named), clock.day_of(command.at))
    return _with_units_in_force(session, caller, task, command, "task.lead")


def batch_issue(session: Session, caller: Caller, uids: Sequence[str], at: datetime) -> list[Task]:
    """Issues all of the tasks or none; returns them in the order of `uids`."""
    # Locked in one order everywhere, so that two batches never wait for each other.
    issued = {uid: issue(session, caller, Command(uid, at)) for uid in sorted(uids)}
    return [issued[uid] for uid in uids]


def recall(session: Session, caller: Caller, command: Command) -> Task:
    """issued → recalled."""
    return take(session, caller, command, model.recall)


def reissue(
    session: Session, caller: Caller, command: Command, lead: str = "", due: Due | None = None
) -> Task:
    """returned → issued, to the same or another lead, perhaps with another date."""
    turn = begin(session, caller, command, model.reissue)
    # Also the same lead may no longer coordinate the parent.
    parent = _parent_above(session, caller, turn.task, lead, turn.act.today)
    task = turn.take(CALENDAR, POLICY, lead=lead, due=due, parent=parent)
    return _with_units_in_force(session, caller, task, command)


def insist(session: Session, caller: Caller, command: Command) -> Task:
    """returned → issued, to the same lead."""
    task = take(session, caller, command, model.insist, CALENDAR, POLICY)
    return _with_units_in_force(session, caller, task, command)


def transfer(session: Session, caller: Caller, command: Command, lead: str, due: Due | None = None) -> Task:
    """in progress → issued, to another lead."""
    turn = begin(session, caller, command, model.transfer)
    parent = _parent_above(session, caller, turn.task, lead, turn.act.today)
    task = turn.take(CALENDAR, POLICY, lead=lead, due=due, parent=parent)
    return _with_units_in_force(session, caller, task, command)


def redo(session: Session, caller: Caller, command: Command) -> Task:
    """The same lead does the work again."""
    return take(session, caller, command, model.redo)


def reopen(session: Session, caller: Caller, command: Command) -> Task:
    """completed → in progress."""
    return take(session, caller, command, model.reopen)


def adjust(session: Session, caller: Caller, command: Command, *, title: str = "", output: str = "") -> Task:
    """Another title or output after issue."""
    return take(session, caller, command, model.adjust, title=title, output=output)


def cancel(session: Session, caller: Caller, command: Command) -> Task:
    """Any open task → cancelled."""
    return take(session, caller, command, model.cancel)


def suspend(session: Session, caller: Caller, command: Command, resume_date: date | None = None) -> Task:
    """in progress → suspended, perhaps until a day."""
    return take(session, caller, command, model.suspend, resume_date=resume_date)


def resume(session: Session, caller: Caller, command: Command) -> Task:
    """suspended → in progress."""
    return take(session, caller, command, model.resume)


def decide_extension(
    session: Session, caller: Caller, command: Command, *, granted: bool, new_date: date | None = None
) -> Task:
    """Grants the date asked for, or another, or refuses it."""
    turn = begin(session, caller, command, model.decide_extension)
    parent = tables.parent_of(session, turn.task)
    return turn.take(granted=granted, new_date=new_date, parent=parent)


def extend(session: Session, caller: Caller, command: Command, new_date: date) -> Task:
    """A later date that nobody asked for."""
    turn = begin(session, caller, command, model.extend)
    return turn.take(new_date, parent=tables.parent_of(session, turn.task))


def urge(session: Session, caller: Caller, command: Command) -> Task:
    """Urging by hand."""
    return take(session, caller, command, model.urge)


def confirm(session: Session, caller: Caller, command: Command, *, delay_cause: bool) -> Task:
    """submitted → completed; with `delay_cause` the stated cause of delay is confirmed as it is."""
    turn = begin(session, caller, command, model.confirm, {"delay_cause": "confirm_delay_cause"})
    kind = _stated_kind(session, caller, turn.task, turn.act.today) if delay_cause else None
    return turn.take(CALENDAR, delay_cause=kind)


def confirm_cause(
    session: Session, caller: Caller, command: Command, kind: DelayCauseKind | None = None, *, refused: bool
) -> Task:
    """Confirms the stated cause of delay, changes its kind or refuses it."""
    return take(session, caller, command, model.confirm_cause, kind, refused=refused)


def decide_contest(
    session: Session,
    caller: Caller,
    command: Command,
    *,
    granted: bool,
    kind: DelayCauseKind | None = None,
) -> Task:
    """The final decision on a cause of delay."""
    return take(session, caller, command, model.decide_contest, granted=granted, kind=kind)


def send_back(session: Session, caller: Caller, command: Command) -> Task:
    """submitted → in progress."""
    return take(session, caller, command, model.send_back)


def record_urging(session: Session, uid: str, at: datetime, rule: str) -> bool:
    """Records an urging that a rule sent; False if the task has moved on and nothing is left to urge."""
    task = tables.find(session, uid)
    if task is None or task.state not in model.TRANSITIONS[Verb.URGE].sources:
        return False
    save(session, task, model.urge(task, Act(SYSTEM, at, rule)))
    return True


def demand_decisions(session: Session, at: datetime, limit: int) -> int:
    """Marks tasks so long overdue that somebody must decide; returns how many."""
    today = clock.day_of(at)
    tasks = tables.undecided(session, _undecided_before(today), limit)
    for task in tasks:
        save(session, task, model.demand_decision(task, Act(SYSTEM, at), CALENDAR, POLICY))
    return len(tasks)


def _parent_above(session: Session, caller: Caller, task: Task, lead: str, today: date) -> Task | None:
    """The parent of a task that gets this lead, or keeps its own if it is empty; checks that the lead may have it."""
    references.check(session, caller, {"lead": lead}, today)
    parent = tables.parent_of(session, task)
    if parent:
        inside = units.subtree(session, parent.lead, today)
        subtasks.check_down(parent, inside, Terms(lead=lead or task.lead), paths={})
    return parent


def _with_units_in_force(
    session: Session, caller: Caller, task: Task, command: Command, path: str = "lead"
) -> Task:
    """The task, which may name a unit that was merged or closed since: raises FailedPrecondition (`UNKNOWN_UNIT`).

    Raises InvalidArgument (`LEAD_NOT_AN_AGENCY`) for this field if no agency leads it.
    """
    references.check_lead(session, path, "" if task.parent_task else task.lead)
    units = [task.lead, *task.coordinators]
    if gone := references.missing(session, caller, units, clock.day_of(command.at)):
        raise FailedPrecondition("UNKNOWN_UNIT", {"name": ", ".join(sorted(gone)), "task": task.name})
    return task


def _undecided_before(today: date) -> date:
    """Tasks due before this day are overdue by the policy's working days, today included."""
    return CALENDAR.add_working_days(today + timedelta(days=1), -POLICY.decision_after)


def _stated_kind(session: Session, caller: Caller, task: Task, today: date) -> DelayCauseKind:
    permitted(session, caller, Verb.CONFIRM_CAUSE, task, today)
    return task.delay_cause.stated_kind if task.delay_cause else DelayCauseKind.SUBJECTIVE
