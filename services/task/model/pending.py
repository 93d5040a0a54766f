"""The decisions that a task waits for. docs/domain.md, section Pending decisions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from .causes import first_decider
from .states import OPEN, TRANSITIONS, State, Verb
from .task import Task
from .work import Actor


class PendingDecision(StrEnum):
    """A decision that a task waits for (chờ quyết định)."""

    # Whether a proposed task is issued.
    ISSUE = "ISSUE"
    # What becomes of a returned task.
    RETURN = "RETURN"
    # Whether a later date is granted.
    EXTENSION = "EXTENSION"
    # Whether a submitted task is done.
    COMPLETION = "COMPLETION"
    # What becomes of a task that is long overdue.
    OVERDUE = "OVERDUE"
    # Whether a stated cause of delay holds.
    DELAY_CAUSE = "DELAY_CAUSE"
    # Whether the decision on a cause of delay stands that the agency contests.
    CONTEST = "CONTEST"
    # Whether what its agency has prepared goes up.
    APPROVAL = "APPROVAL"


# The steps that answer each.
ANSWERS: Mapping[PendingDecision, frozenset[Verb]] = {
    PendingDecision.ISSUE: frozenset({Verb.ISSUE, Verb.REJECT}),
    PendingDecision.RETURN: frozenset({Verb.REISSUE, Verb.INSIST, Verb.CANCEL}),
    PendingDecision.EXTENSION: frozenset({Verb.DECIDE_EXTENSION}),
    PendingDecision.COMPLETION: frozenset({Verb.CONFIRM, Verb.CLOSE_PERIOD, Verb.SEND_BACK}),
    PendingDecision.OVERDUE: frozenset(
        {Verb.REDO, Verb.EXTEND, Verb.TRANSFER, Verb.REISSUE, Verb.INSIST, Verb.CANCEL}
    ),
    PendingDecision.DELAY_CAUSE: frozenset({Verb.CONFIRM_CAUSE}),
    PendingDecision.CONTEST: frozenset({Verb.DECIDE_CONTEST}),
    # Or the step itself that waits.
    PendingDecision.APPROVAL: frozenset({Verb.ASK_CHANGES}),
}
# The steps after which each waits, or waits no longer since it is taken back.
ASKING: Mapping[Verb, PendingDecision] = {
    Verb.PROPOSE: PendingDecision.ISSUE,
    Verb.RETURN: PendingDecision.RETURN,
    Verb.REQUEST_EXTENSION: PendingDecision.EXTENSION,
    Verb.WITHDRAW_REQUEST: PendingDecision.EXTENSION,
    Verb.SUBMIT: PendingDecision.COMPLETION,
    Verb.WITHDRAW_SUBMISSION: PendingDecision.COMPLETION,
    Verb.DEMAND_DECISION: PendingDecision.OVERDUE,
    Verb.STATE_CAUSE: PendingDecision.DELAY_CAUSE,
    Verb.CONTEST_CAUSE: PendingDecision.CONTEST,
    Verb.SEEK_APPROVAL: PendingDecision.APPROVAL,
}
# What is submitted waits for its confirmation only.
_OVERDUE = OPEN - {State.SUBMITTED}


def pending_decisions(task: Task) -> frozenset[PendingDecision]:
    """The decisions that a task waits for now."""
    cause = task.discussed_cause
    waits = {
        PendingDecision.ISSUE: task.state is State.PROPOSED,
        PendingDecision.RETURN: task.state is State.RETURNED,
        PendingDecision.EXTENSION: _takes(task, Verb.DECIDE_EXTENSION) and task.pending_extension is not None,
        PendingDecision.COMPLETION: task.state is State.SUBMITTED,
        PendingDecision.OVERDUE: task.state in _OVERDUE and task.decision_demanded_at is not None,
        PendingDecision.DELAY_CAUSE: _takes(task, Verb.CONFIRM_CAUSE) and cause is not None and cause.pending,
        PendingDecision.CONTEST: _takes(task, Verb.DECIDE_CONTEST) and cause is not None and cause.contested,
        PendingDecision.APPROVAL: task.approval is not None,
    }
    return frozenset(decision for decision, waiting in waits.items() if waiting)


def authors_of(task: Task, decision: PendingDecision) -> frozenset[str]:
    """The people whose own matter the decision is, who may not make it; none if anybody may."""
    cause = task.discussed_cause
    contest = cause.contest if cause else None
    returner = task.last_return.by if task.last_return else None
    authors: Mapping[PendingDecision, tuple[Actor | None, ...]] = {
        PendingDecision.RETURN: (returner,),
        PendingDecision.EXTENSION: (task.pending_extension.asked_by if task.pending_extension else None,),
        PendingDecision.COMPLETION: (task.submission.by if task.submission else None,),
        PendingDecision.DELAY_CAUSE: (cause.stated_by if cause else None,),
        PendingDecision.CONTEST: (contest.by if contest else None, first_decider(task)),
        PendingDecision.APPROVAL: (task.approval.by if task.approval else None,),
    }
    if decision is PendingDecision.OVERDUE and task.state is not State.RETURNED:
        return task.holder.people if task.holder else frozenset()
    asked = PendingDecision.RETURN if decision is PendingDecision.OVERDUE else decision
    return frozenset(author.person for author in authors.get(asked, ()) if author is not None) - {""}


def _takes(task: Task, verb: Verb) -> bool:
    return task.state in TRANSITIONS[verb].sources
