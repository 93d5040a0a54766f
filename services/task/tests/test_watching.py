"""Watching: a change reaches whoever may see the task, at once and in whatever process, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from grpc import aio
from sqlalchemy import text

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceClient
from services.task import rpc
from services.task.config import TaskSettings
from shared.config import load
from shared.db import Database
from shared.principal import Principal
from shared.testing import Keys, as_caller, serving

from .desks import Desk, accepted, created, issued
from .factories import (
    HEALTH_DESK,
    ROADS,
    chief,
    clinic_officer,
    desk_officer,
    health_clerk,
    roads_clerk,
    roads_officer,
    specialist,
)


@pytest.fixture
def watching(stub: Any, keys: Keys) -> Callable[..., Any]:
    """Watches as a person, through this or another process of the service; begun when it is entered."""

    @asynccontextmanager
    async def watch(who: Principal, through: Any = stub) -> AsyncIterator[Any]:
        call = through.watch_tasks(pb.WatchTasksRequest(), metadata=as_caller(keys, who)["metadata"])
        await call.initial_metadata()
        yield call
        call.cancel()

    return watch


@pytest.fixture
async def replica(stub: Any) -> AsyncIterator[Any]:
    """Another process on the same database, as far as the database can tell."""
    async with serving(rpc.runtime(load(TaskSettings)), rpc.service()) as channel:
        yield TaskServiceClient(channel)


async def told(call: Any) -> pb.TaskChange:
    async with asyncio.timeout(20):
        return await call.read()  # type: ignore[no-any-return]


async def told_until(call: Any, name: str, etag: str) -> None:
    """Reads until that is told."""
    while (change := await told(call)).name != name or change.etag != etag:
        pass


async def silent(call: Any) -> bool:
    """Whether nothing is told in the time in which others are told."""
    with suppress(TimeoutError):
        async with asyncio.timeout(1.5):
            await call.read()
            return False
    return True


async def test_a_change_reaches_who_may_see_it_and_nobody_else(
    desk: Callable[..., Desk], watching: Any
) -> None:
    async with (
        watching(health_clerk) as clerk,
        watching(chief) as office,
        watching(roads_officer) as outsider,
    ):
        name = await issued(desk, coordinations=[])
        await told_until(office, name, "v3")
        assert await told(clerk) == pb.TaskChange(name=name, etag="v3")
        assert await silent(outsider)


async def test_every_process_hears_of_it(desk: Callable[..., Desk], watching: Any, replica: Any) -> None:
    async with watching(health_clerk, replica) as clerk:
        name = await issued(desk)
        assert await told(clerk) == pb.TaskChange(name=name, etag="v3")


async def test_an_agency_hears_nothing_before_the_issue(desk: Callable[..., Desk], watching: Any) -> None:
    async with watching(health_clerk) as clerk, watching(specialist) as office:
        name = await created(desk)
        assert (await told(office)).name == name
        assert await silent(clerk)


async def test_a_coordinator_hears_and_who_holds_it(desk: Callable[..., Desk], watching: Any) -> None:
    async with watching(roads_clerk) as coordinator, watching(desk_officer) as officer:
        name = await accepted(desk)
        request = pb.DelegateTaskRequest(name=name, unit=HEALTH_DESK, person=desk_officer.person)
        await desk(health_clerk)("DelegateTask", request)
        await told_until(coordinator, name, "v5")
        assert await told(officer) == pb.TaskChange(name=name, etag="v5")


async def test_who_loses_sight_is_told_once_and_no_more(desk: Callable[..., Desk], watching: Any) -> None:
    name = await issued(desk, coordinations=[])
    await desk(health_clerk)("ReturnTask", pb.ReturnTaskRequest(name=name, reason="Không thuộc"))
    async with watching(health_clerk) as clerk, watching(roads_clerk) as new:
        request = pb.ReissueTaskRequest(name=name, reason="Đúng việc", lead=ROADS)
        await desk(chief)("ReissueTask", request)
        assert await told(clerk) == pb.TaskChange(name=name)
        assert await told(new) == pb.TaskChange(name=name, etag="v5")
        await desk(roads_clerk)("AcceptTask", pb.AcceptTaskRequest(name=name))
        assert await told(new) == pb.TaskChange(name=name, etag="v6")
        assert await silent(clerk)


async def test_a_refused_step_is_not_told(desk: Callable[..., Desk], watching: Any) -> None:
    name = await issued(desk)
    async with watching(clinic_officer), watching(health_clerk) as clerk:
        with suppress(Exception):
            await desk(specialist)("ConfirmTask", pb.ConfirmTaskRequest(name=name))
        assert await silent(clerk)


async def test_a_database_that_was_away_is_told_as_a_gap(
    desk: Callable[..., Desk], watching: Any, postgres: RunningPostgres
) -> None:
    async with watching(health_clerk) as clerk:
        await asyncio.to_thread(postgres.restart)
        while not (await told(clerk)).resync:
            pass
        async with asyncio.timeout(20):
            while (name := await again(issued, desk)) is None:
                pass
        await told_until(clerk, name, "v3")


async def again(step: Callable[..., Any], desk: Callable[..., Desk]) -> str | None:
    """What a client does whose connection to the database was a stale one."""
    with suppress(aio.AioRpcError):
        return str(await step(desk))
    return None


LISTENING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
)


async def test_many_watchers_of_a_process_are_one_listener(watching: Any, stub: Any, keys: Keys) -> None:
    calls = [
        stub.watch_tasks(pb.WatchTasksRequest(), metadata=as_caller(keys, health_clerk)["metadata"])
        for _ in range(200)
    ]
    await asyncio.gather(*(call.initial_metadata() for call in calls))
    async with watching(health_clerk) as clerk:
        assert await silent(clerk)
        with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
            assert session.scalar(LISTENING) == 1
    for call in calls:
        call.cancel()
