"""Recalls, replaces or amends a directive by another one, and decides what becomes of its tasks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from services.document import announce, tables
from services.document.model import (
    Action,
    AffectedTask,
    Answer,
    Directive,
    Supersession,
    SupersessionKind,
    check_in_force,
    ender,
    may_keep_tasks,
    next_version,
)
from services.document.usecases import references, watching
from services.document.usecases.access import load_for_change, require, sight_of
from shared.db import ReadSession
from shared.errors import FieldViolation, PermissionDenied, check_etag, check_fields, invalid
from shared.principal import Principal
from shared.refused import refusing
from shared.resource_names import id_of


@dataclass(frozen=True)
class Superseding:
    """What a caller states about a supersession; `by` is the resource name of the other directive."""

    kind: SupersessionKind
    by: str
    note: str = ""


def supersede(
    session: Session, caller: Principal, uid: str, stated: Superseding, etag: str, at: datetime
) -> Directive:
    """Records what another directive does to this one; its tasks that are not over ask what becomes of them.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), InvalidArgument (`UNKNOWN_DIRECTIVE`,
    `SUPERSEDED_BY_ITSELF`), FailedPrecondition (`DIRECTIVE_SUPERSEDED`, `DIRECTIVE_DELETED`).
    """
    require(caller, Action.SUPERSEDE)
    tables.lock_supersessions(session)
    before = load_for_change(session, caller, uid)
    check_etag(etag, before.etag)
    references.check(session, sight_of(caller), {"by": stated.by})
    by = id_of(stated.by)
    _check(session, before, by)
    supersession = Supersession(str(uuid.uuid4()), uid, stated.kind, by, caller.person, at, stated.note)
    directive = next_version(before, at)
    if supersession.ends:
        directive = replace(directive, superseded_by=stated.by)
    tables.save_directive(session, directive)
    tasks = tables.add_supersession(session, supersession)
    other = tables.load_directive(session, sight_of(caller), by)
    announce.directive_superseded(session, directive, supersession, other, tasks)
    for each in (directive, other):
        watching.directive_changed(session, each)
    return directive


def _check(session: ReadSession, directive: Directive, by: str) -> None:
    with refusing():
        check_in_force(directive, tables.supersessions_of(session, directive.uid))
    if by == directive.uid or tables.is_above(session, directive.uid, by):
        raise invalid("by", "SUPERSEDED_BY_ITSELF", "SUPERSEDED_BY_ITSELF")


def take_back(
    session: Session, caller: Principal, uid: str, by: str, reason: str, etag: str, at: datetime
) -> Directive:
    """Takes back what a directive (`by`, a resource name) was recorded to do to this one; its tasks ask no more.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), InvalidArgument (`DIRECTIVE_NOT_SUPERSEDED`),
    FailedPrecondition (`DIRECTIVE_DELETED`).
    """
    require(caller, Action.SUPERSEDE)
    before = load_for_change(session, caller, uid)
    check_etag(etag, before.etag)
    references.check(session, sight_of(caller), {"by": by})
    known = tables.supersessions_of(session, uid)
    held = [each for each in known if f"directives/{each.by}" == by and each.taken_back_at is None]
    if not held:
        raise invalid("by", "DIRECTIVE_NOT_SUPERSEDED", "DIRECTIVE_NOT_SUPERSEDED", name=by)
    for each in held:
        taken = replace(each, taken_back_at=at, taker=caller.person, take_back_reason=reason)
        tables.take_back(session, taken)
    left = ender(tables.supersessions_of(session, uid))
    directive = replace(next_version(before, at), superseded_by=left)
    tables.save_directive(session, directive)
    other = tables.load_directive(session, sight_of(caller), id_of(by))
    asked = tables.tasks_of(session, held)
    announce.supersession_taken_back(session, directive, other, reason, asked, caller.person)
    for changed in (directive, other):
        watching.directive_changed(session, changed)
    return directive


def list_affected_tasks(
    session: ReadSession, caller: Principal, uid: str, cursor: tuple[bool, str, str] | None, size: int
) -> list[AffectedTask]:
    """The tasks that asked what becomes of them, those without an answer first. Raises PermissionDenied, NotFound."""
    require(caller, Action.READ_PROPOSALS)
    tables.load_directive(session, sight_of(caller), uid)
    return tables.list_affected_tasks(session, uid, cursor, size)


def keep_tasks(
    session: Session, caller: Principal, uid: str, tasks: Sequence[str], at: datetime
) -> Directive:
    """Decides that tasks go on as they are.

    Raises PermissionDenied, NotFound, InvalidArgument (`UNKNOWN_TASK`; `TASK_NOT_ISSUED` for one that can never be
    issued, since the directive assigns no more tasks), FailedPrecondition (`DIRECTIVE_DELETED`).
    """
    require(caller, Action.KEEP_TASKS)
    before = load_for_change(session, caller, uid)
    if not may_keep_tasks(before, caller.positions, caller.person):
        raise PermissionDenied("NOT_ALLOWED", {"action": Action.KEEP_TASKS.value})
    asking = tables.asking(session, uid, tasks)
    unissued = tables.unissued(session, tasks) if before.superseded_by else set()
    rules = {task: "UNKNOWN_TASK" if task not in asking else "TASK_NOT_ISSUED" for task in tasks}
    check_fields(
        [
            FieldViolation(f"tasks[{number}]", rules[task], {"name": task})
            for number, task in enumerate(tasks)
            if task not in asking or task in unissued
        ]
    )
    tables.answer(session, tasks, Answer.KEPT, caller.person, at)
    directive = next_version(before, at)
    tables.save_directive(session, directive)
    announce.directive_changed(session, directive)
    watching.directive_changed(session, directive)
    return directive
