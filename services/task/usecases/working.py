"""The agency's steps: accept, return, delegate, report and submit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from services.task import model
from services.task.model import (
    Act,
    DelayCause,
    DelayCauseKind,
    Extra,
    Holder,
    Progress,
    Submission,
    Task,
    Verb,
)
from services.task.tables import Caller, units
from shared.db import ReadSession
from shared.errors import invalid

from . import references
from .approving import open_subtasks, sought
from .deciding import CALENDAR, POLICY, Command, acting, begin, take


@dataclass(frozen=True)
class StatedCause:
    """Why the agency says that a task is late."""

    kind: DelayCauseKind
    text: str


@dataclass(frozen=True)
class InternalDate:
    """The date that an agency sets its holder; None takes it away."""

    day: date | None


@dataclass(frozen=True)
class Report:
    """What an agency reports on the way."""

    percent: int
    text: str
    obstacles: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What an agency submits as done."""

    text: str
    document_number: str = ""
    files: Sequence[str] = ()
    open_subtasks_reason: str = ""


def accept(session: Session, caller: Caller, command: Command) -> Task:
    """issued → in progress."""
    return take(session, caller, command, model.accept)


def return_task(session: Session, caller: Caller, command: Command) -> Task:
    """issued → returned, perhaps once the agency has approved it."""
    turn = begin(session, caller, command, model.return_)
    return sought(turn, caller) or turn.take(CALENDAR, POLICY)


def delegate(
    session: Session, caller: Caller, command: Command, holder: Holder, internal: InternalDate | None = None
) -> Task:
    """Gives the task to a unit or a person of the lead agency; the head of a unit that holds it stays inside the unit.

    The internal due date stays unless `internal` is given.

    Raises InvalidArgument (`UNKNOWN_HOLDER`) for a unit elsewhere, a person not in the unit, or a co-holder elsewhere.
    """
    turn = begin(session, caller, command, model.delegate)
    _check_holder(session, _delegating(caller, turn.task, turn.act), holder, turn.act)
    day = internal.day if internal else turn.task.internal_due_date
    return turn.take(holder, internal_due_date=day)


def report_progress(
    session: Session,
    caller: Caller,
    command: Command,
    report: Report,
    cause: StatedCause | None = None,
    visible_files: Collection[str] = (),
) -> Task:
    """Where the work stands; counts as acceptance. It waits if the agency approves such reports first.

    `visible_files` are those of the files that exist and that the caller may see.

    Raises InvalidArgument (`UNKNOWN_FILE`) for the others.
    """
    turn = begin(session, caller, command, model.report_progress)
    references.check_files("files", report.files, visible_files)
    progress = Progress(
        report.percent, report.text, turn.act.at, turn.act.actor, report.obstacles, report.files
    )
    if cause:
        # A co-holder reports, but does not state causes: not beside a report that waits either.
        acting(caller, Verb.STATE_CAUSE, model.parties_of(turn.task), turn.task.name)
    if waiting := sought(turn, caller, progress=progress, delay_cause=_stated(turn.act, cause)):
        return waiting
    return _state_cause(session, caller, command, turn.take(**vars(report)), cause)


def submit(
    session: Session,
    caller: Caller,
    command: Command,
    result: Result,
    cause: StatedCause | None = None,
    visible_files: Collection[str] = (),
) -> Task:
    """in progress → submitted, perhaps once the agency has approved it.

    `visible_files` are those of the files that exist and that the caller may see.

    Raises InvalidArgument (`UNKNOWN_FILE`) for the others.
    """
    turn = begin(session, caller, command, model.submit)
    references.check_files("submission.files", result.files, visible_files)
    subtasks = open_subtasks(session, caller, turn.task)
    if (subtasks.named or subtasks.hidden) and result.open_subtasks_reason:
        acting(caller, Extra.OPEN_SUBTASKS, model.parties_of(turn.task), turn.task.name)
    done = Submission(result.text, result.document_number, tuple(result.files), turn.act.at, turn.act.actor)
    stated = _stated(turn.act, cause)
    if waiting := sought(turn, caller, submission=done, subtasks=subtasks, delay_cause=stated):
        return waiting
    task = turn.take(**vars(result), open_subtasks=subtasks.named, hidden_subtasks=subtasks.hidden)
    return _state_cause(session, caller, command, task, cause)


def request_extension(
    session: Session, caller: Caller, command: Command, new_date: date, *, late: bool
) -> Task:
    """Asks for a later date, perhaps once the agency has approved it."""
    turn = begin(session, caller, command, model.request_extension)
    return sought(turn, caller, asked_date=new_date, late=late) or turn.take(new_date, late=late)


def state_cause(session: Session, caller: Caller, command: Command, cause: StatedCause) -> Task:
    """Why the task is late."""
    return take(session, caller, command, model.state_cause, cause.kind, cause.text)


def contest_cause(session: Session, caller: Caller, command: Command, document_number: str = "") -> Task:
    """The agency contests the decision on its cause of delay."""
    turn = begin(session, caller, command, model.contest_cause)
    return turn.take(CALENDAR, POLICY, document_number=document_number)


def _stated(act: Act, cause: StatedCause | None) -> DelayCause | None:
    return DelayCause(cause.kind, cause.text, act.at, act.actor) if cause else None


def _state_cause(
    session: Session, caller: Caller, command: Command, task: Task, cause: StatedCause | None
) -> Task:
    if cause is None:
        return task
    next_command = replace(command, reason="", etag="")
    return take(session, caller, next_command, model.state_cause, cause.kind, cause.text)


def _delegating(caller: Caller, task: Task, act: Act) -> str:
    """The unit within which the caller may delegate: the lead agency, or the unit of the head whose unit holds it."""
    leading = replace(model.parties_of(task), holder_unit="", holder_person="")
    return task.lead if caller.actor(Verb.DELEGATE, leading) else act.actor.unit


def _check_holder(session: ReadSession, above: str, holder: Holder, act: Act) -> None:
    within = units.subtree(session, above, act.today)
    if holder.unit not in within:
        raise invalid("unit", "holder.unit", "UNKNOWN_HOLDER", unit=holder.unit, lead=above)
    if holder.person and not units.holds_position(session, holder.person, [holder.unit], act.today):
        raise invalid("person", "holder.person", "UNKNOWN_HOLDER", person=holder.person, unit=holder.unit)
    if holder.co_holder and not units.holds_position(session, holder.co_holder, within, act.today):
        raise invalid("co_holder", "holder.co_holder", "UNKNOWN_HOLDER", person=holder.co_holder, unit=above)
