"""Sessions and transactions. Use cases are plain functions on a Session; only this module begins and commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from pydantic_core import from_json
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.util import greenlet_spawn

from shared.errors import Unavailable

T = TypeVar("T")


class AsyncDatabase:
    """The database of an asyncio process (`serve`)."""

    def __init__(self, url: str, pool_size: int = 8) -> None:
        # Readings are the most: what they need is set once for a connection, and changed for a change.
        self.engine: AsyncEngine = create_async_engine(
            _with_driver(url, "asyncpg"),
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            json_deserializer=from_json,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5,
        )
        self._changing = self.engine.execution_options(isolation_level="READ COMMITTED")
        self._snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ")

    async def read(self, work: Callable[[Session], T], *, snapshot: bool = False) -> T:
        """Runs a reading; once again if the connection was stale.

        In autocommit, which saves two round trips; as a `snapshot`, all its statements see the same state.
        """
        engine = (self._snapshot if snapshot else self.engine).sync_engine
        try:
            return await _spawned(engine, work)
        except Unavailable:
            return await _spawned(engine, work)

    async def change(self, work: Callable[[Session], T]) -> T:
        """Runs a change as one transaction; nothing of it stays if it raises."""
        with _away():
            async with AsyncSession(self._changing) as session, session.begin():
                return await session.run_sync(work)

    async def close(self) -> None:
        """Gives the connections back."""
        await self.engine.dispose()


async def _spawned(engine: Engine, work: Callable[[Session], T]) -> T:
    # One switch to a greenlet for all of it; AsyncSession takes three, and a task of its own to close.
    with _away():
        return await greenlet_spawn(_read, engine, work)


def _read(engine: Engine, work: Callable[[Session], T]) -> T:
    # What a reading needs of a session, `execute`, `scalars` and `scalar`, a connection has too, at less cost.
    with engine.connect() as connection:
        return work(cast("Session", connection))


class Database:
    """The database of a synchronous process (`relay`, `consume`, `work`, `migrate`)."""

    def __init__(self, url: str, pool_size: int = 4) -> None:
        self.engine: Engine = create_engine(
            _with_driver(url, "psycopg"), pool_size=pool_size, pool_pre_ping=True
        )

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all if the block raises."""
        with Session(self.engine) as session, session.begin():
            yield session

    def check(self) -> None:
        """Raises if the database does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))


# SQLSTATE: connection lost; stopping, crashed or starting; too many connections.
_AWAY = ("08", "57P", "53300")


@contextmanager
def _away() -> Iterator[None]:
    # A lost connection says nothing about the request: the caller may repeat it (with its request id).
    try:
        yield
    except DBAPIError as error:
        state = str(getattr(error.orig, "sqlstate", None) or "")
        if error.connection_invalidated or state.startswith(_AWAY):
            raise Unavailable("UNAVAILABLE") from error
        raise
    except (OSError, TimeoutError, NoConnectionFree) as error:
        raise Unavailable("UNAVAILABLE") from error


def _with_driver(url: str, driver: str) -> str:
    return "postgresql+" + driver + "://" + url.split("://", 1)[1]
