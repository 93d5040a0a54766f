"""The rules: the meaning of a query, the sums of counters, and how facts follow each other."""

from datetime import date

import pytest

from services.reporting.model.counts import DASH, Counts, rate, total
from services.reporting.model.history import Fact, TaskStep, after_step
from services.reporting.model.query import Cohort, query_of
from services.reporting.tests.lives import day
from shared.errors import Internal
from shared.refused import Refused

TODAY = date(2026, 11, 24)
ALL = Cohort.TO_BE_DONE_IN_PERIOD


def fact(version: int, task_class: str = "OPEN_IN_TIME", period: date | None = None) -> Fact:
    return Fact(
        "tasks/1", version, 0, day(0), "units/a", task_class, assigned_date=day(0), period_start_date=period
    )


def follow(known: list[Fact], facts: list[Fact], on: date) -> list[Fact]:
    """All facts of the task after a step on a day."""
    return after_step(known, TaskStep("tasks/1", on, tuple(facts)))


def test_the_as_of_day_determines_the_rest_of_a_query():
    query = query_of(date(2025, 6, 30), None, None, ALL, TODAY)

    assert (query.start, query.end) == (date(2025, 1, 1), date(2025, 6, 30))


def test_an_empty_query_means_this_year_until_today():
    query = query_of(None, None, None, ALL, TODAY)

    assert (query.as_of, query.start, query.end) == (TODAY, date(2026, 1, 1), TODAY)


def test_a_period_may_end_after_the_as_of_day():
    assert query_of(TODAY, None, date(2026, 12, 31), ALL, TODAY).end == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("as_of", "start", "end", "reason", "field"),
    [
        (date(2026, 11, 25), None, None, "AS_OF_DATE_FUTURE", "as_of_date"),
        (None, date(2026, 3, 2), date(2026, 3, 1), "PERIOD_REVERSED", "period_end_date"),
        (date(2025, 12, 31), date(2026, 1, 1), None, "PERIOD_REVERSED", "period_end_date"),
    ],
)
def test_the_refusal_of_an_impossible_period_names_the_field(as_of, start, end, reason, field):
    with pytest.raises(Refused) as refused:
        query_of(as_of, start, end, ALL, TODAY)

    assert (refused.value.reason, refused.value.field) == (reason, field)


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [(0, 0, DASH), (0, 5, "0,0"), (1, 3, "33,3"), (2, 3, "66,7"), (1, 16, "6,3"), (5, 5, "100,0")],
)
def test_a_rate_has_one_decimal_with_a_comma_and_never_divides_by_zero(numerator, denominator, shown):
    assert rate(numerator, denominator) == shown


def test_counters_that_do_not_add_up_are_refused():
    Counts(total=2, done_late=1, open_overdue=1, extended=9).check()
    with pytest.raises(Internal, match="TOTALS_DIFFER"):
        Counts(total=3, done_late=1, open_overdue=1).check()


def test_a_total_adds_every_counter():
    assert total([Counts(1, 1, extended=1), Counts(2, 0, 2)]) == Counts(3, 1, 2, extended=1)


def test_a_fact_holds_until_the_day_of_the_next_step():
    facts = follow(follow([], [fact(1)], day(3)), [fact(2)], day(5))

    assert [(one.version, one.from_date, one.to_date) for one in facts] == [
        (1, day(3), day(5)),
        (2, day(5), None),
    ]


def test_the_last_step_of_a_day_counts():
    facts = follow(follow([], [fact(1)], day(3)), [fact(2)], day(3))

    assert [(one.version, one.from_date) for one in facts] == [(2, day(3))]


def test_a_task_that_no_longer_counts_has_no_open_fact():
    facts = follow(follow([], [fact(1)], day(3)), [], day(4))

    assert [(one.version, one.to_date) for one in facts] == [(1, day(4))]


def test_two_facts_never_hold_on_one_day_even_if_the_clock_goes_back():
    facts = follow(follow([], [fact(1)], day(3)), [fact(2)], day(2))

    assert [(one.version, one.from_date, one.to_date) for one in facts] == [(2, day(3), None)]


def test_a_task_counts_as_done_from_its_first_day_until_it_is_reopened():
    facts = follow([], [fact(1, "DONE_LATE")], day(3))
    facts = follow(facts, [fact(2, "DONE_LATE")], day(8))
    assert facts[-1].done_from_date == day(3)

    facts = follow(facts, [fact(3, "OPEN_OVERDUE")], day(9))
    assert facts[-1].done_from_date is None
    assert follow(facts, [fact(4, "DONE_LATE")], day(12))[-1].done_from_date == day(12)


def test_a_task_reopened_and_done_on_the_same_day_stays_done_since_the_first_day():
    facts = follow([], [fact(1, "DONE_LATE")], day(3))
    facts = follow(facts, [fact(2)], day(9))
    facts = follow(facts, [fact(3, "DONE_LATE")], day(9))

    assert facts[-1].done_from_date == day(3)


def test_each_period_of_a_periodic_task_has_its_own_done_day():
    facts = follow([], [fact(1, "DONE_ON_TIME", day(0))], day(3))
    facts = follow(facts, [fact(2, "DONE_ON_TIME", day(0)), fact(2, "DONE_ON_TIME", day(31))], day(40))

    assert [one.done_from_date for one in facts if one.version == 2] == [day(3), day(40)]
