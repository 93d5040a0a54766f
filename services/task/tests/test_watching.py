"""Watching: a change reaches everybody who may see the task, at once and in every process, and nobody else."""

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
    """Watches as a person, through this or another process of the service, from the moment that it is entered."""

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


async def next_change(call: Any) -> pb.TaskChange:
    async with asyncio.timeout(20):
        return await call.read()  # type: ignore[no-any-return]


async def changes_until(call: Any, name: str, etag: str) -> None:
    """Reads until this change comes."""
    while (change := await next_change(call)).name != name or change.etag != etag:
        pass


async def nothing_comes(call: Any) -> bool:
    """Whether no change comes in the time in which others get theirs."""
    with suppress(TimeoutError):
        async with asyncio.timeout(1.5):
            await call.read()
            return False
    return True


async def test_a_change_reaches_those_who_may_see_it_and_nobody_else(
    desk: Callable[..., Desk], watching: Any
) -> None:
    async with (
        watching(health_clerk) as clerk,
        watching(chief) as office,
        watching(roads_officer) as outsider,
    ):
        name = await issued(desk, coordinations=[])
        await changes_until(office, name, "v3")
        assert await next_change(clerk) == pb.TaskChange(name=name, etag="v3")
        assert await nothing_comes(outsider)


async def test_a_change_reaches_the_watchers_of_every_process(
    desk: Callable[..., Desk], watching: Any, replica: Any
) -> None:
    async with watching(health_clerk, replica) as clerk:
        name = await issued(desk)
        assert await next_change(clerk) == pb.TaskChange(name=name, etag="v3")


async def test_nothing_reaches_an_agency_before_the_issue(desk: Callable[..., Desk], watching: Any) -> None:
    async with watching(health_clerk) as clerk, watching(specialist) as office:
        name = await created(desk)
        assert (await next_change(office)).name == name
        assert await nothing_comes(clerk)


async def test_a_change_reaches_a_coordinator_and_the_holder(
    desk: Callable[..., Desk], watching: Any
) -> None:
    async with watching(roads_clerk) as coordinator, watching(desk_officer) as officer:
        name = await accepted(desk)
        request = pb.DelegateTaskRequest(name=name, unit=HEALTH_DESK, person=desk_officer.person)
        await desk(health_clerk)("DelegateTask", request)
        await changes_until(coordinator, name, "v5")
        assert await next_change(officer) == pb.TaskChange(name=name, etag="v5")


async def test_a_watcher_who_loses_sight_learns_it_once_and_no_more(
    desk: Callable[..., Desk], watching: Any
) -> None:
    name = await issued(desk, coordinations=[])
    await desk(health_clerk)("ReturnTask", pb.ReturnTaskRequest(name=name, reason="Không thuộc"))
    async with watching(health_clerk) as clerk, watching(roads_clerk) as new:
        request = pb.ReissueTaskRequest(name=name, reason="Đúng việc", lead=ROADS)
        await desk(chief)("ReissueTask", request)
        # The return before may still be on its way.
        await changes_until(clerk, name, "")
        assert await next_change(new) == pb.TaskChange(name=name, etag="v5")
        await desk(roads_clerk)("AcceptTask", pb.AcceptTaskRequest(name=name))
        assert await next_change(new) == pb.TaskChange(name=name, etag="v6")
        assert await nothing_comes(clerk)


async def test_a_refused_step_reaches_nobody(desk: Callable[..., Desk], watching: Any) -> None:
    name = await issued(desk)
    async with watching(clinic_officer), watching(health_clerk) as clerk:
        with suppress(Exception):
            await desk(specialist)("ConfirmTask", pb.ConfirmTaskRequest(name=name))
        assert await nothing_comes(clerk)


async def test_a_database_that_was_away_leaves_a_gap(
    desk: Callable[..., Desk], watching: Any, postgres: RunningPostgres
) -> None:
    async with watching(health_clerk) as clerk:
        await asyncio.to_thread(postgres.restart)
        while not (await next_change(clerk)).resync:
            pass
        async with asyncio.timeout(20):
            while (name := await again(issued, desk)) is None:
                pass
        await changes_until(clerk, name, "v3")


async def again(step: Callable[..., Any], desk: Callable[..., Desk]) -> str | None:
    """Tries again, as a client does after a stale connection to the database."""
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
        assert await nothing_comes(clerk)
        with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
            assert session.scalar(LISTENING) == 1
    for call in calls:
        call.cancel()
