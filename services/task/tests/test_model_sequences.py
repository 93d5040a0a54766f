"""Whatever order steps are tried in, no illegal one is possible and each is numbered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.task import model
from services.task.model import (
    TRANSITIONS,
    Act,
    Decision,
    DelayCauseKind,
    Due,
    Holder,
    Reason,
    State,
    Task,
    TaskClass,
    Terms,
    Verb,
)
from shared.refused import Refused

from .factories import CALENDAR, REPORT, act, proposed, terms

START = date(2025, 3, 3)
COMMANDS: dict[Verb, Callable[[Task, Act], Decision]] = {
    Verb.PROPOSE: model.propose,
    Verb.REJECT: model.reject,
    Verb.AMEND: lambda task, act: model.amend(task, act, Terms(monitor=f"people/{task.version}")),
    Verb.ISSUE: model.issue,
    Verb.ACCEPT: model.accept,
    Verb.RETURN: lambda task, act: model.return_(task, act, CALENDAR),
    Verb.REISSUE: lambda task, act: model.reissue(task, act, lead=f"units/{task.version}"),
    Verb.INSIST: model.insist,
    Verb.RECALL: model.recall,
    Verb.DELEGATE: lambda task, act: model.delegate(task, act, Holder(f"units/{task.version}")),
    Verb.CREATE_SUBTASK: lambda task, act: model.create_subtask(task, act, "task-2", Terms()),
    Verb.REPORT_PROGRESS: lambda task, act: model.report_progress(task, act, percent=1, text="Đang làm"),
    Verb.REQUEST_EXTENSION: lambda task, act: model.request_extension(
        task, act, (task.due_date or START) + timedelta(days=5), late=True
    ),
    Verb.DECIDE_EXTENSION: lambda task, act: model.decide_extension(task, act, granted=True),
    Verb.EXTEND: lambda task, act: model.extend(task, act, (task.due_date or START) + timedelta(days=1)),
    Verb.SUBMIT: lambda task, act: model.submit(task, act, text="Xong", document_number=REPORT),
    Verb.CONFIRM: model.confirm,
    Verb.SEND_BACK: model.send_back,
    Verb.SUSPEND: model.suspend,
    Verb.RESUME: model.resume,
    Verb.CANCEL: model.cancel,
    Verb.REOPEN: model.reopen,
    Verb.URGE: model.urge,
    Verb.STATE_CAUSE: lambda task, act: model.state_cause(task, act, DelayCauseKind.OBJECTIVE, "Bão"),
    Verb.CONFIRM_CAUSE: lambda task, act: model.confirm_cause(task, act, DelayCauseKind.OBJECTIVE),
    Verb.DEMAND_DECISION: lambda task, act: model.demand_decision(task, act, CALENDAR),
    Verb.TRANSFER: lambda task, act: model.transfer(task, act, lead=f"units/{task.version}"),
    Verb.REDO: model.redo,
}
VERBS = st.sampled_from(sorted(COMMANDS))


def test_every_verb_is_tried() -> None:
    assert set(COMMANDS) == set(Verb) - {Verb.DRAFT, Verb.CLOSE_PERIOD}
    assert set(model.RULES) == set(COMMANDS)
    assert all(rule.verb is verb for verb, rule in model.RULES.items())


def _dues(draw: st.DrawFn) -> Due:
    day = START + timedelta(days=draw(st.integers(0, 60)))
    return draw(
        st.sampled_from(
            [Due.on(day), Due.without_date(), Due.periodic(model.Recurrence(model.Every.WEEKLY, day))]
        )
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[Task, list[model.Step]]:
    """A task after any sequence of tried steps, with those that were taken."""
    task, first = model.draft(act(START), "task-1", terms(_dues(draw)))
    steps, day = [first], START
    for verb in draw(st.lists(VERBS, max_size=30)):
        day += timedelta(days=draw(st.integers(0, 12)))
        before = task
        try:
            after, step = COMMANDS[verb](task, act(day, reason="Có lý do"))
        except Refused:
            assert task == before
            continue
        if verb is not Verb.CREATE_SUBTASK:
            task = after
            steps.append(step)
    return task, steps


@given(histories())
def test_only_transitions_of_the_table_ever_happen(history: tuple[Task, list[model.Step]]) -> None:
    _, steps = history
    for before, step in pairwise(steps):
        assert step.from_state is before.to_state
        assert step.from_state in TRANSITIONS[step.verb].sources
        assert step.to_state is (TRANSITIONS[step.verb].target or step.from_state)


@given(histories())
def test_the_version_grows_by_exactly_one(history: tuple[Task, list[model.Step]]) -> None:
    task, steps = history
    assert [step.version for step in steps] == list(range(1, len(steps) + 1))
    assert task.version == len(steps)


@given(histories())
def test_what_a_state_means_is_always_there(history: tuple[Task, list[model.Step]]) -> None:
    task, _ = history
    if task.state in (State.SUBMITTED, State.COMPLETED):
        assert task.submission is not None
    if task.state in (State.IN_PROGRESS, State.SUBMITTED, State.COMPLETED, State.SUSPENDED):
        assert task.accepted_at is not None
    if task.state not in (State.DRAFT, State.PROPOSED, State.REJECTED):
        assert task.first_issued_at is not None
        assert task.lead
    assert (task.state is State.SUSPENDED) <= (task.suspended_at is not None)
    assert sum(extension.pending for extension in task.extensions) <= 1


@given(histories(), st.integers(0, 400))
def test_every_day_has_one_class_and_the_classes_add_up(
    history: tuple[Task, list[model.Step]], days: int
) -> None:
    _, steps = history
    day = START + timedelta(days=days)
    standings = [step.standing for step in steps]
    counted = model.totals(standings, day)
    assert counted.total == sum(len(model.classes_of(standing, day)) for standing in standings)
    assert counted.total == counted.done_on_time + counted.done_late + (
        counted.open_in_time + counted.open_overdue
    )


@given(histories(), st.integers(0, 400))
def test_marks_agree_with_the_class(history: tuple[Task, list[model.Step]], days: int) -> None:
    task, _ = history
    day = START + timedelta(days=days)
    marks, its_class = model.marks(task, day, CALENDAR), model.class_of(task.standing, day)
    if model.Mark.DUE_SOON in marks:
        assert its_class is TaskClass.OPEN_IN_TIME
    if model.Mark.OVERDUE_NOT_UPDATED in marks:
        assert its_class is TaskClass.OPEN_OVERDUE
    if its_class is None:
        assert not marks
    left = model.working_days_left(task.standing, day, CALENDAR)
    if left is not None and left > 0:
        assert its_class is TaskClass.OPEN_IN_TIME


@pytest.mark.parametrize(
    ("verb", "state"),
    [(verb, state) for verb in COMMANDS for state in State if state not in TRANSITIONS[verb].sources],
)
def test_a_verb_outside_its_states_is_refused_with_what_would_be_allowed(verb: Verb, state: State) -> None:
    task = replace(proposed(Due.on(START), START), state=state)
    with pytest.raises(Refused) as refusal:
        COMMANDS[verb](task, act(START, reason="Có lý do"))
    assert refusal.value.reason == Reason.TASK_STATE
    assert refusal.value.facts["state"] == state
    assert refusal.value.facts["allowed"] == ", ".join(sorted(TRANSITIONS[verb].sources))
