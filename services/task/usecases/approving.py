"""The agency's own approval of what goes up, and the settings that say what needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services.task import announce, model, tables
from services.task.model import CLERKS, HEADS, Approval, ApprovalSettings, Extra, OpenSubtasks, Task, Verb
from services.task.tables import Caller, approvals, units
from services.task.tables.approvals import Kept
from shared.db import ReadSession
from shared.errors import FieldViolation, NotFound, PermissionDenied, check_etag, check_fields
from shared.refused import refusing

from . import references
from .deciding import CALENDAR, POLICY, Command, Turn, acting, opened, save, take

NONE_OPEN = OpenSubtasks()


def sought(
    turn: Turn[...],
    caller: Caller,
    *,
    late: bool = False,
    subtasks: OpenSubtasks = NONE_OPEN,
    **contents: Any,
) -> Task | None:
    """The task that now waits for the agency's approval of the turn's step; None if the caller may send it up at once.

    `contents` are what the step says.
    """
    task = turn.task
    if Extra.SEND_UP in caller.allowed(task):
        return None
    settings = approvals.of_lead(turn.session, task.lead)
    if not model.needing_approval(task, settings, [turn.rule.verb]):
        return None
    act = replace(turn.act, actor=acting(caller, Verb.SEEK_APPROVAL, model.parties_of(task), task.name))
    approval = Approval(turn.rule.verb, act.at, act.actor, settings.approvers, reason=act.reason, **contents)
    seeking = Turn(turn.session, model.seek_approval, task, act, turn.paths)
    return seeking.take(approval, CALENDAR, POLICY, late=late, subtasks=subtasks)


def approve(session: Session, caller: Caller, command: Command) -> Task:
    """Takes the step that waits, for the lead agency, and states the cause of delay that goes with it."""
    task, act = opened(session, caller, replace(command, reason=""), Extra.APPROVE)
    subtasks = open_subtasks(session, caller, task)
    with refusing(task.name):
        decision = model.approve(task, act, CALENDAR, POLICY, subtasks=subtasks)
    save(session, task, decision)
    stated = model.cause_beside(decision.task, act, task.approval)
    if stated is None:
        return decision.task
    save(session, decision.task, stated)
    return stated.task


def ask_changes(session: Session, caller: Caller, command: Command) -> Task:
    """What waits for approval does not go up as it is."""
    return take(session, caller, command, model.ask_changes)


def withdraw(session: Session, caller: Caller, command: Command) -> Task:
    """Takes back what is not decided yet."""
    return take(session, caller, command, model.withdraw)


def open_subtasks(session: Session, caller: Caller, task: Task) -> OpenSubtasks:
    """The required subtasks that are open; only those that the caller may see are named."""
    required = [each for each in tables.open_subtasks(session, task) if each.required_by_parent]
    seen = [each.uid for each in required if model.view(caller.allowed(each))]
    return OpenSubtasks(seen, len(required) - len(seen))


def get_approval_settings(session: ReadSession, caller: Caller, agency: str) -> Kept:
    """What needs approval inside an agency.

    Raises NotFound (`APPROVAL_SETTINGS_NOT_FOUND`) if it is none, or the caller has no position in it.
    """
    kept = approvals.of_agencies(session, [agency]).get(agency)
    if kept is None or not any(held.agency == agency for held in caller.positions):
        raise NotFound("APPROVAL_SETTINGS_NOT_FOUND", {"name": f"{agency}/approvalSettings"})
    return kept


def is_approver(session: ReadSession, caller: Caller, today: date) -> bool:
    """Whether the caller approves what goes up from an agency without being its head.

    Its head has charged the caller, or a clerk stands in for a head whom the agency lacks today.
    """
    if approvals.is_approver(session, caller.person, {held.agency for held in caller.positions}):
        return True
    agencies = {held.agency for held in caller.positions if held.role in CLERKS}
    return bool(agencies - units.headed(session, agencies, today))


def may_change_approval(caller: Caller, agency: str) -> bool:
    """Whether the caller is a head of the agency."""
    return any(held.agency == agency and held.role in HEADS for held in caller.positions)


def update_approval_settings(
    session: Session,
    caller: Caller,
    agency: str,
    etag: str,
    change: Callable[[ApprovalSettings], ApprovalSettings],
    today: date,
) -> Kept:
    """Changes what needs approval inside an agency; what waits already is left as it is.

    Raises InvalidArgument (`UNKNOWN_PERSON`, `NOT_IN_AGENCY`) for an approver without a position there.
    """
    approvals.lock(session, agency)
    before = get_approval_settings(session, caller, agency)
    if not may_change_approval(caller, agency):
        raise PermissionDenied("NOT_ALLOWED", {"name": f"{agency}/approvalSettings"})
    check_etag(etag, announce.etag(before.version))
    after = change(before.settings)
    named = {f"approval_settings.approvers[{at}]": person for at, person in enumerate(after.approvers)}
    references.check(session, caller, named, today)
    _check_inside(session, agency, named, today)
    if after == before.settings:
        return before
    kept = Kept(after, before.version + 1)
    approvals.keep(session, agency, kept)
    return kept


def _check_inside(session: ReadSession, agency: str, named: Mapping[str, str], today: date) -> None:
    inside = units.people_of_agency(session, agency, named.values(), today)
    check_fields(
        [
            FieldViolation(path, "NOT_IN_AGENCY", {"name": person})
            for path, person in named.items()
            if person not in inside
        ]
    )
