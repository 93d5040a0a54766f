"""Watching: a change reaches everyone who may see the task, at once and in every process, and nobody else."""

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
from services.task.config import TaskSettings
from shared.config import load
from shared.db import Database
from shared.principal import Principal
from shared.testing import Keys, as_caller

from .conftest import serving
from .desks import Desk, accepted, created, issued
from .factories import (
    HEALTH_DESK,
    ROADS,
    chief,
    clinic_officer,
    desk_officer,
    health_clerk,
    roads_clerk,
    specialist,
)


@pytest.fixture
def watching(stub: Any, keys: Keys) -> Callable[..., Any]:
    """Opens a person's watch through this or another process of the service."""

    @asynccontextmanager
    async def watch(who: Principal, through: Any = stub) -> AsyncIterator[Any]:
        call = through.watch_tasks(pb.WatchTasksRequest(), metadata=as_caller(keys, who)["metadata"])
        await call.initial_metadata()
        yield call
        call.cancel()

    return watch


@pytest.fixture
async def replica(stub: Any) -> AsyncIterator[Any]:
    """A second runtime on the same database, like another process of the service."""
    async with serving(load(TaskSettings)) as replica:
        yield replica


async def next_change(call: Any) -> pb.TaskChange:
    async with asyncio.timeout(20):
        return await call.read()  # type: ignore[no-any-return]


async def changes_until(call: Any, name: str, etag: str) -> None:
    """Reads changes up to this one."""
    while (change := await next_change(call)).name != name or change.etag != etag:
        pass


async def nothing_else_comes(call: Any, desk: Callable[..., Desk], **terms: Any) -> bool:
    """True if no change comes but that of a task issued now, which the watcher sees."""
    name = await issued(desk, **terms)
    if (await next_change(call)).name != name:
        return False
    with suppress(TimeoutError):
        # Changes of the same second come together, in any order.
        async with asyncio.timeout(0.2):
            await call.read()
            return False
    return True


async def test_a_change_reaches_only_those_who_may_see_the_task(
    desk: Callable[..., Desk], watching: Any
) -> None:
    async with (
        watching(health_clerk) as clerk,
        watching(chief) as office,
        watching(roads_clerk) as outsider,
    ):
        name = await issued(desk, coordinations=[])
        await changes_until(office, name, "v3")
        assert await next_change(clerk) == pb.TaskChange(name=name, etag="v3")
        assert await nothing_else_comes(outsider, desk, lead=ROADS, coordinations=[])


async def test_a_change_reaches_the_watchers_of_every_process(
    desk: Callable[..., Desk], watching: Any, replica: Any
) -> None:
    async with watching(health_clerk, replica) as clerk:
        name = await issued(desk)
        assert await next_change(clerk) == pb.TaskChange(name=name, etag="v3")


async def test_no_change_reaches_an_agency_before_the_issue(desk: Callable[..., Desk], watching: Any) -> None:
    async with watching(health_clerk) as clerk, watching(specialist) as office:
        name = await created(desk)
        assert (await next_change(office)).name == name
        assert await nothing_else_comes(clerk, desk)


async def test_a_change_reaches_the_holder_and_a_coordinator_only_if_it_shows(
    desk: Callable[..., Desk], watching: Any
) -> None:
    def seen_by_coordinator(name: str) -> Any:
        return desk(roads_clerk)("GetTask", pb.GetTaskRequest(name=name))

    async with watching(roads_clerk) as coordinator, watching(desk_officer) as officer:
        name = await accepted(desk)
        before = await seen_by_coordinator(name)
        await changes_until(coordinator, name, before.etag)
        request = pb.DelegateTaskRequest(name=name, unit=HEALTH_DESK, person=desk_officer.person)
        await desk(health_clerk)("DelegateTask", request)
        assert await next_change(officer) == pb.TaskChange(name=name, etag="v5")
        # A coordinator cannot tell from an etag or a time that the lead has taken a step inside.
        assert await nothing_else_comes(coordinator, desk)
        assert await seen_by_coordinator(name) == before
        assert not before.update_time


async def test_a_watcher_who_loses_access_gets_one_last_change(
    desk: Callable[..., Desk], watching: Any
) -> None:
    name = await issued(desk, coordinations=[])
    await desk(health_clerk)("ReturnTask", pb.ReturnTaskRequest(name=name, reason="Không thuộc"))
    async with watching(health_clerk) as clerk, watching(roads_clerk) as new:
        request = pb.ReissueTaskRequest(name=name, reason="Đúng việc", lead=ROADS)
        await desk(chief)("ReissueTask", request)
        # The change of the return may still arrive first.
        await changes_until(clerk, name, "")
        assert await next_change(new) == pb.TaskChange(name=name, etag="v5")
        await desk(roads_clerk)("AcceptTask", pb.AcceptTaskRequest(name=name))
        assert await next_change(new) == pb.TaskChange(name=name, etag="v6")
        assert await nothing_else_comes(clerk, desk)


async def test_a_refused_step_reaches_nobody(desk: Callable[..., Desk], watching: Any) -> None:
    async with watching(clinic_officer), watching(health_clerk) as clerk:
        name = await issued(desk)
        await changes_until(clerk, name, "v3")
        with suppress(Exception):
            await desk(specialist)("ConfirmTask", pb.ConfirmTaskRequest(name=name))
        assert await nothing_else_comes(clerk, desk)


async def test_a_restart_of_the_database_asks_watchers_to_resync(
    desk: Callable[..., Desk], watching: Any, postgres: RunningPostgres
) -> None:
    async with watching(health_clerk) as clerk:
        await asyncio.to_thread(postgres.restart)
        while not (await next_change(clerk)).resync:
            pass
        async with asyncio.timeout(20):
            while (name := await attempt(issued, desk)) is None:
                pass
        await changes_until(clerk, name, "v3")


async def attempt(step: Callable[..., Any], desk: Callable[..., Desk]) -> str | None:
    """Takes a step, or returns None if the service still had a stale connection to the database."""
    with suppress(aio.AioRpcError):
        return str(await step(desk))
    return None


LISTENING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
)


async def test_many_watchers_of_a_process_share_one_listener(
    desk: Callable[..., Desk], watching: Any, stub: Any, keys: Keys
) -> None:
    calls = [
        stub.watch_tasks(pb.WatchTasksRequest(), metadata=as_caller(keys, health_clerk)["metadata"])
        for _ in range(200)
    ]
    await asyncio.gather(*(call.initial_metadata() for call in calls))
    async with watching(health_clerk) as clerk:
        assert await nothing_else_comes(clerk, desk)
        with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
            assert session.scalar(LISTENING) == 1
    for call in calls:
        call.cancel()
