"""Subtasks go down, not sideways, and end with the work of their agency on the parent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services.task import model, tables, usecases
from services.task.model import Coordination, DelayCauseKind, Due, Holder, State, Task, Terms, Verb
from services.task.tables import Caller, units
from services.task.usecases import Result, Seen, StatedCause
from shared.errors import FailedPrecondition, InvalidArgument
from shared.principal import Principal

from .factories import (
    HEALTH,
    HEALTH_CLINIC,
    HEALTH_DESK,
    ROADS,
    ROADS_DESK,
    chairman,
    chief,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    office_clerk,
    other_specialist,
    roads_clerk,
    roads_head,
    specialist,
    vice_chairman,
)
from .office import DUE, TODAY, Office
from .test_naming import only_follows

TERMS = Terms(title="Tổng hợp số liệu", output="Bảng", lead=HEALTH_DESK, due=Due.on(DUE))


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def refused(office: Office, terms: Terms) -> tuple[str, list[str]]:
    with pytest.raises(InvalidArgument) as refusal, office.session.begin_nested():
        office.subtask(health_head, "nv-1", "nv-2", terms)
    return refusal.value.reason, [each.path for each in refusal.value.fields]


@pytest.mark.parametrize("lead", [HEALTH, HEALTH_DESK, HEALTH_CLINIC, ROADS])
def test_a_subtask_goes_to_the_agency_its_units_or_a_coordinator(office: Office, lead: str) -> None:
    office.accepted("nv-1", co=(ROADS,))
    assert office.subtask(health_head, "nv-1", "nv-2", replace(TERMS, lead=lead)).lead == lead


def test_a_subtask_does_not_go_sideways(office: Office) -> None:
    office.accepted("nv-1")
    for unit in (ROADS, ROADS_DESK):
        assert refused(office, replace(TERMS, lead=unit)) == ("NOT_BELOW_PARENT", ["task.lead"])
        beside = replace(TERMS, coordinations=(Coordination(HEALTH_CLINIC), Coordination(unit)))
        assert refused(office, beside) == ("NOT_BELOW_PARENT", ["task.coordinations"])
    inside = replace(TERMS, coordinations=(Coordination(HEALTH_CLINIC),))
    office.subtask(health_head, "nv-1", "nv-2", inside)
    beside = Terms(coordinations=(Coordination(ROADS),))
    with pytest.raises(InvalidArgument) as refusal:
        office.do(chief, usecases.update, "nv-2", terms_for=lambda _: beside)
    assert refusal.value.fields[0].path == "task.coordinations"


def test_a_returned_subtask_is_not_reissued_sideways(office: Office) -> None:
    office.accepted("nv-1")
    office.subtask(health_head, "nv-1", "nv-2", TERMS)
    office.do(desk_head, usecases.return_task, "nv-2")
    with pytest.raises(InvalidArgument) as refusal, office.session.begin_nested():
        office.do(health_head, usecases.reissue, "nv-2", lead=ROADS)
    assert (refusal.value.reason, refusal.value.fields[0].path) == ("NOT_BELOW_PARENT", "lead")
    assert office.do(health_head, usecases.reissue, "nv-2", lead=HEALTH_CLINIC).lead == HEALTH_CLINIC


def test_a_returned_subtask_is_not_reissued_to_a_former_coordinator(office: Office) -> None:
    office.accepted("nv-1", co=(ROADS,))
    office.subtask(health_head, "nv-1", "nv-2", replace(TERMS, lead=ROADS))
    office.do(roads_head, usecases.return_task, "nv-2")
    office.do(chief, usecases.update, "nv-1", terms_for=lambda _: Terms(coordinations=()))
    for lead in (ROADS, ""):
        with pytest.raises(InvalidArgument) as refusal, office.session.begin_nested():
            office.do(health_head, usecases.reissue, "nv-2", lead=lead)
        assert (refusal.value.reason, refusal.value.fields[0].path) == ("NOT_BELOW_PARENT", "lead")


def test_the_agency_assigns_its_subtasks(office: Office) -> None:
    office.accepted("nv-1", assigner=chairman.person)
    for person in (vice_chairman, specialist, roads_head, desk_head, health_clerk):
        assert refused(office, replace(TERMS, assigner=person.person)) == (
            "NOT_A_CANDIDATE",
            ["task.assigner"],
        )
    for uid, person in (("nv-2", health_head), ("nv-3", chairman)):
        made = office.subtask(health_head, "nv-1", uid, replace(TERMS, assigner=person.person))
        assert made.assigner == person.person
    assert office.subtask(health_head, "nv-1", "nv-4", TERMS).assigner == chairman.person


def test_a_subtask_is_monitored_by_a_candidate(office: Office) -> None:
    office.accepted("nv-1")
    answer = refused(office, replace(TERMS, monitor=office_clerk.person))
    assert answer == ("NOT_A_CANDIDATE", ["task.monitor"])


def test_a_subtask_names_no_unit_twice(office: Office) -> None:
    office.accepted("nv-1")
    for coordinators, reason in (
        ((HEALTH_DESK,), "LEAD_COORDINATES"),
        ((HEALTH_CLINIC, HEALTH_CLINIC), "COORDINATOR_REPEATED"),
    ):
        terms = replace(TERMS, coordinations=tuple(map(Coordination, coordinators)))
        assert refused(office, terms) == (reason, ["task.coordinations"])


def test_a_subtask_has_a_possible_day_of_assignment(office: Office) -> None:
    office.accepted("nv-1")
    answer = refused(office, replace(TERMS, assign_date=date(1, 1, 1)))
    assert answer == ("DATE_OUT_OF_RANGE", ["task.assign_date"])


def test_nobody_acts_on_behalf_of_a_leader_without_a_delegation(office: Office) -> None:
    office.accepted("nv-1", assigner=vice_chairman.person)
    head = replace(TERMS, assigner=health_head.person)
    made = office.subtask(health_head, "nv-1", "nv-2", head)
    assert (made.assigner, made.on_behalf_of) == (health_head.person, "")
    for terms in (head, TERMS, replace(TERMS, assigner=vice_chairman.person)):
        answer = refused(office, replace(terms, on_behalf_of=chairman.person))
        assert answer == ("NO_DELEGATION", ["task.on_behalf_of"])


def test_the_monitor_of_a_subtask_follows_the_field_of_the_subtask(office: Office) -> None:
    only_follows(office.session, specialist, "xay-dung-giao-thong")
    only_follows(office.session, other_specialist, "van-xa")
    office.accepted("nv-1", field="xay-dung-giao-thong")
    terms = replace(TERMS, field="van-xa", monitor=chief.person)
    office.subtask(health_head, "nv-1", "nv-2", terms)

    def update(**terms: Any) -> Task:
        with office.session.begin_nested():
            return office.do(chief, usecases.update, "nv-2", terms_for=lambda _: Terms(**terms))

    with pytest.raises(InvalidArgument) as refusal:
        update(monitor=specialist.person)
    assert [each.path for each in refusal.value.fields] == ["task.monitor"]
    assert update(monitor=other_specialist.person).monitor == other_specialist.person
    with pytest.raises(InvalidArgument) as refusal:
        update(field="xay-dung-giao-thong")
    assert [each.path for each in refusal.value.fields] == ["task.field"]


@pytest.mark.parametrize("uid", ["nv-1", "nv-2"])
def test_a_task_is_not_reissued_to_a_unit_that_has_ended(office: Office, uid: str) -> None:
    office.issued("nv-1")
    if uid == "nv-2":
        office.subtask(health_head, "nv-1", uid, replace(TERMS, lead=HEALTH))
    office.do(health_head, usecases.return_task, uid)
    row = {"name": HEALTH, "parent_unit": "units/ubnd-tinh", "end_date": TODAY - timedelta(days=1)}
    units.keep(office.session, tables.UNITS, row)
    with pytest.raises(FailedPrecondition) as refusal:
        office.do(chief, usecases.reissue, uid, lead="")
    assert (refusal.value.reason, refusal.value.facts["name"]) == ("UNKNOWN_UNIT", HEALTH)


def test_a_unit_head_passes_a_task_on_anywhere_in_the_unit(office: Office) -> None:
    below = tuple(f"{HEALTH_DESK}-{number}" for number in (1, 2))
    for unit in below:
        units.keep(office.session, tables.UNITS, {"name": unit, "parent_unit": HEALTH_DESK})
    position = replace(desk_head.positions[0], units=(HEALTH_DESK, *below))
    head = replace(desk_head, positions=(position,))
    office.accepted("nv-1")
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK))
    for unit in (*below, HEALTH_DESK):
        task = office.do(head, usecases.delegate, "nv-1", holder=Holder(unit))
        assert task.holder == Holder(unit)
    with pytest.raises(InvalidArgument):
        office.do(head, usecases.delegate, "nv-1", holder=Holder(HEALTH_CLINIC))


def returned(office: Office) -> Task:
    return office.do(health_head, usecases.return_task, "nv-1")


def recalled(office: Office) -> Task:
    return office.do(specialist, usecases.recall, "nv-1")


def cancelled(office: Office) -> Task:
    return office.do(chief, usecases.cancel, "nv-1")


def completed(office: Office) -> Task:
    result = Result("Xong", "215/BC-SYT", open_subtasks_reason="Phần còn lại không ảnh hưởng")
    office.do(health_head, usecases.submit, "nv-1", result=result)
    return office.do(specialist, usecases.confirm, "nv-1", delay_cause=False)


@pytest.mark.parametrize(
    ("end", "actor", "verb"),
    [
        (completed, specialist, Verb.CONFIRM),
        (returned, health_head, Verb.RETURN),
        (recalled, specialist, Verb.RECALL),
        (cancelled, chief, Verb.CANCEL),
    ],
)
def test_open_subtasks_end_with_the_work_of_their_agency(
    office: Office, end: Callable[[Office], Task], actor: Principal, verb: Verb
) -> None:
    office.issued("nv-1", co=(ROADS,))
    office.subtask(health_head, "nv-1", "nv-open", TERMS)
    office.subtask(health_head, "nv-1", "nv-held", replace(TERMS, lead=ROADS))
    office.do(roads_clerk, usecases.accept, "nv-held")
    office.subtask(health_head, "nv-1", "nv-done", TERMS)
    office.submit("nv-done", desk_head)
    office.do(health_head, usecases.confirm, "nv-done", delay_cause=False)
    office.issued("nv-other")
    end(office)
    for uid in ("nv-open", "nv-held"):
        task = office.seen(chief, uid).task
        assert (task.state, task.parent_lead) == (State.CANCELLED, HEALTH)
        type, version, message = office.events(uid)[-1]
        assert (type, version) == ("task.cancelled", task.version)
        assert message.message == model.ENDS_SUBTASKS[verb]
        assert message.step is not None
        assert message.step.actor == actor.person
    states = {uid: office.seen(chief, uid).task.state for uid in ("nv-done", "nv-other")}
    assert states == {"nv-done": State.COMPLETED, "nv-other": State.ISSUED}


def test_the_head_who_assigned_a_subtask_confirms_why_it_is_late(office: Office) -> None:
    office.accepted("nv-1")
    office.subtask(health_head, "nv-1", "nv-2", TERMS)
    cause = StatedCause(DelayCauseKind.OBJECTIVE, "Bão số 4")
    result, late = Result("Xong", "12/BC-NVY"), DUE + timedelta(days=1)
    office.do(desk_head, usecases.submit, "nv-2", late, result=result, cause=cause)
    done = office.do(health_head, usecases.confirm, "nv-2", late, delay_cause=True)
    assert done.delay_cause
    assert done.delay_cause.confirmed_by
    assert done.delay_cause.confirmed_by.person == health_head.person


def test_a_former_lead_does_not_hold_up_the_next(office: Office) -> None:
    office.issued("nv-1")
    office.subtask(health_head, "nv-1", "nv-2", TERMS)
    returned(office)
    office.do(chief, usecases.reissue, "nv-1", lead=ROADS)
    assert office.submit("nv-1", roads_head).state is State.SUBMITTED
    assert office.seen(health_head, "nv-2").task.state is State.CANCELLED


def test_a_refusal_names_only_subtasks_that_the_caller_may_see(office: Office) -> None:
    office.accepted("nv-1")
    office.do(health_clerk, usecases.delegate, "nv-1", holder=Holder(HEALTH_DESK, desk_officer.person))
    for uid, lead in (("nv-2", HEALTH_DESK), ("nv-3", HEALTH_CLINIC)):
        office.subtask(health_head, "nv-1", uid, replace(TERMS, lead=lead))
    named = {desk_officer: "", desk_head: "nv-2", health_clerk: "nv-2, nv-3"}
    for person, uids in named.items():
        with pytest.raises(FailedPrecondition) as refusal, office.session.begin_nested():
            office.submit("nv-1", person)
        facts = refusal.value.facts
        assert (refusal.value.reason, facts["count"], facts["subtasks"]) == ("SUBTASKS_OPEN", "2", uids)


def test_a_subtask_names_its_parent_only_to_those_who_see_the_parent(office: Office) -> None:
    office.accepted("nv-1", co=(ROADS,))
    for uid, lead in (("nv-unit", HEALTH_DESK), ("nv-roads", ROADS)):
        office.subtask(health_head, "nv-1", uid, replace(TERMS, lead=lead))
    for person, uid, parent in (
        (specialist, "nv-unit", "tasks/nv-1"),
        (health_clerk, "nv-unit", "tasks/nv-1"),
        (roads_head, "nv-roads", "tasks/nv-1"),
        (desk_head, "nv-unit", ""),
    ):
        assert office.seen(person, uid).task.parent_task == parent
        (row,) = listed(office, person, f'lead = "{office.seen(chief, uid).task.lead}" AND title:"tong hop"')
        assert (row.task.uid, row.task.parent_task) == (uid, parent)
        named = 'parent_task = "tasks/nv-1"'
        found = {filter: uid in uids(office, person, filter) for filter in (named, 'parent_task = ""')}
        assert found == {named: bool(parent), 'parent_task = ""': not parent}, person.person
        others = 'parent_task != "tasks/nv-1"'
        assert (uid in uids(office, person, others)) is not bool(parent), person.person


def listed(office: Office, who: Principal, filter: str) -> list[Seen]:
    query = usecases.Query(filter=filter, size=50)
    return usecases.list_tasks(office.session.connection(), Caller.of(who), query, TODAY).rows


def uids(office: Office, who: Principal, filter: str) -> set[str]:
    return {seen.task.uid for seen in listed(office, who, filter)}


def test_the_former_lead_reads_no_parent_that_it_does_not_see(office: Office) -> None:
    office.issued("nv-1")
    office.subtask(health_head, "nv-1", "nv-2", TERMS)
    returned(office)
    office.do(chief, usecases.reissue, "nv-1", lead=ROADS)
    assert office.seen(health_head, "nv-2").task.parent_task == ""
