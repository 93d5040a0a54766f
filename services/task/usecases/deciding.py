"""How every step is taken: load what the caller may see, ask for the right, decide, save, announce."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.task import announce, model, tables
from services.task.model import Act, Action, Actor, Decision, Task
from services.task.tables import Caller
from shared.db import ReadSession
from shared.errors import PermissionDenied, check_etag

from .refusals import refusing

CALENDAR = model.vietnamese()
POLICY = model.DEFAULT_POLICY
Decide = Callable[[Task, Act], Decision]


@dataclass(frozen=True)
class Order:
    """What a caller wants done to which task, when and why; `etag` is checked if it is given."""

    uid: str
    action: Action
    at: datetime
    why: str = ""
    etag: str = ""


def take(
    session: Session, caller: Caller, order: Order, decide: Decide, paths: Mapping[str, str] | None = None
) -> Task:
    """Takes one step.

    Raises NotFound if the caller may not see the task, PermissionDenied (`STEP_NOT_ALLOWED`) if it is
    seen and the step is not the caller's, Aborted if the etag is stale, and what the model refuses.
    """
    task, act = ready(session, caller, order)
    with refusing(order.uid, paths):
        decision = decide(task, act)
    save(session, task, decision)
    return decision.task


def ready(session: ReadSession, caller: Caller, order: Order) -> tuple[Task, Act]:
    """The task, locked, and the act of a caller who may do this to it."""
    task = tables.load(session, caller, order.uid, for_change=True)
    act = Act(permitted(caller, order.action, task), order.at, order.why)
    check_etag(order.etag, announce.etag_of(task))
    return task, act


def permitted(caller: Caller, action: Action, task: Task) -> Actor:
    """The caller in the position that carries the right; raises PermissionDenied where none does."""
    actor = caller.actor(action, model.parties_of(task))
    if actor is None:
        raise PermissionDenied("STEP_NOT_ALLOWED", {"name": f"tasks/{task.uid}", "step": action.value})
    return actor


def save(session: Session, before: Task, decision: Decision) -> None:
    """Saves a step and announces it, in one transaction."""
    tables.update_task(session, before, decision)
    announce.step_taken(session, decision.task, decision.step, CALENDAR, POLICY)


def enter_history(session: Session, decisions: Sequence[Decision]) -> bool:
    """Saves a task with all that happened to it so far, and announces each step with its own time."""
    if not tables.insert_history(session, decisions):
        return False
    for task, step in decisions:
        announce.step_taken(session, task, step, CALENDAR, POLICY)
    return True


def begin(session: Session, decision: Decision) -> bool:
    """Saves and announces a new task; False if its id is taken."""
    if not tables.insert_task(session, decision):
        return False
    announce.step_taken(session, decision.task, decision.step, CALENDAR, POLICY)
    return True
