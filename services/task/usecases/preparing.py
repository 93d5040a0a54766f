"""The Office before the issue: enter, change, propose, reject; and proposals confirmed in a directive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from services.task import model, tables
from services.task.model import Act, Action, Decision, Parties, Source, Task, Terms
from services.task.tables import Caller, directives, units
from shared.db import ReadSession
from shared.errors import AlreadyExists, PermissionDenied, invalid

from .deciding import Order, begin, permitted, take
from .refusals import refusing


def create(session: Session, caller: Caller, uid: str, terms: Terms, directive: str, at: datetime) -> Task:
    """A draft of the Office. Raises AlreadyExists (`TASK_EXISTS`) if the id is taken."""
    actor = caller.actor(Action.CREATE, Parties(monitor=terms.monitor or "", field=terms.field or ""))
    if actor is None:
        raise PermissionDenied("STEP_NOT_ALLOWED", {"name": f"tasks/{uid}", "step": Action.CREATE.value})
    act = Act(actor, at)
    check_names(session, terms, act.today)
    uid = uid or str(uuid4())
    with refusing(uid):
        decision = model.draft(act, uid, terms, directives.source(session, directive))
    return _begun(session, decision)


def create_part(
    session: Session, caller: Caller, uid: str, parent: str, terms: Terms, required: bool, at: datetime
) -> Task:
    """A part of another task, issued at once by the agency that answers for the whole."""
    whole = tables.load(session, caller, parent, for_change=True)
    act = Act(permitted(caller, Action.SPLIT, whole), at)
    check_names(session, terms, act.today)
    uid = uid or str(uuid4())
    with refusing(uid):
        decision = model.split(whole, act, uid, terms, required=required)
    return _begun(session, decision)


def update(session: Session, caller: Caller, order: Order, terms_for: Callable[[Task], Terms]) -> Task:
    """Changes what a task says; `terms_for` tells the new terms from the task as it is."""

    def decide(task: Task, act: Act) -> Decision:
        terms = terms_for(task)
        check_names(session, terms, act.today)
        return model.amend(task, act, terms)

    return take(session, caller, order, decide)


def propose(session: Session, caller: Caller, order: Order) -> Task:
    """draft → proposed."""
    return take(session, caller, order, model.propose)


def reject(session: Session, caller: Caller, order: Order) -> Task:
    """proposed → rejected."""
    return take(session, caller, order, model.reject)


def enter_proposal(session: Session, uid: str, act: Act, terms: Terms, source: Source) -> None:
    """A task from a proposal that somebody confirmed; nothing happens if it is there already."""
    begin(session, model.propose_new(act, uid, terms, source))


def check_names(session: ReadSession, terms: Terms, day: date) -> None:
    """Raises InvalidArgument (`UNKNOWN_UNIT`, `UNKNOWN_PERSON`) for units and people that there are not."""
    co_ordinators = [each.unit for each in terms.co_ordinators or ()]
    for unit in units.unknown_units(session, [terms.lead or "", *co_ordinators], day):
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


def _begun(session: Session, decision: Decision) -> Task:
    if not begin(session, decision):
        raise AlreadyExists("TASK_EXISTS", {"name": f"tasks/{decision.task.uid}"})
    return decision.task
