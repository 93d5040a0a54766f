"""In any order of attempted steps, no step that the table forbids is taken, and each step is numbered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.task import model
from services.task.model import TRANSITIONS, Due, Reason, State, Task, TaskClass, Verb
from shared.refused import Refused

from .counting import classes_of, totals
from .factories import CALENDAR, act, proposed
from .histories import COMMANDS, START, histories


def test_every_verb_is_tried() -> None:
    assert set(COMMANDS) == set(Verb) - {
        Verb.DRAFT,
        Verb.CLOSE_PERIOD,
        Verb.WITHDRAW_SUBMISSION,
        Verb.WITHDRAW_REQUEST,
    }
    assert set(model.RULES) == set(COMMANDS)
    assert all(rule.verb is verb for verb, rule in model.RULES.items())


@given(histories())
def test_only_transitions_of_the_table_happen(history: tuple[Task, list[model.Step]]) -> None:
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
def test_a_task_has_the_facts_that_its_state_implies(history: tuple[Task, list[model.Step]]) -> None:
    task, _ = history
    if task.state in (State.SUBMITTED, State.COMPLETED):
        assert task.submission is not None
    if task.state in (State.IN_PROGRESS, State.SUBMITTED, State.COMPLETED, State.SUSPENDED):
        assert task.accepted_at is not None
    if task.state not in (State.DRAFT, State.PROPOSED, State.REJECTED):
        assert task.first_issued_at is not None
        assert task.lead
    assert (task.state is State.SUSPENDED) <= (task.suspended_at is not None)
    if task.internal_due_date is not None:
        assert task.holder is not None
        assert task.due_date is not None
        assert task.internal_due_date <= task.due_date
    assert sum(extension.pending for extension in task.extensions) <= 1


@given(histories(), st.integers(0, 400))
def test_every_day_has_one_class_and_the_classes_add_up(
    history: tuple[Task, list[model.Step]], days: int
) -> None:
    _, steps = history
    day = START + timedelta(days=days)
    standings = [step.standing for step in steps]
    counted = totals(standings, day)
    assert counted.total == sum(len(classes_of(standing, day)) for standing in standings)
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
def test_a_verb_refused_in_a_state_lists_the_allowed_states(verb: Verb, state: State) -> None:
    task = replace(proposed(Due.on(START), START), state=state)
    with pytest.raises(Refused) as refusal:
        COMMANDS[verb](task, act(START, reason="Có lý do"))
    assert refusal.value.reason == Reason.TASK_STATE
    assert refusal.value.facts["state"] == state
    assert refusal.value.facts["allowed"] == ", ".join(sorted(TRANSITIONS[verb].sources))
