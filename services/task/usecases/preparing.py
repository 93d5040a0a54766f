"""The Office before the issue: enter, change, propose, reject; and proposals confirmed in a directive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from services.task import model
from services.task.model import Act, Decision, Parties, Source, Task, Terms, Verb
from services.task.tables import Caller, directives, units
from shared.db import ReadSession
from shared.errors import AlreadyExists, invalid
from shared.refused import refusing

from .deciding import Command, acting, begin, enter, take

# The model's arguments are fields of the request's task.
PATHS = {
    path: f"task.{path}"
    for path in (
        *("title", "output", "lead", "coordinations", "assign_date", "due.date", "due.recurrence"),
        "parent_task",
    )
}


def create(session: Session, caller: Caller, uid: str, terms: Terms, directive: str, at: datetime) -> Task:
    """A draft of the Office. Raises AlreadyExists (`TASK_EXISTS`) if the id is taken."""
    parties = Parties(monitor=terms.monitor or "", field=terms.field or "")
    act = Act(acting(caller, Verb.DRAFT, parties, f"tasks/{uid}"), at)
    check_names(session, terms, act.today)
    uid = uid or str(uuid4())
    with refusing(f"tasks/{uid}", PATHS):
        decision = model.draft(act, uid, terms, directives.source(session, directive))
    return _entered(session, decision)


def create_subtask(
    session: Session, caller: Caller, command: Command, uid: str, terms: Terms, required_by_parent: bool
) -> Task:
    """A subtask of the command's task, issued at once by the agency that answers for the parent."""
    turn = begin(session, caller, command, model.create_subtask, PATHS)
    check_names(session, terms, turn.act.today)
    decision = turn.decide(uid or str(uuid4()), terms, required_by_parent=required_by_parent)
    return _entered(session, decision)


def update(session: Session, caller: Caller, command: Command, terms_for: Callable[[Task], Terms]) -> Task:
    """Changes what a task says; `terms_for` makes the new terms from the task as it is.

    If they change nothing, no step is taken.
    """
    turn = begin(session, caller, command, model.amend, PATHS)
    terms = terms_for(turn.task)
    check_names(session, terms, turn.act.today)
    return turn.take(terms) if terms.changes(turn.task) else turn.task


def propose(session: Session, caller: Caller, command: Command) -> Task:
    """draft → proposed."""
    return take(session, caller, command, model.propose)


def reject(session: Session, caller: Caller, command: Command) -> Task:
    """proposed → rejected."""
    return take(session, caller, command, model.reject)


def enter_proposal(session: Session, uid: str, act: Act, terms: Terms, source: Source) -> None:
    """A task from a confirmed proposal; nothing happens if it exists already."""
    enter(session, model.propose_new(act, uid, terms, source))


def check_names(session: ReadSession, terms: Terms, day: date) -> None:
    """Raises InvalidArgument (`UNKNOWN_UNIT`, `UNKNOWN_PERSON`) for unknown units and people."""
    coordinators = [each.unit for each in terms.coordinations or ()]
    for unit in units.unknown_units(session, [terms.lead or "", *coordinators], day):
        path = "task.lead" if unit == terms.lead else "task.coordinations"
        raise invalid(path, "unit.unknown", "UNKNOWN_UNIT", unit=unit)
    people = {
        "task.assigner": terms.assigner,
        "task.monitor": terms.monitor,
        "task.on_behalf_of": terms.on_behalf_of,
    }
    unknown = set(units.unknown_people(session, [person or "" for person in people.values()]))
    for path, person in people.items():
        if person in unknown:
            raise invalid(path, "person.unknown", "UNKNOWN_PERSON", person=person)


def _entered(session: Session, decision: Decision) -> Task:
    if not enter(session, decision):
        raise AlreadyExists("TASK_EXISTS", {"name": decision.task.name})
    return decision.task
