"""Random histories of a task for property tests: any steps, attempted in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from services.task import model
from services.task.model import (
    RIGHTS,
    Act,
    Approval,
    Coordination,
    Decision,
    DelayCauseKind,
    Due,
    Holder,
    Progress,
    Step,
    Submission,
    Task,
    Terms,
    Verb,
)
from shared.refused import Refused

from .factories import CALENDAR, HEAD, REPORT, SPECIALIST, act, terms

COORDINATOR, INFORMED = "units/phoi-hop", "units/nhan-de-biet"
START = date(2025, 3, 3)
COMMANDS: dict[Verb, Callable[[Task, Act], Decision]] = {
    Verb.PROPOSE: model.propose,
    Verb.REJECT: model.reject,
    Verb.AMEND: lambda task, act: model.amend(task, act, Terms(monitor=f"people/{task.version}")),
    Verb.ISSUE: lambda task, act: model.issue(task, act, CALENDAR),
    Verb.ACCEPT: model.accept,
    Verb.RETURN: lambda task, act: model.return_(task, act, CALENDAR),
    Verb.REISSUE: lambda task, act: model.reissue(task, act, CALENDAR, lead=f"units/{task.version}"),
    Verb.INSIST: lambda task, act: model.insist(task, act, CALENDAR),
    Verb.RECALL: model.recall,
    Verb.DELEGATE: lambda task, act: model.delegate(
        task,
        act,
        Holder(f"units/{task.version}", f"people/{task.version}", "people/cung-xu-ly"),
        internal_due_date=task.due_date if task.due_date and task.due_date >= act.today else None,
    ),
    Verb.CREATE_SUBTASK: lambda task, act: model.create_subtask(task, act, "task-2", Terms(), CALENDAR),
    Verb.REPORT_PROGRESS: lambda task, act: model.report_progress(task, act, percent=1, text="Đang làm"),
    Verb.REQUEST_EXTENSION: lambda task, act: model.request_extension(
        task, act, (task.due_date or START) + timedelta(days=5), late=True
    ),
    Verb.DECIDE_EXTENSION: lambda task, act: model.decide_extension(task, act, granted=True),
    Verb.EXTEND: lambda task, act: model.extend(task, act, (task.due_date or START) + timedelta(days=1)),
    Verb.SUBMIT: lambda task, act: model.submit(task, act, text="Xong", document_number=REPORT),
    Verb.CONFIRM: lambda task, act: model.confirm(task, act, CALENDAR),
    Verb.SEND_BACK: model.send_back,
    Verb.SUSPEND: model.suspend,
    Verb.RESUME: model.resume,
    Verb.CANCEL: model.cancel,
    Verb.REOPEN: model.reopen,
    Verb.URGE: model.urge,
    Verb.STATE_CAUSE: lambda task, act: model.state_cause(task, act, DelayCauseKind.OBJECTIVE, "Bão"),
    Verb.CONFIRM_CAUSE: lambda task, act: model.confirm_cause(
        task, act, DelayCauseKind.OBJECTIVE, refused=bool(task.version % 3)
    ),
    Verb.CONTEST_CAUSE: lambda task, act: model.contest_cause(task, act, CALENDAR),
    Verb.DECIDE_CONTEST: lambda task, act: model.decide_contest(task, act, granted=bool(task.version % 2)),
    Verb.DEMAND_DECISION: lambda task, act: model.demand_decision(task, act, CALENDAR),
    Verb.TRANSFER: lambda task, act: model.transfer(task, act, CALENDAR, lead=f"units/{task.version}"),
    Verb.REDO: model.redo,
    Verb.ADJUST: lambda task, act: model.adjust(task, act, output=f"Sản phẩm {task.version}"),
    Verb.SEEK_APPROVAL: lambda task, act: model.seek_approval(
        task, act, _prepared(task, act), CALENDAR, late=True
    ),
    Verb.ASK_CHANGES: model.ask_changes,
    Verb.WITHDRAW: model.withdraw,
    Verb.ACCEPT_COORDINATION: lambda task, act: model.accept_coordination(task, act, COORDINATOR),
    Verb.REPORT_COORDINATION: lambda task, act: model.report_coordination(
        task, act, COORDINATOR, percent=40, text="Đang làm", done=bool(task.version % 2)
    ),
    Verb.SET_COORDINATION: lambda task, act: model.set_coordination(
        task, act, COORDINATOR, part=f"Phần {task.version}", due_date=task.due_date
    ),
    Verb.URGE_COORDINATION: lambda task, act: model.urge_coordination(task, act, COORDINATOR),
    Verb.SEND_BACK_COORDINATION: lambda task, act: model.send_back_coordination(task, act, COORDINATOR),
}
APPROVERS = ("people/duyet",)


def _prepared(task: Task, act: Act) -> Approval:
    """What goes up once it is approved; of every kind in turn."""
    step = model.GOING_UP[task.version % len(model.GOING_UP)]
    contents: dict[Verb, dict[str, Any]] = {
        Verb.SUBMIT: {"submission": Submission("Xong", REPORT, (), act.at, act.actor)},
        Verb.REQUEST_EXTENSION: {"asked_date": (task.due_date or START) + timedelta(days=5)},
        Verb.RETURN: {},
        Verb.REPORT_PROGRESS: {"progress": Progress(1, "Đang làm", act.at, act.actor)},
    }
    return Approval(step, act.at, act.actor, APPROVERS, reason=act.reason, **contents[step])


VERBS = st.sampled_from(sorted(COMMANDS))


def _dues(draw: st.DrawFn) -> Due:
    day = START + timedelta(days=draw(st.integers(0, 60)))
    return draw(
        st.sampled_from(
            [Due.on(day), Due.without_date(), Due.periodic(model.Recurrence(model.Every.WEEKLY, day))]
        )
    )


@st.composite
def lives(draw: st.DrawFn) -> list[Decision]:
    """The decisions of a random sequence of attempted steps of one task, oldest first."""
    given = replace(
        terms(_dues(draw)), coordinations=(Coordination(COORDINATOR, "Số liệu"),), informed=(INFORMED,)
    )
    taken, day = [model.draft(act(START), "task-1", given)], START
    for verb in draw(st.lists(VERBS, max_size=30)):
        day += timedelta(days=draw(st.integers(0, 12)))
        task = before = taken[-1].task
        try:
            actor = draw(st.sampled_from([SPECIALIST, HEAD]))
            decision = COMMANDS[verb](task, act(day, actor, "Có lý do"))
        except Refused:
            assert task == before
            continue
        # The step in the history needs the same right as the step that was attempted.
        assert RIGHTS[decision.step.verb] == RIGHTS[model.RULES[verb].verb]
        if verb is not Verb.CREATE_SUBTASK:
            taken.append(decision)
    return taken


def histories() -> st.SearchStrategy[tuple[Task, list[Step]]]:
    """A task after a random sequence of attempted steps, with the steps that were taken."""
    return lives().map(lambda taken: (taken[-1].task, [decision.step for decision in taken]))
