"""Coordination (phối hợp): each coordinator has a part of the task, which it accepts and reports on.

docs/domain.md, sections Life cycle and Classes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from shared.refused import Refused, require

from .calendar import WorkingCalendar
from .classes import Mark, TaskClass, class_of, is_due_soon
from .due import check_range
from .engine import Decision, advance, check_other, rule
from .policy import DEFAULT_POLICY, Policy
from .reasons import Reason
from .rights import Right
from .standing import Standing
from .states import ABOUT_COORDINATION, BY_COORDINATOR, NOT_COUNTED, TRANSITIONS, State, Verb
from .task import Task
from .work import Act, Coordination, CoordinationState, Progress, Submission

_OPEN = frozenset({CoordinationState.ASSIGNED, CoordinationState.IN_PROGRESS})
# The states of a part in which each step may be taken.
_SOURCES = {
    Verb.ACCEPT_COORDINATION: frozenset({CoordinationState.ASSIGNED}),
    Verb.REPORT_COORDINATION: _OPEN,
    Verb.SET_COORDINATION: _OPEN,
    Verb.URGE_COORDINATION: _OPEN,
    Verb.SEND_BACK_COORDINATION: frozenset({CoordinationState.DONE}),
}


@rule(Verb.ACCEPT_COORDINATION)
def accept_coordination(task: Task, act: Act, unit: str) -> Decision:
    """The coordinator accepts its part."""
    return _changed(task, Verb.ACCEPT_COORDINATION, act, unit, accepted_at=act.at)


@rule(Verb.REPORT_COORDINATION)
def report_coordination(
    task: Task, act: Act, unit: str, *, percent: int, text: str, obstacles: str = "",
    done: bool = False, document_number: str = "",
) -> Decision:  # fmt: skip
    """The coordinator reports on its part, which counts as acceptance; `done` says that the text is its result.

    The day of the result decides on time or late.
    """
    require(0 <= percent <= 100, Reason.PERCENT_OUT_OF_RANGE, "progress.percent", percent=percent)
    require(text, Reason.TEXT_MISSING, "progress.text")
    given = _takes(task, Verb.REPORT_COORDINATION, unit)
    accepted = given.accepted_at or act.at
    if not done:
        progress = Progress(percent, text, act.at, act.actor, obstacles)
        return _changed(task, Verb.REPORT_COORDINATION, act, unit, accepted_at=accepted, progress=progress)
    result = {"submission": Submission(text, document_number, (), act.at, act.actor), "send_back_reason": ""}
    return _changed(task, Verb.REPORT_COORDINATION, act, unit, accepted_at=accepted, **result)


@rule(Verb.SET_COORDINATION)
def set_coordination(task: Task, act: Act, unit: str, *, part: str, due_date: date | None) -> Decision:
    """Says what the coordinator contributes and by when."""
    given = _takes(task, Verb.SET_COORDINATION, unit)
    changed = replace(given, part=part, due_date=due_date)
    check_part_date(task, changed, "due_date")
    require(changed != given, Reason.TERMS_UNCHANGED, "part")
    return _changed(task, Verb.SET_COORDINATION, act, unit, part=part, due_date=due_date)


@rule(Verb.URGE_COORDINATION)
def urge_coordination(task: Task, act: Act, unit: str) -> Decision:
    """Urges the coordinator (đôn đốc) to do its part."""
    count = _takes(task, Verb.URGE_COORDINATION, unit).urging_count + 1
    return _changed(task, Verb.URGE_COORDINATION, act, unit, urging_count=count, last_urged_at=act.at)


@rule(Verb.SEND_BACK_COORDINATION, needs_reason=True)
def send_back_coordination(task: Task, act: Act, unit: str) -> Decision:
    """Sends the coordinator's result back; its part is in progress again."""
    given = _takes(task, Verb.SEND_BACK_COORDINATION, unit)
    if given.submission is not None:
        check_other(given.submission.by, act.actor.person, Reason.OWN_SUBMISSION)
    back = {"send_back_count": given.send_back_count + 1, "send_back_reason": act.reason}
    return _changed(task, Verb.SEND_BACK_COORDINATION, act, unit, submission=None, **back)


def check_part_date(task: Task, coordination: Coordination, field: str) -> None:
    """Raises Refused for a part that is due before its task was assigned, or after its task."""
    due, latest, earliest = coordination.due_date, task.due_date, task.assign_date
    if due is None:
        return
    check_range(due, field)
    early = earliest is not None and due < earliest
    require(not early, Reason.DUE_BEFORE_DIRECTIVE, field, due=due, earliest=earliest)
    late = latest is not None and due > latest
    require(not late, Reason.COORDINATION_AFTER_TASK, field, due=due, latest=latest)


