"""The Office before the issue: enter, change, propose, reject; and proposals confirmed in a directive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy.orm import Session

from services.task import model, tables
from services.task.model import Act, Decision, Extra, Parties, Purpose, Receipt, Source, Task, Terms, Verb
from services.task.tables import Caller, directives, units
from shared.refused import refusing

from . import naming, references, subtasks
from .deciding import CALENDAR, PATHS, POLICY, Command, acting, begin, enter, entered, save, take


class Outcome(StrEnum):
    """What becomes of new tasks."""

    DRAFT = "DRAFT"
    PROPOSE = "PROPOSE"
    ISSUE = "ISSUE"


NEEDS = {Outcome.DRAFT: Verb.DRAFT, Outcome.PROPOSE: Verb.PROPOSE, Outcome.ISSUE: Verb.ISSUE}
# Refusals name a task; several new ones have no name yet.
ANY = "tasks/-"


@dataclass(frozen=True)
class Prepared:
    """What new tasks say, checked, and the acts of a caller who may enter them with this outcome."""

    outcome: Outcome
    terms: Terms
    source: Source
    drafting: Act
    act: Act
    receipt: Receipt | None = None

    def decide(self, uid: str) -> list[Decision]:
        """The steps of one new task with this id; raises the API's refusal for what the model refuses."""
        with refusing(f"tasks/{uid}", PATHS):
            match self.outcome:
                case Outcome.DRAFT:
                    return [model.draft(self.drafting, uid, self.terms, self.source)]
                case Outcome.PROPOSE:
                    first = model.draft(self.drafting, uid, self.terms, self.source)
                    return [first, model.propose(first.task, self.act)]
                case Outcome.ISSUE:
                    return [
                        model.issue_new(
                            self.act, uid, self.terms, CALENDAR, self.source, POLICY, self.receipt
                        )
                    ]


def outcome_of(caller: Caller, wanted: Outcome | None) -> Outcome:
    """What becomes of several new tasks of a caller. Raises PermissionDenied (`NOT_ALLOWED`)."""
    acting(caller, Verb.DRAFT, Parties(), ANY)
    rights = model.rights_of(caller.roles)
    outcome = wanted or (Outcome.ISSUE if Extra.ISSUE_AT_ONCE in rights else Outcome.PROPOSE)
    if NEEDS[outcome] not in rights:
        # No role of the caller has it: this refuses.
        acting(caller, NEEDS[outcome], Parties(), ANY)
    return outcome


def create(session: Session, caller: Caller, uid: str, terms: Terms, directive: str, at: datetime) -> Task:
    """A draft of the Office; what it leaves open is as its directive has it.

    Raises AlreadyExists (`TASK_EXISTS`) if the id is taken.
    """
    ready = prepared(session, caller, Outcome.DRAFT, terms, directive, at)
    return entered(session, ready.decide(uid or str(uuid4()))[-1])


def issue_new(session: Session, caller: Caller, uid: str, terms: Terms, directive: str, at: datetime) -> Task:
    """A task issued at once. Without an assigner the leader who issues it assigns it.

    Raises AlreadyExists (`TASK_EXISTS`) if the id is taken.
    """
    ready = prepared(session, caller, Outcome.ISSUE, terms, directive, at)
    return entered(session, ready.decide(uid or str(uuid4()))[-1])


def prepared(
    session: Session,
    caller: Caller,
    outcome: Outcome,
    terms: Terms,
    directive: str,
    at: datetime,
    new: int = 1,
) -> Prepared:
    """What a caller may enter of these terms; `new` tasks of the directive are entered in one act.

    Raises PermissionDenied (`NOT_ALLOWED`), and what the API's CreateTask returns for what the terms name.
    """
    drafting = Act(acting(caller, Verb.DRAFT, Parties(), ANY), at)
    issues = outcome is Outcome.ISSUE
    if issues and terms.assigner is None and not directive and not caller.roles.isdisjoint(model.LEADERS):
        terms = replace(terms, assigner=caller.person)
    terms, source = _checked(session, caller, terms, directive, drafting.today)
    monitor, field = terms.monitor or "", terms.field or ""
    parties = Parties(monitor=monitor, field=field, directed=bool(source.number))
    act = Act(acting(caller, NEEDS[outcome], parties, ANY), at)
    receipt = directives.receipt(session, directive, POLICY.many_tasks, new) if issues else None
    return Prepared(outcome, terms, source, drafting, act, receipt)


def _checked(
    session: Session, caller: Caller, terms: Terms, directive: str, today: date
) -> tuple[Terms, Source]:
    """The checked terms of a new task, with what they leave open as the directive has it."""
    references.check(session, caller, references.of_terms(terms) | {"task.directive": directive}, today)
    references.check_in_force(session, directive)
    references.check_agencies(session, terms)
    naming.check(session, terms, today)
    source = _source(session, directive, terms, today)
    return model.taken_over(terms, source), source


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
        references.check_agencies(session, terms)
        naming.check(session, terms, turn.act.today, turn.task)
    return turn.take(terms) if terms.given else turn.task


def propose(session: Session, caller: Caller, command: Command) -> Task:
    """draft → proposed, unless nothing may be issued from its directive any more."""
    turn = begin(session, caller, command, model.propose)
    references.check_in_force(session, turn.task.directive)
    return turn.take()


def reject(session: Session, caller: Caller, command: Command) -> Task:
    """draft or proposed → rejected."""
    return take(session, caller, command, model.reject)


def forget_directive(session: Session, act: Act, name: str) -> None:
    """Rejects what was prepared from a directive that was deleted.

    If a task was issued from it, nothing is rejected: the task's event makes the document service restore it.
    """
    directives.forget(session, name)
    tasks = tables.of_directive(session, name)
    if any(task.first_issued_at for task in tasks):
        return
    for task in tasks:
        if task.state in model.TRANSITIONS[Verb.REJECT].sources:
            save(session, task, model.reject(task, act))


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
        if not any(people):
            return ""
        found = {each.person for each in units.candidates(session, purpose, today, field)}
        return next((person for person in people if person in found), "")

    return replace(
        source,
        assigner=first(Purpose.ASSIGNER, source.assigner),
        monitor=first(Purpose.MONITOR, source.monitor, confirmer),
    )
