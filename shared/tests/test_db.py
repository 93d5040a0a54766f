"""Reads and changes on a real database: concurrent, rolled back by a refusal, and after lost connections."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import Integer, Text, column, func, literal, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from deploy.local.postgres import RunningPostgres
from shared import db
from shared.db import AsyncDatabase, ReadSession
from shared.errors import NotFound, Unavailable
from shared.tests.network import through, to

NOTES = table("notes", column("words", Text))
ACTIVITY = table("pg_stat_activity", column("pid", Integer), column("datname", Text))
HERE = ACTIVITY.c.datname == func.current_database()
CONNECTIONS = select(func.count()).select_from(ACTIVITY).where(HERE)
CUT = select(func.count(func.pg_terminate_backend(ACTIVITY.c.pid))).where(
    HERE, ACTIVITY.c.pid != func.pg_backend_pid()
)


@pytest.fixture
async def database(postgres: RunningPostgres) -> AsyncIterator[AsyncDatabase]:
    database = AsyncDatabase(postgres.create_database(f"db_{uuid.uuid4().hex}"), pool_size=4)
    await database.change(lambda session: session.execute(text("CREATE TABLE notes (words text)")))
    yield database
    await database.close()


def write(session: Session) -> None:
    session.execute(text("INSERT INTO notes VALUES ('Đôn đốc')"))


def count(session: ReadSession) -> int:
    return session.scalars(select(func.count()).select_from(NOTES)).one()


def refuse(session: Session) -> None:
    write(session)
    raise NotFound("TASK_NOT_FOUND")


async def test_reads_wait_for_a_free_connection(database: AsyncDatabase) -> None:
    def slow(session: ReadSession) -> int:
        session.execute(select(func.pg_sleep(0.05)))
        return session.scalars(CONNECTIONS).one()

    assert max(await asyncio.gather(*(database.read(slow) for _ in range(20)))) <= 4


async def test_nobody_waits_long_for_a_connection(
    database: AsyncDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_WAIT_SECONDS", 0.2)
    busy = [
        asyncio.create_task(database.read(lambda session: session.execute(select(func.pg_sleep(1)))))
        for _ in range(2)
    ]
    await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        await database.read(count)
    await asyncio.gather(*busy)
    assert await database.read(count) == 0


async def test_a_database_that_says_nothing_is_given_up_in_time_and_used_again_afterwards(
    postgres: RunningPostgres,
) -> None:
    url = postgres.create_database(f"db_{uuid.uuid4().hex}")
    network = to(url)
    database = AsyncDatabase(through(network, url), pool_size=4, seconds=1)
    await database.change(lambda session: session.execute(text("CREATE TABLE notes (words text)")))
    await database.read(count)
    network.silence()
    for work in (database.read(count), database.read(count, snapshot=True), database.change(write)):
        with pytest.raises(Unavailable):
            async with asyncio.timeout(4):
                await work
    network.mend()
    # The connections that the network swallowed are found one by one.
    outcomes = [await outcome(database.change(write)) for _ in range(8)]
    assert outcomes[-1] == "done"
    assert await database.read(count) == outcomes.count("done")
    await database.close()


async def outcome(work: Awaitable[object]) -> str:
    try:
        await work
    except Unavailable:
        return "away"
    return "done"


async def test_a_refused_change_is_rolled_back(database: AsyncDatabase) -> None:
    with pytest.raises(NotFound):
        await database.change(refuse)
    assert await database.read(count) == 0


def connection_pid(session: ReadSession) -> int:
    return int(session.scalars(select(func.pg_backend_pid())).one())


async def test_a_refusal_keeps_the_connection(database: AsyncDatabase) -> None:
    def refuse_read(session: ReadSession) -> None:
        count(session)
        raise NotFound("TASK_NOT_FOUND")

    before = await database.read(connection_pid)
    with pytest.raises(NotFound):
        await database.read(refuse_read)
    assert await database.read(connection_pid) == before
    assert await database.read(count) == 0


async def test_a_failed_query_closes_only_its_own_connection(database: AsyncDatabase) -> None:
    def slowly(session: ReadSession) -> int:
        session.execute(select(func.pg_sleep(0.1)))
        return connection_pid(session)

    def broken(session: ReadSession) -> None:
        session.execute(select(1 / literal(0)))

    idle = set(await asyncio.gather(*(database.read(slowly) for _ in range(2))))
    last_used = await database.read(connection_pid)
    with pytest.raises(DBAPIError):
        await database.read(broken)
    assert await database.read(connection_pid) in idle - {last_used}
    assert await database.read(count) == 0


async def test_a_cancelled_read_closes_its_connection(database: AsyncDatabase) -> None:
    before = await database.read(connection_pid)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await database.read(lambda session: session.execute(select(func.pg_sleep(5))))
    assert await database.read(connection_pid) != before


async def test_a_read_survives_lost_connections(database: AsyncDatabase) -> None:
    await asyncio.gather(*(database.read(count) for _ in range(4)))
    await database.change(lambda session: session.execute(CUT))
    assert await asyncio.gather(*(database.read(count) for _ in range(8))) == [0] * 8


async def test_a_change_survives_lost_connections(database: AsyncDatabase, postgres: RunningPostgres) -> None:
    await asyncio.gather(*(database.change(write) for _ in range(4)))
    postgres.restart()
    await database.change(write)
    assert await database.read(count) == 5


CUT_AT_COMMIT = (
    """CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$""",
    """CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cut()""",
)


async def test_a_change_that_may_have_been_committed_is_not_run_again(database: AsyncDatabase) -> None:
    await database.change(lambda session: [session.execute(text(each)) for each in CUT_AT_COMMIT])
    runs = 0

    def counted(session: Session) -> None:
        nonlocal runs
        runs += 1
        write(session)

    with pytest.raises(Unavailable):
        await database.change(counted)
    assert runs == 1


async def test_a_change_with_a_lost_connection_may_be_repeated(
    database: AsyncDatabase,
) -> None:
    def lose(session: Session) -> None:
        write(session)
        session.execute(select(func.pg_terminate_backend(func.pg_backend_pid())))

    with pytest.raises(Unavailable):
        await database.change(lose)
    await database.change(write)
    assert await database.read(count) == 1


async def test_a_snapshot_sees_one_state_throughout(database: AsyncDatabase) -> None:
    def twice(session: ReadSession) -> tuple[int, int]:
        first = count(session)
        session.execute(select(func.pg_sleep(0.3)))
        return first, count(session)

    read = asyncio.create_task(database.read(twice, snapshot=True))
    await asyncio.sleep(0.1)
    await database.change(write)
    assert await read == (0, 0)
    assert await database.read(count) == 1


async def test_changes_that_wait_for_each_other_both_succeed(database: AsyncDatabase) -> None:
    """The database undoes one of two that lock the same rows in another order; it is run again."""
    await database.change(lambda session: session.execute(text("INSERT INTO notes VALUES ('1'), ('2')")))
    runs: list[str] = []

    def change(first: str, second: str) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            runs.append(first)
            lock = text("UPDATE notes SET words = words WHERE words = :words")
            session.execute(lock, {"words": first})
            session.execute(select(func.pg_sleep(0.3)))
            session.execute(lock, {"words": second})

        return work

    await asyncio.gather(database.change(change("1", "2")), database.change(change("2", "1")))
    assert sorted(runs) in (["1", "1", "2"], ["1", "2", "2"])
