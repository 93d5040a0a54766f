"""Changes told at once: to whom they concern, once, and that something was missed after a lost connection."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from shared import changes
from shared.changes import Changes, Watch
from shared.db import AsyncDatabase
from shared.errors import NotFound, Unavailable
from shared.tests.test_db import CUT

CHANNEL = "things"


@pytest.fixture
async def database(postgres: RunningPostgres) -> AsyncIterator[AsyncDatabase]:
    database = AsyncDatabase(postgres.create_database(f"db_{uuid.uuid4().hex}"))
    yield database
    await database.close()


@pytest.fixture
async def heard(database: AsyncDatabase) -> AsyncIterator[Changes]:
    changes = Changes(url_of(database), CHANNEL)
    yield changes
    await changes.stop()


def url_of(database: AsyncDatabase) -> str:
    url = database._changing.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


async def tell(database: AsyncDatabase, key: str, *topics: str) -> None:
    await database.change(lambda session: changes.tell(session, CHANNEL, key, topics))


async def next_of(watch: Watch) -> set[str] | None:
    async with asyncio.timeout(20):
        return await anext(aiter(watch))


async def test_a_watcher_hears_what_concerns_it(database: AsyncDatabase, heard: Changes) -> None:
    async with heard.watch(["unit:a", "unit:b"]) as watch, heard.watch(["unit:c"]) as other:
        await tell(database, "t1", "unit:c")
        await tell(database, "t2", "unit:a", "unit:b")
        assert await next_of(watch) == {"t2"}
        assert await next_of(other) == {"t1"}


async def test_so_many_topics_are_told_that_one_message_does_not_hold_them(
    database: AsyncDatabase, heard: Changes
) -> None:
    topics = [f"unit:{number:03}{'x' * 80}" for number in range(300)]
    async with heard.watch([topics[0]]) as first, heard.watch([topics[-1]]) as last:
        await tell(database, "t1", *topics)
        assert await next_of(first) == await next_of(last) == {"t1"}


async def test_what_is_undone_is_not_told(database: AsyncDatabase, heard: Changes) -> None:
    def undone(session: Session) -> None:
        changes.tell(session, CHANNEL, "t1", ["a"])
        raise NotFound("TASK_NOT_FOUND")

    async with heard.watch(["a"]) as watch:
        with pytest.raises(NotFound):
            await database.change(undone)
        await tell(database, "t2", "a")
        assert await next_of(watch) == {"t2"}


async def test_what_changes_often_is_told_once(database: AsyncDatabase, heard: Changes) -> None:
    async with heard.watch(["a"]) as watch:
        told = aiter(watch)
        await tell(database, "t0", "a")
        assert await anext(told) == {"t0"}
        for number in range(5):
            await tell(database, f"t{number % 2}", "a")
        assert await anext(told) == {"t0", "t1"}


async def test_who_falls_behind_is_told_that_something_was_missed(heard: Changes) -> None:
    async with heard.watch(["a"]) as watch:
        for number in range(1000):
            heard._heard(f"t{number} a")
        assert await next_of(watch) is None


async def test_a_lost_connection_is_told_when_it_hears_again(database: AsyncDatabase, heard: Changes) -> None:
    async with heard.watch(["a"]) as watch:
        await database.read(lambda session: session.execute(CUT))
        told = aiter(watch)
        async with asyncio.timeout(20):
            assert await anext(told) is None
        await tell(database, "t1", "a")
        assert await anext(told) == {"t1"}


async def test_nobody_watches_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_WAIT", 0.2)
    away = Changes("postgresql://nobody@127.0.0.1:1/nothing", CHANNEL)
    with pytest.raises(Unavailable):
        async with away.watch(["a"]):
            pass
    await away.stop()


async def test_watches_end_with_the_process(heard: Changes) -> None:
    async with heard.watch(["a"]) as watch:
        await heard.stop()
        assert [each async for each in watch] == []
