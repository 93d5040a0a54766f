"""The numbers equal a naive recount of the same events, even if these are repeated, reordered or projected again."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dondoc_api.dondoc.task.v1.task_events_pb import Intake as TaskIntake
from dondoc_api.dondoc.task.v1.task_events_pb import (
    PeriodFacts,
    TaskChanged,
    TaskCommented,
    TaskCount,
    TaskFacts,
)
from dondoc_api.dondoc.task.v1.task_service_pb import Coordination, Submission
from dondoc_api.dondoc.type.v1.task_types_pb import DelayCause, TaskState
from dondoc_api.dondoc.type.v1.task_types_pb import TaskClass as Class
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup
from services.reporting.events import decode
from services.reporting.model.counts import Counts, Intake, Mark, TaskClass
from services.reporting.model.query import Cohort, Query, Selection
from services.reporting.tests.lives import (
    Life,
    day,
    done,
    event,
    handle,
    noon,
    open_until,
    person,
    unit,
)
from services.reporting.usecases import projecting, reading
from shared import clock, dates, testing
from shared.db import Database
from shared.errors import Internal
from shared.event import Event
from shared.principal import Principal
from shared.testing import held

CHAIRMAN = testing.person("chu-tich", held("ubnd-tinh", "CHAIRMAN"))
HEAD = testing.person("giam-doc", held("so-y-te", "AGENCY_HEAD"))
AT = datetime(2026, 12, 1, tzinfo=UTC)
SPAN = 40


def query_at(
    as_of: int, start: int = 0, end: int = 365, cohort: Cohort = Cohort.TO_BE_DONE_IN_PERIOD
) -> Query:
    return Query(day(as_of), day(start), day(end), cohort)


def statistics(database: Database, query: Query, who: Principal = CHAIRMAN) -> reading.Statistics:
    with database.transaction() as session:
        return reading.statistics(session.connection(), who, query, AT)


def total(database: Database, query: Query) -> Counts:
    return statistics(database, query).total


def counts_by_agency(database: Database, query: Query) -> dict[str, Counts]:
    return {row.agency: row.counts for row in statistics(database, query).rows if row.counts.total}


def tasks_behind(database: Database, query: Query, selection: Selection) -> list[str]:
    with database.transaction() as session:
        page = reading.list_tasks(session.connection(), CHAIRMAN, query, selection, None, 1000)
    return [row.fact.task for row in page.tasks]


# --- one task at a time -------------------------------------------------------


def test_a_task_is_in_time_on_its_due_day_and_overdue_on_the_next(database):
    handle(database, Life("tasks/1").issued(day(1), day(9)))

    assert total(database, query_at(9)) == Counts(1, open_in_time=1, due_soon=1, not_accepted=1)
    assert total(database, query_at(10)) == Counts(1, open_overdue=1, not_accepted=1)


def test_a_task_that_was_issued_late_is_counted_apart_also_once_it_is_done(database):
    life = Life("tasks/1")
    handle(database, life.step(day(3), TaskCount(class_=Class.OPEN_OVERDUE, issued_late=True)))
    handle(database, life.step(day(5), TaskCount(class_=Class.DONE_LATE, issued_late=True)))
    handle(database, Life("tasks/2").step(day(3), open_until(day(2), late=True)))

    assert total(database, query_at(4)) == Counts(2, open_overdue=2, issued_late=1)
    assert total(database, query_at(5)) == Counts(2, done_late=1, open_overdue=1, issued_late=1)
    assert tasks_behind(database, query_at(5), Selection(mark="ISSUED_LATE")) == ["tasks/1"]


def test_a_directive_counts_once_for_the_time_of_the_office_and_is_late_if_one_task_is(database):
    for number, (directive, days) in enumerate((("a", 0), ("a", 2), ("b", 1), ("c", 1), ("c", 0))):
        fields = {"directive": f"directives/{directive}", "intake": TaskIntake(days=days, limit=1)}
        handle(database, Life(f"tasks/{number}").issued(day(1), day(9), **fields))
    handle(database, Life("tasks/none").issued(day(1), day(9)))

    assert statistics(database, query_at(3)).intake == Intake(in_time=2, late=1)
    assert statistics(database, query_at(3), HEAD).intake is None


def test_each_period_is_counted_with_its_own_facts_and_the_task_once(database):
    finished = done(day(5), late=True)
    finished.period = PeriodFacts(
        lead="units/so-cu",
        original_due_date=dates.text(day(4)),
        submission=Submission(text="Xong", document_number="1/BC", submit_date=dates.text(day(6))),
        extension_count=1,
        urging_count=2,
        delay_cause=DelayCause(kind=DelayCause.Kind.OBJECTIVE, text="Bão"),
        issue_date=dates.text(day(1)),
        state=TaskState.COMPLETED,
    )
    running = open_until(day(9))
    running.period = PeriodFacts(lead="units/so-y-te", original_due_date=dates.text(day(9)))
    life = Life("tasks/1")
    # What the task has besides is of its running period, or of a cause that is still discussed.
    cause = DelayCause(kind=DelayCause.Kind.OBJECTIVE, text="Bão")
    handle(
        database,
        life.step(
            day(7),
            finished,
            running,
            issue_date=dates.text(day(7)),
            delay_cause=cause,
            coordinations=[Coordination(unit="units/so-tai-chinh")],
        ),
    )
    handle(database, Life("tasks/2").issued(day(1), day(9)))

    found = statistics(database, query_at(7))
    assert (found.total.total, found.task_count) == (3, 2)
    assert found.total.extended == 1
    assert {row.agency for row in found.rows if row.counts.total} == {"units/so-cu", "units/so-y-te"}
    with database.transaction() as session:
        (late,) = reading.list_tasks(
            session.connection(), CHAIRMAN, query_at(7), Selection(task_class=TaskClass.DONE_LATE), None, 9
        ).tasks
        (open_one,) = (
            row
            for row in reading.list_tasks(
                session.connection(), CHAIRMAN, query_at(7), Selection(agency="units/so-y-te"), None, 9
            ).tasks
            if row.fact.task == "tasks/1"
        )
    # The lead of the period does not learn with whom the present one works.
    assert (late.fact.coordinators, open_one.fact.coordinators) == ([], ["units/so-tai-chinh"])
    # The period was assigned with the issue of its time, not with a later one to another lead.
    assert (late.fact.issue_date, late.fact.state) == (day(1), "COMPLETED")
    assert (late.fact.submit_date, late.fact.urging_count, late.fact.delay_cause_text) == (day(6), 2, "Bão")
    assert (open_one.fact.submit_date, open_one.fact.urging_count, open_one.fact.delay_cause_text) == (
        None, 0, "",
    )  # fmt: skip


def test_a_task_is_due_soon_from_the_day_in_its_event(database):
    handle(database, Life("tasks/1").issued(day(1), day(9)))

    assert [total(database, query_at(at)).due_soon for at in (5, 6, 9, 10)] == [0, 1, 1, 0]


def test_statistics_of_an_earlier_day_show_what_was_known_then(database):
    life = Life("tasks/1")
    life.issued(day(1), day(9))
    life.step(day(12), done(day(9), late=True), verb="confirmed", issue_date=dates.text(day(1)))
    handle(database, *life.events)

    assert total(database, query_at(0)).total == 0
    assert total(database, query_at(11)).open_overdue == 1
    assert total(database, query_at(12)).done_late == 1


def test_the_day_of_an_event_is_the_day_in_vietnam(database):
    evening = datetime(2026, 1, 5, 16, 59, tzinfo=UTC)
    after_midnight = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)
    handle(database, Life("tasks/1").step(evening, open_until(day(30))))
    handle(database, Life("tasks/2").step(after_midnight, open_until(day(30))))

    assert total(database, query_at(4)).total == 1
    assert total(database, query_at(5)).total == 2


def test_a_comment_changes_no_number(database):
    handle(database, Life("tasks/1").step(noon(day(0)), open_until(day(30))))
    said = TaskCommented(task=TaskFacts(task="tasks/1"))
    handle(database, event("task", "task.commented", "tasks/1/comments/1", 1, noon(day(1)), said))

    assert total(database, query_at(4)).total == 1


def test_a_task_does_not_count_from_the_day_of_its_recall_on(database):
    life = Life("tasks/1")
    life.issued(day(1), day(9))
    life.step(day(3), verb="recalled")
    handle(database, *life.events)

    assert [total(database, query_at(at)).total for at in (2, 3)] == [1, 0]


def test_a_subtask_does_not_count_beside_its_parent(database):
    handle(database, Life("tasks/1").issued(day(1), day(9)))
    handle(database, Life("tasks/1a").issued(day(1), day(9), parent_task="tasks/1"))

    assert total(database, query_at(5)).total == 1


def test_a_task_reissued_to_another_agency_counts_there(database):
    life = Life("tasks/1")
    life.issued(day(1), day(9))
    life.lead = "units/so-noi-vu"
    life.issued(day(4), day(9))
    handle(database, *life.events)

    assert counts_by_agency(database, query_at(3)).keys() == {"units/so-y-te"}
    assert counts_by_agency(database, query_at(4)).keys() == {"units/so-noi-vu"}


def test_a_periodic_task_counts_once_for_each_period_that_has_begun(database):
    life = Life("tasks/1")
    january, february = done(day(30), period=day(0)), open_until(day(58))
    february.period_start_date = dates.text(day(31))
    life.step(day(20), january, february, issue_date=dates.text(day(0)))
    handle(database, *life.events)

    assert total(database, query_at(30)) == Counts(1, done_on_time=1)
    assert total(database, query_at(31)) == Counts(2, done_on_time=1, open_in_time=1)


def test_extended_tasks_are_counted_in_addition_to_the_classes(database):
    handle(database, Life("tasks/1").issued(day(1), day(9), extension_count=2))

    assert total(database, query_at(2)).extended == 1
    assert tasks_behind(database, query_at(2), Selection(mark="EXTENDED")) == ["tasks/1"]


# --- days overdue, leaders and fields -----------------------------------------


def days_overdue(database: Database, at: int) -> dict[str, int | None]:
    """The working days by which each task is late, the latest task first."""
    with database.transaction() as session:
        page = reading.list_tasks(
            session.connection(), CHAIRMAN, query_at(at), Selection(worst_first=True), None, 1000
        )
    return {row.fact.task: row.fact.days_overdue for row in page.tasks}


def test_days_overdue_skip_weekends_and_start_after_the_due_day(database):
    # 9 January 2026 is a Friday.
    handle(database, Life("tasks/1").issued(day(1), day(8)))

    found = [days_overdue(database, at)["tasks/1"] for at in (8, 9, 10, 11, 12, 15, 18)]
    assert found == [None, 0, 0, 1, 2, 5, 6]


def test_days_overdue_stop_at_a_submission_and_continue_after_a_send_back(database):
    life = Life("tasks/1")
    life.issued(day(1), day(8))
    life.step(day(13), open_until(day(8), late=True), verb="submitted", issue_date=dates.text(day(1)))
    life.step(day(20), open_until(day(8), late=True), verb="sent-back", until=day(8))
    life.step(day(25), open_until(day(8), late=True), verb="submitted")
    life.step(day(27), done(day(8), late=True), verb="confirmed")
    handle(database, *life.events)

    found = [days_overdue(database, at)["tasks/1"] for at in (12, 13, 19, 20, 24, 25, 40)]
    assert found == [2, 3, 3, 8, 10, 11, 11]


def test_days_overdue_are_unknown_if_no_event_lists_the_working_days(database):
    handle(
        database, Life("tasks/1").step(day(1), open_until(day(8), late=True), issue_date=dates.text(day(1)))
    )
    handle(database, Life("tasks/2").issued(day(1), day(8)))

    assert days_overdue(database, 9) == {"tasks/1": None, "tasks/2": 0}
    assert days_overdue(database, 49)["tasks/2"] == 29
    assert days_overdue(database, 80)["tasks/2"] is None


def test_the_days_overdue_of_a_past_period_come_from_its_own_event(database):
    life = Life("tasks/1")
    first, second = open_until(day(8)), open_until(day(36))
    first.period_start_date, second.period_start_date = dates.text(day(0)), dates.text(day(28))
    life.step(day(1), first, until=day(8), issue_date=dates.text(day(0)))
    life.step(day(28), first, second, until=day(36), issue_date=dates.text(day(0)))
    handle(database, *life.events)

    with database.transaction() as session:
        rows = reading.list_tasks(
            session.connection(), CHAIRMAN, query_at(30), Selection(worst_first=True), None, 10
        ).tasks
        assert all(one.same for one in projecting.rebuild(session, decode))
    assert [(row.fact.period_start_date, row.fact.days_overdue) for row in rows] == [
        (day(0), 15),
        (day(28), None),
    ]


def test_the_latest_tasks_come_first_page_by_page(database):
    for number, due in enumerate((20, 5, 12, 40)):
        handle(database, Life(f"tasks/{number}").issued(day(1), day(due)))

    found: list[str] = []
    cursor, worst = None, Selection(worst_first=True)
    while not found or cursor:
        with database.transaction() as session:
            page = reading.list_tasks(session.connection(), CHAIRMAN, query_at(30), worst, cursor, 1)
        found += [row.fact.task for row in page.tasks]
        cursor = page.cursor
    assert found == ["tasks/1", "tasks/2", "tasks/0", "tasks/3"]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"assigner": "people/chu-tich"}, ["tasks/1", "tasks/2"]),
        ({"field": "van-xa"}, ["tasks/1"]),
        ({"assigner": "people/pho-chu-tich", "field": "van-xa"}, []),
    ],
)
def test_a_query_can_count_the_tasks_of_one_leader_or_field(database, chosen, expected):
    handle(database, *(person(name, name) for name in ("chu-tich", "pho-chu-tich")))
    for number, assigner, field in ((1, "chu-tich", "van-xa"), (2, "chu-tich", ""), (3, "pho-chu-tich", "")):
        life = Life(f"tasks/{number}")
        handle(database, life.issued(day(1), day(9), assigner=f"people/{assigner}", field=field))

    query = replace(query_at(5), **chosen)
    assert tasks_behind(database, query, Selection()) == expected
    assert total(database, query).total == len(expected)


def test_a_trend_equals_the_statistics_of_each_day(database):
    life = Life("tasks/1")
    life.issued(day(1), day(9))
    life.step(day(12), done(day(9), late=True), verb="confirmed", issue_date=dates.text(day(1)))
    handle(database, *life.events, Life("tasks/2", "units/tam-ky").issued(day(6), day(30)))

    for cohort in Cohort:
        queries = [query_at(at, 0, max(at, 20), cohort) for at in (0, 2, 10, 12, 31)]
        with database.transaction() as session:
            found = reading.trend(session.connection(), CHAIRMAN, queries, "", AT)
            own = reading.trend(session.connection(), CHAIRMAN, queries, "units/tam-ky", AT)
        assert [counts for _, counts in found.points] == [total(database, one) for one in queries]
        locality = [counts_by_agency(database, one).get("units/tam-ky", Counts()) for one in queries]
        assert [counts for _, counts in own.points] == locality


# --- cohorts ------------------------------------------------------------------


@pytest.fixture
def four_lives(database):
    """Four tasks: done before the period, carried over and done in it, assigned in it, assigned after it."""
    lives = [Life(f"tasks/{number}") for number in range(1, 5)]
    for life, issued in zip(lives, (1, 2, 12, 25), strict=True):
        life.issued(day(issued), day(issued + 5))
    lives[0].step(day(4), done(day(6)), issue_date=dates.text(day(1)))
    lives[1].step(day(15), done(day(7), late=True), issue_date=dates.text(day(2)))
    for life in lives:
        handle(database, *life.events)
    return database


@pytest.mark.parametrize(
    ("cohort", "expected"),
    [
        (Cohort.ASSIGNED_IN_PERIOD, ["tasks/3"]),
        (Cohort.CARRIED_OVER, ["tasks/2"]),
        (Cohort.TO_BE_DONE_IN_PERIOD, ["tasks/2", "tasks/3"]),
        (Cohort.DUE_IN_PERIOD, ["tasks/3"]),
    ],
)
def test_a_cohort_counts_only_its_tasks(four_lives, cohort, expected):
    query = query_at(30, 10, 20, cohort)

    assert tasks_behind(four_lives, query, Selection()) == expected
    assert total(four_lives, query).total == len(expected)


# --- the table ----------------------------------------------------------------


def test_agencies_without_tasks_are_listed_and_groups_are_in_order(database):
    handle(database, Life("tasks/1").issued(day(1)))

    rows = statistics(database, query_at(5)).rows
    assert [(row.group, row.agency.removeprefix("units/"), row.counts.total) for row in rows] == [
        ("OFFICE", "van-phong", 0),
        ("DEPARTMENT", "so-noi-vu", 0),
        ("DEPARTMENT", "so-y-te", 1),
        ("LOCALITY", "tam-ky", 0),
        ("LOCALITY", "nui-thanh", 0),
    ]


def test_an_agency_has_the_name_it_had_on_the_day(database):
    handle(database, unit("so-y-te", "Sở Y tế mới", order=9, version=2, on=day(10)))

    names = [[row.display_name for row in statistics(database, query_at(at)).rows] for at in (9, 10)]
    assert "Sở Y tế" in names[0]
    assert "Sở Y tế mới" in names[1]
    assert "Sở Y tế" not in names[1]


def test_an_ended_agency_is_listed_only_if_it_still_existed_or_has_tasks(database):
    handle(database, unit("so-noi-vu", "Sở Nội vụ", order=3, version=2, on=day(5), end=day(20)))

    def listed(at: int) -> bool:
        return "units/so-noi-vu" in [row.agency for row in statistics(database, query_at(at)).rows]

    assert [listed(20), listed(21)] == [True, False]
    handle(database, Life("tasks/1", "units/so-noi-vu").issued(day(4)))
    assert listed(21)


def test_a_task_of_an_unknown_unit_is_shown(database):
    handle(database, Life("tasks/1", "units/chua-biet").issued(day(1)))

    last = statistics(database, query_at(5)).rows[-1]
    assert (last.agency, last.group, last.counts.total) == ("units/chua-biet", "OTHER", 1)


def test_an_unknown_class_makes_the_table_fail(database):
    count = open_until(day(9))
    count.class_ = Class.UNSPECIFIED
    handle(database, Life("tasks/1").step(day(1), count))

    with pytest.raises(Internal) as refused:
        statistics(database, query_at(5))
    assert refused.value.reason == "TOTALS_DIFFER"


# --- any lives ----------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["open", "late", "done", "done late", "gone"]),
        st.integers(0, SPAN),
        st.sampled_from(["units/so-y-te", "units/tam-ky", "units/van-phong"]),
    ),
    min_size=1,
    max_size=6,
)


def histories_of(lives: list[list[tuple[int, str, int, str]]]) -> list[list[Event]]:
    """The events of several lives; a life is a list of (days later, how it counts, due, lead)."""
    histories = []
    for number, steps in enumerate(lives):
        life, at = Life(f"tasks/{number}"), 0
        issued = dates.text(day(steps[0][0]))
        for later, how, due, lead in steps:
            at += later
            life.lead = lead
            count = {
                "open": [open_until(day(due))],
                "late": [open_until(day(due), late=True)],
                "done": [done(day(due))],
                "done late": [done(day(due), late=True)],
                "gone": [],
            }[how]
            until = day(due) if how in ("open", "late") else None
            life.step(day(at), *count, until=until, issue_date=issued, extension_count=due % 2)
        histories.append(life.events)
    return histories


def naive(histories: list[list[Event]], query: Query) -> dict[str, Counts]:
    """The recount, from the last step of each task that was known at the end of the day."""
    found: dict[str, Counter[str]] = {}
    for history in histories:
        known = [one for one in history if clock.day_of(one.time) <= query.as_of]
        changed = TaskChanged.from_binary(known[-1].payload) if known else TaskChanged()
        if changed.task is None or not changed.counts:
            continue
        row = found.setdefault(changed.task.lead, Counter())
        row.update(naive_names(changed.task, changed.counts[0], known, query))
    return {lead: Counts(**row) for lead, row in found.items() if row}


def naive_names(task: TaskFacts, count: TaskCount, known: Sequence[Event], query: Query) -> list[str]:
    issued, due = (date.fromisoformat(one) for one in (task.issue_date, count.due_date))
    done_before = naive_done_before(known, query.start)
    belongs = {
        Cohort.ASSIGNED_IN_PERIOD: query.start <= issued <= query.end,
        Cohort.CARRIED_OVER: issued < query.start and not done_before,
        Cohort.DUE_IN_PERIOD: query.start <= due <= query.end,
        Cohort.TO_BE_DONE_IN_PERIOD: query.start <= issued <= query.end
        or (issued < query.start and not done_before),
    }
    if not belongs[query.cohort]:
        return []
    name = count.class_.name
    if name == "OPEN_IN_TIME" and query.as_of > due:
        name = "OPEN_OVERDUE"
    soon = name == "OPEN_IN_TIME" and query.as_of >= due - timedelta(days=3)
    return ["total", name.lower(), *["due_soon"] * soon, *["extended"] * task.extension_count]


def naive_done_before(known: Sequence[Event], start: date) -> bool:
    """Whether the task was done before that day and at the end of every day since then."""
    days = [clock.day_of(one.time) for one in known]
    at_end = dict(zip(days, known, strict=True))
    since = None
    for at, one in at_end.items():
        counts = TaskChanged.from_binary(one.payload).counts
        is_done = bool(counts) and counts[0].class_.name.startswith("DONE")
        since = (since or at) if is_done else None
    return since is not None and since < start


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    lives=st.lists(STEPS, min_size=1, max_size=6),
    disorder=st.randoms(use_true_random=False),
    start=st.integers(0, 20),
    length=st.integers(0, 20),
)
def test_the_numbers_of_any_day_equal_a_recount_in_any_order_of_events(
    database, lives, disorder, start, length
):
    forget(database)
    histories = histories_of(lives)
    events = [one for history in histories for one in history]
    disordered: list[Event] = [*events, *disorder.choices(events, k=len(events) // 2)]
    disorder.shuffle(disordered)
    handle(database, *disordered)

    for cohort in Cohort:
        for as_of in (0, start, start + length, SPAN):
            query = query_at(as_of, start, start + length, cohort)
            assert counts_by_agency(database, query) == naive(histories, query)
    with database.transaction() as session:
        assert all(one.same for one in projecting.rebuild(session, decode))


def forget(database: Database) -> None:
    """Removes all events about tasks."""
    with database.transaction() as session:
        session.execute(text("ALTER TABLE stored_events DISABLE TRIGGER stored_events_append_only"))
        session.execute(text("DELETE FROM stored_events WHERE source = 'task'"))
        session.execute(text("ALTER TABLE stored_events ENABLE TRIGGER stored_events_append_only"))
        session.execute(text("DELETE FROM task_facts"))
        session.execute(text("DELETE FROM inbox_versions WHERE aggregate LIKE 'tasks/%'"))
        session.execute(text("DELETE FROM inbox_held"))


def test_every_number_equals_the_number_of_tasks_behind_it(database):
    chance = random.Random(7)
    kinds = ["open", "late", "done", "done late", "gone"]
    leads = ["units/so-y-te", "units/tam-ky", "units/nui-thanh"]
    lives = [
        [(chance.randrange(9), chance.choice(kinds), chance.randrange(SPAN), chance.choice(leads))]
        for _ in range(120)
    ]
    for history in histories_of(lives):
        handle(database, *history)

    query = query_at(SPAN, 3, 30)
    for row in statistics(database, query).rows:
        for task_class in TaskClass:
            behind = tasks_behind(database, query, Selection(row.agency, task_class))
            assert len(set(behind)) == len(behind) == getattr(row.counts, task_class.lower())
        for mark in Mark:
            behind = tasks_behind(database, query, Selection(row.agency, mark=mark))
            assert len(behind) == getattr(row.counts, mark.lower())


# --- stored events ------------------------------------------------------------


def test_every_event_is_stored_completely_even_if_it_changes_no_number(database):
    other = event("identity", "position.changed", "units/a/positions/1", 1, noon(day(1)), TaskChanged())
    handle(database, other)

    with database.transaction() as session:
        kept = session.execute(text("SELECT * FROM stored_events WHERE type = 'position.changed'")).one()
    assert (kept.event_id, kept.event_time, bytes(kept.payload)) == (other.id, other.time, other.payload)


@pytest.mark.parametrize("statement", ["UPDATE stored_events SET type = ''", "DELETE FROM stored_events"])
def test_stored_events_cannot_be_changed_or_deleted(database, statement):
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(text(statement))


def test_a_rebuild_repairs_damage_and_reports_it(database):
    handle(database, Life("tasks/1").issued(day(1), day(9)))
    before = statistics(database, query_at(5))
    with database.transaction() as session:
        session.execute(text("UPDATE task_facts SET task_class = 'DONE_LATE'"))
        session.execute(text("DELETE FROM units"))

    with database.transaction() as session:
        same = {one.table: one.same for one in projecting.rebuild(session, decode)}

    assert same == {"task_facts": False, "units": False, "people": True, "directives": True}
    assert statistics(database, query_at(5)) == before


def test_a_unit_outside_the_groups_is_not_listed(database):
    handle(database, unit("hdnd", "Hội đồng nhân dân tỉnh", UnitGroup.LEADERSHIP))

    assert "units/hdnd" not in [row.agency for row in statistics(database, query_at(5)).rows]
