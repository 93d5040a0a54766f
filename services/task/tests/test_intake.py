"""The Office's own time from the receipt of a directive to the issue of its tasks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from services.task import usecases
from services.task.model import DEFAULT_POLICY, Due, Intake, Receipt, Source, Task, Terms, Urgency
from services.task.model.intake import intake_of
from services.task.tables import Caller, directives

from .factories import CALENDAR, HEALTH, chairman, chief, deputy
from .office import DUE, Office, at

FRIDAY = date(2025, 9, 5)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("urgency", "tasks", "limit"),
    [
        (Urgency.UNSPECIFIED, 1, 1),
        (Urgency.ORDINARY, 4, 1),
        (Urgency.ORDINARY, 5, 2),
        (Urgency.URGENT, 1, 0),
        (Urgency.EXPRESS, 9, 0),
    ],
)
def test_urgency_and_number_of_tasks_decide_the_limit(urgency: Urgency, tasks: int, limit: int) -> None:
    receipt = Receipt(FRIDAY, tasks)
    for issued, days in ((FRIDAY - DAY, 0), (FRIDAY, 0), (FRIDAY + 3 * DAY, 1), (FRIDAY + 4 * DAY, 2)):
        found = intake_of(receipt, urgency, issued, CALENDAR, DEFAULT_POLICY)
        assert found == Intake(days, limit)


def proposed(office: Office, uid: str) -> Task:
    terms = {"urgency": Urgency.ORDINARY}
    return office.proposed(uid, directive="directives/1", lead=HEALTH, **terms)


def test_the_time_counts_from_the_receipt_to_the_first_issue(session: Session) -> None:
    office = Office(session)
    directives.keep(session, Source("directives/1", number="1/TB", receive_date=FRIDAY))
    for number in range(5):
        proposed(office, f"nv-{number}")
    monday = FRIDAY + 3 * DAY
    assert office.do(chief, usecases.issue, "nv-0", monday).intake == Intake(1, 2)
    _, _, issued = office.events("nv-0")[-1]
    assert issued.task is not None
    assert issued.task.intake is not None
    assert (issued.task.intake.days, issued.task.intake.limit) == (1, 2)
    # A later issue to another lead does not change it.
    office.do(chief, usecases.cancel, "nv-0", monday)
    assert office.seen(chief, "nv-0", monday).task.intake == Intake(1, 2)


def test_a_task_issued_at_once_counts_with_those_that_exist(session: Session) -> None:
    office = Office(session)
    directives.keep(session, Source("directives/1", number="1/TB", receive_date=FRIDAY))
    for number in range(4):
        proposed(office, f"nv-{number}")
    terms = Terms(title="Việc", output="Báo cáo", lead=HEALTH, due=Due.on(DUE), assigner=deputy.person)
    made = usecases.issue_new(session, Caller.of(chairman), "nv-9", terms, "directives/1", at(FRIDAY))
    assert made.intake == Intake(0, 2)


def test_without_a_receipt_nothing_is_counted(session: Session) -> None:
    assert Office(session).issued("nv-1").intake is None
