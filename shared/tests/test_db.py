"""Readings and changes on a real database: side by side, undone by a refusal, and after its restart."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from shared.db import AsyncDatabase
from shared.errors import NotFound, Unavailable

CONNECTIONS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
CUT = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
async def database(postgres: RunningPostgres) -> AsyncIterator[AsyncDatabase]:
    database = AsyncDatabase(postgres.create_database(f"db_{uuid.uuid4().hex}"), pool_size=4)
    await database.change(lambda session: session.execute(text("CREATE TABLE notes (words text)")))
    yield database
    await database.close()


def write(session: Session) -> None:
    session.execute(text("INSERT INTO notes VALUES ('Đôn đốc')"))


def count(session: Session) -> int:
    return int(session.scalars(text("SELECT count(*) FROM notes")).one())


def refuse(session: Session) -> None:
    write(session)
    raise NotFound("TASK_NOT_FOUND")


async def test_more_readings_than_connections_all_have_their_turn(database: AsyncDatabase) -> None:
    def slow(session: Session) -> int:
        session.execute(text("SELECT pg_sleep(0.05)"))
        return int(session.scalars(CONNECTIONS).one())

    assert max(await asyncio.gather(*(database.read(slow) for _ in range(20)))) <= 4


async def test_a_refused_change_leaves_nothing(database: AsyncDatabase) -> None:
    with pytest.raises(NotFound):
        await database.change(refuse)
    assert await database.read(count) == 0


async def test_a_reading_after_a_refused_one(database: AsyncDatabase) -> None:
    def absent(session: Session) -> None:
        count(session)
        raise NotFound("TASK_NOT_FOUND")

    with pytest.raises(NotFound):
        await database.read(absent)
    assert await database.read(count) == 0


async def test_a_reading_does_not_notice_that_its_connections_were_lost(database: AsyncDatabase) -> None:
    await asyncio.gather(*(database.read(count) for _ in range(4)))
    await database.change(lambda session: session.execute(CUT))
    assert await asyncio.gather(*(database.read(count) for _ in range(8))) == [0] * 8


async def test_a_change_whose_connection_was_lost_says_that_it_may_be_repeated(
    database: AsyncDatabase,
) -> None:
    def lose(session: Session) -> None:
        write(session)
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Unavailable):
        await database.change(lose)
    await database.change(write)
    assert await database.read(count) == 1


async def test_a_snapshot_sees_one_state_throughout(database: AsyncDatabase) -> None:
    def twice(session: Session) -> tuple[int, int]:
        first = count(session)
        session.execute(text("SELECT pg_sleep(0.3)"))
        return first, count(session)

    reading = asyncio.create_task(database.read(twice, snapshot=True))
    await asyncio.sleep(0.1)
    await database.change(write)
    assert await reading == (0, 0)
    assert await database.read(count) == 1
