"""How one step is taken: checked against the table of transitions, numbered and recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from .errors import Reason, Refused, require
from .states import TRANSITIONS, Verb
from .task import Act, Step, Task, changes_between


class Decision(NamedTuple):
    """A task after a step, and the step for its history."""

    task: Task
    step: Step


def check_state(task: Task, verb: Verb) -> None:
    """Raises Refused where the state of the task does not allow the verb."""
    sources = TRANSITIONS[verb].sources
    if task.state not in sources:
        allowed = ", ".join(sorted(sources))
        raise Refused(Reason.STATE_FORBIDS_STEP, state=task.state, step=verb, allowed=allowed)


def advance(task: Task, verb: Verb, act: Act, **changes: Any) -> Decision:
    """Takes a step that the table allows; the version grows by exactly one."""
    check_state(task, verb)
    state = TRANSITIONS[verb].target or task.state
    after = replace(task, version=task.version + 1, state=state, updated_at=act.at, **changes)
    return Decision(after, record(task, after, verb, act))


def record(before: Task | None, after: Task, verb: Verb, act: Act) -> Step:
    """The history entry of a step; `before` is None for a task's first."""
    return Step(
        task=after.uid,
        version=after.version,
        verb=verb,
        act=act,
        before=before.state if before else None,
        after=after.state,
        changes=changes_between(before, after) if before else (),
        standing=after.standing,
    )


def require_reason(act: Act) -> None:
    """Raises Refused where a step that must be explained is not."""
    require(act.why.strip(), Reason.REASON_MISSING, field="reason")
