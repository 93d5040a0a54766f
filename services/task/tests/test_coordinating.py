"""Coordination is work: each coordinator accepts its part and reports on it, and the lead sees who owes what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services.task import model, usecases
from services.task.model import (
    Coordination,
    CoordinationState,
    Due,
    Every,
    Recurrence,
    Task,
    TaskClass,
    Terms,
)
from services.task.rpc.translate import etag_of, to_proto
from services.task.tables import Caller, Counts
from services.task.usecases import Coordinator, PartReport, Query
from shared.errors import Refusal
from shared.principal import Principal

from .factories import (
    OFFICE,
    ROADS,
    chairman,
    chief,
    desk_officer,
    health_clerk,
    health_head,
    office_clerk,
    roads_clerk,
    roads_officer,
    specialist,
)
from .office import DUE, TODAY, Office

EARLY = DUE - timedelta(days=5)
OF_ROADS, OF_OFFICE = Coordinator(ROADS, etag_of), Coordinator(OFFICE, etag_of)
DONE = PartReport(100, "Đã bố trí xe", done=True, document_number="12/SGTVT")


@pytest.fixture
def office(session: Session) -> Office:
    """An office with a task that two agencies coordinate."""
    office = Office(session)
    office.accepted("nv-1", co=(ROADS, OFFICE))
    return office


def part(task: Task, unit: str = ROADS) -> Coordination:
    found = task.coordination(unit)
    assert found is not None
    return found


def refused(step: Callable[[], object]) -> tuple[str, str]:
    """The reason and the field of a refusal."""
    with pytest.raises(Refusal) as refusal:
        step()
    return refusal.value.reason, refusal.value.fields[0].path if refusal.value.fields else ""


def do(office: Office, who: Principal, step: Callable[..., Task], day: date = TODAY, **more: Any) -> Task:
    return office.do(who, step, "nv-1", day, **{"coordinator": OF_ROADS, **more})


def test_a_coordinator_accepts_its_part_and_reports_until_it_is_done(office: Office) -> None:
    accepted = do(office, roads_clerk, usecases.accept_coordination)
    assert part(accepted).state is CoordinationState.IN_PROGRESS
    report = PartReport(40, "Đang bố trí", "Thiếu xe")
    on_the_way = part(do(office, roads_clerk, usecases.report_coordination, report=report))
    assert on_the_way.progress is not None
    assert (on_the_way.progress.percent, on_the_way.progress.obstacles) == (40, "Thiếu xe")
    done = do(office, roads_clerk, usecases.report_coordination, report=DONE)
    assert part(done).state is CoordinationState.DONE
    # The task and the other coordinator go on.
    assert done.state is model.State.IN_PROGRESS
    assert part(done, OFFICE).state is CoordinationState.ASSIGNED
    repeat = lambda: do(office, roads_clerk, usecases.report_coordination, report=DONE)  # noqa: E731
    assert refused(repeat) == ("COORDINATION_STATE", "")
    back = do(office, health_clerk, usecases.send_back_coordination, reason="Thiếu danh sách xe")
    assert (part(back).state, part(back).send_back_count) == (CoordinationState.IN_PROGRESS, 1)
    # The coordinator, who does not see the history, reads why; nobody says that it has never reported.
    seen = office.seen(roads_clerk, "nv-1", DUE + timedelta(days=1))
    assert to_proto(seen).coordinations[0].send_back_reason == "Thiếu danh sách xe"
    assert model.Mark.OVERDUE_NOT_UPDATED not in seen.parts[ROADS].marks
    again = do(office, roads_clerk, usecases.report_coordination, report=DONE)
    assert part(again).send_back_reason == ""


@pytest.mark.parametrize(
    ("who", "coordinator", "refusal"),
    [
        # Another coordinator's part is not visible.
        (roads_clerk, OF_OFFICE, ("UNKNOWN_COORDINATOR", "unit")),
        (roads_clerk, Coordinator("units/khong-co", etag_of), ("UNKNOWN_COORDINATOR", "unit")),
        (health_clerk, OF_ROADS, ("NOT_ALLOWED", "")),
        # The Office coordinates too, but acts for no other agency.
        (chief, OF_ROADS, ("NOT_ALLOWED", "")),
        (specialist, OF_ROADS, ("NOT_ALLOWED", "")),
        (roads_officer, OF_ROADS, ("TASK_NOT_FOUND", "")),
    ],
)
def test_nobody_accepts_the_part_of_another_agency(
    office: Office, who: Principal, coordinator: Coordinator, refusal: tuple[str, str]
) -> None:
    step = lambda: do(office, who, usecases.accept_coordination, coordinator=coordinator)  # noqa: E731
    assert refused(step) == refusal


def test_the_lead_says_what_a_coordinator_contributes_by_when(office: Office) -> None:
    def set_to(who: Principal, due: date | None, text: str = "Hai xe") -> Task:
        return do(office, who, usecases.set_coordination, part=text, due_date=due)

    assert part(set_to(health_clerk, EARLY)) == Coordination(ROADS, "Hai xe", EARLY)
    assert part(set_to(specialist, None, "Ba xe")).due_date is None
    assert refused(lambda: set_to(health_clerk, None, "Ba xe")) == ("TERMS_UNCHANGED", "part")
    late = DUE + timedelta(days=1)
    assert refused(lambda: set_to(health_clerk, late)) == ("COORDINATION_AFTER_TASK", "due_date")
    assert refused(lambda: set_to(health_clerk, date(2020, 1, 1))) == ("DUE_BEFORE_DIRECTIVE", "due_date")
    assert refused(lambda: set_to(roads_clerk, EARLY)) == ("NOT_ALLOWED", "")


def test_the_lead_urges_a_coordinator_until_its_part_is_done(office: Office) -> None:
    for count, who in enumerate((health_clerk, health_head, chairman), start=1):
        assert part(do(office, who, usecases.urge_coordination)).urging_count == count
    do(office, roads_clerk, usecases.report_coordination, report=DONE)
    assert refused(lambda: do(office, health_clerk, usecases.urge_coordination)) == ("COORDINATION_STATE", "")
    assert refused(lambda: do(office, desk_officer, usecases.urge_coordination)) == ("TASK_NOT_FOUND", "")


def test_terms_that_are_changed_after_the_issue_leave_what_a_coordinator_has_done(office: Office) -> None:
    do(office, roads_clerk, usecases.report_coordination, report=PartReport(40, "Đang làm"))
    wanted = Terms(coordinations=(Coordination(ROADS, "Phần khác", EARLY),))
    changed = office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: wanted)
    kept = part(changed)
    assert (kept.part, kept.due_date, kept.state) == ("Phần khác", EARLY, CoordinationState.IN_PROGRESS)
    assert changed.coordinators == [ROADS]
    # The same terms again are no step.
    same = office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: wanted)
    assert same.version == changed.version


@pytest.mark.parametrize(
    "wanted",
    [
        (Coordination(ROADS, due_date=EARLY), Coordination(OFFICE)),
        (Coordination(ROADS, "Phần khác"), Coordination(OFFICE)),
        (Coordination(OFFICE),),
    ],
)
def test_a_part_whose_result_stands_is_not_changed_before_it_is_sent_back(
    office: Office, wanted: tuple[Coordination, ...]
) -> None:
    """Its date decides on time or late, and its report is a record."""
    done = do(office, roads_clerk, usecases.report_coordination, report=DONE)
    change = lambda: office.do(  # noqa: E731
        specialist, usecases.update, "nv-1", terms_for=lambda _: Terms(coordinations=wanted)
    )
    assert refused(change) == ("COORDINATION_STATE", "")
    more = Terms(coordinations=(Coordination(ROADS, part(done).part), Coordination(OFFICE, "Hội trường")))
    assert part(office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: more), OFFICE).part
    do(office, health_clerk, usecases.send_back_coordination)
    change()


def test_a_result_that_comes_while_the_lead_waits_counts_by_the_day_of_its_submission(office: Office) -> None:
    do(office, health_clerk, usecases.set_coordination, part="Xe", due_date=EARLY)
    office.submit("nv-1", health_clerk, EARLY)
    later = EARLY + timedelta(days=1)
    do(office, roads_clerk, usecases.report_coordination, later, report=DONE)
    assert office.seen(roads_clerk, "nv-1", later).parts[ROADS].its_class is TaskClass.DONE_ON_TIME
    office.do(specialist, usecases.confirm, "nv-1", later, delay_cause=False)
    assert office.seen(roads_clerk, "nv-1", DUE).parts[ROADS].its_class is TaskClass.DONE_ON_TIME


def test_a_part_is_not_due_after_its_task_when_it_is_entered(session: Session) -> None:
    late = Coordination(ROADS, "Xe", DUE + timedelta(days=1))
    entered = lambda: Office(session).drafted("nv-1", coordinations=(late,))  # noqa: E731
    assert refused(entered) == ("COORDINATION_AFTER_TASK", "task.coordinations")


def test_each_period_asks_for_the_part_again(session: Session) -> None:
    office = Office(session)
    office.accepted("nv-1", co=(ROADS,), due=Due.periodic(Recurrence(Every.WEEKLY, DUE)))
    do(office, roads_clerk, usecases.report_coordination, report=DONE)
    office.submit("nv-1", health_clerk)
    task = office.do(specialist, usecases.confirm, "nv-1", delay_cause=False)
    assert part(task).state is CoordinationState.IN_PROGRESS


@pytest.mark.parametrize(
    ("reported", "today", "expected"),
    [
        (None, EARLY, TaskClass.OPEN_IN_TIME),
        (None, EARLY + timedelta(days=1), TaskClass.OPEN_OVERDUE),
        (EARLY, DUE, TaskClass.DONE_ON_TIME),
        (EARLY + timedelta(days=1), DUE, TaskClass.DONE_LATE),
    ],
)
def test_a_part_is_classed_by_its_own_date(
    office: Office, reported: date | None, today: date, expected: TaskClass
) -> None:
    do(office, health_clerk, usecases.set_coordination, part="Xe", due_date=EARLY)
    if reported:
        do(office, roads_clerk, usecases.report_coordination, reported, report=DONE)
    seen = office.seen(roads_clerk, "nv-1", today)
    assert seen.parts[ROADS].its_class is expected
    assert seen.its_class is TaskClass.OPEN_IN_TIME
    basket = "baskets/coordinated"
    caller, connection = Caller.of(roads_clerk), office.session.connection()
    counts = usecases.count_basket(connection, caller, basket, today)
    assert getattr(counts, expected.lower()) == counts.total == counts.total_count == 1
    assert usecases.count_basket(connection, caller, basket, today, f'lead = "{ROADS}"') == Counts()
    # The lead sees who owes what; a coordinator does not see the date of another one's part.
    wanted = f'coordination_class = "{expected}"'
    for who, found in ((health_head, True), (roads_clerk, True), (office_clerk, True)):
        page = usecases.list_tasks(connection, Caller.of(who), Query("baskets/all", wanted), today)
        assert bool(page.rows) is found, who.display_name


def test_what_is_not_done_when_the_task_is_completed_counts_only_if_it_was_overdue(session: Session) -> None:
    office = Office(session)
    dated = Coordination(ROADS, "Xe", EARLY)
    office.completed("nv-1", DUE, coordinations=(dated, Coordination(OFFICE)))
    task = office.seen(chief, "nv-1", DUE)
    assert task.parts[ROADS].its_class is TaskClass.OPEN_OVERDUE
    assert task.parts[OFFICE].its_class is None


def test_a_coordinator_reads_and_changes_its_own_part_only(office: Office) -> None:
    do(office, office_clerk, usecases.accept_coordination, coordinator=OF_OFFICE)
    message = to_proto(office.seen(roads_clerk, "nv-1"))
    assert [each.unit for each in message.coordinations] == [ROADS]
    assert message.allowed_actions == ["acceptCoordination", "follow", "reportCoordination"]
    assert message.coordinations[0].allowed_actions == ["acceptCoordination", "reportCoordination"]
    # Its etag does not tell of the others; a stale one is refused.
    do(office, office_clerk, usecases.report_coordination, coordinator=OF_OFFICE, report=DONE)
    assert to_proto(office.seen(roads_clerk, "nv-1")).etag == message.etag
    do(office, roads_clerk, usecases.accept_coordination, etag=message.etag)
    report = lambda: do(  # noqa: E731
        office, roads_clerk, usecases.report_coordination, etag=message.etag, report=DONE
    )
    assert refused(report)[0] == "ETAG_MISMATCH"


def test_an_event_names_the_coordinator_and_has_the_facts_of_its_part(office: Office) -> None:
    do(office, roads_clerk, usecases.report_coordination, report=DONE)
    type, _, changed = office.events("nv-1")[-1]
    assert (type, changed.coordinators) == ("task.coordination-reported", [ROADS])
    assert changed.task is not None
    facts = changed.task.coordinations[0]
    assert facts.submission is not None
    assert (facts.submission.text, facts.submission.document_number) == ("Đã bố trí xe", "12/SGTVT")
    assert (facts.allowed_actions, facts.class_.name) == ([], "UNSPECIFIED")
    assert changed.step is not None
    shown = {each.field_path: each.after for each in changed.step.changes}
    assert shown["coordination.unit"] == ROADS
    assert shown["coordination.submission.text"] == "Đã bố trí xe"


def test_a_draft_names_no_coordinator_in_its_events(session: Session) -> None:
    office = Office(session)
    office.proposed("nv-1", co=(ROADS,))
    wanted = Terms(coordinations=(Coordination(ROADS, "Khác"),))
    office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: wanted)
    assert not any(changed.coordinators for _, _, changed in office.events("nv-1"))
