"""Access: every method is called without a principal, by an outsider, without the right and with it."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import pytest
from grpc import aio

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from services.task.model import EVERY_RIGHT, RIGHTS, Relation, Right, Role
from services.task.rpc.translate import CUSTOM_METHODS
from shared.principal import Principal

from .desks import METHODS, NEEDS_NO_TASK, REQUESTS, SCENES, STREAMS, Desk, refusal_of, sent, snake
from .factories import (
    chairman,
    chief,
    deputy,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    office_clerk,
    other_specialist,
    roads_clerk,
    roads_head,
    roads_officer,
    specialist,
    vice_chairman,
)


def test_every_method_of_the_api_is_tested() -> None:
    assert set(REQUESTS) == set(METHODS), "desks.py has an example request for each method"
    assert set(SCENES) == set(METHODS) - NEEDS_NO_TASK, (
        "desks.py says when each one may be called, and by whom"
    )


@pytest.mark.parametrize("method", METHODS)
async def test_a_call_without_a_principal_is_refused(stub: Any, method: str) -> None:
    call = getattr(stub, snake(method))(sent(method, REQUESTS[method]("tasks/nv-1")), timeout=10)
    with pytest.raises(aio.AioRpcError) as error:
        await (anext(aiter(call)) if method in STREAMS else call)
    assert error.value.code() is grpc.StatusCode.UNAUTHENTICATED


Scene = Callable[[str], Awaitable[str]]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """The tasks made for each method so far."""
    return {}


@pytest.fixture
def untouched(desk: Callable[..., Desk], made: dict[str, str]) -> Scene:
    """`untouched(method)` is a task for which the method may be called; tests whose calls are refused share it."""

    async def scene(method: str) -> str:
        if method not in made:
            made[method] = await SCENES[method][0](desk)
        return made[method]

    return scene


OUTSIDERS = (roads_officer, Principal("client", scopes=("statistics.read",)))


@pytest.mark.parametrize("method", sorted(SCENES))
async def test_an_outsider_cannot_tell_a_task_from_an_unknown_one(
    desk: Callable[..., Desk], untouched: Scene, method: str
) -> None:
    name = await untouched(method)
    for who in OUTSIDERS:
        answers = []
        for uid in (name, f"tasks/{uuid.uuid4()}"):
            with pytest.raises(aio.AioRpcError) as error:
                await desk(who)(method, REQUESTS[method](uid))
            refusal = refusal_of(error.value)
            info = refusal["ErrorInfo"]
            answers.append((refusal["code"], info.reason, info.metadata["name"].replace(uid, "")))
        assert answers[0] == answers[1] == (grpc.StatusCode.NOT_FOUND, "TASK_NOT_FOUND", "")


@pytest.mark.parametrize("method", sorted(SCENES))
async def test_a_person_with_the_right_is_admitted(desk: Callable[..., Desk], method: str) -> None:
    scene, who = SCENES[method]
    name = await scene(desk)
    assert await desk(who)(method, REQUESTS[method](name)) is not None


PEOPLE_BY_ROLE: dict[tuple[Role, Relation], Principal] = {
    (Role.CHAIRMAN, Relation.PROVINCE): chairman,
    (Role.VICE_CHAIRMAN, Relation.PROVINCE): vice_chairman,
    (Role.VICE_CHAIRMAN, Relation.ASSIGNER): deputy,
    (Role.OFFICE_CHIEF, Relation.PROVINCE): chief,
    (Role.OFFICE_SPECIALIST, Relation.MONITOR): specialist,
    (Role.OFFICE_SPECIALIST, Relation.MONITOR_ELSEWHERE): specialist,
    (Role.OFFICE_SPECIALIST, Relation.PROVINCE): other_specialist,
    (Role.OFFICE_CLERK, Relation.PROVINCE): office_clerk,
    (Role.AGENCY_HEAD, Relation.LEAD): health_head,
    (Role.AGENCY_CLERK, Relation.LEAD): health_clerk,
    (Role.AGENCY_HEAD, Relation.COORDINATOR): roads_head,
    (Role.AGENCY_CLERK, Relation.COORDINATOR): roads_clerk,
    (Role.UNIT_HEAD, Relation.HOLDER_UNIT): desk_head,
    (Role.OFFICER, Relation.HOLDER): desk_officer,
}


async def right_to(desk: Callable[..., Desk], method: str, name: str) -> Right:
    """The right that a method needs, from the refusal of a clerk, who sees every task and may take no step."""
    with pytest.raises(aio.AioRpcError) as error:
        await desk(office_clerk)(method, REQUESTS[method](name))
    step = refusal_of(error.value)["ErrorInfo"].metadata["step"]
    return next(right for right in EVERY_RIGHT if right.value == step)


def forbidden(right: Right) -> list[Principal]:
    """The people to whom the table does not grant a right."""
    # The monitor and the assigner belong to the province too: one of the two grants is enough.
    allowed = {PEOPLE_BY_ROLE[grant].subject for grant in RIGHTS[right] if grant in PEOPLE_BY_ROLE}
    if (Role.OFFICE_SPECIALIST, Relation.PROVINCE) in RIGHTS[right]:
        allowed.add(specialist.subject)
    if (Role.VICE_CHAIRMAN, Relation.PROVINCE) in RIGHTS[right]:
        allowed.add(deputy.subject)
    return [person for person in PEOPLE_BY_ROLE.values() if person.subject not in allowed]


# Read by whoever sees the task, or not answered by a step: test_commenting.py, test_following.py.
OPEN = {
    "FollowTask",
    "UnfollowTask",
    "GetTask",
    "ListTaskPeriods",
    "ListTaskSteps",
    "ListTaskComments",
    "CreateTaskComment",
    "ListMentionCandidates",
}


@pytest.mark.parametrize("method", sorted(set(SCENES) - OPEN))
async def test_a_person_without_the_right_is_refused(
    desk: Callable[..., Desk], untouched: Scene, method: str
) -> None:
    name = await untouched(method)
    right = await right_to(desk, method, name)
    assert CUSTOM_METHODS[method].removeprefix("batch").lower() in ("", right.replace("_", "").lower())
    before = await desk(chief)("GetTask", pb.GetTaskRequest(name=name))
    for person in forbidden(right):
        with pytest.raises(aio.AioRpcError) as error:
            await desk(person)(method, REQUESTS[method](name))
        refused = (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.NOT_FOUND)
        assert error.value.code() in refused, person.display_name
    assert await desk(chief)("GetTask", pb.GetTaskRequest(name=name)) == before


@pytest.mark.parametrize("who", [office_clerk, health_head, desk_officer], ids=lambda who: who.display_name)
async def test_only_the_office_prepares_tasks(desk: Callable[..., Desk], who: Principal) -> None:
    with pytest.raises(aio.AioRpcError) as error:
        await desk(who)("CreateTask", REQUESTS["CreateTask"](""))
    assert error.value.code() is grpc.StatusCode.PERMISSION_DENIED
