"""The agency's own approval: seek it, approve, ask for changes, withdraw (trình duyệt, duyệt, yêu cầu sửa, rút lại)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.refused import Refused, require

from .calendar import WorkingCalendar
from .causes import check_stating, state_cause
from .engine import Decision, advance, check_other, check_state, rule
from .finishing import submit
from .policy import DEFAULT_POLICY, Policy
from .reasons import Reason
from .states import TRANSITIONS, Verb
from .task import Approval, Task
from .work import Act
from .working import check_extending, check_later, check_return, report_progress, request_extension, return_


@dataclass(frozen=True)
class ApprovalSettings:
    """What needs approval inside an agency before it goes up, and the people whom its head charges with it."""

    steps: frozenset[Verb] = frozenset({Verb.SUBMIT, Verb.REQUEST_EXTENSION, Verb.RETURN})
    approvers: tuple[str, ...] = ()


BY_DEFAULT = ApprovalSettings()
NOTHING_NEEDED = ApprovalSettings(steps=frozenset())


@dataclass(frozen=True)
class OpenSubtasks:
    """Required subtasks that are open: those that may be named to the person who acts, and how many others."""

    named: Sequence[str] = ()
    hidden: int = 0


NONE_OPEN = OpenSubtasks()


@rule(Verb.SEEK_APPROVAL)
def seek_approval(
    task: Task,
    act: Act,
    approval: Approval,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
    *,
    late: bool = False,
    subtasks: OpenSubtasks = NONE_OPEN,
) -> Decision:
    """The task waits for approval of a step that it could take now; one at a time."""
    check_seeking(task)
    gone_up = _gone_up(task, act, approval, calendar, policy, late=late, subtasks=subtasks)
    if approval.delay_cause is not None:
        state_cause(gone_up.task, act, approval.delay_cause.stated_kind, approval.delay_cause.text)
    return advance(task, Verb.SEEK_APPROVAL, act, approval=approval)


def approve(
    task: Task,
    act: Act,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
    *,
    subtasks: OpenSubtasks = NONE_OPEN,
) -> Decision:
    """The step that waits, taken by the approver: its day is the day of the approval."""
    approval = check_answering(task, act.actor.person)
    # A request may have become late while it waited; the approver sends it up all the same.
    return _gone_up(task, act, approval, calendar, policy, late=True, subtasks=subtasks)


def cause_beside(task: Task, act: Act, approval: Approval | None) -> Decision | None:
    """The cause of delay that goes up with the step that was approved; None if there is none, or the task needs none.

    The due date may have moved while it waited, or somebody may have stated a cause that was decided.
    """
    cause = approval.delay_cause if approval else None
    if cause is None:
        return None
    try:
        check_stating(task, act.today)
    except Refused:
        return None
    return state_cause(task, act, cause.stated_kind, cause.text)


@rule(Verb.ASK_CHANGES, needs_reason=True)
def ask_changes(task: Task, act: Act) -> Decision:
    """What waits for approval does not go up as it is."""
    check_answering(task, act.actor.person)
    return advance(task, Verb.ASK_CHANGES, act, approval=None)


@rule(Verb.WITHDRAW)
def withdraw(task: Task, act: Act) -> Decision:
    """Takes back what is not decided yet: what waits for approval, else the submission, else the request."""
    check_withdrawing(task)
    if task.approval is not None:
        return advance(task, Verb.WITHDRAW, act, approval=None)
    if _is_submitted(task):
        return advance(task, Verb.WITHDRAW_SUBMISSION, act, submission=None)
    return advance(task, Verb.WITHDRAW_REQUEST, act, extensions=task.decided_extensions)


def check_seeking(task: Task) -> None:
    """Raises Refused while something waits for approval."""
    require(task.approval is None, Reason.APPROVAL_PENDING)


def check_answering(task: Task, person: str) -> Approval:
    """What waits for approval; raises Refused if nothing does, and for the person who sought it."""
    if task.approval is None:
        raise Refused(Reason.APPROVAL_NOT_PENDING)
    check_other(task.approval.by, person)
    return task.approval


def check_approving(
    task: Task,
    person: str,
    today: date,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
    *,
    waits: bool = False,
) -> None:
    """Raises Refused if the person cannot send up today what waits; `waits`: a required subtask is open."""
    approval = check_answering(task, person)
    check_state(task, approval.step)
    if approval.step is Verb.SUBMIT:
        require(not waits, Reason.SUBTASKS_OPEN)
    elif approval.step is Verb.RETURN:
        check_return(task, today, calendar, policy)
    elif approval.asked_date is not None:
        check_later(check_extending(task), approval.asked_date)


def check_withdrawing(task: Task) -> None:
    """Raises Refused if nothing is undecided."""
    undecided = task.approval is not None or _is_submitted(task) or task.pending_extension is not None
    require(undecided, Reason.NOTHING_TO_WITHDRAW)


def needing_approval(task: Task, settings: ApprovalSettings, verbs: Collection[Verb]) -> frozenset[Verb]:
    """Those of the steps that wait for approval in the lead agency, whose head decides on its own subtasks anyway."""
    own_subtask = bool(task.parent_task) and task.lead == task.parent_lead
    return frozenset() if own_subtask else settings.steps & frozenset(verbs)


def _is_submitted(task: Task) -> bool:
    return task.state in TRANSITIONS[Verb.WITHDRAW_SUBMISSION].sources


def _gone_up(
    task: Task,
    act: Act,
    approval: Approval,
    calendar: WorkingCalendar,
    policy: Policy,
    *,
    late: bool,
    subtasks: OpenSubtasks,
) -> Decision:
    """The step of an approval, as this act would take it."""
    reasoned = replace(act, reason=approval.reason)
    if approval.submission is not None:
        done = approval.submission
        return submit(
            task,
            act,
            text=done.text,
            document_number=done.document_number,
            files=done.files,
            open_subtasks=subtasks.named,
            hidden_subtasks=subtasks.hidden,
        )
    if approval.progress is not None:
        report = approval.progress
        return report_progress(
            task,
            act,
            percent=report.percent,
            text=report.text,
            obstacles=report.obstacles,
            files=report.files,
        )
    if approval.asked_date is not None:
        return request_extension(task, reasoned, approval.asked_date, late=late)
    return return_(task, reasoned, calendar, policy)
