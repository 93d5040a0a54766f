"""Subtasks: an agency makes them for its own units and for coordinators, and they end with its work on the parent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy.orm import Session

from services.task import model
from services.task.model import SUBTASK_ASSIGNERS, Task, Terms
from services.task.tables import Caller, units
from shared import clock
from shared.db import ReadSession
from shared.refused import refusing

from . import naming, references
from .deciding import CALENDAR, PATHS, POLICY, Command, begin, entered


@dataclass(frozen=True)
class Subtask:
    """What a caller states of a new subtask; a directive that is stated must be the parent's."""

    uid: str
    terms: Terms
    directive: str = ""
    required_by_parent: bool = True


def create_subtask(session: Session, caller: Caller, command: Command, subtask: Subtask) -> Task:
    """A subtask of the command's task, issued at once by the agency that answers for the parent."""
    today = clock.day_of(command.at)
    references.check(session, caller, {"task.parent_task": f"tasks/{command.uid}"}, today)
    turn = begin(session, caller, command, model.create_subtask, PATHS)
    references.check(session, caller, references.of_terms(subtask.terms), today)
    inside = units.subtree(session, turn.task.lead, today)
    check_down(turn.task, inside, subtask.terms)
    # Whoever is named as in the parent was checked there.
    anew = Terms(**subtask.terms.changes(turn.task))
    check_people(session, inside, anew, today, turn.task)
    decision = turn.decide(
        subtask.uid or str(uuid4()),
        subtask.terms,
        CALENDAR,
        POLICY,
        directive=subtask.directive,
        required_by_parent=subtask.required_by_parent,
    )
    return entered(session, decision)


def check_down(parent: Task, inside: Collection[str], terms: Terms, paths: Mapping[str, str] = PATHS) -> None:
    """Checks the units that a subtask names; `inside` are those of the agency that answers for the parent.

    Raises InvalidArgument (`NOT_BELOW_PARENT`).
    """
    with refusing(parent.name, paths):
        model.check_down(parent, inside, terms)


def check_people(
    session: ReadSession, inside: Collection[str], terms: Terms, today: date, before: Task
) -> None:
    """Checks the people whom a subtask names; `before` is the subtask to change, or the parent of a new one.

    Raises InvalidArgument (`NOT_A_CANDIDATE`).
    """
    assigners = units.holders(session, SUBTASK_ASSIGNERS, inside, today)
    naming.check(session, terms, today, before, assigners)
