"""Reminding and urging by rule: the right people on the right day, once; simultaneous sweeps; missed days."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from dondoc_api.dondoc.notification.v1.notification_events_pb import UrgingSent
from services.notification import jobs
from services.notification.config import NotificationSettings
from services.notification.model import RULES, Channel, mail_date
from services.notification.tables import OUTBOX, TASKS
from services.notification.tests.province import Province, Situation, State
from shared import clock
from shared.event import Event

Move = Callable[[int], None]
WORKED = Situation(state=State.IN_PROGRESS, holder=("nghiep-vu-y", "can-bo"))


@pytest.fixture
def sweep(province: Province, settings: NotificationSettings) -> Callable[[], None]:
    """Sends the due reminders, like the schedule."""
    return lambda: jobs.sweep_reminders(province.database, settings)


def enter(province: Province, situation: Situation, type: str = "task.updated") -> Event:
    """Makes a task known without notifying anyone."""
    event = province.step(type, situation)
    province.handle(event)
    return event


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "rule", "notified"),
    [
        (7, "due-in-3", ["can-bo", "truong-phong"]),
        (9, "due-in-1", ["can-bo", "truong-phong"]),
        (10, "due-today", ["can-bo", "truong-phong"]),
        (11, "overdue-first", ["can-bo", "giam-doc", "truong-phong"]),
        (13, "overdue", ["giam-doc", "theo-doi"]),
        (18, "overdue", ["giam-doc", "theo-doi"]),
        (20, "overdue-office", ["chanh-van-phong"]),
        (30, "overdue-leader", ["pho-chu-tich"]),
        (20, "no-progress", ["can-bo", "theo-doi"]),
    ],
)
def test_each_rule_notifies_its_people_on_its_day_and_nobody_the_day_before(
    province: Province,
    sweep: Callable[[], None],
    move_clock: Move,
    days: int,
    rule: str,
    notified: list[str],
) -> None:
    enter(province, replace(WORKED, due=in_days(10)))
    move_clock(days - 1)
    sweep()
    kind = RULES[rule].kind
    before = len(province.notified(kind))
    move_clock(days)
    sweep()
    assert len(province.notified(kind)) == before + len(notified)
    assert sorted(set(province.notified(kind))) == notified


def test_a_task_that_is_not_accepted_is_urged_after_the_first_working_day(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    enter(province, Situation())
    move_clock(1)
    sweep()
    assert province.notified() == []
    move_clock(2)
    sweep()
    assert province.notified("REMINDER_NOT_ACCEPTED") == ["van-thu"]


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (2, "REMINDER_INTERNAL_DUE_IN_3"),
        (4, "REMINDER_INTERNAL_DUE_IN_1"),
        (5, "REMINDER_INTERNAL_DUE_TODAY"),
    ],
)
def test_the_date_of_the_agency_reminds_those_who_hold_the_task_and_urges_nobody(
    province: Province, sweep: Callable[[], None], move_clock: Move, days: int, kind: str
) -> None:
    enter(province, replace(WORKED, due=in_days(30), internal_due=in_days(5), co_holder="can-bo-hai"))
    move_clock(days)
    sweep()
    assert province.notified(kind) == ["can-bo", "can-bo-hai", "truong-phong"]
    assert (
        province.facts(kind, "can-bo")["internal_due"]
        == (clock.today() + timedelta(days=5 - days)).isoformat()
    )
    with province.database.transaction() as session:
        assert session.execute(select(OUTBOX)).all() == []


def test_a_third_unanswered_urging_goes_one_level_up(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    enter(province, replace(WORKED, urged=clock.today(), unanswered=2))
    move_clock(1)
    sweep()
    assert province.notified() == []
    enter(province, replace(WORKED, urged=clock.today(), unanswered=3))
    move_clock(2)
    sweep()
    assert province.notified("REMINDER_UNANSWERED") == ["chanh-van-phong"]
    assert province.facts("REMINDER_UNANSWERED", "chanh-van-phong")["urgings"] == "3"


def test_a_second_sweep_notifies_nobody_again(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    enter(province, replace(WORKED, due=in_days(1)))
    move_clock(2)
    sweep()
    before = province.notified(), province.urgings(), province.emails()
    assert before[0]
    sweep()
    enter(province, replace(WORKED, due=in_days(-1)))
    sweep()
    assert (province.notified(), province.urgings(), province.emails()) == before


def test_simultaneous_sweeps_notify_everyone_once(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    for number in range(250):
        enter(province, replace(WORKED, name=f"tasks/n{number}", due=in_days(0)))
    move_clock(1)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: sweep(), range(4)))
    assert len(province.notified("REMINDER_OVERDUE_FIRST")) == 3 * 250
    assert len(set(province.urgings())) == len(province.urgings()) == 250
    assert ("overdue-first", clock.today()) not in province.reminders("PLANNED")


def test_each_rule_goes_out_once_for_missed_days_and_is_marked_as_late(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    due = in_days(1)
    enter(province, replace(WORKED, due=due))
    move_clock(15)
    sweep()
    assert province.kinds("giam-doc") == ["REMINDER_OVERDUE", "REMINDER_OVERDUE_FIRST"]
    assert province.facts("REMINDER_OVERDUE", "giam-doc")["late"] == (due + timedelta(days=13)).isoformat()
    assert [(rule, (day - due).days) for rule, day in province.reminders("MISSED") if rule == "overdue"] == [
        ("overdue", 3),
        ("overdue", 8),
    ]
    assert len(province.urgings()) == 2


def test_a_reminder_on_its_day_is_not_marked_as_late(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    enter(province, replace(WORKED, due=in_days(1)))
    move_clock(1)
    sweep()
    assert "late" not in province.facts("REMINDER_DUE_TODAY", "can-bo")


def test_a_missed_reminder_that_is_outdated_is_not_sent(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    enter(province, replace(WORKED, due=in_days(1)))
    move_clock(2)
    sweep()
    assert province.kinds("can-bo") == ["REMINDER_OVERDUE_FIRST"]


def test_a_missed_reminder_is_sent_even_after_another_event(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    situation = replace(WORKED, due=in_days(1))
    enter(province, situation)
    move_clock(3)
    enter(province, replace(situation, progress=clock.today()), "task.updated")
    sweep()
    assert "REMINDER_OVERDUE_FIRST" in province.kinds("can-bo")


def test_only_urgings_are_announced_to_the_task_service(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    enter(province, replace(WORKED, due=in_days(3)))
    sweep()
    move_clock(13)
    sweep()
    with province.database.transaction() as session:
        rows = session.execute(select(OUTBOX.c.aggregate, OUTBOX.c.version, OUTBOX.c.payload)).all()
    sent = {UrgingSent.from_binary(row.payload).rule: row for row in rows}
    assert set(sent) == {rule.id for rule in RULES.values() if rule.urges} - {"not-accepted"}
    first = UrgingSent.from_binary(sent["overdue-first"].payload)
    assert (first.task, sorted(first.people)) == (
        WORKED.name,
        ["people/can-bo", "people/giam-doc", "people/truong-phong"],
    )
    assert (sent["overdue-first"].aggregate, sent["overdue-first"].version) == (first.urging, 1)


def test_an_urging_that_reaches_nobody_is_not_announced(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    for name, role in (("van-thu", "AGENCY_CLERK"), ("giam-doc", "AGENCY_HEAD")):
        province.handle(province.position(name, "so-y-te", role, end=clock.today()))
    enter(province, Situation())
    move_clock(2)
    sweep()
    assert province.urgings() == []
    assert [rule for rule, _ in province.reminders("NOBODY")] == ["not-accepted"]


def test_nobody_is_urged_about_a_task_whose_events_are_held(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    situation = replace(WORKED, due=in_days(1))
    enter(province, situation)
    submitted = province.step("task.submitted", replace(situation, state=State.SUBMITTED), "giam-doc")
    province.handle(province.step("task.confirmed", replace(situation, state=State.COMPLETED), "theo-doi"))
    move_clock(2)
    sweep()
    assert province.notified() == []
    province.handle(submitted)
    sweep()
    assert province.urgings() == []


def test_a_reminder_that_fails_does_not_hold_up_others_and_goes_out_later(
    province: Province, sweep: Callable[[], None], move_clock: Move
) -> None:
    enter(province, replace(WORKED, name="tasks/hong", due=in_days(0)))
    enter(province, replace(WORKED, due=in_days(0)))
    with province.database.transaction() as session:
        session.execute(delete(TASKS).where(TASKS.c.name == "tasks/hong"))
    move_clock(1)
    sweep()
    assert len(province.urgings()) == 1
    enter(province, replace(WORKED, name="tasks/hong", due=in_days(-1)))
    move_clock(2)
    sweep()
    assert len(province.urgings()) == 2


def test_the_reminders_of_a_day_begin_at_the_start_of_work(settings: NotificationSettings) -> None:
    at_seven = settings.model_copy(update={"remind_from_hour": 7})
    before = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)
    assert jobs.reminding_day(before, at_seven) == date(2026, 11, 24)
    assert jobs.reminding_day(before + timedelta(minutes=1), at_seven) == date(2026, 11, 25)


def test_the_weekly_list_goes_out_on_monday() -> None:
    monday = date(2026, 11, 23)
    assert mail_date(Channel.WEEKLY, monday) == monday
    assert {mail_date(Channel.WEEKLY, monday + timedelta(days=days)) for days in range(1, 8)} == {
        monday + timedelta(days=7)
    }
    assert mail_date(Channel.DIGEST, monday + timedelta(days=2)) == monday + timedelta(days=2)
