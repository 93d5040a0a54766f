"""A set of tasks: one act gives several agencies a task each, and only people who see all of them know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import grpc
import pytest
from grpc import aio
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from services.task import tables, usecases
from services.task.model import Coordination, Due, Source, State, Task, Terms
from services.task.tables import Caller, Counts, directives, units
from services.task.tables.schema import OUTBOX, TASK_SETS, TASKS
from services.task.usecases import NewSet, Outcome, Query, SeenSet
from shared.errors import InvalidArgument, NotFound, PermissionDenied
from shared.principal import Principal

from .desks import REQUESTS, Desk, refusal_of, set_of_tasks, shared_terms
from .factories import (
    HEALTH,
    HEALTH_DESK,
    OFFICE,
    PROVINCE_UNIT,
    ROADS,
    chairman,
    chief,
    desk_officer,
    health_clerk,
    health_head,
    office_clerk,
    other_specialist,
    roads_head,
    specialist,
)
from .office import DUE, TODAY, Office, at
from .recount import recount

CLAUSE = Terms(
    title="Rà soát chế độ trực lễ",
    output="Báo cáo",
    due=Due.on(DUE),
    assigner=chairman.person,
    monitor=specialist.person,
)
LEADS = [HEALTH, ROADS, OFFICE]
PROVINCE = (chairman, chief, specialist, other_specialist, office_clerk)
OTHERS = (health_head, roads_head, desk_officer)


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


@pytest.fixture
def statements(session: Session) -> list[str]:
    """The statements sent to the database."""
    asked: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    return asked


def created(office: Office, who: Principal = chief, **wanted: Any) -> SeenSet:
    given: dict[str, Any] = {"terms": CLAUSE, "directive": "", "leads": LEADS} | wanted
    return usecases.create_set(office.session, Caller.of(who), NewSet(**given), at(TODAY))


def tasks_of(office: Office, found: SeenSet, who: Principal = chief) -> dict[str, Task]:
    """The tasks of a set by their leads."""
    query = Query(filter=f'task_set = "{found.task_set.name}"')
    page = usecases.list_tasks(office.session.connection(), Caller.of(who), query, TODAY)
    return {seen.task.lead: seen.task for seen in page.rows}


def test_each_agency_gets_a_task_of_its_own(office: Office) -> None:
    found = tasks_of(office, created(office))
    assert set(found) == set(LEADS)
    assert {task.state for task in found.values()} == {State.ISSUED}
    for task in found.values():
        assert [(type, version) for type, version, _ in office.events(task.uid)] == [("task.issued", 1)]
        steps = usecases.list_steps(office.session.connection(), Caller.of(chief), task.uid, 0, 9)
        assert [step.version for step in steps] == [1]
    # One act: the moment is the same, by which a notice to the assigner gathers them.
    assert len({task.issued_at for task in found.values()}) == 1


def test_the_tasks_of_a_set_are_in_the_baskets_and_counters_of_their_agencies(office: Office) -> None:
    created(office, terms=replace(CLAUSE, coordinations=(Coordination(ROADS, "Số liệu"),)))
    for who, basket in ((health_head, "unit"), (roads_head, "coordinated"), (specialist, "monitored")):
        caller, connection = Caller.of(who), office.session.connection()
        rows = usecases.list_tasks(connection, caller, Query(f"baskets/{basket}"), TODAY).rows
        counts = usecases.count_basket(connection, caller, f"baskets/{basket}", TODAY)
        assert counts.total_count == len(rows) > 0, basket
        if basket != "coordinated":
            assert counts == recount(rows)


def test_a_lead_does_not_coordinate_its_own_task(office: Office) -> None:
    both = replace(CLAUSE, coordinations=(Coordination(ROADS), Coordination(HEALTH)), informed=(OFFICE,))
    found = tasks_of(office, created(office, terms=both))
    assert {lead: (task.coordinators, task.informed) for lead, task in found.items()} == {
        HEALTH: ([ROADS], (OFFICE,)),
        ROADS: ([HEALTH], (OFFICE,)),
        OFFICE: ([ROADS, HEALTH], ()),
    }


@pytest.mark.parametrize(
    ("outcome", "state", "steps"),
    [(Outcome.DRAFT, State.DRAFT, 1), (Outcome.PROPOSE, State.PROPOSED, 2), (None, State.PROPOSED, 2)],
)
def test_a_specialist_drafts_or_proposes_a_set(
    office: Office, outcome: Outcome | None, state: State, steps: int
) -> None:
    found = created(office, specialist, outcome=outcome)
    assert found.counts == Counts(not_issued=3, total_count=3)
    for task in tasks_of(office, found).values():
        assert (task.state, task.version) == (state, steps)
        assert len(office.events(task.uid)) == steps
        if state is State.PROPOSED:
            assert list(office.events(task.uid)[-1][2].asked) != []


def test_a_specialist_issues_what_a_signed_directive_says(office: Office) -> None:
    directives.keep(office.session, Source("directives/d-1", number="215/TB-UBND", date=TODAY))
    with pytest.raises(PermissionDenied):
        created(office, specialist, outcome=Outcome.ISSUE)
    found = created(office, specialist, outcome=Outcome.ISSUE, directive="directives/d-1")
    assert (found.task_set.directive, found.directive_number) == ("directives/d-1", "215/TB-UBND")
    assert {task.directive for task in tasks_of(office, found).values()} == {"directives/d-1"}


@pytest.mark.parametrize("who", [office_clerk, *OTHERS], ids=lambda who: who.display_name)
def test_nobody_else_creates_a_set(office: Office, who: Principal) -> None:
    with pytest.raises(PermissionDenied) as refusal:
        created(office, who)
    assert refusal.value.reason == "NOT_ALLOWED"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("units/absent", "UNKNOWN_UNIT"),
        (HEALTH_DESK, "LEAD_NOT_AN_AGENCY"),
        (PROVINCE_UNIT, "LEAD_NOT_AN_AGENCY"),
    ],
)
def test_one_wrong_lead_is_named_and_nothing_is_entered(office: Office, wrong: str, reason: str) -> None:
    with pytest.raises(InvalidArgument) as refusal, office.session.begin_nested():
        created(office, leads=[HEALTH, wrong, ROADS])
    assert (refusal.value.reason, [each.path for each in refusal.value.fields]) == (reason, ["leads[1]"])
    assert [office.session.scalar(select(func.count()).select_from(each)) for each in (TASKS, TASK_SETS)] == [
        0,
        0,
    ]


def test_the_counters_of_a_set_are_those_of_its_tasks(office: Office) -> None:
    found = created(office)
    uids = {lead: task.uid for lead, task in tasks_of(office, found).items()}
    office.issued("nv-alone")
    office.do(health_clerk, usecases.accept, uids[HEALTH])
    office.submit(uids[HEALTH], health_clerk)
    office.do(specialist, usecases.confirm, uids[HEALTH], delay_cause=False)
    office.do(chief, usecases.cancel, uids[OFFICE])
    later = DUE + timedelta(days=1)
    seen = usecases.get_set(office.session.connection(), Caller.of(chief), found.task_set.uid, later)
    assert seen.counts == Counts(
        done_on_time=1, open_overdue=1, not_accepted=1, overdue_not_updated=1, total_count=3
    )


@pytest.mark.parametrize("who", PROVINCE, ids=lambda who: who.display_name)
def test_the_office_and_the_leaders_see_the_sets(office: Office, who: Principal) -> None:
    first, second = created(office), created(office, leads=[HEALTH, ROADS])
    caller, connection = Caller.of(who), office.session.connection()
    assert usecases.get_set(connection, caller, first.task_set.uid, TODAY).task_set == first.task_set
    names: list[str] = []
    cursor: list[str] | None = None
    while names == [] or cursor:
        page = usecases.list_sets(connection, caller, cursor, 1, TODAY)
        names += [seen.task_set.name for seen in page.rows]
        cursor = page.cursor
    assert sorted(names) == sorted((first.task_set.name, second.task_set.name))
    assert set(tasks_of(office, second, who)) == {HEALTH, ROADS}


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: who.display_name)
def test_agencies_do_not_learn_of_the_set(office: Office, who: Principal) -> None:
    found = created(office, terms=replace(CLAUSE, coordinations=(Coordination(ROADS),)))
    caller, connection = Caller.of(who), office.session.connection()
    for uid in (found.task_set.uid, str(uuid4())):
        with pytest.raises(NotFound) as refusal:
            usecases.get_set(connection, caller, uid, TODAY)
        assert refusal.value.reason == "TASK_SET_NOT_FOUND"
    assert usecases.list_sets(connection, caller, None, 50, TODAY).rows == []
    everything = usecases.list_tasks(connection, caller, Query(), TODAY).rows
    assert {seen.task.task_set for seen in everything} <= {""}
    for filter, count in (
        (f'task_set = "{found.task_set.name}"', 0),
        (f'task_set != "{found.task_set.name}"', len(everything)),
        ('task_set = ""', len(everything)),
        ('task_set != ""', 0),
    ):
        rows = usecases.list_tasks(connection, caller, Query(filter=filter), TODAY).rows
        assert len(rows) == count, filter
        assert usecases.count_basket(connection, caller, "", TODAY, filter).total_count == count, filter


def test_tasks_by_themselves_are_found(office: Office) -> None:
    found = created(office)
    office.issued("nv-alone")
    query = Query(filter='task_set = ""')
    rows = usecases.list_tasks(office.session.connection(), Caller.of(chief), query, TODAY).rows
    assert [seen.task.uid for seen in rows] == ["nv-alone"]
    assert len(tasks_of(office, found)) == 3


def test_many_agencies_take_hardly_more_statements_than_few(office: Office, statements: list[str]) -> None:
    leads = [f"units/xa-{number}" for number in range(40)]
    for lead in leads:
        row = {"name": lead, "parent_unit": PROVINCE_UNIT, "kind": "AGENCY", "agency": lead}
        units.keep(office.session, tables.UNITS, row)
    counted = []
    for some in (leads[:2], leads):
        statements.clear()
        found = created(office, leads=some)
        counted.append(len(statements))
        assert found.counts == Counts(open_in_time=len(some), not_accepted=len(some), total_count=len(some))
    assert counted[1] <= counted[0]
    events = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.type == "task.issued")
    assert office.session.scalar(events) == 42


async def test_a_repeated_request_makes_no_second_set(desk: Callable[..., Desk]) -> None:
    request = pb.CreateTaskSetRequest(
        task=shared_terms(),
        leads=[HEALTH, ROADS],
        outcome=pb.ImportTasksRequest.Outcome.ISSUE,
        request_id=str(uuid4()),
    )
    first, second = [await desk(chief)("CreateTaskSet", request) for _ in range(2)]
    assert first == second
    assert (first.title, first.total, first.total_count) == (shared_terms().title, 2, 2)
    read = await desk(chief)("GetTaskSet", pb.GetTaskSetRequest(name=first.name))
    assert read == first
    filter = f'task_set = "{first.name}"'
    listed = await desk(chief)("ListTasks", pb.ListTasksRequest(basket="baskets/all", filter=filter))
    assert {(task.lead, task.task_set) for task in listed.tasks} == {
        (HEALTH, first.name),
        (ROADS, first.name),
    }


async def test_a_page_of_sets_names_the_next_one(desk: Callable[..., Desk]) -> None:
    names = {await set_of_tasks(desk) for _ in range(3)}
    found: list[str] = []
    token = ""
    while not names <= set(found):
        page = await desk(chief)("ListTaskSets", pb.ListTaskSetsRequest(page_size=1, page_token=token))
        found += [each.name for each in page.task_sets]
        token = page.next_page_token
    assert len(found) == len(set(found))
    assert await desk(health_head)("ListTaskSets", REQUESTS["ListTaskSets"]("")) == pb.ListTaskSetsResponse()


@pytest.mark.parametrize("stated", [{"lead": HEALTH}, {"parent_task": "tasks/nv-1"}])
async def test_the_shared_terms_state_no_lead_and_no_parent(
    desk: Callable[..., Desk], stated: dict[str, str]
) -> None:
    request = pb.CreateTaskSetRequest(task=shared_terms(**stated), leads=[ROADS])
    with pytest.raises(aio.AioRpcError) as error:
        await desk(chief)("CreateTaskSet", request)
    refusal = refusal_of(error.value)
    assert (refusal["code"], refusal["ErrorInfo"].reason) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "UNWANTED_IN_SET",
    )
    assert [each.field for each in refusal["BadRequest"].field_violations] == [
        f"task.{name}" for name in stated
    ]


async def test_a_saved_list_of_a_set_is_for_those_who_may_know_of_it(desk: Callable[..., Desk]) -> None:
    name = await set_of_tasks(desk)
    saved = pb.SavedList(display_name=f"Bộ {uuid4()}", filter=f'task_set = "{name}"')
    assert await desk(chief)("CreateSavedList", pb.CreateSavedListRequest(saved_list=saved))
    with pytest.raises(aio.AioRpcError) as error:
        await desk(health_head)("CreateSavedList", pb.CreateSavedListRequest(saved_list=saved))
    assert refusal_of(error.value)["ErrorInfo"].reason == "UNKNOWN_TASK_SET"
