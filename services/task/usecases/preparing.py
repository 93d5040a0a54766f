"""The Office before the issue: enter, change, propose, reject; and proposals confirmed in a directive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from services.task import model
from services.task.model import Act, Decision, Parties, Source, Task, Terms, Verb
from services.task.tables import Caller, directives
from shared import clock
from shared.errors import AlreadyExists
from shared.refused import refusing

from . import references
from .deciding import Command, acting, begin, enter, take

# The model's arguments are fields of the request's task.
PATHS = {
    path: f"task.{path}"
    for path in (
        *("title", "output", "lead", "coordinations", "assign_date", "due.date", "due.recurrence"),
        *("directive", "parent_task"),
    )
}


@dataclass(frozen=True)
class Subtask:
    """What a caller states of a new subtask; a directive that is stated must be the parent's."""

    uid: str
    terms: Terms
    directive: str = ""
    required_by_parent: bool = True


def create(session: Session, caller: Caller, uid: str, terms: Terms, directive: str, at: datetime) -> Task:
    """A draft of the Office. Raises AlreadyExists (`TASK_EXISTS`) if the id is taken."""
    uid = uid or str(uuid4())
    parties = Parties(monitor=terms.monitor or "", field=terms.field or "")
    act = Act(acting(caller, Verb.DRAFT, parties, f"tasks/{uid}"), at)
    named = references.of_terms(terms) | {"task.directive": directive}
    references.check(session, caller, named, act.today)
    with refusing(f"tasks/{uid}", PATHS):
        decision = model.draft(act, uid, terms, directives.source(session, directive))
    return _entered(session, decision)


def create_subtask(session: Session, caller: Caller, command: Command, subtask: Subtask) -> Task:
    """A subtask of the command's task, issued at once by the agency that answers for the parent."""
    today = clock.day_of(command.at)
    references.check(session, caller, {"task.parent_task": f"tasks/{command.uid}"}, today)
    turn = begin(session, caller, command, model.create_subtask, PATHS)
    references.check(session, caller, references.of_terms(subtask.terms), today)
    decision = turn.decide(
        subtask.uid or str(uuid4()),
        subtask.terms,
        directive=subtask.directive,
        required_by_parent=subtask.required_by_parent,
    )
    return _entered(session, decision)


def update(session: Session, caller: Caller, command: Command, terms_for: Callable[[Task], Terms]) -> Task:
    """Changes what a task says; `terms_for` makes the new terms from the task as it is.

    If they change nothing, no step is taken.
    """
    turn = begin(session, caller, command, model.amend, PATHS)
    terms = Terms(**terms_for(turn.task).changes(turn.task))
    references.check(session, caller, references.of_terms(terms), turn.act.today)
    return turn.take(terms) if terms.given else turn.task


def propose(session: Session, caller: Caller, command: Command) -> Task:
    """draft → proposed."""
    return take(session, caller, command, model.propose)


def reject(session: Session, caller: Caller, command: Command) -> Task:
    """proposed → rejected."""
    return take(session, caller, command, model.reject)


def enter_proposal(session: Session, uid: str, act: Act, terms: Terms, source: Source) -> None:
    """A task from a confirmed proposal; nothing happens if it exists already."""
    enter(session, model.propose_new(act, uid, terms, source))


def _entered(session: Session, decision: Decision) -> Task:
    if not enter(session, decision):
        raise AlreadyExists("TASK_EXISTS", {"name": decision.task.name})
    return decision.task
