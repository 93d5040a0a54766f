"""The states of a task and the steps between them, as one table. docs/domain.md, section Life cycle."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a task is in its life. Overdue is not a state: it follows from date and day."""

    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    REJECTED = "REJECTED"
    ISSUED = "ISSUED"
    RETURNED = "RETURNED"
    RECALLED = "RECALLED"
    IN_PROGRESS = "IN_PROGRESS"
    SUBMITTED = "SUBMITTED"
    COMPLETED = "COMPLETED"
    SUSPENDED = "SUSPENDED"
    CANCELLED = "CANCELLED"


class Verb(StrEnum):
    """What can be done to a task."""

    DRAFT = "DRAFT"
    PROPOSE = "PROPOSE"
    REJECT = "REJECT"
    AMEND = "AMEND"
    ISSUE = "ISSUE"
    ACCEPT = "ACCEPT"
    RETURN = "RETURN"
    REISSUE = "REISSUE"
    INSIST = "INSIST"
    RECALL = "RECALL"
    DELEGATE = "DELEGATE"
    CREATE_SUBTASK = "CREATE_SUBTASK"
    REPORT_PROGRESS = "REPORT_PROGRESS"
    REQUEST_EXTENSION = "REQUEST_EXTENSION"
    DECIDE_EXTENSION = "DECIDE_EXTENSION"
    EXTEND = "EXTEND"
    SUBMIT = "SUBMIT"
    CONFIRM = "CONFIRM"
    CLOSE_PERIOD = "CLOSE_PERIOD"
    SEND_BACK = "SEND_BACK"
    SUSPEND = "SUSPEND"
    RESUME = "RESUME"
    CANCEL = "CANCEL"
    REOPEN = "REOPEN"
    URGE = "URGE"
    STATE_CAUSE = "STATE_CAUSE"
    CONFIRM_CAUSE = "CONFIRM_CAUSE"
    CONTEST_CAUSE = "CONTEST_CAUSE"
    DECIDE_CONTEST = "DECIDE_CONTEST"
    DEMAND_DECISION = "DEMAND_DECISION"
    TRANSFER = "TRANSFER"
    REDO = "REDO"
    ADJUST = "ADJUST"
    SEEK_APPROVAL = "SEEK_APPROVAL"
    ASK_CHANGES = "ASK_CHANGES"
    WITHDRAW = "WITHDRAW"
    WITHDRAW_SUBMISSION = "WITHDRAW_SUBMISSION"
    WITHDRAW_REQUEST = "WITHDRAW_REQUEST"
    ACCEPT_COORDINATION = "ACCEPT_COORDINATION"
    REPORT_COORDINATION = "REPORT_COORDINATION"
    SET_COORDINATION = "SET_COORDINATION"
    URGE_COORDINATION = "URGE_COORDINATION"
    SEND_BACK_COORDINATION = "SEND_BACK_COORDINATION"


class Transition(NamedTuple):
    """The states in which a verb may be used, and the state it leads to (None: the same)."""

    sources: frozenset[State]
    target: State | None


def _from(*sources: State, to: State | None = None) -> Transition:
    return Transition(frozenset(sources), to)


NOT_COUNTED = frozenset({State.DRAFT, State.PROPOSED, State.REJECTED, State.RECALLED, State.CANCELLED})
ENDED = frozenset({State.REJECTED, State.RECALLED, State.CANCELLED, State.COMPLETED})
OPEN = frozenset(State) - NOT_COUNTED - ENDED
# Time passes in these; it stands still while a task waits for confirmation or is suspended.
RUNNING = OPEN - {State.SUBMITTED, State.SUSPENDED}
# The steps that go up from an agency, and may need its approval first.
GOING_UP = (Verb.SUBMIT, Verb.REQUEST_EXTENSION, Verb.RETURN, Verb.REPORT_PROGRESS)
# The agency's own affair before anything goes up: nobody else reads of these steps.
INTERNAL = frozenset({Verb.SEEK_APPROVAL, Verb.ASK_CHANGES, Verb.WITHDRAW})
# The steps of a coordinator, and those of others about its part.
BY_COORDINATOR = frozenset({Verb.ACCEPT_COORDINATION, Verb.REPORT_COORDINATION})
ABOUT_COORDINATION = BY_COORDINATOR | {
    Verb.SET_COORDINATION,
    Verb.URGE_COORDINATION,
    Verb.SEND_BACK_COORDINATION,
}
# Nobody outside the Office knows of these.
NOT_ISSUED = frozenset({State.DRAFT, State.PROPOSED, State.REJECTED})
# Causes of delay are decided and contested in these: those of finished periods whatever becomes of the task.
_ANSWERED_FOR = OPEN | {State.COMPLETED, State.CANCELLED, State.RECALLED}

