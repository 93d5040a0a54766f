"""The periods of a periodic task: each is a record of its own, counts for itself and is there exactly once."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import grpc
import pytest
from grpc import aio
from hypothesis import given
from hypothesis import strategies as st

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from services.task import model
from services.task.model import (
    DelayCauseKind,
    Due,
    Every,
    PendingDecision,
    PeriodState,
    Reason,
    Recurrence,
    RecurrenceDay,
    Task,
    TaskClass,
)
from services.task.tables.rows import task_of, task_row
from shared import clock
from shared.principal import Principal

from .desks import CAUSE, Desk, accepted
from .documents import FILE
from .factories import (
    CALENDAR,
    CHIEF,
    HEAD,
    OFFICER,
    OTHER_AGENCY,
    REPORT,
    SPECIALIST,
    act,
    health_clerk,
    in_progress,
    issued,
    roads_clerk,
    roads_officer,
    specialist,
)
from .test_model import refused

DAY = timedelta(days=1)
FIRST = date(2025, 9, 30)
MONTHLY = Due.periodic(Recurrence(Every.MONTHLY, FIRST, day=RecurrenceDay.LAST_DAY), "định kỳ hằng tháng")
MONTHS = {Every.MONTHLY: 1, Every.QUARTERLY: 3, Every.HALF_YEARLY: 6, Every.YEARLY: 12}
DAYS = st.dates(date(2024, 1, 1), date(2044, 12, 31))


def due_dates(recurrence: Recurrence, periods: int) -> list[date]:
    found = [recurrence.first_due or date.min]
    while len(found) < periods and (following := recurrence.after(found[-1], CALENDAR)):
        found.append(following)
    return found


def reported(task: Task, day: date) -> Task:
    """The running period is worked on, urged and submitted on a day; a late one with its cause."""
    task = model.report_progress(task, act(day, OFFICER), percent=60, text="Đang tổng hợp").task
    task = model.urge(task, act(day)).task
    task = model.submit(task, act(day, OFFICER), text="Báo cáo tháng", document_number=REPORT).task
    late = model.class_of(task.standing, day) is TaskClass.OPEN_OVERDUE
    return model.state_cause(task, act(day, HEAD), DelayCauseKind.OBJECTIVE, "Bão").task if late else task


def periods_on(task: Task, day: date) -> list[model.PeriodStanding]:
    return model.periods_of(task, model.counted(task.standing, day, CALENDAR))


def closed(task: Task, day: date) -> Task:
    return model.confirm(reported(task, day), act(day), CALENDAR).task


@given(st.sampled_from(sorted(MONTHS)), DAYS)
def test_each_period_is_due_on_the_day_of_the_first_or_the_last_day_of_its_month(
    every: Every, first: date
) -> None:
    for due in due_dates(Recurrence(every, first), 40):
        assert due.day == min(first.day, monthrange(due.year, due.month)[1])
        assert ((due.year - first.year) * 12 + due.month - first.month) % MONTHS[every] == 0


@given(st.sampled_from(sorted(MONTHS)), DAYS)
def test_last_days_and_last_working_days_are_those_of_their_months(every: Every, first: date) -> None:
    last_days = due_dates(Recurrence(every, first, day=RecurrenceDay.LAST_DAY), 30)
    working = due_dates(Recurrence(every, first, day=RecurrenceDay.LAST_WORKING_DAY), 30)
    for due, day in zip(last_days[1:], working[1:], strict=True):
        assert (due + DAY).day == 1
        assert CALENDAR.is_working(day)
        assert CALENDAR.working_days_between(day, due) == 0
        assert (day.year, day.month) == (due.year, due.month)


def test_the_last_working_day_of_a_month_ends_before_tet() -> None:
    recurrence = Recurrence(Every.MONTHLY, date(2024, 12, 31), day=RecurrenceDay.LAST_WORKING_DAY)
    assert recurrence.after(date(2024, 12, 31), CALENDAR) == date(2025, 1, 24)


def test_a_week_has_no_last_day_of_a_month_and_no_rule_ends_before_it_begins() -> None:
    weekly = Recurrence(Every.WEEKLY, FIRST, day=RecurrenceDay.LAST_DAY)
    with refused(Reason.RECURRENCE_DAY_UNWANTED, "due.recurrence_day"):
        Due.periodic(weekly).check(not_before=FIRST)
    early = Recurrence(Every.MONTHLY, FIRST, until=FIRST - DAY)
    with refused(Reason.RECURRENCE_ENDS_EARLY, "due.until_date"):
        Due.periodic(early).check(not_before=FIRST)


def test_a_closed_period_keeps_what_was_done_in_it_and_the_next_one_begins_empty() -> None:
    task = closed(in_progress(MONTHLY), FIRST)
    (period,) = task.periods
    assert (period.due_date, period.original_due_date, period.lead) == (FIRST, FIRST, task.lead)
    assert period.submission is not None
    assert period.submission.document_number == REPORT
    assert period.progress is not None
    assert (period.progress.percent, period.urging_count) == (60, 1)
    assert period.closed_at is not None
    assert (task.due_date, task.submission, task.progress, task.urging_count) == (
        date(2025, 10, 31), None, None, 0,
    )  # fmt: skip
    assert task.report_awaited_from == period.closed_at
    moved = model.transfer(task, act(FIRST + DAY, CHIEF, "Đổi"), CALENDAR, lead=OTHER_AGENCY).task
    assert moved.report_awaited_from == moved.issued_at
    assert model.Mark.NO_RECENT_PROGRESS not in model.marks(task, FIRST + DAY, CALENDAR)


def test_an_extension_moves_one_period_only() -> None:
    task = model.extend(in_progress(MONTHLY), act(FIRST, CHIEF, "Mưa lũ"), date(2025, 10, 10)).task
    task = closed(task, date(2025, 10, 9))
    (period,) = task.periods
    assert (period.due_date, period.original_due_date) == (date(2025, 10, 10), FIRST)
    assert len(period.extensions) == 1
    begins = [each.begins for each in model.counted(task.standing, date(2025, 10, 20), CALENDAR)]
    assert begins == [None, FIRST + DAY]
    assert (task.due_date, task.extension_count) == (date(2025, 10, 31), 0)


def test_the_periods_of_a_task_are_there_once_after_any_time() -> None:
    task = closed(in_progress(MONTHLY), FIRST)
    found = periods_on(task, date(2026, 1, 2))
    assert [(each.period.key, each.state) for each in found] == [
        (FIRST, PeriodState.FINISHED),
        (date(2025, 10, 31), PeriodState.RUNNING),
        (date(2025, 11, 30), PeriodState.WAITING),
        (date(2025, 12, 31), PeriodState.WAITING),
        (date(2026, 1, 31), PeriodState.WAITING),
    ]
    assert [each.counted.its_class for each in found] == [
        TaskClass.DONE_ON_TIME, *[TaskClass.OPEN_OVERDUE] * 3, TaskClass.OPEN_IN_TIME,
    ]  # fmt: skip


def test_no_period_of_a_suspended_task_becomes_overdue() -> None:
    task = closed(in_progress(MONTHLY), FIRST)
    task = model.suspend(task, act(date(2025, 11, 5), CHIEF, "Chờ hướng dẫn")).task
    counts = model.counted(task.standing, date(2026, 1, 2), CALENDAR)
    assert [each.its_class for each in counts] == [
        TaskClass.DONE_ON_TIME, TaskClass.OPEN_OVERDUE, *[TaskClass.OPEN_IN_TIME] * 3,
    ]  # fmt: skip
    assert all(each.settled for each in counts)


def test_a_decision_is_demanded_only_long_after_a_period_could_begin() -> None:
    task = closed(in_progress(MONTHLY), date(2026, 1, 30))
    assert task.due_date == date(2025, 10, 31)
    with refused(Reason.DECISION_EARLY):
        model.demand_decision(task, act(date(2026, 1, 31)), CALENDAR)
    day = CALENDAR.add_working_days(date(2026, 1, 30), model.DEFAULT_POLICY.decision_after)
    assert model.demand_decision(task, act(day), CALENDAR).task.decision_demanded_at is not None


def test_a_task_that_ends_with_its_last_period_has_only_finished_ones() -> None:
    once = replace(MONTHLY, recurrence=Recurrence(Every.MONTHLY, FIRST, until=date(2025, 10, 31)))
    task = closed(closed(in_progress(once), FIRST), date(2025, 10, 31))
    assert task.state is model.State.COMPLETED
    assert [each.state for each in periods_on(task, date(2026, 5, 1))] == [PeriodState.FINISHED] * 2


def test_what_was_done_in_finished_periods_counts_after_the_task_is_cancelled() -> None:
    task = closed(in_progress(MONTHLY), FIRST)
    cancelled = model.cancel(task, act(FIRST + DAY, CHIEF, "Có văn bản thay thế")).task
    (counted,) = model.counted(cancelled.standing, date(2026, 1, 2), CALENDAR)
    assert counted.its_class is TaskClass.DONE_ON_TIME


@pytest.mark.parametrize("due", [None, Due.on(date(2025, 12, 1)), Due.without_date()])
def test_another_lead_or_rule_leaves_finished_periods_alone(due: Due | None) -> None:
    before = closed(in_progress(MONTHLY), FIRST)
    moved = model.transfer(
        before, act(FIRST + DAY, CHIEF, "Đổi cơ quan"), CALENDAR, lead=OTHER_AGENCY, due=due
    ).task
    assert moved.periods == before.periods
    finished = [each for each in periods_on(moved, FIRST + DAY) if each.period.closed_at]
    assert [(each.period.lead, each.period.issued_at) for each in finished] == [
        (before.lead, before.issued_at)
    ]


def test_another_lead_is_not_given_a_date_that_a_finished_period_has() -> None:
    task = closed(in_progress(MONTHLY), FIRST)
    with refused(Reason.DUE_BEFORE_PERIOD, "due.date"):
        model.transfer(task, act(FIRST, CHIEF, "Đổi"), CALENDAR, lead=OTHER_AGENCY, due=MONTHLY)


@pytest.mark.parametrize("end", [model.cancel, model.suspend])
def test_the_cause_of_a_closed_period_is_decided_whatever_becomes_of_the_task(
    end: Callable[..., model.Decision],
) -> None:
    late = date(2025, 11, 3)
    task = closed(in_progress(MONTHLY), FIRST + DAY)
    task = model.state_cause(task, act(late, HEAD), DelayCauseKind.SUBJECTIVE, "Thiếu người").task
    task = end(task, act(late, CHIEF, "Có văn bản thay thế")).task
    assert model.pending_decisions(task) == {PendingDecision.DELAY_CAUSE}
    task = model.confirm_cause(task, act(late, SPECIALIST, "Không đúng"), refused=True).task
    # What a cancelled task would have been late for no longer counts.
    cancelled = task.state is model.State.CANCELLED
    assert model.pending_decisions(task) == (set() if cancelled else {PendingDecision.DELAY_CAUSE})
    if cancelled:
        task = model.contest_cause(task, act(late, HEAD, "Có thông báo bão"), CALENDAR).task
        assert model.pending_decisions(task) == {PendingDecision.CONTEST}


def test_the_cause_of_a_closed_period_is_decided_and_contested_after_it() -> None:
    late = FIRST + 2 * DAY
    task = closed(in_progress(MONTHLY), late)
    assert model.pending_decisions(task) == {PendingDecision.DELAY_CAUSE}
    task = model.confirm_cause(task, act(late, SPECIALIST, "Không đúng"), refused=True).task
    assert task.delay_cause is None
    task = model.contest_cause(task, act(late + DAY, HEAD, "Có thông báo bão"), CALENDAR).task
    assert model.pending_decisions(task) == {PendingDecision.CONTEST}
    task = model.decide_contest(task, act(late + DAY, CHIEF, "Đồng ý"), granted=True).task
    (period,) = task.periods
    assert period.delay_cause is not None
    assert (period.delay_cause.period_due_date, period.delay_cause.kind) == (FIRST, DelayCauseKind.OBJECTIVE)
    assert not period.delay_cause.refused
    # It does not explain the running one, and nothing is left to discuss.
    assert (task.delay_cause, task.discussed_cause) == (None, None)


def test_another_lead_does_not_contest_what_was_decided_on_the_one_before() -> None:
    task = closed(in_progress(MONTHLY), FIRST + DAY)
    task = model.confirm_cause(task, act(FIRST + DAY, SPECIALIST, "Không đúng"), refused=True).task
    moved = model.transfer(task, act(FIRST + 2 * DAY, CHIEF, "Đổi"), CALENDAR, lead=OTHER_AGENCY).task
    with refused(Reason.NOTHING_TO_CONTEST):
        model.contest_cause(moved, act(FIRST + 2 * DAY, HEAD, "Xem lại"), CALENDAR)


def test_the_causes_of_several_periods_are_decided_one_after_the_other() -> None:
    task = closed(in_progress(MONTHLY), FIRST + DAY)
    late = date(2025, 11, 3)
    task = model.state_cause(task, act(late, HEAD), DelayCauseKind.SUBJECTIVE, "Thiếu người").task
    assert [cause.text for cause in task.causes] == ["Bão", "Thiếu người"]
    assert task.discussed_cause == task.causes[0]
    decided = model.confirm_cause(task, act(late))
    assert [each.field_path for each in decided.step.changes] == ["delay_cause"]
    assert [cause.pending for cause in decided.task.causes] == [False, True]
    task = model.confirm_cause(decided.task, act(late, SPECIALIST, "Không đúng"), refused=True).task
    assert model.pending_decisions(task) == frozenset()
    contested = model.contest_cause(task, act(late, HEAD, "Xem lại"), CALENDAR).task
    assert contested.discussed_cause == contested.delay_cause


def test_a_cause_is_decided_where_it_is_although_the_task_has_got_another_date() -> None:
    late = FIRST + 2 * DAY
    task = model.state_cause(issued(MONTHLY), act(late, HEAD), DelayCauseKind.OBJECTIVE, "Bão").task
    task = model.return_(task, act(date(2025, 9, 4), HEAD, "Thiếu số liệu"), CALENDAR).task
    task = model.reissue(task, act(late, CHIEF), CALENDAR, due=replace(MONTHLY, date=late + DAY)).task
    assert model.pending_decisions(task) == {PendingDecision.DELAY_CAUSE}
    task = model.confirm_cause(task, act(late)).task
    assert task.delay_cause is not None
    assert not task.delay_cause.pending


def test_nobody_contests_why_a_cancelled_task_was_late() -> None:
    late = FIRST + DAY
    task = model.state_cause(in_progress(MONTHLY), act(late, HEAD), DelayCauseKind.OBJECTIVE, "Bão").task
    task = model.confirm_cause(task, act(late, SPECIALIST, "Không đúng"), refused=True).task
    task = model.cancel(task, act(late, CHIEF, "Có văn bản thay thế")).task
    with refused(Reason.NOTHING_TO_CONTEST):
        model.contest_cause(task, act(late, HEAD, "Có thông báo bão"), CALENDAR)


def test_each_late_period_needs_a_cause_of_its_own() -> None:
    task = closed(in_progress(MONTHLY), FIRST + DAY)
    task = model.confirm_cause(task, act(FIRST + DAY)).task
    given = model.submit(
        task, act(date(2025, 11, 3), OFFICER), text="Báo cáo tháng", document_number=REPORT
    ).task
    with refused(Reason.DELAY_CAUSE_DEMANDED):
        model.confirm(given, act(date(2025, 11, 3)), CALENDAR)


def test_a_period_of_the_time_before_is_read() -> None:
    row = task_row(closed(in_progress(MONTHLY), FIRST))
    (period,) = task_of(row | {"periods": [{"due_date": str(FIRST), "submit_date": str(FIRST)}]}).periods
    assert (period.lead, period.original_due_date, period.submit_date) == (row["lead"], FIRST, FIRST)


async def test_whoever_sees_a_periodic_task_lists_its_periods_the_latest_first(
    desk: Callable[..., Desk],
) -> None:
    today = clock.today()
    first = today - 15 * DAY
    weekly = types.Due(
        kind=types.Due.Kind.PERIODIC, date=first.isoformat(), recurrence=types.Due.Recurrence.WEEKLY
    )
    ordered = (first - 5 * DAY).isoformat()
    name = await accepted(desk, due=weekly, assign_date=ordered)
    await desk(health_clerk)(
        "SubmitTask",
        pb.SubmitTaskRequest(
            name=name, submission=pb.Submission(text="Đã xong", files=[FILE]), delay_cause=CAUSE
        ),
    )
    await desk(specialist)("ConfirmTask", pb.ConfirmTaskRequest(name=name))

    async def periods(who: Principal, **page: Any) -> Any:
        return await desk(who)("ListTaskPeriods", pb.ListTaskPeriodsRequest(parent=name, **page))

    found = (await periods(health_clerk)).periods
    states = pb.TaskPeriod.State
    assert [each.state for each in found] == [
        states.WAITING, states.WAITING, states.RUNNING, states.FINISHED,
    ]  # fmt: skip
    done = found[-1]
    assert done.name == f"{name}/periods/{first.isoformat()}"
    assert (done.class_, done.confirm_date) == (types.TaskClass.DONE_LATE, today.isoformat())
    assert list(done.submission.files) == [FILE]
    assert done.delay_cause.period_due_date == first.isoformat()
    assert found[2].start_date == (first + DAY).isoformat()

    page = await periods(health_clerk, page_size=3)
    rest = await periods(health_clerk, page_size=3, page_token=page.next_page_token)
    assert [*page.periods, *rest.periods] == list(found)
    assert not rest.next_page_token

    # A coordinator sees how far the work has come, and not how the lead works, nor why it was late.
    assert (await desk(health_clerk)("GetTask", pb.GetTaskRequest(name=name))).delay_cause
    assert not (await desk(roads_clerk)("GetTask", pb.GetTaskRequest(name=name))).delay_cause
    theirs = (await periods(roads_clerk)).periods
    assert [each.class_ for each in theirs] == [each.class_ for each in found]
    assert not any(each.submission or each.delay_cause or each.progress for each in theirs)
    with pytest.raises(aio.AioRpcError) as error:
        await periods(roads_officer)
    assert error.value.code() is grpc.StatusCode.NOT_FOUND
