"""Decides who may read the directive of a task, and which files of its submission become readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from services.document import tables
from services.document.model import OVER, answer_of
from services.document.usecases import directives, watching
from services.document.usecases.access import sight_of_person
from shared import clock
from shared.db import ReadSession
from shared.resource_names import id_of

log = structlog.get_logger(__name__)

# States in which only the Office sees a task. An agency still sees one that was recalled.
NOT_ISSUED = frozenset({"UNSPECIFIED", "DRAFT", "PROPOSED", "REJECTED"})
PATIENCE = timedelta(minutes=2)
"""How long a submission waits for identity's event about the position of the person who submitted."""


class NotYetKnownError(Exception):
    """The submitter's position is not known yet, so what the submitter sees cannot be decided now."""


@dataclass(frozen=True)
class Task:
    """A task as far as the directive and the files that come with it are concerned.

    `parties` are its lead, the lead of its parent task, the unit and the person who hold it, and those who approve
    for the lead; `coordinators` read the comments on it too; `other_units` see it; `files` are the evidence of its
    submissions, of its latest report of progress, and of what waits as either.
    """

    name: str
    directive: str
    state: str
    parties: Sequence[str]
    other_units: Sequence[str]
    files: Sequence[str]
    parent_task: str = ""
    coordinators: Sequence[str] = ()


@dataclass(frozen=True)
class Submitting:
    """Who submitted a task or commented on it, in which position, and when."""

    person: str
    position: str
    at: datetime


def keep_task(session: Session, task: Task, at: datetime) -> None:
    """Keeps who may read the directive of a task (all who see the task) and its evidence (its parties).

    An issued task never has a deleted directive: the directive is restored.
    """
    issued = task.state not in NOT_ISSUED
    evidence_readers = sorted({*task.parties} - {""}) if issued else []
    readers = sorted({*task.parties, *task.other_units} - {""}) if issued else []
    comment_readers = sorted({*task.parties, *task.coordinators} - {""}) if issued else []
    values = {
        "name": task.name,
        "directive": task.directive,
        "readers": readers,
        "evidence_readers": evidence_readers,
        "comment_readers": comment_readers,
        "files": list(task.files),
        "state": task.state,
        "parent_task": task.parent_task,
    }
    tables.keep(session, tables.TASKS, values)
    if issued and task.directive:
        directives.restore(session, task.directive, at)


@dataclass(frozen=True)
class Taking:
    """A step that was taken: its verb, by whom and when, and the fields of the task that it changed."""

    verb: str
    person: str
    at: datetime
    changed: Sequence[str] = ()


def answer(session: Session, task: Task, step: Taking) -> None:
    """Notes what a step decides about a task that asks since its directive was recalled, replaced or amended."""
    if not task.directive:
        return
    changed = False
    if task.state in OVER:
        changed = tables.unask(session, task.name, step.at)
    elif not task.parent_task:
        changed = tables.ask_late(session, task.name, id_of(task.directive), step.at)
    if decided := answer_of(step.verb, task.state, step.changed):
        changed |= tables.answer(session, [task.name], decided, step.person, step.at)
    if changed:
        watching.questions_changed(session, task.directive)


def grant_evidence(session: Session, task: Task, submitting: Submitting, now: datetime) -> tuple[int, int]:
    """Lets the task's readers open those of its files that the submitter sees; how many, and how many not.

    Naming a file must not make it readable, so each is granted by a person who could have downloaded it. Only a step
    that brings files decides: later steps carry the same files and another actor. What was granted stays granted.

    Raises NotYetKnownError if a file is not visible and the submitter's position is not known yet.
    """
    granted = tables.granted_evidence(session, task.name, task.files)
    files = [file for file in task.files if file not in granted]
    visible, hidden = _seen_by(session, submitting, files, now)
    for file in visible:
        tables.grant_evidence(session, task.name, file, submitting.person, submitting.at)
    for file in hidden:
        log.warning("evidence_not_granted", task=task.name, file=file, submitter=submitting.person)
    return len(visible), len(hidden)


def grant_comment_files(
    session: Session, task: str, files: Sequence[str], author: Submitting, now: datetime
) -> None:
    """Lets those who read the comments on a task open those files of one that its author sees.

    Raises NotYetKnownError as `grant_evidence`.
    """
    visible, hidden = _seen_by(session, author, files, now)
    for file in visible:
        tables.grant_comment_file(session, task, file, author.person, author.at)
    for file in hidden:
        log.warning("comment_file_not_granted", task=task, file=file, author=author.person)


def _seen_by(
    session: Session, person: Submitting, files: Sequence[str], now: datetime
) -> tuple[list[str], list[str]]:
    """The files that the person sees, and those that the person does not."""
    if not files:
        return [], []
    sight = sight_of_person(session, person.person, clock.day_of(person.at))
    seen = tables.visible_files(session, sight, files)
    hidden = [file for file in files if file not in seen]
    if hidden and _may_become_known(session, person, now):
        raise NotYetKnownError(person.position)
    return [file for file in files if file in seen], hidden


def _may_become_known(session: ReadSession, submitting: Submitting, now: datetime) -> bool:
    return now - submitting.at < PATIENCE and not tables.is_position_known(session, submitting.position)
