"""The steps that a person may take now: those that neither rights nor rules refuse, whatever the request says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from shared.refused import Refused, require

from .approving import check_answering, check_approving, check_seeking, check_withdrawing
from .calendar import WorkingCalendar
from .causes import check_cause, check_contest, check_contesting, check_stating
from .engine import check_not_own, check_return_of_others
from .finishing import check_cancelling, check_confirming, check_reopening, check_sending_back
from .policy import DEFAULT_POLICY, Policy
from .reasons import Reason
from .rights import Extra, Right
from .states import ABOUT_COORDINATION, TRANSITIONS, State, Verb
from .subtasks import check_nesting
from .task import Task
from .working import check_deciding, check_extending, check_giving_more_time, check_return

# Those about a coordination are offered with it.
_BY_STATE: Mapping[State, frozenset[Verb]] = {
    state: frozenset(verb for verb, transition in TRANSITIONS.items() if state in transition.sources)
    - ABOUT_COORDINATION
    for state in State
}


def steps_now(
    task: Task,
    person: str,
    rights: Collection[Right],
    today: date,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
    *,
    waits: bool = False,
    to_approve: Collection[Verb] = (),
) -> frozenset[Right]:
    """The steps that a person with these rights may take of a task today, or the right to approve one.

    `waits`: a required subtask is open; `to_approve` are steps that the person's agency approves first.
    """
    settled = not waits or Extra.OPEN_SUBTASKS in rights
    checks: Mapping[Verb, Callable[[], object]] = {
        Verb.SUBMIT: lambda: require(settled, Reason.SUBTASKS_OPEN),
        Verb.RETURN: lambda: check_return(task, today, calendar, policy),
        Verb.REQUEST_EXTENSION: lambda: check_extending(task),
        Verb.DECIDE_EXTENSION: lambda: check_deciding(task, person),
        Verb.EXTEND: lambda: check_giving_more_time(task, person),
        **dict.fromkeys(
            (Verb.REDO, Verb.ADJUST, Verb.TRANSFER, Verb.SUSPEND), lambda: check_not_own(task, person)
        ),
        **dict.fromkeys((Verb.REISSUE, Verb.INSIST), lambda: check_return_of_others(task, person)),
        Verb.CANCEL: lambda: check_cancelling(task, person),
        Verb.CREATE_SUBTASK: lambda: check_nesting(task),
        Verb.STATE_CAUSE: lambda: check_stating(task, today),
        Verb.CONFIRM_CAUSE: lambda: check_cause(task, person),
        Verb.CONTEST_CAUSE: lambda: check_contesting(task, person, today, calendar, policy),
        Verb.DECIDE_CONTEST: lambda: check_contest(task, person),
        Verb.REOPEN: lambda: check_reopening(task),
        Verb.CONFIRM: lambda: check_confirming(task, person),
        Verb.CLOSE_PERIOD: lambda: check_confirming(task, person),
        Verb.SEND_BACK: lambda: check_sending_back(task, person),
        Verb.ASK_CHANGES: lambda: check_answering(task, person),
        Verb.WITHDRAW: lambda: check_withdrawing(task),
    }
    steps = {verb for verb in _BY_STATE[task.state] if verb in rights}
    found = {verb for verb in steps if verb not in checks or _passes(checks[verb])}
    if not _passes(lambda: check_seeking(task)):
        found -= set(to_approve)
    may_approve = Extra.APPROVE in rights and _passes(
        lambda: check_approving(task, person, today, calendar, policy, waits=waits)
    )
    return frozenset({*found, Extra.APPROVE} if may_approve else found)


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except Refused:
        return False
    return True
