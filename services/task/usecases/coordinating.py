"""The work of coordinators: each accepts its part and reports on it; the lead says what it is, urges and sends back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Concatenate, ParamSpec

from sqlalchemy.orm import Session

from services.task import announce, model, tables
from services.task.model import Act, Reason, Rule, Task, View
from services.task.tables import Caller, Sight
from shared import clock
from shared.errors import check_etag, invalid

from .deciding import Command, Turn, acting
from .reading import Seen, show

P = ParamSpec("P")
# The etag of a task as one reader sees it.
EtagOf = Callable[[Seen], str]


@dataclass(frozen=True)
class PartReport:
    """What a coordinator reports; `done` says that the text is its result."""

    percent: int
    text: str
    obstacles: str = ""
    done: bool = False
    document_number: str = ""


@dataclass(frozen=True)
class Coordinator:
    """Whose coordination a step is about; `etag_of` is the etag for a reader who does not see the whole task."""

    unit: str
    etag_of: EtagOf


def accept_coordination(session: Session, caller: Caller, command: Command, coordinator: Coordinator) -> Task:
    """The coordinator accepts its part."""
    return _take(session, caller, command, coordinator, model.accept_coordination)


def report_coordination(
    session: Session, caller: Caller, command: Command, coordinator: Coordinator, report: PartReport
) -> Task:
    """The coordinator reports on its part, or that it is done."""
    return _take(session, caller, command, coordinator, model.report_coordination, **vars(report))


def set_coordination(
    session: Session,
    caller: Caller,
    command: Command,
    coordinator: Coordinator,
    part: str,
    due_date: date | None,
) -> Task:
    """What the coordinator contributes, and by when."""
    return _take(session, caller, command, coordinator, model.set_coordination, part=part, due_date=due_date)


def urge_coordination(session: Session, caller: Caller, command: Command, coordinator: Coordinator) -> Task:
    """Urges the coordinator."""
    return _take(session, caller, command, coordinator, model.urge_coordination)


def send_back_coordination(
    session: Session, caller: Caller, command: Command, coordinator: Coordinator
) -> Task:
    """Sends the coordinator's result back; its part is in progress again."""
    return _take(session, caller, command, coordinator, model.send_back_coordination)


def _take(
    session: Session,
    caller: Caller,
    command: Command,
    coordinator: Coordinator,
    rule: Rule[Concatenate[str, P]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Task:
    """Takes a step of one coordination.

    Raises PermissionDenied (`NOT_ALLOWED`) for a caller without the right to it for this coordinator,
    InvalidArgument (`UNKNOWN_COORDINATOR`) if the caller sees no coordination of the unit.
    """
    task = tables.load(session, caller, command.uid, for_change=True)
    parties = model.parties_of(task)
    # First for any coordinator: who has no right to the step must not learn which units coordinate. Then for this one.
    acting(caller, rule.verb, parties, task.name)
    _check_visible(caller, task, coordinator.unit)
    actor = acting(caller, rule.verb, replace(parties, coordinators=frozenset({coordinator.unit})), task.name)
    if command.etag:
        check_etag(command.etag, _etag(session, caller, task, clock.day_of(command.at), coordinator))
    turn = Turn(session, rule, task, Act(actor, command.at, command.reason))
    return turn.take(coordinator.unit, *args, **kwargs)


def _check_visible(caller: Caller, task: Task, unit: str) -> None:
    view = model.view(caller.allowed(task)) or View.TEXT
    if model.shown(task, view, Sight(caller).own).coordination(unit) is None:
        raise invalid("unit", Reason.UNKNOWN_COORDINATOR, Reason.UNKNOWN_COORDINATOR, unit=unit)


def _etag(session: Session, caller: Caller, task: Task, today: date, coordinator: Coordinator) -> str:
    if View.WHOLE in caller.allowed(task):
        return announce.etag_of(task)
    return coordinator.etag_of(show(session, caller, [task], today)[0])
