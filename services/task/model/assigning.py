"""The Office's side of the beginning: propose, amend, issue, take back, send elsewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from shared.refused import Refused, require

from .calendar import WorkingCalendar
from .classes import accept_by
from .coordinating import check_done_parts, check_part_date, kept
from .due import Due, check_range
from .engine import Decision, advance, check_not_own, check_return_of_others, record, rule
from .intake import Receipt, intake_of
from .policy import DEFAULT_POLICY, Policy
from .reasons import Reason
from .states import State, Verb
from .task import NO_MEETING, Meeting, SourceKind, Task, Urgency
from .work import Act, Coordination


@dataclass(frozen=True)
class Terms:
    """What a task says; None leaves a field as it is."""

    title: str | None = None
    quote: str | None = None
    output: str | None = None
    field: str | None = None
    lead: str | None = None
    coordinations: tuple[Coordination, ...] | None = None
    informed: tuple[str, ...] | None = None
    due: Due | None = None
    assigner: str | None = None
    on_behalf_of: str | None = None
    monitor: str | None = None
    assign_date: dt.date | None = None
    source_kind: SourceKind | None = None
    urgency: Urgency | None = None
    meeting: Meeting | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The fields to set."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def changes(self, task: Task) -> dict[str, Any]:
        """The fields that would change in this task; a coordinator that stays keeps what it has done."""
        given = self.given
        if self.coordinations is not None:
            given["coordinations"] = kept(task.coordinations, self.coordinations)
        return {name: value for name, value in given.items() if value != getattr(task, name)}


@dataclass(frozen=True)
class Source:
    """Where a task comes from: a directive with what it says of all its tasks, the proposal read from it, and its set.

    `superseded_by` is the directive that has recalled or replaced it.
    """

    directive: str = ""
    proposal: str = ""
    number: str = ""
    date: dt.date | None = None
    assigner: str = ""
    monitor: str = ""
    field: str = ""
    urgency: Urgency = Urgency.UNSPECIFIED
    meeting: Meeting = NO_MEETING
    receive_date: dt.date | None = None
    superseded_by: str = ""
    task_set: str = ""


AS_PROPOSED = Terms()
UNSOURCED = Source()

# Once an agency answers for a task, its date and lead change by their own steps only.
AMENDABLE_AFTER_ISSUE = frozenset({"field", "monitor", "coordinations", "informed"})


def taken_over(terms: Terms, source: Source) -> Terms:
    """The terms, with what they leave open as the directive has it."""
    of_directive = {
        "assigner": source.assigner,
        "monitor": source.monitor,
        "field": source.field,
        "urgency": source.urgency,
        "meeting": source.meeting,
        "assign_date": source.date,
    }
    taken: dict[str, Any] = {name: value for name, value in of_directive.items() if value}
    return Terms(**taken | terms.given)


def draft(act: Act, uid: str, terms: Terms, source: Source = UNSOURCED) -> Decision:
    """A new task, still private to the Office."""
    return _first(_new(act, uid, terms, source, State.DRAFT), Verb.DRAFT, act)


def propose_new(act: Act, uid: str, terms: Terms, source: Source = UNSOURCED) -> Decision:
    """A new task proposed at once, as the confirmed proposals of a directive are."""
    task = replace(_new(act, uid, terms, source, State.PROPOSED), proposed_at=act.at)
    return _first(task, Verb.PROPOSE, act)


def issue_new(
    act: Act,
    uid: str,
    terms: Terms,
    calendar: WorkingCalendar,
    source: Source = UNSOURCED,
    policy: Policy = DEFAULT_POLICY,
    receipt: Receipt | None = None,
) -> Decision:
    """A new task issued at once: an order by word of mouth, or what a directive says."""
    task = _new(act, uid, terms, source, State.ISSUED)
    return _first(replace(task, **_issued(task, act, calendar, policy, receipt)), Verb.ISSUE, act)


@rule(Verb.PROPOSE)
def propose(task: Task, act: Act) -> Decision:
    """draft → proposed."""
    return advance(task, Verb.PROPOSE, act, proposed_at=act.at)


@rule(Verb.REJECT, needs_reason=True)
def reject(task: Task, act: Act) -> Decision:
    """draft or proposed → rejected."""
    return advance(task, Verb.REJECT, act, closed_at=act.at)


@rule(Verb.AMEND)
def amend(task: Task, act: Act, terms: Terms) -> Decision:
    """Changes what the task says; after issue only field, monitor, coordinations and informed units.

    `terms` must change something (`Terms.changes`): a step without a change is no step.
    """
    changes = terms.changes(task)
    if not changes:
        raise ValueError("an amendment changes something")
    if task.state not in (State.DRAFT, State.PROPOSED):
        for name in sorted(changes.keys() - AMENDABLE_AFTER_ISSUE):
            raise Refused(Reason.TERMS_FIXED, terms=name, state=task.state)
    check_draft(replace(task, **changes))
    check_done_parts(task, changes.get("coordinations", task.coordinations))
    return advance(task, Verb.AMEND, act, **changes)


@rule(Verb.ISSUE)
def issue(
    task: Task,
    act: Act,
    calendar: WorkingCalendar,
    terms: Terms = AS_PROPOSED,
    policy: Policy = DEFAULT_POLICY,
    receipt: Receipt | None = None,
) -> Decision:
    """proposed → issued: only with lead, output and a due date or an explicit "không thời hạn"."""
    ready = replace(task, **terms.given)
    return advance(task, Verb.ISSUE, act, **terms.given | _issued(ready, act, calendar, policy, receipt))


@rule(Verb.RECALL, needs_reason=True)
def recall(task: Task, act: Act) -> Decision:
    """issued → recalled: the Office takes back what nobody has accepted yet."""
    return advance(task, Verb.RECALL, act, closed_at=act.at)


@rule(Verb.REISSUE)
def reissue(
    task: Task,
    act: Act,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
    *,
    lead: str = "",
    due: Due | None = None,
    parent: Task | None = None,
) -> Decision:
    """returned → issued, to the same or another lead, with the same date or another."""
    check_return_of_others(task, act.actor.person)
    moved = _moved(task, act, lead or task.lead, due, parent)
    return advance(task, Verb.REISSUE, act, **moved | _fresh(task, act, calendar, policy))


@rule(Verb.INSIST, needs_reason=True)
def insist(task: Task, act: Act, calendar: WorkingCalendar, policy: Policy = DEFAULT_POLICY) -> Decision:
    """returned → issued to the same lead, which may not return it again."""
    check_return_of_others(task, act.actor.person)
    return advance(task, Verb.INSIST, act, **_fresh(task, act, calendar, policy))


@rule(Verb.TRANSFER, needs_reason=True)
def transfer(
    task: Task,
    act: Act,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
    *,
    lead: str,
    due: Due | None = None,
    parent: Task | None = None,
) -> Decision:
    """in progress → issued to another lead, by a decision on a task that does not move."""
    check_not_own(task, act.actor.person)
    require(lead and lead != task.lead, Reason.LEAD_UNCHANGED, "lead", lead=task.lead)
    moved = _moved(task, act, lead, due, parent)
    return advance(task, Verb.TRANSFER, act, **moved | _fresh(task, act, calendar, policy))


@rule(Verb.ADJUST, needs_reason=True)
def adjust(task: Task, act: Act, *, title: str = "", output: str = "") -> Decision:
    """Changes the title or the output after issue; the earlier wording stays in the history."""
    check_not_own(task, act.actor.person)
    changes = Terms(title=title or None, output=output or None).changes(task)
    require(changes, Reason.TERMS_UNCHANGED, "title" if title else "output")
    return advance(task, Verb.ADJUST, act, **changes)


def _new(act: Act, uid: str, terms: Terms, source: Source, state: State) -> Task:
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
        task_set=source.task_set,
        **{"title": "", **_sourced(source), **terms.given},
    )
    check_draft(task)
    return task


def _first(task: Task, verb: Verb, act: Act) -> Decision:
    return Decision(task, record(None, task, verb, act))


def _issued(
    task: Task, act: Act, calendar: WorkingCalendar, policy: Policy, receipt: Receipt | None
) -> dict[str, Any]:
    """What the issue changes in a task; raises Refused if its terms are incomplete."""
    assigned = replace(task, assign_date=task.assign_date or act.today)
    check_terms(assigned, act)
    return {
        "assign_date": assigned.assign_date,
        "original_due_date": task.due.date,
        "first_issued_at": act.at,
        "intake": intake_of(receipt, task.urgency, act.today, calendar, policy) if receipt else None,
        "issued_at": act.at,
        "accept_by": accept_by(act.today, calendar, policy),
    }


def _sourced(source: Source) -> dict[str, Any]:
    return {"source_kind": SourceKind.DIRECTIVE} if source.directive else {}


def _moved(task: Task, act: Act, lead: str, due: Due | None, parent: Task | None) -> dict[str, Any]:
    """Another lead or another date, which is then the original one.

    A coordinator that becomes the lead agency coordinates no longer.
    """
    others = tuple(each for each in task.coordinations if each.unit != lead)
    moved: dict[str, Any] = {"lead": lead, "due": due or task.due, "coordinations": others}
    if lead != task.lead:
        # It explains the delay of the lead before.
        moved["delay_cause"] = None
    check_terms(replace(task, **moved), act, latest=parent.due_date if parent else None)
    if due:
        _check_after_periods(task, due)
    return moved | ({"original_due_date": due.date} if due else {})


def _check_after_periods(task: Task, due: Due) -> None:
    """Raises Refused for a date that is not after the latest finished period: the date names the period."""
    latest = task.periods[-1].key if task.periods else None
    later = latest is None or due.date is None or due.date > latest
    require(later, Reason.DUE_BEFORE_PERIOD, "due.date", due=due.date, latest=latest)


def _fresh(task: Task, act: Act, calendar: WorkingCalendar, policy: Policy) -> dict[str, Any]:
    """The lead starts again: nobody inside it holds the task and nobody has accepted it."""
    return {
        "issued_at": act.at,
        "accept_by": accept_by(act.today, calendar, policy),
        "accepted_at": None,
        "holder": None,
        "internal_due_date": None,
        "unanswered_urgings": 0,
        "decision_demanded_at": None,
        "extensions": task.decided_extensions,
    }


def check_terms(task: Task, act: Act, latest: dt.date | None = None) -> None:
    """Raises Refused unless the terms are complete, with a due date not after `latest`, as any issue needs.

    It must be clear who answers for the task and who assigned it ("rõ trách nhiệm").
    """
    _check_title(task)
    missing = [
        *(name for name in ("lead", "assigner", "output") if not getattr(task, name)),
        *task.due.missing,
    ]
    require(not missing, Reason.TASK_INCOMPLETE, missing=", ".join(missing))
    _check_units(task)
    task.due.check(not_before=task.assign_date or act.today, not_after=latest)


def check_draft(task: Task) -> None:
    """What holds even before anything is complete."""
    _check_title(task)
    stated = task.source_kind is not SourceKind.UNSPECIFIED
    from_directive = task.source_kind is SourceKind.DIRECTIVE
    require(not stated or from_directive == bool(task.directive), Reason.SOURCE_DIFFERS, "source_kind")
    _check_units(task)
    check_range(task.due.date, "due.date")
    check_range(task.assign_date, "assign_date")


def _check_title(task: Task) -> None:
    require(task.title, Reason.TITLE_MISSING, "title")


def _check_units(task: Task) -> None:
    units = task.coordinators
    coordinates = bool(task.lead) and task.lead in units
    require(not coordinates, Reason.LEAD_COORDINATES, "coordinations", unit=task.lead)
    repeated = sorted({unit for unit in units if units.count(unit) > 1})
    require(not repeated, Reason.COORDINATOR_REPEATED, "coordinations", unit=", ".join(repeated))
    for each in task.coordinations:
        check_part_date(task, each, "coordinations")
