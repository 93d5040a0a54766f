"""Sessions and transactions. Use cases are plain functions on a Session; only this module begins and commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from shared.errors import Unavailable

T = TypeVar("T")


class AsyncDatabase:
    """The database of an asyncio process (`serve`)."""

    def __init__(self, url: str, pool_size: int = 8) -> None:
        self.engine: AsyncEngine = create_async_engine(
            _with_driver(url, "asyncpg"), pool_size=pool_size, max_overflow=0, pool_timeout=5
        )
        self._reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ")

    async def read(self, work: Callable[[Session], T], *, snapshot: bool = False) -> T:
        """Runs a reading; once again if the connection was stale.

        In autocommit, which saves two round trips; as a `snapshot`, all its statements see the same state.
        """
        engine = self._snapshot if snapshot else self._reader
        try:
            return await self._run(engine, work)
        except Unavailable:
            return await self._run(engine, work)

    async def change(self, work: Callable[[Session], T]) -> T:
        """Runs a change as one transaction; nothing of it stays if it raises."""
        with _away():
            async with AsyncSession(self.engine) as session, session.begin():
                return await session.run_sync(work)

    async def close(self) -> None:
        """Gives the connections back."""
        await self.engine.dispose()

    async def _run(self, engine: AsyncEngine, work: Callable[[Session], T]) -> T:
        with _away():
            async with AsyncSession(engine, autoflush=False) as session:
                return await session.run_sync(work)


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


@contextmanager
def _away() -> Iterator[None]:
    # A lost connection says nothing about the request: the caller may repeat it (with its request id).
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable("UNAVAILABLE") from error
        raise
    except (OSError, TimeoutError) as error:
        raise Unavailable("UNAVAILABLE") from error


def _with_driver(url: str, driver: str) -> str:
    return "postgresql+" + driver + "://" + url.split("://", 1)[1]
