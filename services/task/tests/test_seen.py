"""A reader sees the class and the marks of the whole task, or none, whatever is withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.task import model, usecases
from services.task.model import Step, Task, View
from services.task.model.rights import AGENCY, PROVINCE
from services.task.tables import Caller
from shared.principal import HeldPosition

from .factories import CALENDAR, OFFICER, act, chief, submitted
from .histories import COORDINATOR, INFORMED, START, histories

OFFICE = Caller.of(chief)
# The Office sees every task whole.
ELSEWHERE = sorted(set(AGENCY) - set(PROVINCE))
UNITS = {View.PART: COORDINATOR, View.TEXT: INFORMED}


def reader_of(role: str, unit: str) -> Caller:
    return Caller("people/nguoi-doc", "Người đọc", (HeldPosition(f"{unit}/positions/1", unit, unit, role),))


def relation_of(task: Task, view: View, role: str) -> Caller:
    """A reader who may see this much of the task."""
    return reader_of(role, UNITS.get(view, task.lead))


@given(histories(), st.sampled_from(ELSEWHERE), st.sampled_from(sorted(View)), st.integers(0, 400))
def test_class_and_marks_are_those_of_the_whole_task_or_empty(
    history: tuple[Task, list[Step]], role: str, view: View, days: int
) -> None:
    task, day = history[0], START + timedelta(days=days)
    seen = usecases.seen(relation_of(task, view, role), task, day)
    whole = usecases.seen(OFFICE, task, day)
    assert whole.task == task
    assert (whole.its_class, whole.days_left) == (
        model.class_of(task.standing, day),
        model.working_days_left(task.standing, day, CALENDAR),
    )
    assert whole.marks <= model.marks(task, day, CALENDAR)
    shown = (seen.its_class, seen.marks, seen.days_left)
    if seen.view is View.TEXT:
        assert shown == (None, frozenset(), None)
    else:
        assert shown == (whole.its_class, whole.marks - model.WITHHELD[seen.view], whole.days_left)


@given(histories(), st.sampled_from(ELSEWHERE), st.sampled_from(sorted(View)))
def test_withheld_facts_are_empty(history: tuple[Task, list[Step]], role: str, view: View) -> None:
    task, _ = history
    seen = usecases.seen(relation_of(task, view, role), task, START)
    if task.state in model.NOT_ISSUED:
        assert seen.view is View.TEXT
    if seen.view is View.WHOLE:
        assert seen.task == task
        return
    shown = seen.task
    withheld = (shown.progress, shown.submission, shown.delay_cause, shown.holder)
    assert withheld == (None, None, None, None)
    assert (shown.send_back_count, shown.extension_count, shown.urging_count) == (0, 0, 0)
    assert set(shown.coordinators) <= {COORDINATOR if seen.view is View.PART else ""}
    assert (shown.title, shown.due, shown.state) == (task.title, task.due, task.state)
    assert seen.verbs == frozenset()


@pytest.mark.parametrize("role", ELSEWHERE)
def test_a_coordinator_sees_that_a_task_is_late_and_no_mark_of_progress(role: str) -> None:
    """Computed from what a coordinator sees, a late submission would be in time and a reported task never updated."""
    due, later = START + timedelta(days=30), START + timedelta(days=40)
    late = submitted(model.Due.on(due), START, due + timedelta(days=1))
    back = model.send_back(late, act(later, reason="Thiếu")).task
    reported = model.report_progress(back, act(later, OFFICER), percent=90, text="Sắp xong").task
    for task, marks in ((late, {model.Mark.WAITING_FOR_CONFIRMATION}), (reported, set())):
        coordinated = replace(task, coordinations=(model.Coordination(COORDINATOR),))
        seen = usecases.seen(reader_of(role, COORDINATOR), coordinated, later)
        assert (seen.view, seen.its_class) == (View.PART, model.TaskClass.OPEN_OVERDUE)
        assert seen.marks == marks