TRANSITIONS = {
    Verb.PROPOSE: _from(State.DRAFT, to=State.PROPOSED),
    Verb.REJECT: _from(State.DRAFT, State.PROPOSED, to=State.REJECTED),
    Verb.AMEND: _from(
        State.DRAFT, State.PROPOSED, State.RETURNED, State.ISSUED, State.IN_PROGRESS, State.SUSPENDED
    ),
    Verb.ISSUE: _from(State.PROPOSED, to=State.ISSUED),
    Verb.ACCEPT: _from(State.ISSUED, to=State.IN_PROGRESS),
    Verb.RETURN: _from(State.ISSUED, to=State.RETURNED),
    Verb.REISSUE: _from(State.RETURNED, to=State.ISSUED),
    Verb.INSIST: _from(State.RETURNED, to=State.ISSUED),
    Verb.RECALL: _from(State.ISSUED, to=State.RECALLED),
    Verb.DELEGATE: _from(State.ISSUED, State.IN_PROGRESS),
    Verb.CREATE_SUBTASK: _from(State.ISSUED, State.IN_PROGRESS),
    # A report, or the finished work, counts as acceptance.
    Verb.REPORT_PROGRESS: _from(State.ISSUED, State.IN_PROGRESS, to=State.IN_PROGRESS),
    Verb.SUBMIT: _from(State.ISSUED, State.IN_PROGRESS, to=State.SUBMITTED),
    Verb.REQUEST_EXTENSION: _from(State.IN_PROGRESS),
    Verb.DECIDE_EXTENSION: _from(State.IN_PROGRESS, State.SUBMITTED, State.SUSPENDED),
    Verb.EXTEND: _from(State.ISSUED, State.IN_PROGRESS, State.SUSPENDED),
    Verb.CONFIRM: _from(State.SUBMITTED, to=State.COMPLETED),
    Verb.CLOSE_PERIOD: _from(State.SUBMITTED, to=State.IN_PROGRESS),
    Verb.SEND_BACK: _from(State.SUBMITTED, to=State.IN_PROGRESS),
    Verb.SUSPEND: _from(State.IN_PROGRESS, to=State.SUSPENDED),
    Verb.RESUME: _from(State.SUSPENDED, to=State.IN_PROGRESS),
    Verb.CANCEL: _from(*OPEN, to=State.CANCELLED),
    Verb.REOPEN: _from(State.COMPLETED, to=State.IN_PROGRESS),
    Verb.URGE: _from(State.ISSUED, State.IN_PROGRESS),
    Verb.STATE_CAUSE: _from(State.ISSUED, State.IN_PROGRESS, State.SUBMITTED, State.COMPLETED),
    Verb.CONFIRM_CAUSE: _from(*_ANSWERED_FOR),
    Verb.CONTEST_CAUSE: _from(*_ANSWERED_FOR),
    Verb.DECIDE_CONTEST: _from(*_ANSWERED_FOR),
    Verb.DEMAND_DECISION: _from(State.ISSUED, State.RETURNED, State.IN_PROGRESS),
    Verb.TRANSFER: _from(State.IN_PROGRESS, to=State.ISSUED),
    Verb.REDO: _from(State.IN_PROGRESS),
    Verb.ADJUST: _from(State.ISSUED, State.RETURNED, State.IN_PROGRESS, State.SUSPENDED),
    Verb.SEEK_APPROVAL: _from(State.ISSUED, State.IN_PROGRESS),
    Verb.ASK_CHANGES: _from(State.ISSUED, State.IN_PROGRESS),
    Verb.WITHDRAW: _from(State.ISSUED, State.IN_PROGRESS, State.SUBMITTED, State.SUSPENDED),
    # What withdrawing does to what has gone up and is not decided yet.
    Verb.WITHDRAW_SUBMISSION: _from(State.SUBMITTED, to=State.IN_PROGRESS),
    Verb.WITHDRAW_REQUEST: _from(State.IN_PROGRESS, State.SUBMITTED, State.SUSPENDED),
    # A coordinator works whether or not the lead has accepted, and may still report while the lead waits.
    Verb.ACCEPT_COORDINATION: _from(State.ISSUED, State.IN_PROGRESS, State.SUBMITTED),
    Verb.REPORT_COORDINATION: _from(State.ISSUED, State.IN_PROGRESS, State.SUBMITTED),
    Verb.SET_COORDINATION: _from(State.ISSUED, State.IN_PROGRESS),
    Verb.URGE_COORDINATION: _from(State.ISSUED, State.IN_PROGRESS),
    Verb.SEND_BACK_COORDINATION: _from(State.ISSUED, State.IN_PROGRESS),
}
