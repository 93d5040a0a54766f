"""How a step is taken: checked against the table of transitions, numbered and recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import update_wrapper
from typing import Any, Concatenate, Generic, NamedTuple, ParamSpec

from shared.refused import Refused, require

from .reasons import Reason
from .states import TRANSITIONS, State, Verb
from .task import Approval, Step, Task, changes_between
from .work import Act, Actor

P = ParamSpec("P")


class Decision(NamedTuple):
    """A task after a step, and the step for its history."""

    task: Task
    step: Step


class Rule(Generic[P]):
    """The rule of one step: its verb, which is also the right that it needs, and the function that decides.

    Raises Refused if the state does not allow the verb, or if the step needs a reason and has none.
    """

    def __init__(
        self, verb: Verb, decide: Callable[Concatenate[Task, Act, P], Decision], needs_reason: bool
    ) -> None:
        update_wrapper(self, decide)
        self.verb = verb
        self._decide = decide
        self._needs_reason = needs_reason

    def __call__(self, task: Task, act: Act, *args: P.args, **kwargs: P.kwargs) -> Decision:
        check_state(task, self.verb)
        require(act.reason or not self._needs_reason, Reason.REASON_MISSING, "reason")
        return self._decide(task, act, *args, **kwargs)


RULES: dict[Verb, Rule[...]] = {}


def rule(
    verb: Verb, *, needs_reason: bool = False
) -> Callable[[Callable[Concatenate[Task, Act, P], Decision]], Rule[P]]:
    """Makes a function the rule of a verb."""

    def made(decide: Callable[Concatenate[Task, Act, P], Decision]) -> Rule[P]:
        RULES[verb] = found = Rule(verb, decide, needs_reason)
        return found

    return made


def check_state(task: Task, verb: Verb) -> None:
    """Raises Refused if the task's state does not allow the verb."""
    sources = TRANSITIONS[verb].sources
    if task.state not in sources:
        allowed = ", ".join(sorted(sources))
        raise Refused(Reason.TASK_STATE, state=task.state, step=verb, allowed=allowed)


def check_other(author: Actor, person: str, reason: Reason = Reason.OWN_REQUEST) -> None:
    """Raises Refused if the person would decide something of their own."""
    require(author.person != person, reason)


def check_not_own(task: Task, person: str) -> None:
    """Raises Refused for whoever holds the task or has submitted it: others decide what becomes of it."""
    holders = task.holder.people if task.holder else frozenset()
    submitter = task.submission.by.person if task.submission else ""
    require(not person or person not in {*holders, submitter}, Reason.OWN_TASK)


def check_return_of_others(task: Task, person: str) -> None:
    """Raises Refused for the person who returned the task."""
    if task.last_return is not None and task.state is State.RETURNED:
        check_other(task.last_return.by, person)


def advance(task: Task, verb: Verb, act: Act, **changes: Any) -> Decision:
    """Takes a step that the table allows; the version grows by exactly one."""
    check_state(task, verb)
    state = TRANSITIONS[verb].target or task.state
    changes.setdefault("approval", _still_waiting(task, verb, state))
    after = replace(task, version=task.version + 1, state=state, updated_at=act.at, **changes)
    return Decision(after, record(task, after, verb, act))


def _still_waiting(task: Task, verb: Verb, state: State) -> Approval | None:
    """What waits for approval, unless the step is taken at last, can no longer be taken, or the holder changes."""
    waiting = task.approval
    if waiting is None or verb in (waiting.step, Verb.DELEGATE, Verb.TRANSFER):
        return None
    return waiting if state in TRANSITIONS[waiting.step].sources else None


def record(before: Task | None, after: Task, verb: Verb, act: Act) -> Step:
    """The history entry of a step; `before` is None for a task's first."""
    return Step(
        task=after.uid,
        version=after.version,
        verb=verb,
        act=act,
        from_state=before.state if before else None,
        to_state=after.state,
        changes=changes_between(before, after) if before else (),
        standing=after.standing,
    )
