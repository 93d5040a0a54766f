"""Sessions and transactions. Use cases are plain functions on a Session; only this module begins and commits."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from pydantic_core import from_json
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.util import greenlet_spawn

from shared.errors import Unavailable

T = TypeVar("T")


class AsyncDatabase:
    """The database of an asyncio process (`serve`)."""

    def __init__(self, url: str, pool_size: int = 8) -> None:
        # Readings are the most, and keep their connections: to check one out and in costs a reading a tenth.
        readers = pool_size // 2 or 1
        self._reading = _engine(url, readers, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
        self._readers = asyncio.Semaphore(readers)
        self._idle: list[Connection] = []
        self._changing = _engine(url, pool_size - readers or 1)
        self._snapshot = self._changing.execution_options(isolation_level="REPEATABLE READ")

    async def read(self, work: Callable[[Session], T], *, snapshot: bool = False) -> T:
        """Runs a reading; once again if the connection was stale.

        In autocommit, which saves two round trips; as a `snapshot`, all its statements see the same state.
        """
        run = self._read_snapshot if snapshot else self._read
        async with self._readers:
            try:
                return await _spawned(run, work)
            except Unavailable:
                return await _spawned(run, work)

    def _read(self, work: Callable[[Session], T]) -> T:
        connection = self._idle.pop() if self._idle else self._reading.sync_engine.connect()
        try:
            # What a reading needs of a session, `execute`, `scalars`, `scalar`, a connection has too, at less cost.
            found = work(cast("Session", connection))
        except BaseException:
            # What is wrong with this one may be wrong with all.
            for each in (connection, *self._taken()):
                each.close()
            raise
        self._idle.append(connection)
        return found

    def _read_snapshot(self, work: Callable[[Session], T]) -> T:
        with Session(self._snapshot.sync_engine) as session:
            return work(session)

    def _taken(self) -> list[Connection]:
        idle, self._idle = self._idle, []
        return idle

    async def change(self, work: Callable[[Session], T]) -> T:
        """Runs a change as one transaction; nothing of it stays if it raises."""
        with _away():
            async with AsyncSession(self._changing) as session, session.begin():
                return await session.run_sync(work)

    async def close(self) -> None:
        """Gives the connections back."""
        for connection in self._taken():
            await greenlet_spawn(connection.close)
        await self._reading.dispose()
        await self._changing.dispose()


async def _spawned(run: Callable[[Callable[[Session], T]], T], work: Callable[[Session], T]) -> T:
    # One switch to a greenlet for all of it; AsyncSession takes three, and a task of its own to close.
    with _away():
        return await greenlet_spawn(run, work)


def _engine(url: str, pool_size: int, **options: Any) -> AsyncEngine:
    return create_async_engine(
        _with_driver(url, "asyncpg"),
        json_deserializer=from_json,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        **options,
    )


class Database:
    """The database of a synchronous process (`relay`, `consume`, `work`, `migrate`)."""

    def __init__(self, url: str, pool_size: int = 4) -> None:
        self.engine: Engine = create_engine(
            _with_driver(url, "psycopg"),
            pool_size=pool_size,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5},
        )

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all if the block raises.

        Raises Unavailable if the database does not answer.
        """
        with _away(), Session(self.engine) as session, session.begin():
            yield session

    def check(self) -> None:
        """Raises if the database does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))


# SQLSTATE: connection lost; stopping, crashed or starting; too many connections.
_AWAY = ("08", "57P", "53300")


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database did not answer, and nothing about what was asked of it."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, (OSError, TimeoutError, NoConnectionFree))
    state = str(getattr(error.orig, "sqlstate", None) or "")
    unreached = isinstance(error, OperationalError) and not state
    return unreached or error.connection_invalidated or state.startswith(_AWAY)


@contextmanager
def _away() -> Iterator[None]:
    # A lost connection says nothing about the request: the caller may repeat it (with its request id).
    try:
        yield
    except Exception as error:
        if is_away(error):
            raise Unavailable("UNAVAILABLE") from error
        raise


def _with_driver(url: str, driver: str) -> str:
    return "postgresql+" + driver + "://" + url.split("://", 1)[1]
