"""The Office before the issue: enter, change, propose, reject; and proposals confirmed in a directive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from services.task import model, tables
from services.task.model import Act, Parties, Source, Task, Terms, Verb
from services.task.tables import Caller, directives, units
from shared.refused import refusing

from . import naming, references, subtasks
from .deciding import PATHS, Command, acting, begin, enter, entered, take


def create(session: Session, caller: Caller, uid: str, terms: Terms, directive: str, at: datetime) -> Task:
    """A draft of the Office. Raises AlreadyExists (`TASK_EXISTS`) if the id is taken."""
    uid = uid or str(uuid4())
    parties = Parties(monitor=terms.monitor or "", field=terms.field or "")
    act = Act(acting(caller, Verb.DRAFT, parties, f"tasks/{uid}"), at)
    named = references.of_terms(terms) | {"task.directive": directive}
    references.check(session, caller, named, act.today)
    naming.check(session, terms, act.today)
    with refusing(f"tasks/{uid}", PATHS):
        decision = model.draft(act, uid, terms, directives.source(session, directive))
    return entered(session, decision)


def update(session: Session, caller: Caller, command: Command, terms_for: Callable[[Task], Terms]) -> Task:
    """Changes what a task says; `terms_for` makes the new terms from the task as it is.

    If they change nothing, no step is taken.
    """
    turn = begin(session, caller, command, model.amend, PATHS)
    terms = Terms(**terms_for(turn.task).changes(turn.task))
    references.check(session, caller, references.of_terms(terms), turn.act.today)
    if parent := tables.parent_of(session, turn.task):
        inside = units.subtree(session, parent.lead, turn.act.today)
        subtasks.check_down(parent, inside, terms)
        subtasks.check_people(session, inside, terms, turn.act.today, turn.task)
    else:
        naming.check(session, terms, turn.act.today, turn.task)
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
