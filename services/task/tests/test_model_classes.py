"""Classes and marks at the end of a day (docs/domain.md, section Classes)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.task import model
from services.task.model import DelayCauseKind, Due, Every, Mark, Recurrence, Standing, State, TaskClass

from .counting import Totals, classes_of, totals
from .factories import CALENDAR, CHIEF, HEAD, OFFICER, act, in_progress, issued, proposed, submitted

ISSUED = date(2025, 9, 3)
DUE = date(2025, 9, 15)  # a Monday
ON_DUE = Due.on(DUE)
DAY = timedelta(days=1)


def class_on(task: model.Task, day: date) -> TaskClass | None:
    return model.class_of(task.standing, day)


def test_the_due_day_itself_is_in_time() -> None:
    assert class_on(in_progress(ON_DUE), DUE) is TaskClass.OPEN_IN_TIME
    assert class_on(in_progress(ON_DUE), DUE + DAY) is TaskClass.OPEN_OVERDUE
    done = model.confirm(submitted(ON_DUE, ISSUED, DUE), act(DUE + 9 * DAY), CALENDAR).task
    assert class_on(done, DUE + 9 * DAY) is TaskClass.DONE_ON_TIME


def test_the_day_of_submission_decides_not_the_day_of_confirmation() -> None:
    late = submitted(ON_DUE, ISSUED, DUE + DAY)
    assert class_on(late, DUE + 2 * DAY) is TaskClass.OPEN_OVERDUE
    stated = model.state_cause(late, act(DUE + 2 * DAY), DelayCauseKind.OBJECTIVE, "Bão").task
    done = model.confirm(stated, act(DUE + 5 * DAY), CALENDAR).task
    assert class_on(done, DUE + 5 * DAY) is TaskClass.DONE_LATE


def test_a_submitted_task_is_open_and_overdue_only_if_submitted_late() -> None:
    waiting = submitted(ON_DUE, ISSUED, DUE)
    assert class_on(waiting, DUE + 30 * DAY) is TaskClass.OPEN_IN_TIME
    assert Mark.WAITING_FOR_CONFIRMATION in model.marks(waiting, DUE + 30 * DAY, CALENDAR)


def test_a_submission_late_at_night_belongs_to_its_day_in_viet_nam() -> None:
    task = model.submit(
        in_progress(ON_DUE), act(DUE, OFFICER, hour=23), text="Xong", document_number="1/BC"
    ).task
    assert task.submission is not None
    assert task.submission.submit_date == DUE


def test_a_suspended_task_keeps_the_class_of_the_day_of_suspension() -> None:
    in_time = model.suspend(in_progress(ON_DUE), act(DUE, CHIEF, "Chờ")).task
    late = model.suspend(in_progress(ON_DUE), act(DUE + DAY, CHIEF, "Chờ")).task
    assert class_on(in_time, DUE + 100 * DAY) is TaskClass.OPEN_IN_TIME
    assert class_on(late, DUE + 100 * DAY) is TaskClass.OPEN_OVERDUE


@pytest.mark.parametrize("state", sorted(model.NOT_COUNTED))
def test_a_task_not_in_force_is_not_counted(state: State) -> None:
    standing = Standing(state, due_date=DUE)
    assert model.class_of(standing, DUE + DAY) is None
    assert totals([standing], DUE + DAY).total == 0


def test_a_task_without_a_date_is_never_overdue() -> None:
    assert class_on(in_progress(Due.without_date()), date(2035, 1, 1)) is TaskClass.OPEN_IN_TIME


def test_a_granted_extension_counts_against_the_new_date() -> None:
    requested = model.request_extension(in_progress(ON_DUE), act(DUE, HEAD, "Chờ"), DUE + 10 * DAY).task
    granted = model.decide_extension(requested, act(DUE, CHIEF), granted=True).task
    assert class_on(requested, DUE + DAY) is TaskClass.OPEN_OVERDUE
    assert class_on(granted, DUE + DAY) is TaskClass.OPEN_IN_TIME
    assert Mark.EXTENDED in model.marks(granted, DUE + DAY, CALENDAR)


@pytest.mark.parametrize(
    ("day", "soon"),
    [(date(2025, 9, 9), False), (date(2025, 9, 10), True), (DUE, True), (DUE + DAY, False)],
)
def test_due_soon_is_within_three_working_days(day: date, soon: bool) -> None:
    marks = model.marks(in_progress(ON_DUE), day, CALENDAR)
    assert (Mark.DUE_SOON in marks) is soon


def test_due_soon_skips_the_weekend() -> None:
    sunday_due = in_progress(Due.on(date(2025, 9, 14)))
    assert Mark.DUE_SOON in model.marks(sunday_due, date(2025, 9, 9), CALENDAR)


def test_acceptance_is_overdue_after_one_working_day() -> None:
    friday = date(2025, 9, 5)
    task = issued(ON_DUE, day=friday)
    assert class_on(task, friday) is TaskClass.OPEN_IN_TIME
    assert model.marks(task, date(2025, 9, 8), CALENDAR) & {Mark.NOT_ACCEPTED, Mark.ACCEPTANCE_OVERDUE} == {
        Mark.NOT_ACCEPTED
    }
    assert Mark.ACCEPTANCE_OVERDUE in model.marks(task, date(2025, 9, 9), CALENDAR)
    assert Mark.NOT_ACCEPTED not in model.marks(in_progress(ON_DUE), DUE, CALENDAR)


def test_an_overdue_task_without_a_report_is_marked_as_not_updated() -> None:
    untouched = in_progress(ON_DUE)
    reported = model.report_progress(untouched, act(DUE, OFFICER), percent=5, text="Đang làm").task
    assert Mark.OVERDUE_NOT_UPDATED in model.marks(untouched, DUE + DAY, CALENDAR)
    assert Mark.OVERDUE_NOT_UPDATED not in model.marks(reported, DUE + DAY, CALENDAR)
    assert Mark.OVERDUE_NOT_UPDATED not in model.marks(untouched, DUE, CALENDAR)
    late = submitted(ON_DUE, ISSUED, DUE + DAY)
    assert Mark.OVERDUE_NOT_UPDATED not in model.marks(late, DUE + DAY, CALENDAR)


def test_days_left_and_days_overdue_are_working_days() -> None:
    task = in_progress(ON_DUE)
    days = [date(2025, 9, 12), DUE, DUE + DAY, date(2025, 9, 22)]
    assert [model.working_days_left(task.standing, day, CALENDAR) for day in days] == [1, 0, -1, -5]
    assert model.working_days_left(proposed(ON_DUE).standing, DUE, CALENDAR) is None


def test_a_periodic_task_counts_once_for_each_period_that_has_begun() -> None:
    weekly = Recurrence(Every.WEEKLY, date(2025, 9, 5))
    task = in_progress(Due.periodic(weekly))
    assert classes_of(task.standing, date(2025, 9, 5)) == (TaskClass.OPEN_IN_TIME,)
    assert classes_of(task.standing, date(2025, 9, 15)) == (
        TaskClass.OPEN_OVERDUE, TaskClass.OPEN_OVERDUE, TaskClass.OPEN_IN_TIME,
    )  # fmt: skip
    given = model.submit(task, act(date(2025, 9, 5), OFFICER), text="Tuần 1", document_number="1/BC").task
    confirmed = model.confirm(given, act(date(2025, 9, 8)), CALENDAR).task
    assert totals([confirmed.standing], date(2025, 9, 8)) == Totals(done_on_time=1, open_in_time=1)


def test_the_classes_add_up_to_the_total() -> None:
    standings = [
        Standing(State.COMPLETED, DUE, submit_date=DUE),
        Standing(State.COMPLETED, DUE, submit_date=DUE + DAY),
        Standing(State.IN_PROGRESS, DUE),
        Standing(State.IN_PROGRESS, DUE + 9 * DAY),
        Standing(State.CANCELLED, DUE),
    ]
    counted = totals(standings, DUE + DAY)
    assert counted == Totals(1, 1, 1, 1)
    assert counted.total == 4


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_due_soon_begins_on_the_first_day_within_the_limit(due: date) -> None:
    first = model.due_soon_from(due, CALENDAR)
    standing = Standing(State.IN_PROGRESS, due)
    assert model.is_due_soon(standing, first, CALENDAR, model.DEFAULT_POLICY)
    assert not model.is_due_soon(standing, first - DAY, CALENDAR, model.DEFAULT_POLICY)


@given(st.sampled_from(sorted(State)), st.dates(), st.dates(), st.dates())
def test_a_settled_class_is_the_class_of_every_later_day(
    state: State, due: date, submitted: date, day: date
) -> None:
    standing = Standing(state, due, due, submitted, suspend_date=submitted)
    settled = model.settled_class(standing)
    its_class = model.class_of(standing, max(day, submitted))
    if settled is not None:
        assert its_class is settled
    elif its_class is not None:
        overdue = max(day, submitted) > due
        assert its_class is (TaskClass.OPEN_OVERDUE if overdue else TaskClass.OPEN_IN_TIME)


def test_a_period_begins_the_day_after_the_previous_one_was_due() -> None:
    weekly = Recurrence(Every.WEEKLY, date(2025, 9, 5))
    task = in_progress(Due.periodic(weekly))
    begins = [each.begins for each in model.counted(task.standing, date(2025, 9, 15), CALENDAR)]
    assert begins == [None, date(2025, 9, 6), date(2025, 9, 13)]


def test_future_periods_count_as_in_time() -> None:
    task = in_progress(Due.periodic(Recurrence(Every.WEEKLY, date(2025, 9, 5))))
    counted = model.counted(task.standing, date(2025, 9, 4), CALENDAR, date(2025, 9, 19))
    assert [(each.begins, each.due_date, each.its_class) for each in counted] == [
        (None, date(2025, 9, 5), TaskClass.OPEN_IN_TIME),
        (date(2025, 9, 6), date(2025, 9, 12), TaskClass.OPEN_IN_TIME),
        (date(2025, 9, 13), date(2025, 9, 19), TaskClass.OPEN_IN_TIME),
    ]


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (DUE - 4 * DAY, False),
        # A Friday: Monday, the due day, is the last day in time to accept it.
        (DUE - 3 * DAY, False),
        # On the due day itself it cannot be accepted before it.
        (DUE, True),
        (DUE + 30 * DAY, True),
    ],
)
def test_a_task_issued_too_late_to_be_accepted_is_marked(day: date, late: bool) -> None:
    task = issued(ON_DUE, day, ordered=ISSUED)
    assert task.issued_late is late
    assert (Mark.ISSUED_LATE in model.marks(task, day, CALENDAR)) is late
    (counted,) = model.counted(task.standing, day, CALENDAR)
    assert counted.issued_late is late
    assert not issued(Due.without_date(), day, ordered=ISSUED).issued_late


def test_a_friday_due_task_is_late_if_accepted_on_monday_only() -> None:
    friday = DUE - 3 * DAY
    assert issued(Due.on(friday), friday, ordered=ISSUED).issued_late
    assert not issued(Due.on(friday), friday - DAY, ordered=ISSUED).issued_late
    # Issued on Friday, it can be accepted in time on Monday.
    assert issued(Due.on(DUE - DAY), friday, ordered=ISSUED).issued_late


def test_the_mark_of_a_task_issued_late_stays_when_it_is_done_and_goes_with_a_later_date() -> None:
    late = model.accept(issued(ON_DUE, DUE + DAY, ordered=ISSUED), act(DUE + DAY, HEAD)).task
    done = model.submit(late, act(DUE + 2 * DAY, HEAD), text="Xong", document_number="1/BC").task
    stated = model.state_cause(done, act(DUE + 2 * DAY), DelayCauseKind.OBJECTIVE, "Giao muộn").task
    confirmed = model.confirm(stated, act(DUE + 3 * DAY, CHIEF), CALENDAR).task
    assert model.marks(confirmed, DUE + 9 * DAY, CALENDAR) == {Mark.ISSUED_LATE}
    cancelled = model.cancel(late, act(DUE + 2 * DAY, CHIEF, "Trùng")).task
    assert model.marks(cancelled, DUE + 9 * DAY, CALENDAR) == frozenset()
    later = DUE + 30 * DAY
    assert not model.extend(late, act(DUE + DAY, CHIEF, "Giao muộn"), later).task.issued_late
    moved = model.transfer(late, act(DUE + DAY, CHIEF, "Đổi"), CALENDAR, lead="units/khac")
    assert moved.task.issued_late
    dated = model.transfer(late, act(DUE + DAY, CHIEF, "Đổi"), CALENDAR, lead="units/khac", due=Due.on(later))
    assert not dated.task.issued_late


def test_a_late_issue_marks_the_first_period_only() -> None:
    weekly = Due.periodic(Recurrence(Every.WEEKLY, DUE))
    task = model.submit(
        issued(weekly, DUE, ordered=ISSUED), act(DUE, HEAD), text="Xong", document_number="1/BC"
    ).task
    following = model.confirm(task, act(DUE + DAY, CHIEF), CALENDAR).task
    assert not following.issued_late
    assert [each.issued_late for each in model.counted(following.standing, DUE + DAY, CALENDAR)] == [
        True,
        False,
    ]
