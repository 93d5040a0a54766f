"""Watchers receive the changes of their topics at once, and learn after a lost connection that they missed some."""

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
from shared.tests.network import through, to
from shared.tests.test_db import CUT

CHANNEL = "things"


@pytest.fixture
async def database(postgres: RunningPostgres) -> AsyncIterator[AsyncDatabase]:
    database = AsyncDatabase(postgres.create_database(f"db_{uuid.uuid4().hex}"))
    yield database
    await database.close()


@pytest.fixture
async def watchers(database: AsyncDatabase) -> AsyncIterator[Changes]:
    changes = Changes(url_of(database), CHANNEL)
    yield changes
    await changes.stop()


def url_of(database: AsyncDatabase) -> str:
    url = database._changing.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


async def publish(database: AsyncDatabase, key: str, *topics: str) -> None:
    await database.change(lambda session: changes.publish(session, CHANNEL, key, topics))


async def next_of(watch: Watch) -> set[str] | None:
    async with asyncio.timeout(20):
        return await anext(aiter(watch))


async def test_a_watcher_receives_the_changes_of_its_topics(
    database: AsyncDatabase, watchers: Changes
) -> None:
    async with watchers.watch(["unit:a", "unit:b"]) as watch, watchers.watch(["unit:c"]) as other:
        await publish(database, "t1", "unit:c")
        await publish(database, "t2", "unit:a", "unit:b")
        assert await next_of(watch) == {"t2"}
        assert await next_of(other) == {"t1"}


async def test_watchers_whose_connection_the_network_swallows_learn_that_they_missed_changes(
    database: AsyncDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_PROBE_SECONDS", 0.5)
    network = to(url_of(database))
    watchers = Changes(through(network, url_of(database)), CHANNEL)
    async with watchers.watch(["unit:a"]) as watch:
        network.freeze()
        await publish(database, "t1", "unit:a")
        assert await next_of(watch) is None
        await publish(database, "t2", "unit:a")
        assert await next_of(watch) == {"t2"}
    await watchers.stop()
    network.mend()


async def test_topics_that_exceed_one_message_are_all_published(
    database: AsyncDatabase, watchers: Changes
) -> None:
    topics = [f"unit:{number:03}{'x' * 80}" for number in range(300)]
    async with watchers.watch([topics[0]]) as first, watchers.watch([topics[-1]]) as last:
        await publish(database, "t1", *topics)
        assert await next_of(first) == await next_of(last) == {"t1"}


async def test_a_rolled_back_change_is_not_published(database: AsyncDatabase, watchers: Changes) -> None:
    def undone(session: Session) -> None:
        changes.publish(session, CHANNEL, "t1", ["a"])
        raise NotFound("TASK_NOT_FOUND")

    async with watchers.watch(["a"]) as watch:
        with pytest.raises(NotFound):
            await database.change(undone)
        await publish(database, "t2", "a")
        assert await next_of(watch) == {"t2"}


async def test_repeated_changes_are_received_once(database: AsyncDatabase, watchers: Changes) -> None:
    async with watchers.watch(["a"]) as watch:
        received = aiter(watch)
        await publish(database, "t0", "a")
        assert await anext(received) == {"t0"}
        for number in range(5):
            await publish(database, f"t{number % 2}", "a")
        assert await anext(received) == {"t0", "t1"}


async def test_a_slow_watcher_learns_that_it_missed_changes(watchers: Changes) -> None:
    async with watchers.watch(["a"]) as watch:
        for number in range(1000):
            watchers._on_payload(f"t{number} a")
        assert await next_of(watch) is None


async def test_after_a_lost_connection_watchers_learn_that_they_missed_changes(
    database: AsyncDatabase, watchers: Changes
) -> None:
    async with watchers.watch(["a"]) as watch:
        await database.read(lambda session: session.execute(CUT))
        received = aiter(watch)
        async with asyncio.timeout(20):
            assert await anext(received) is None
        await publish(database, "t1", "a")
        assert await anext(received) == {"t1"}


async def test_watching_fails_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_WAIT", 0.2)
    away = Changes("postgresql://nobody@127.0.0.1:1/nothing", CHANNEL)
    with pytest.raises(Unavailable):
        async with away.watch(["a"]):
            pass
    await away.stop()


async def test_watches_end_with_the_process(watchers: Changes) -> None:
    async with watchers.watch(["a"]) as watch:
        await watchers.stop()
        assert [each async for each in watch] == []
