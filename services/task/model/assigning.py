"""The Office's side of the beginning: propose, amend, issue, take back, send elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from .due import Due, check_range
from .engine import Decision, advance, check_state, record, require_reason
from .errors import Reason, Refused, require
from .states import State, Verb
from .task import Act, CoOrdinator, Task


@dataclass(frozen=True)
class Terms:
    """What a task says; None leaves a field as it is."""

    title: str | None = None
    quote: str | None = None
    output: str | None = None
    field: str | None = None
    lead: str | None = None
    co_ordinators: tuple[CoOrdinator, ...] | None = None
    informed: tuple[str, ...] | None = None
    due: Due | None = None
    assigner: str | None = None
    on_behalf_of: str | None = None
    monitor: str | None = None
    assign_date: date | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The fields to be set."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Source:
    """Where a task comes from: a directive with its number and day, and the proposal read from it."""

    directive: str = ""
    proposal: str = ""
    number: str = ""
    date: date | None = None


AS_PROPOSED = Terms()
UNSOURCED = Source()

# Once an agency answers for a task, its date and lead change by their own steps only.
AMENDABLE_AFTER_ISSUE = frozenset({"field", "monitor", "co_ordinators", "informed"})


def draft(act: Act, uid: str, terms: Terms, source: Source = UNSOURCED) -> Decision:
    """A new task, still private to the Office."""
    return _begin(act, uid, terms, source, Verb.DRAFT, State.DRAFT, proposed_at=None)


def propose_new(act: Act, uid: str, terms: Terms, source: Source = UNSOURCED) -> Decision:
    """A new task proposed at once, as the confirmed proposals of a directive are."""
    return _begin(act, uid, terms, source, Verb.PROPOSE, State.PROPOSED, proposed_at=act.at)


def propose(task: Task, act: Act) -> Decision:
    """draft → proposed."""
    return advance(task, Verb.PROPOSE, act, proposed_at=act.at)


def reject(task: Task, act: Act) -> Decision:
    """proposed → rejected, with a reason."""
    check_state(task, Verb.REJECT)
    require_reason(act)
    return advance(task, Verb.REJECT, act, closed_at=act.at)


def amend(task: Task, act: Act, terms: Terms) -> Decision:
    """Changes what the task says; once issued only field, monitor, co-ordinators and informed units."""
    check_state(task, Verb.AMEND)
    changed = {name: value for name, value in terms.given.items() if value != getattr(task, name)}
    require(changed, Reason.NOTHING_CHANGED)
    if task.state not in (State.DRAFT, State.PROPOSED):
        for name in sorted(changed.keys() - AMENDABLE_AFTER_ISSUE):
            raise Refused(Reason.TERMS_FIXED, field=name, state=task.state)
    _check_draft(replace(task, **changed))
    return advance(task, Verb.AMEND, act, **changed)


def issue(task: Task, act: Act, terms: Terms = AS_PROPOSED) -> Decision:
    """proposed → issued: only with lead, output and a due date or an explicit "không thời hạn"."""
    check_state(task, Verb.ISSUE)
    ready = replace(task, **terms.given)
    ready = replace(ready, assign_date=ready.assign_date or act.today)
    _check_terms(ready, act)
    changes = {**terms.given, "assign_date": ready.assign_date, "original_due_date": ready.due.day}
    return advance(task, Verb.ISSUE, act, **changes, issued_at=act.at, assigned_at=act.at)


def recall(task: Task, act: Act) -> Decision:
    """issued → recalled: the Office takes back what nobody has accepted yet."""
    check_state(task, Verb.RECALL)
    require_reason(act)
    return advance(task, Verb.RECALL, act, closed_at=act.at)


def reissue(task: Task, act: Act, *, lead: str = "", due: Due | None = None) -> Decision:
    """returned → issued, to the same or another lead, with the same date or another."""
    check_state(task, Verb.REISSUE)
    terms = _moved(task, lead or task.lead, due)
    _check_terms(replace(task, **terms), act)
    dated: dict[str, Any] = {"original_due_date": due.day} if due else {}
    return advance(task, Verb.REISSUE, act, **terms, **dated, **_fresh(act), insisted=False)


def insist(task: Task, act: Act) -> Decision:
    """returned → issued to the same lead, which may not return it again."""
    check_state(task, Verb.INSIST)
    require_reason(act)
    return advance(task, Verb.INSIST, act, **_fresh(act), insisted=True)


def transfer(task: Task, act: Act, *, lead: str, due: Due | None = None) -> Decision:
    """in progress → issued to another lead, by a decision on a task that lies."""
    check_state(task, Verb.TRANSFER)
    require_reason(act)
    require(lead and lead != task.lead, Reason.LEAD_UNCHANGED, field="lead", lead=task.lead)
    moved = _moved(task, lead, due)
    _check_terms(replace(task, **moved), act)
    return advance(
        task, Verb.TRANSFER, act, **moved, **_fresh(act), insisted=False, decision_demanded_at=None
    )


def _begin(
    act: Act, uid: str, terms: Terms, source: Source, verb: Verb, state: State, proposed_at: datetime | None
) -> Decision:
    task = Task(
        uid=uid,
        version=1,
        state=state,
        created_at=act.at,
        updated_at=act.at,
        directive=source.directive,
        directive_number=source.number,
        directive_date=source.date,
        proposal=source.proposal,
        proposed_at=proposed_at,
        **{"title": "", **terms.given},
    )
    _check_draft(task)
    return Decision(task, record(None, task, verb, act))


def _moved(task: Task, lead: str, due: Due | None) -> dict[str, Any]:
    """A co-ordinator that becomes the lead agency co-ordinates no longer."""
    others = tuple(each for each in task.co_ordinators if each.unit != lead)
    return {"lead": lead, "due": due or task.due, "co_ordinators": others}


def _fresh(act: Act) -> dict[str, Any]:
    """The lead starts again: nobody inside it holds the task and nobody has accepted it."""
    return {"assigned_at": act.at, "accepted_at": None, "holder": None, "unanswered_urges": 0}


def _check_terms(task: Task, act: Act) -> None:
    _check_title(task)
    require(task.lead, Reason.LEAD_MISSING, field="lead")
    require(task.output.strip(), Reason.OUTPUT_MISSING, field="output")
    _check_units(task)
    task.due.check(not_before=task.assign_date or act.today)


def _check_draft(task: Task) -> None:
    """What holds even before anything is complete."""
    _check_title(task)
    _check_units(task)
    check_range(task.due.day, "due_date")
    check_range(task.assign_date, "assign_date")


def _check_title(task: Task) -> None:
    require(task.title.strip(), Reason.TITLE_MISSING, field="title")


def _check_units(task: Task) -> None:
    units = [each.unit for each in task.co_ordinators]
    require(
        not task.lead or task.lead not in units,
        Reason.LEAD_CO_ORDINATES,
        field="co_ordinators",
        unit=task.lead,
    )
    repeated = sorted({unit for unit in units if units.count(unit) > 1})
    require(not repeated, Reason.CO_ORDINATOR_REPEATED, field="co_ordinators", unit=", ".join(repeated))
