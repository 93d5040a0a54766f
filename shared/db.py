"""Sessions and transactions. Use cases are plain functions on a session; only this module begins and commits."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol, TypeAlias, TypeVar, TypeVarTuple

from pydantic_core import from_json
from sqlalchemy import Connection, Engine, Result, ScalarResult, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.util import greenlet_spawn

from shared.errors import Unavailable

# Nothing waits for ever: neither for a statement or a lock, nor for a peer that is gone without a farewell.
STATEMENT_SECONDS = 30
_WAIT_SECONDS = 5
"""How long a read or a change waits for a free connection."""
_LIMITS = {
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    # The server's side of a lost connection, so that the locks of a lost node are free within half a minute.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25s",
}
_KEEPALIVES = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Parameters: TypeAlias = Mapping[str, Any] | None


class ReadSession(Protocol):
    """What reads may use: the queries that a Session and a Connection have in common, and no INSERT or UPDATE.

    `serve` gives a read a Connection in autocommit, which costs less than a Session.
    """

    def execute(self, statement: TypedReturnsRows[*Ts], parameters: Parameters = None, /) -> Result[*Ts]:
        """The rows of a query."""

    def scalars(self, statement: TypedReturnsRows[T], parameters: Parameters = None, /) -> ScalarResult[T]:
        """The first column of the rows of a query."""

    def scalar(self, statement: TypedReturnsRows[T], parameters: Parameters = None, /) -> T | None:
        """The first column of the first row, None if there is no row."""


class AsyncDatabase:
    """The database of an asyncio process (`serve`).

    Reads and changes that take longer than `seconds`, waiting included, raise Unavailable; no limit if None.
    """

    def __init__(self, url: str, pool_size: int = 8, seconds: float | None = None) -> None:
        # Most calls are reads. They keep their connections: taking one from the pool costs 10 % of a read.
        readers = pool_size // 2 or 1
        self._reading = _engine(url, readers, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
        self._readers = asyncio.Semaphore(readers)
        self._idle: list[Connection] = []
        self._changing = _engine(url, pool_size - readers or 1)
        self._snapshot = self._changing.execution_options(isolation_level="REPEATABLE READ")
        self._seconds = seconds

    async def read(self, work: Callable[[ReadSession], T], *, snapshot: bool = False) -> T:
        """Runs a read, and runs it again if its connection was stale.

        Reads run in autocommit, which saves two round trips. All statements of a `snapshot` see the same state.
        """
        run = self._read_snapshot if snapshot else self._read
        async with self._in_time(), self._a_reader():
            try:
                return await _spawned(run, work)
            except Unavailable as error:
                if not _was_stale(error):
                    raise
            return await _spawned(run, work)

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        with _away():
            async with asyncio.timeout(self._seconds):
                yield

    @asynccontextmanager
    async def _a_reader(self) -> AsyncIterator[None]:
        # While the database hangs, the calls that wait for a connection must not become more and more.
        with _away():
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._readers.acquire()
        try:
            yield
        finally:
            self._readers.release()

    def _read(self, work: Callable[[ReadSession], T]) -> T:
        connection = self._idle.pop() if self._idle else self._reading.sync_engine.connect()
        try:
            found = work(connection)
        except BaseException as error:
            if not _may_be_broken(error):
                self._idle.append(connection)
                raise
            # If the database went away, it went away for the idle connections too.
            for each in (connection, *(self._taken() if is_away(error) else ())):
                each.close()
            raise
        self._idle.append(connection)
        return found

    def _read_snapshot(self, work: Callable[[ReadSession], T]) -> T:
        with Session(self._snapshot.sync_engine) as session:
            return work(session)

    def _taken(self) -> list[Connection]:
        idle, self._idle = self._idle, []
        return idle

    async def change(self, work: Callable[[Session], T]) -> T:
        """Runs a change as one transaction, which is undone if the change raises.

        Runs it again if its connection was stale, as all are after a restart of the database, unless it may have been
        committed; and if the database undid it because it and another transaction waited for each other.
        """
        reached_commit = False

        def noting_its_end(session: Session) -> T:
            nonlocal reached_commit
            found = work(session)
            reached_commit = True
            return found

        async with self._in_time():
            try:
                return await self._change(noting_its_end)
            except Unavailable as error:
                if reached_commit or not _was_stale(error):
                    raise
            except DBAPIError as error:
                if _sqlstate(error) not in _UNDONE:
                    raise
            return await self._change(work)

    async def _change(self, work: Callable[[Session], T]) -> T:
        with _away():
            async with AsyncSession(self._changing) as session, session.begin():
                return await session.run_sync(work)

    async def close(self) -> None:
        """Closes all connections."""
        for connection in self._taken():
            await greenlet_spawn(connection.close)
        await self._reading.dispose()
        await self._changing.dispose()


async def _spawned(run: Callable[[Callable[[ReadSession], T]], T], work: Callable[[ReadSession], T]) -> T:
    # One switch to a greenlet for the whole read; AsyncSession makes three, and needs a task to close itself.
    with _away():
        return await greenlet_spawn(run, work)


def _engine(url: str, pool_size: int, **options: Any) -> AsyncEngine:
    return create_async_engine(
        with_driver(url, "asyncpg"),
        json_deserializer=from_json,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_WAIT_SECONDS,
        # The server's limit may not reach us: it, too, may be gone without a farewell.
        connect_args={"server_settings": _LIMITS, "timeout": 5, "command_timeout": STATEMENT_SECONDS + 5},
        **options,
    )


class Database:
    """The database of a synchronous process (`relay`, `consume`, `work`), or of a command that may take its time."""

    def __init__(self, url: str, pool_size: int = 4, statement_seconds: float = STATEMENT_SECONDS) -> None:
        limits = _LIMITS | {"statement_timeout": f"{statement_seconds}s"}
        self.engine: Engine = create_engine(
            with_driver(url, "psycopg"),
            pool_size=pool_size,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 5,
                "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
                **_KEEPALIVES,
            },
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


# SQLSTATE: connection lost; stopping, crashed or starting; too many connections; full disk; a lock held by others; a
# transaction that was idle because its process stood still.
_AWAY = ("08", "57P", "53300", "53100", "55P03", "25P03")
# A deadlock; a conflict of serializable transactions.
_UNDONE = ("40P01", "40001")


def _may_be_broken(error: BaseException) -> bool:
    """Whether a connection may be unfit for further use: its driver failed, or its work was cut off."""
    return not isinstance(error, Exception) or isinstance(error, (DBAPIError, OSError, TimeoutError))


def is_away(error: BaseException) -> bool:
    """Whether an error means that the database did not answer, whatever the query was."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, (OSError, TimeoutError, NoConnectionFree))
    state = _sqlstate(error)
    unreached = isinstance(error, OperationalError) and not state
    return unreached or error.connection_invalidated or state.startswith(_AWAY)


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _was_stale(error: Unavailable) -> bool:
    """Whether a connection of the pool turned out to be lost; another one may work."""
    return isinstance(error.__cause__, DBAPIError) and error.__cause__.connection_invalidated


@contextmanager
def _away() -> Iterator[None]:
    # The request is not at fault for a lost connection: the caller may repeat it (with its request id).
    try:
        yield
    except Exception as error:
        if is_away(error):
            raise Unavailable("UNAVAILABLE") from error
        raise


def with_driver(url: str, driver: str) -> str:
    """The URL of a database for one of SQLAlchemy's drivers."""
    return "postgresql+" + driver + "://" + url.split("://", 1)[1]
