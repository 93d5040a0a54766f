"""The Office before the issue: enter, change, propose, reject; and proposals confirmed in a directive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from services.task import model, tables
from services.task.model import Act, Parties, Purpose, Source, Task, Terms, Verb
from services.task.tables import Caller, directives, units
from shared.refused import refusing

from . import naming, references, subtasks
from .deciding import PATHS, Command, acting, begin, enter, entered, take


def create(session: Session, caller: Caller, uid: str, terms: Terms, directive: str, at: datetime) -> Task:
    """A draft of the Office; what it leaves open is as its directive has it.

    Raises AlreadyExists (`TASK_EXISTS`) if the id is taken.
    """
    uid = uid or str(uuid4())
    parties = Parties(monitor=terms.monitor or "", field=terms.field or "")
    act = Act(acting(caller, Verb.DRAFT, parties, f"tasks/{uid}"), at)
    named = references.of_terms(terms) | {"task.directive": directive}
    references.check(session, caller, named, act.today)
    references.check_lead(session, "task.lead", terms.lead or "")
    naming.check(session, terms, act.today)
    source = _source(session, directive, terms, act.today)
    with refusing(f"tasks/{uid}", PATHS):
        decision = model.draft(act, uid, model.taken_over(terms, source), source)
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
        references.check_lead(session, "task.lead", terms.lead or "")
        naming.check(session, terms, turn.act.today, turn.task)
    return turn.take(terms) if terms.given else turn.task


def propose(session: Session, caller: Caller, command: Command) -> Task:
    """draft → proposed."""
    return take(session, caller, command, model.propose)


def reject(session: Session, caller: Caller, command: Command) -> Task:
    """proposed → rejected."""
    return take(session, caller, command, model.reject)


def enter_proposals(
    session: Session, act: Act, directive: str, proposals: Iterable[tuple[str, str, Terms]]
) -> None:
    """Tasks from confirmed proposals, each with its id and the name of its proposal; one that exists stays as it is.

    Without a monitor of the directive who may follow it, the person who confirmed follows it, if that person may.
    """
    source = _source(session, directive, Terms(), act.today, confirmer=act.actor.person)
    for uid, proposal, terms in proposals:
        of_proposal = replace(source, proposal=proposal)
        enter(session, model.propose_new(act, uid, model.taken_over(terms, of_proposal), of_proposal))


def _source(session: Session, name: str, terms: Terms, today: date, confirmer: str = "") -> Source:
    """A directive as the source of a task with these terms: it names only people who may be named today."""
    source = directives.source(session, name) if name else Source()
    field = source.field if terms.field is None else terms.field

    def first(purpose: Purpose, *people: str) -> str:
        found = {each.person for each in units.candidates(session, purpose, today, field)}
        return next((person for person in people if person in found), "")

    return replace(
        source,
        assigner=first(Purpose.ASSIGNER, source.assigner),
        monitor=first(Purpose.MONITOR, source.monitor, confirmer),
    )
