"""How a step is taken: load what the caller may see, check the right of the step's verb, decide, save, announce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, ParamSpec

from sqlalchemy.orm import Session

from services.task import announce, model, tables
from services.task.model import Act, Actor, Decision, Extra, Parties, Right, Rule, Task
from services.task.tables import Caller, followers, pending, readers, units
from shared import clock
from shared.errors import AlreadyExists, PermissionDenied, check_etag
from shared.refused import refusing

CALENDAR = model.vietnamese()
POLICY = model.DEFAULT_POLICY
# The model's arguments are fields of the request's task.
PATHS = {
    path: f"task.{path}"
    for path in (
        *("title", "output", "lead", "coordinations", "assign_date", "due.date", "due.recurrence"),
        "source_kind",
        *("directive", "parent_task"),
    )
}
P = ParamSpec("P")


@dataclass(frozen=True)
class Command:
    """What a caller wants done to which task, when and why; `etag` is checked if it is given."""

    uid: str
    at: datetime
    reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class Turn(Generic[P]):
    """A caller's turn to take one step of a task: the caller has the right and the task is locked.

    `paths` maps the model's arguments to fields of the request, if the request calls them something else.
    """

    session: Session
    rule: Rule[P]
    task: Task
    act: Act
    paths: Mapping[str, str] | None = None

    def decide(self, *args: P.args, **kwargs: P.kwargs) -> Decision:
        """What the model decides; raises the API's refusal for what it refuses."""
        with refusing(self.task.name, self.paths):
            return self.rule(self.task, self.act, *args, **kwargs)

    def take(self, *args: P.args, **kwargs: P.kwargs) -> Task:
        """Takes the step and announces it."""
        decision = self.decide(*args, **kwargs)
        save(self.session, self.task, decision)
        return decision.task


def take(
    session: Session, caller: Caller, command: Command, rule: Rule[P], *args: P.args, **kwargs: P.kwargs
) -> Task:
    """Takes one step: the right, the rule and the entry in the history all follow from the rule's verb.

    Raises NotFound if the caller may not see the task, PermissionDenied (`NOT_ALLOWED`) if the caller
    sees it without the right to this step, Aborted if the etag is stale, and what the model refuses.
    """
    return begin(session, caller, command, rule).take(*args, **kwargs)


def begin(
    session: Session,
    caller: Caller,
    command: Command,
    rule: Rule[P],
    paths: Mapping[str, str] | None = None,
) -> Turn[P]:
    """The turn of a caller who may take this step, for a use case that must look at the task first."""
    task, act = opened(session, caller, command, rule.verb)
    return Turn(session, rule, task, act, paths)


def opened(session: Session, caller: Caller, command: Command, right: Right) -> tuple[Task, Act]:
    """The task that the caller means, locked for a change, and the act of the caller, who has the right."""
    task = tables.load(session, caller, command.uid, for_change=True)
    actor = permitted(session, caller, right, task, clock.day_of(command.at))
    check_etag(command.etag, announce.etag_of(task))
    return task, Act(actor, command.at, command.reason)


def permitted(session: Session, caller: Caller, right: Right, task: Task, today: date) -> Actor:
    """The caller in the position that has the right, or stands in for those who would decide with it.

    Raises PermissionDenied (`NOT_ALLOWED`) if no position has it.
    """
    actor = caller.actor(right, model.parties_of(task))
    return actor or _standing_in(session, caller, right, task, today)


def _standing_in(session: Session, caller: Caller, right: Right, task: Task, today: date) -> Actor:
    if not (model.may_stand_in(task, right) and pending.concerns(caller)):
        raise _not_allowed(task.name, right)
    posts = units.posts(session, [task], today)
    asked = model.asked(task, caller.positions, caller.person, posts)
    held = model.standing_in(asked).get(right)
    if held is None:
        raise _not_allowed(task.name, right)
    return caller.in_position(held)


def acting(caller: Caller, right: Right, parties: Parties, name: str) -> Actor:
    """The caller in the position that has the right, for the parties of a task that may not exist yet."""
    actor = caller.actor(right, parties)
    if actor is None:
        raise _not_allowed(name, right)
    return actor


def _not_allowed(name: str, right: Right) -> PermissionDenied:
    return PermissionDenied("NOT_ALLOWED", {"name": name, "step": right.value})


def save(session: Session, before: Task, decision: Decision) -> None:
    """Saves a step and announces it, in one transaction, with the end of the subtasks that it ends."""
    _save(session, before, decision)
    if reason := model.ENDS_SUBTASKS.get(decision.step.verb):
        act = replace(decision.step.act, reason=reason)
        for subtask in tables.open_subtasks(session, before):
            _save(session, subtask, model.cancel(subtask, act, with_parent=True))


def _save(session: Session, before: Task, decision: Decision) -> None:
    following = followers.of_task(session, before.uid)
    tables.update_task(session, before, decision, following)
    _announce(session, [decision], _notified(session, decision, following))


def _announce(session: Session, decisions: Sequence[Decision], notified: Sequence[str] = ()) -> None:
    announce.steps_taken(session, decisions, CALENDAR, POLICY, _asked(session, decisions), notified)


def _notified(session: Session, decision: Decision, following: Sequence[str]) -> list[str]:
    """The followers who see the task's state, if the step changes it."""
    task, step = decision
    if step.from_state is step.to_state or not following:
        return []
    parties, day = model.parties_of(task), step.act.today
    return [each.person for each in readers.with_right(session, Extra.FOLLOW, parties, day, following)]


def _asked(session: Session, decisions: Sequence[Decision]) -> list[list[str]]:
    """For each step, the people who are asked for the decision that its task waits for since it, or no longer does."""
    asking: dict[date, list[Task]] = {}
    for task, step in decisions:
        if step.verb in model.ASKING:
            asking.setdefault(step.act.today, []).append(task)
    posts = {day: units.posts(session, tasks, day) for day, tasks in asking.items()}
    return [
        model.people_asked(task, model.ASKING[step.verb], posts[step.act.today])
        if step.verb in model.ASKING
        else []
        for task, step in decisions
    ]


def enter(session: Session, decision: Decision) -> bool:
    """Saves and announces a new task; False if its id is taken."""
    return bool(enter_histories(session, [[decision]]))


def entered(session: Session, decision: Decision) -> Task:
    """The task that a request creates; raises AlreadyExists (`TASK_EXISTS`) if its id is taken."""
    if not enter(session, decision):
        raise AlreadyExists("TASK_EXISTS", {"name": decision.task.name})
    return decision.task


def enter_histories(session: Session, histories: Sequence[Sequence[Decision]]) -> set[str]:
    """Saves new tasks with their histories so far, and announces each step with its own time; returns the ids saved."""
    saved = tables.insert_histories(session, histories)
    if new := [step for steps in histories if steps[0].task.uid in saved for step in steps]:
        _announce(session, new)
    return saved
