"""Subtasks: made inside the agency that answers for the parent, and ended with its work on the parent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from shared.refused import require

from .assigning import Terms, check_draft, check_terms
from .calendar import WorkingCalendar
from .classes import accept_by
from .due import DueKind
from .engine import Decision, record, rule
from .policy import DEFAULT_POLICY, Policy
from .reasons import Reason
from .states import State, Verb
from .task import Task
from .work import Act

# The steps that end the work of a lead agency on a task, and the code of the reason for which they cancel its open
# subtasks. Whoever shows the reason has a sentence for the code.
ENDS_SUBTASKS: Mapping[Verb, str] = {
    Verb.RETURN: "parent-returned",
    Verb.REISSUE: "parent-reissued",
    Verb.TRANSFER: "parent-transferred",
    Verb.RECALL: "parent-recalled",
    Verb.CANCEL: "parent-cancelled",
    Verb.CONFIRM: "parent-completed",
}


@rule(Verb.CREATE_SUBTASK)
def create_subtask(
    task: Task,
    act: Act,
    uid: str,
    terms: Terms,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
    *,
    directive: str = "",
    required_by_parent: bool = True,
) -> Decision:
    """A subtask of the task, issued at once inside the agency or to a coordinator for its part.

    Its date is not after its parent's, and its directive is its parent's. The parent itself does not change:
    the decision returned is the subtask's first step.
    """
    check_nesting(task)
    require(directive in ("", task.directive), Reason.DIRECTIVE_DIFFERS, "directive", directive=directive)
    subtask = replace(
        _subtask(task, act, uid, terms, required_by_parent),
        accept_by=accept_by(act.today, calendar, policy),
    )
    check_draft(subtask)
    check_terms(subtask, act, latest=None if task.due.kind is DueKind.NONE else task.due_date)
    return Decision(subtask, record(None, subtask, Verb.CREATE_SUBTASK, act))


def check_nesting(task: Task) -> None:
    """Raises Refused if the task is a subtask itself."""
    require(not task.parent_task, Reason.SUBTASK_NESTED, "parent_task", parent=task.parent_task)


def check_down(parent: Task, inside: Collection[str], terms: Terms) -> None:
    """A subtask goes down, not sideways: to the agency that answers for the parent, or to a coordinator of the parent.

    `inside` are the agency's units. Raises Refused for a lead or a coordinator elsewhere.
    """
    named = [("lead", terms.lead or "")]
    named += [("coordinations", each.unit) for each in terms.coordinations or ()]
    for field, unit in named:
        down = not unit or unit in inside or unit in parent.coordinators
        require(down, Reason.NOT_BELOW_PARENT, field, unit=unit)


def _subtask(parent: Task, act: Act, uid: str, terms: Terms, required_by_parent: bool) -> Task:
    inherited = (
        *("title", "lead", "output", "due", "field", "monitor", "quote", "assigner", "on_behalf_of"),
        *("source_kind", "urgency", "meeting"),
    )
    given: dict[str, Any] = {name: getattr(parent, name) for name in inherited}
    if terms.assigner not in (None, parent.assigner):
        # Another assigner does not act on behalf of the same leader.
        given["on_behalf_of"] = ""
    given |= {"assign_date": parent.assign_date} | terms.given
    given["assign_date"] = given["assign_date"] or act.today
    return Task(
        uid=uid,
        version=1,
        state=State.ISSUED,
        created_at=act.at,
        updated_at=act.at,
        directive=parent.directive,
        directive_number=parent.directive_number,
        directive_date=parent.directive_date,
        parent_task=parent.name,
        parent_lead=parent.lead,
        required_by_parent=required_by_parent,
        original_due_date=given["due"].date,
        first_issued_at=act.at,
        issued_at=act.at,
        **given,
    )
