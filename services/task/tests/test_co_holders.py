"""Who works beside the holder of a task, and the date that the lead agency keeps to itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from services.task import model, usecases
from services.task.model import ApprovalSettings, Due, Holder, PendingDecision, Task, Verb
from services.task.rpc.translate import to_proto
from services.task.tables import Caller
from services.task.usecases import InternalDate, Query, Report
from shared import clock
from shared.errors import InvalidArgument, NotFound, Refusal
from shared.principal import Principal

from .desks import Desk, accepted
from .factories import (
    HEALTH,
    HEALTH_CLINIC,
    HEALTH_DESK,
    OFFICE,
    OFFICE_ROOM,
    ROADS,
    chairman,
    chief,
    clinic_officer,
    deputy_chief,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    office_clerk,
    other_specialist,
    roads_head,
    roads_officer,
    specialist,
)
from .office import DUE, TODAY, Office, at

BOTH = Holder(HEALTH_DESK, desk_officer.person, clinic_officer.person)
SOON = DUE - timedelta(days=3)
INSIDE = (health_head, health_clerk, desk_head, desk_officer, clinic_officer)
OUTSIDE = (chairman, chief, specialist, office_clerk, roads_head)


@pytest.fixture
def office(session: Session) -> Office:
    """An office with a task that an officer of one unit holds, and one of another works on beside."""
    office = Office(session)
    office.accepted("nv-1", co=(ROADS,))
    delegate(office, BOTH, InternalDate(SOON))
    return office


def delegate(
    office: Office, holder: Holder, internal: InternalDate | None = None, who: Principal = health_clerk
) -> Task:
    return office.do(who, usecases.delegate, "nv-1", holder=holder, internal=internal)


def approve_progress(office: Office) -> None:
    """From now on the agency approves reports of progress."""
    settings = ApprovalSettings(steps=frozenset({Verb.REPORT_PROGRESS}))
    usecases.update_approval_settings(
        office.session, Caller.of(health_head), HEALTH, "", lambda _: settings, TODAY
    )


def refused(step: Callable[[], object]) -> tuple[str, list[str]]:
    """The reason and the fields of a refusal."""
    with pytest.raises(Refusal) as refusal:
        step()
    return refusal.value.reason, [each.path for each in refusal.value.fields]


def listed(office: Office, who: Principal, filter: str = "") -> list[str]:
    query = Query("baskets/mine", filter)
    found = usecases.list_tasks(office.session.connection(), Caller.of(who), query, TODAY)
    return [seen.task.uid for seen in found.rows]


def counted(office: Office, who: Principal) -> int:
    caller = Caller.of(who)
    return usecases.count_basket(office.session.connection(), caller, "baskets/mine", TODAY).total_count


def test_a_co_holder_finds_the_task_in_the_own_basket_reads_it_and_reports(office: Office) -> None:
    office.accepted("nv-2")
    office.do(health_clerk, usecases.delegate, "nv-2", holder=Holder(HEALTH_CLINIC, clinic_officer.person))
    assert (listed(office, clinic_officer), counted(office, clinic_officer)) == (["nv-1", "nv-2"], 2)
    assert (listed(office, desk_officer), counted(office, desk_officer)) == (["nv-1"], 1)
    assert listed(office, clinic_officer, f'holder_person = "{clinic_officer.person}"') == ["nv-2"]
    seen = office.seen(clinic_officer, "nv-1")
    assert (seen.view, to_proto(seen).allowed_actions) == (model.View.WHOLE, ["follow", "reportProgress"])
    reported = office.report("nv-1", clinic_officer)
    assert reported.progress is not None
    assert reported.progress.by.person == clinic_officer.person


def test_who_no_longer_works_beside_the_holder_sees_the_task_no_more(office: Office) -> None:
    delegate(office, Holder(HEALTH_DESK, desk_officer.person))
    with pytest.raises(NotFound):
        office.seen(clinic_officer, "nv-1")
    assert (listed(office, clinic_officer), counted(office, clinic_officer)) == ([], 0)
    *_, (_, _, event) = office.events("nv-1")
    assert event.step is not None
    assert ("holder.co_holder", clinic_officer.person, "") in {
        (each.field_path, each.before, each.after) for each in event.step.changes
    }


def test_what_a_co_holder_reports_waits_for_approval_where_the_agency_wants_it(office: Office) -> None:
    approve_progress(office)
    assert office.seen(clinic_officer, "nv-1").to_approve == {Verb.REPORT_PROGRESS}
    assert office.report("nv-1", clinic_officer).approval is not None
    assert office.seen(desk_officer, "nv-1").task.approval is not None
    gone_up = office.do(health_head, usecases.approve, "nv-1")
    assert gone_up.progress is not None


@pytest.mark.parametrize(
    ("holder", "answer"),
    [
        (Holder(HEALTH_DESK, desk_officer.person, roads_officer.person), ("UNKNOWN_HOLDER", ["co_holder"])),
        (Holder(HEALTH_DESK, desk_officer.person, "people/absent"), ("UNKNOWN_HOLDER", ["co_holder"])),
        (
            Holder(HEALTH_DESK, desk_officer.person, desk_officer.person),
            ("CO_HOLDER_NOT_BESIDE", ["co_holder"]),
        ),
        (Holder(HEALTH_DESK, "", clinic_officer.person), ("CO_HOLDER_NOT_BESIDE", ["co_holder"])),
    ],
)
def test_a_co_holder_is_another_person_of_the_agency(
    office: Office, holder: Holder, answer: tuple[str, list[str]]
) -> None:
    assert refused(lambda: delegate(office, holder)) == answer


def test_the_head_of_a_unit_finds_both_inside_the_unit(office: Office) -> None:
    beside = Holder(HEALTH_DESK, desk_officer.person, clinic_officer.person)
    delegate(office, Holder(HEALTH_DESK))
    assert refused(lambda: delegate(office, beside, who=desk_head)) == ("UNKNOWN_HOLDER", ["co_holder"])
    inside = Holder(HEALTH_DESK, desk_officer.person, desk_head.person)
    assert delegate(office, inside, who=desk_head).holder == inside


def test_a_co_holder_does_not_decide_what_becomes_of_the_task(session: Session) -> None:
    office = Office(session)
    office.issued("nv-1", lead=OFFICE)
    office.do(office_clerk, usecases.accept, "nv-1")
    holder = Holder(OFFICE_ROOM, other_specialist.person, chief.person)
    office.do(office_clerk, usecases.delegate, "nv-1", holder=holder)
    later: dict[str, Any] = {"new_date": DUE + timedelta(days=9)}
    assert refused(lambda: office.do(chief, usecases.extend, "nv-1", **later))[0] == "OWN_TASK"
    assert office.do(deputy_chief, usecases.extend, "nv-1", **later)
    usecases.demand_decisions(session, at(DUE + timedelta(days=90)), limit=10)
    asked = {who: office.seen(who, "nv-1").pending for who in (chief, deputy_chief)}
    assert asked == {chief: frozenset(), deputy_chief: {PendingDecision.OVERDUE}}
    found = {
        who: usecases.count_basket(
            session.connection(), Caller.of(who), "baskets/deciding", TODAY
        ).total_count
        for who in asked
    }
    assert found == {chief: 0, deputy_chief: 1}


def internal_date(office: Office, who: Principal) -> str:
    return to_proto(office.seen(who, "nv-1")).internal_due_date


def changed(office: Office, who: Principal) -> set[str]:
    """The fields that the history says have changed."""
    steps = usecases.list_steps(office.session.connection(), Caller.of(who), "nv-1", 0, 50)
    return {change.field_path for step in steps for change in step.changes}


def test_only_the_lead_agency_knows_its_own_date(office: Office) -> None:
    assert {internal_date(office, who) for who in INSIDE} == {SOON.isoformat()}
    assert {internal_date(office, who) for who in OUTSIDE} == {""}
    assert all("internal_due_date" in changed(office, who) for who in INSIDE)
    assert not any("internal_due_date" in changed(office, who) for who in OUTSIDE)
    assert "holder" in changed(office, chief)


def test_a_step_about_the_date_alone_says_nothing_outside(office: Office) -> None:
    delegate(office, BOTH, InternalDate(TODAY))

    def last_reason(who: Principal) -> str:
        return usecases.list_steps(office.session.connection(), Caller.of(who), "nv-1", 0, 50)[-1].act.reason

    assert last_reason(health_head) == "Có lý do"
    assert last_reason(chief) == ""


def test_the_date_decides_about_no_class_list_or_counter(office: Office) -> None:
    day = SOON + timedelta(days=1)
    seen = office.seen(desk_officer, "nv-1", day)
    assert (seen.its_class, seen.task.due_date) == (model.TaskClass.OPEN_IN_TIME, DUE)
    query = Query("baskets/mine", "class = OPEN_OVERDUE")
    assert usecases.list_tasks(office.session.connection(), Caller.of(desk_officer), query, day).rows == []


def test_the_event_has_the_date_beside_the_facts_and_the_days_before_it(office: Office) -> None:
    *_, (kind, _, event) = office.events("nv-1")
    assert (kind, event.internal_due_date) == ("task.delegated", SOON.isoformat())
    windows = {each.anchor.name: each for each in event.working_days}
    assert (windows["INTERNAL_DUE"].first, windows["INTERNAL_DUE"].dates[-1]) == (-5, SOON.isoformat())
    delegate(office, BOTH, InternalDate(None))
    *_, (_, _, without) = office.events("nv-1")
    assert without.internal_due_date == ""
    assert "INTERNAL_DUE" not in {each.anchor.name for each in without.working_days}


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (DUE + timedelta(days=1), "INTERNAL_DATE_AFTER_DUE"),
        (TODAY - timedelta(days=1), "INTERNAL_DATE_PAST"),
    ],
)
def test_the_date_lies_between_today_and_the_due_date(office: Office, day: date, reason: str) -> None:
    assert refused(lambda: delegate(office, BOTH, InternalDate(day))) == (reason, ["internal_due_date"])
    for allowed in (TODAY, DUE):
        assert delegate(office, BOTH, InternalDate(allowed)).internal_due_date == allowed


def test_passing_on_leaves_the_date_until_it_is_taken_away(office: Office) -> None:
    assert delegate(office, Holder(HEALTH_DESK), who=desk_head).internal_due_date == SOON
    assert refused(lambda: delegate(office, Holder(HEALTH_DESK)))[0] == "HOLDER_UNCHANGED"
    assert delegate(office, Holder(HEALTH_DESK), InternalDate(None)).internal_due_date is None


def test_a_later_due_date_leaves_the_date_and_another_lead_begins_without(office: Office) -> None:
    later = office.do(chief, usecases.extend, "nv-1", new_date=DUE + timedelta(days=9))
    assert later.internal_due_date == SOON
    moved = office.do(chief, usecases.transfer, "nv-1", lead=ROADS)
    assert (moved.holder, moved.internal_due_date) == (None, None)


def test_the_next_period_begins_without_the_date(session: Session) -> None:
    office = Office(session)
    office.accepted("nv-1", due=Due.periodic(model.Recurrence(model.Every.MONTHLY, DUE)))
    delegate(office, BOTH, InternalDate(SOON))
    office.submit("nv-1", health_clerk)
    closed = office.do(specialist, usecases.confirm, "nv-1", delay_cause=False)
    assert (closed.holder, closed.internal_due_date) == (BOTH, None)


def test_what_waits_goes_on_to_wait_if_only_the_date_or_the_co_holder_changes(office: Office) -> None:
    office.submit("nv-1", desk_officer)
    assert delegate(office, BOTH, InternalDate(TODAY)).approval is not None
    alone = Holder(HEALTH_DESK, desk_officer.person)
    assert delegate(office, alone).approval is not None
    assert delegate(office, Holder(HEALTH_DESK, desk_head.person)).approval is None


def test_what_a_co_holder_sought_waits_no_longer_once_another_one_works(office: Office) -> None:
    approve_progress(office)
    assert office.report("nv-1", clinic_officer).approval is not None
    assert delegate(office, BOTH, InternalDate(TODAY)).approval is not None
    assert delegate(office, Holder(HEALTH_DESK, desk_officer.person)).approval is None


@pytest.mark.parametrize("approved_first", [False, True])
def test_a_report_with_a_cause_of_delay_stays_with_the_holder(office: Office, approved_first: bool) -> None:
    """A co-holder reports; why the task is late the holder says."""
    if approved_first:
        approve_progress(office)
    late = DUE + timedelta(days=1)
    cause = usecases.StatedCause(model.DelayCauseKind.OBJECTIVE, "Bão")
    given: dict[str, Any] = {"report": Report(40, "Đang làm"), "cause": cause}
    answer = refused(lambda: office.do(clinic_officer, usecases.report_progress, "nv-1", late, **given))
    assert answer == ("NOT_ALLOWED", [])


def test_an_unknown_date_of_the_agency_is_no_filter(office: Office) -> None:
    query = Query("", f'internal_due_date = "{SOON}"')
    with pytest.raises(InvalidArgument):
        usecases.list_tasks(office.session.connection(), Caller.of(desk_officer), query, TODAY)


async def test_the_api_leaves_the_date_unless_the_request_says_something_about_it(
    desk: Callable[..., Desk],
) -> None:
    name = await accepted(desk)

    async def answer(**fields: Any) -> str:
        request = pb.DelegateTaskRequest(name=name, **fields)
        task: pb.Task = await desk(health_clerk)("DelegateTask", request)
        return task.internal_due_date

    day = clock.today().isoformat()
    assert await answer(unit=HEALTH_DESK, internal_due_date=day) == day
    assert await answer(unit=HEALTH_DESK, person=desk_officer.person) == day
    assert await answer(unit=HEALTH_DESK, person=desk_officer.person, internal_due_date="") == ""
