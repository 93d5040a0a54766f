"""The service offers a caller baskets, actions, and people to name in a task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import grpc
import pytest
from grpc import aio

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from services.task import tables, usecases
from services.task.config import TaskSettings
from services.task.model import RIGHTS, Role
from services.task.rpc.translate import ACTIONS
from services.task.tables import Caller, baskets, units
from shared.config import load
from shared.db import Database
from shared.principal import HeldPosition, Principal

from .desks import Desk, refusal_of
from .factories import (
    HEALTH,
    OFFICE,
    administrator,
    chief,
    desk_officer,
    health_head,
    office_clerk,
    specialist,
)

PURPOSES = pb.Candidate.Purpose


def caller_in(*roles: str) -> Caller:
    held = (HeldPosition(f"{HEALTH}/positions/{role}", HEALTH, HEALTH, role) for role in roles)
    return Caller("people/1", "Người", tuple(held))


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (["CHAIRMAN"], ["assigned", "deciding", "drafts", "all"]),
        (["VICE_CHAIRMAN"], ["assigned", "deciding", "drafts", "all"]),
        (["OFFICE_CHIEF"], ["all", "deciding", "unit", "coordinated", "monitored", "drafts"]),
        (["OFFICE_SPECIALIST"], ["monitored", "deciding", "mine", "drafts", "all"]),
        (["OFFICE_CLERK"], ["all", "unit", "coordinated"]),
        (["AGENCY_HEAD"], ["unit", "deciding", "coordinated", "all"]),
        (["AGENCY_CLERK"], ["unit", "coordinated", "all"]),
        (["UNIT_HEAD"], ["unit", "mine", "all"]),
        (["OFFICER"], ["mine", "all"]),
        (["AGENCY_ADMINISTRATOR"], []),
        (["SYSTEM_ADMINISTRATOR"], []),
        (["INSPECTOR"], []),
        (["OFFICE_CHIEF", "AGENCY_HEAD"], ["unit", "deciding", "coordinated", "monitored", "drafts", "all"]),
        (["OFFICER", "UNIT_HEAD"], ["unit", "mine", "all"]),
        (["AGENCY_ADMINISTRATOR", "OFFICE_CLERK"], ["all", "unit", "coordinated"]),
        (
            ["UNIT_HEAD", "OFFICE_CHIEF"],
            ["unit", "deciding", "mine", "coordinated", "monitored", "drafts", "all"],
        ),
        ([], []),
    ],
)
def test_a_role_has_its_baskets_in_the_order_of_use(roles: list[str], names: list[str]) -> None:
    caller = caller_in(*roles)
    assert usecases.list_baskets(caller).names == names
    assert all(baskets.scopes(caller, f"baskets/{name}") for name in names)


def test_whoever_approves_for_an_agency_has_what_waits_in_a_basket() -> None:
    assert "deciding" not in usecases.list_baskets(caller_in("OFFICER")).names
    assert "deciding" in usecases.list_baskets(caller_in("OFFICER"), charged=True).names


@pytest.mark.parametrize("role", sorted(Role))
def test_a_role_is_offered_the_rights_that_the_table_grants(role: Role) -> None:
    offered = usecases.list_baskets(caller_in(role)).rights
    assert offered == {right for right, grants in RIGHTS.items() if role in {one for one, _ in grants}}


async def test_baskets_and_actions_are_listed(desk: Callable[..., Desk]) -> None:
    answer = await desk(specialist)("ListBaskets", pb.ListBasketsRequest())
    assert [basket.name for basket in answer.baskets] == [
        "baskets/monitored",
        "baskets/deciding",
        "baskets/mine",
        "baskets/drafts",
        "baskets/all",
    ]
    assert {"create", "update", "issue", "confirm", "urge", "submit"} <= set(answer.allowed_actions)
    assert "accept" not in answer.allowed_actions
    answer = await desk(health_head)("ListBaskets", pb.ListBasketsRequest())
    assert {"accept", "createSubtask", "submit"} <= set(answer.allowed_actions)
    assert not {"create", "issue"} & set(answer.allowed_actions)
    nothing = await desk(administrator)("ListBaskets", pb.ListBasketsRequest())
    assert (list(nothing.baskets), list(nothing.allowed_actions)) == ([], [])


def test_each_action_has_a_unique_name() -> None:
    assert len(set(ACTIONS.values())) == len(ACTIONS)
    assert {"create", "update", "createSubtask", "sendBack", "reportProgress"} <= set(ACTIONS.values())


@pytest.fixture
def officials(stub: Any) -> None:
    """More people in office, and one who has left."""
    held = [
        ("vice-b", "Bình", "VICE_CHAIRMAN", None, ["van-xa"]),
        ("vice-d", "Đạt", "VICE_CHAIRMAN", None, []),
        ("vice-a", "Ánh", "VICE_CHAIRMAN", None, []),
        ("former", "Cựu", "CHAIRMAN", date(2022, 1, 1), []),
    ]
    with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
        for name, display_name, role, end, fields in held:
            units.keep(session, tables.PEOPLE, {"name": f"people/{name}", "display_name": display_name})
            row = {
                "name": f"units/ubnd-tinh/positions/{name}", "person": f"people/{name}", "unit": "units/ubnd-tinh",
                "role": role, "title": f"Chức vụ {name}", "fields": fields, "start_date": date(2021, 1, 1),
                "end_date": end,
            }  # fmt: skip
            units.keep(session, tables.POSITIONS, row)
        # The chief is a specialist too, and is listed once.
        also = {
            "name": f"{OFFICE}/positions/also",
            "person": chief.person,
            "unit": OFFICE,
            "role": "OFFICE_SPECIALIST",
        }
        units.keep(session, tables.POSITIONS, also)


async def test_assigners_are_the_current_leaders_by_rank_and_name(
    officials: None, desk: Callable[..., Desk]
) -> None:
    request = pb.ListCandidatesRequest(purpose=PURPOSES.ASSIGNER)
    found = (await desk(specialist)("ListCandidates", request)).candidates
    assert [each.display_name for each in found] == [
        *("Chairman", "Ánh", "Bình", "Deputy", "Đạt", "Vice-Chairman")
    ]
    assert (found[2].person, found[2].position, found[2].title, list(found[2].fields)) == (
        "people/vice-b", "units/ubnd-tinh/positions/vice-b", "Chức vụ vice-b", ["van-xa"],
    )  # fmt: skip


async def test_monitors_are_chiefs_and_specialists_each_once(
    officials: None, desk: Callable[..., Desk]
) -> None:
    request = pb.ListCandidatesRequest(purpose=PURPOSES.MONITOR)
    found = (await desk(specialist)("ListCandidates", request)).candidates
    assert [each.person for each in found] == [
        "people/chief", "people/deputy-chief", "people/other-specialist", "people/specialist"
    ]  # fmt: skip
    assert found[0].position == f"{OFFICE}/positions/chief"


async def test_everyone_may_know_who_assigns(officials: None, desk: Callable[..., Desk]) -> None:
    request = pb.ListCandidatesRequest(purpose=PURPOSES.ASSIGNER)
    for who in (health_head, office_clerk, administrator):
        assert len((await desk(who)("ListCandidates", request)).candidates) == 6


@pytest.mark.parametrize("who", [health_head, office_clerk, administrator], ids=lambda who: who.display_name)
async def test_only_those_who_prepare_tasks_may_list_people(
    desk: Callable[..., Desk], who: Principal
) -> None:
    with pytest.raises(aio.AioRpcError) as error:
        await desk(who)("ListCandidates", pb.ListCandidatesRequest(purpose=PURPOSES.MONITOR))
    refusal = refusal_of(error.value)
    assert refusal["code"] is grpc.StatusCode.PERMISSION_DENIED
    assert refusal["ErrorInfo"].reason == "NOT_ALLOWED"


async def test_a_purpose_is_required(desk: Callable[..., Desk]) -> None:
    with pytest.raises(aio.AioRpcError) as error:
        await desk(specialist)("ListCandidates", pb.ListCandidatesRequest())
    assert refusal_of(error.value)["BadRequest"].field_violations[0].field == "purpose"


async def test_working_days_are_counted_with_the_reason_for_each_day_off(desk: Callable[..., Desk]) -> None:
    request = pb.CountWorkingDaysRequest(start_date="2026-08-28", days=2)
    answer = await desk(desk_officer)("CountWorkingDays", request)
    assert (answer.end_date, answer.days) == ("2026-09-04", 2)
    assert [(each.date, each.working) for each in answer.exceptional_days] == [
        ("2026-08-31", False),
        ("2026-09-01", False),
        ("2026-09-02", False),
    ]
    back = pb.CountWorkingDaysRequest(start_date="2026-09-04", end_date="2026-08-28")
    assert (await desk(desk_officer)("CountWorkingDays", back)).days == -2


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (pb.CountWorkingDaysRequest(days=1), "start_date"),
        (pb.CountWorkingDaysRequest(start_date="2026-02-30", days=1), "start_date"),
        (pb.CountWorkingDaysRequest(start_date="2026-01-01", end_date="thứ hai"), "end_date"),
        (pb.CountWorkingDaysRequest(start_date="2026-01-01", days=1001), "days"),
        (pb.CountWorkingDaysRequest(start_date="2026-01-01"), "days"),
    ],
)
async def test_a_wrong_range_is_refused_and_its_field_named(
    desk: Callable[..., Desk], request_: pb.CountWorkingDaysRequest, field: str
) -> None:
    with pytest.raises(aio.AioRpcError) as error:
        await desk(desk_officer)("CountWorkingDays", request_)
    refusal = refusal_of(error.value)
    assert refusal["code"] is grpc.StatusCode.INVALID_ARGUMENT
    assert refusal["BadRequest"].field_violations[0].field == field


async def test_working_days_are_counted_for_readers_of_tasks_only(desk: Callable[..., Desk]) -> None:
    with pytest.raises(aio.AioRpcError) as error:
        await desk(administrator)(
            "CountWorkingDays", pb.CountWorkingDaysRequest(start_date="2026-01-01", days=1)
        )
    assert refusal_of(error.value)["code"] is grpc.StatusCode.PERMISSION_DENIED