def coordination_steps(
    task: Task, coordination: Coordination, rights: Collection[Right], person: str, *, own: bool
) -> frozenset[Verb]:
    """The steps that a person with these rights to the task may take of one coordination.

    `own`: the person receives for this coordinator, whose own steps nobody else takes.
    """
    verbs = ABOUT_COORDINATION if own else ABOUT_COORDINATION - BY_COORDINATOR
    return frozenset(
        verb
        for verb in verbs
        if verb in rights
        and task.state in TRANSITIONS[verb].sources
        and coordination.state in _SOURCES[verb]
        and not (verb is Verb.SEND_BACK_COORDINATION and _reported_by(coordination, person))
    )


def part_standing(task: Task, coordination: Coordination) -> Standing:
    """The facts that the class of a part rests on: a part is classed as a task is.

    Time stands still for it while the lead waits or the task is suspended: a result that comes meanwhile counts by the
    day on which the lead submitted. What a coordinator has not done when the task is completed counts only if it was
    overdue then: it is not demanded any more.
    """
    due = coordination.due_date or task.due_date
    own = task.standing
    standing = Standing(
        state=task.state,
        due_date=due,
        original_due_date=due,
        issued_late=due is not None and task.accept_by is not None and task.accept_by > due,
    )
    if task.state in NOT_COUNTED:
        return standing
    if coordination.submission is not None:
        done = min(coordination.submission.submit_date, own.submit_date or date.max)
        return replace(standing, state=State.COMPLETED, submit_date=done)
    if task.state is State.COMPLETED and not (own.submit_date and due and own.submit_date > due):
        return replace(standing, state=State.CANCELLED)
    stands_still = own.suspend_date if task.state is State.SUSPENDED else own.submit_date
    if task.state in (State.SUSPENDED, State.SUBMITTED, State.COMPLETED):
        return replace(standing, state=State.SUSPENDED, suspend_date=stands_still)
    return replace(standing, state=State.IN_PROGRESS if coordination.accepted_at else State.ISSUED)


def never_reported_on(coordination: Coordination, standing: Standing) -> bool:
    """Whether the coordinator should report on its part and has never done so."""
    silent = coordination.progress is None and not coordination.send_back_count
    return silent and standing.state in (State.ISSUED, State.IN_PROGRESS)


def part_marks(
    coordination: Coordination,
    standing: Standing,
    day: date,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
) -> frozenset[Mark]:
    """What is shown beside the class of a part at the end of a day."""
    overdue = class_of(standing, day) is TaskClass.OPEN_OVERDUE
    held = {
        Mark.DUE_SOON: is_due_soon(standing, day, calendar, policy),
        Mark.NOT_ACCEPTED: standing.state is State.ISSUED,
        Mark.ISSUED_LATE: standing.issued_late and standing.state not in NOT_COUNTED,
        Mark.OVERDUE_NOT_UPDATED: overdue and never_reported_on(coordination, standing),
    }
    return frozenset(mark for mark, holds in held.items() if holds)


def kept(before: Collection[Coordination], wanted: Collection[Coordination]) -> tuple[Coordination, ...]:
    """The coordinations that are wanted, each with what its coordinator has done so far."""
    known = {each.unit: each for each in before}
    return tuple(
        replace(known.get(each.unit, each), part=each.part, due_date=each.due_date) for each in wanted
    )


def check_done_parts(task: Task, wanted: Collection[Coordination]) -> None:
    """Raises Refused if a part whose result stands is changed or dropped: the result is sent back first."""
    for each in task.coordinations:
        done = each.state is CoordinationState.DONE
        allowed = not done or each in wanted
        require(allowed, Reason.COORDINATION_STATE, unit=each.unit, state=each.state, step=Verb.AMEND)


def for_next_period(coordination: Coordination) -> Coordination:
    """The coordination in the next period of a periodic task: the part is to be done again, by the task's date."""
    return replace(
        coordination,
        due_date=None,
        progress=None,
        submission=None,
        send_back_count=0,
        urging_count=0,
        last_urged_at=None,
    )


def _takes(task: Task, verb: Verb, unit: str) -> Coordination:
    """The coordination; raises Refused if the unit does not coordinate, or its part's state forbids the step."""
    given = task.coordination(unit)
    if given is None:
        raise Refused(Reason.UNKNOWN_COORDINATOR, "unit", unit=unit)
    allowed = given.state in _SOURCES[verb]
    require(allowed, Reason.COORDINATION_STATE, unit=unit, state=given.state, step=verb)
    return given


def _changed(task: Task, verb: Verb, act: Act, unit: str, **changes: Any) -> Decision:
    _takes(task, verb, unit)
    changed = tuple(replace(each, **changes) if each.unit == unit else each for each in task.coordinations)
    return advance(task, verb, act, coordinations=changed)


def _reported_by(coordination: Coordination, person: str) -> bool:
    return coordination.submission is not None and coordination.submission.by.person == person
