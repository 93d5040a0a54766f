"""What changes, told at once: NOTIFY in the transaction of the change, LISTEN in every process that has watchers."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.errors import Unavailable

# PostgreSQL takes payloads of less than 8000 bytes.
_MOST_TOPICS = 80
_MOST_KEYS = 500
_PAUSE = 1.0
"""Seconds between two tellings of one watcher: what changes often is told once."""
_WAIT = 5.0
_AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
log = structlog.get_logger(__name__)


def tell(session: Session, channel: str, key: str, topics: Iterable[str]) -> None:
    """Tells at the commit, and only then, that `key` has changed for whoever watches one of the topics.

    Neither has spaces, and a topic at most 90 bytes.
    """
    named = sorted(topics)
    for first in range(0, len(named), _MOST_TOPICS):
        payload = " ".join((key, *named[first : first + _MOST_TOPICS]))
        session.execute(select(func.pg_notify(channel, payload)))


def _nothing() -> None:
    """What is done where nothing is to be done."""


class Listener:
    """Hears what is notified on one channel, and listens again after every loss of the connection.

    `begins` is called whenever it hears again, `lost` when it hears no longer.
    """

    def __init__(
        self,
        url: str,
        channel: str,
        heard: Callable[[str], None],
        *,
        begins: Callable[[], None] = _nothing,
        lost: Callable[[], None] = _nothing,
    ) -> None:
        self._url = url
        self._channel = channel
        self._heard = heard
        self._begins = begins
        self._lost = lost
        self._hearing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def hearing(self) -> bool:
        """Whether nothing escapes it now."""
        return self._hearing.is_set()

    def start(self) -> None:
        """Begins to listen; nothing if it has begun."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen())

    async def begun(self) -> None:
        """Returns when it hears; raises TimeoutError if the database is away for too long."""
        self.start()
        async with asyncio.timeout(_WAIT):
            await self._hearing.wait()

    async def stop(self) -> None:
        """Stops listening."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except _AWAY as error:
                log.warning("changes_not_heard", channel=self._channel, error=type(error).__name__)
            finally:
                self._hearing.clear()
                self._lost()
            await asyncio.sleep(1)

    async def _hear(self) -> None:
        gone = asyncio.Event()
        connection = await asyncpg.connect(self._url)
        try:
            connection.add_termination_listener(lambda *_: gone.set())
            await connection.add_listener(self._channel, self._notified)
            self._hearing.set()
            self._begins()
            await gone.wait()
        finally:
            connection.terminate()

    def _notified(self, _connection: Any, _pid: int, _channel: str, payload: Any) -> None:
        self._heard(str(payload))


@dataclass(frozen=True, slots=True)
class Heard:
    """The keys of what has changed; `missed` if there may be more, and nobody knows what."""

    keys: frozenset[str]
    missed: bool = False


class Watch:
    """What one watcher was not told yet. Iterating waits for it, and ends when the process does."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self._keys: set[str] = set()
        self._missed = False
        self._news = asyncio.Event()
        self._over = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[Heard]:
        await self._news.wait()
        while not self._over.is_set():
            yield self._take()
            await self._pause()
            await self._news.wait()

    def add(self, key: str) -> None:
        """Something has changed."""
        self._keys.add(key)
        self._news.set()
        if len(self._keys) > _MOST_KEYS:
            self.miss()

    def miss(self) -> None:
        """Something has changed, and it is lost what: the watcher is too slow, or could not be told."""
        self._keys.clear()
        self._missed = True
        self._news.set()

    def end(self) -> None:
        """Nothing more will be told."""
        self._over.set()
        self._news.set()

    def _take(self) -> Heard:
        heard = Heard(frozenset(self._keys), self._missed)
        self._keys.clear()
        self._missed = False
        self._news.clear()
        return heard

    async def _pause(self) -> None:
        # Not through an end: a process that stops waits for its watchers.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PAUSE):
                await self._over.wait()


class Changes:
    """The watchers of a process; it listens from the first one on."""

    def __init__(self, url: str, channel: str) -> None:
        self._listener = Listener(url, channel, self._heard, begins=self._begins)
        self._watches: dict[str, set[Watch]] = defaultdict(set)
        self._all: set[Watch] = set()

    @asynccontextmanager
    async def watch(self, topics: Iterable[str]) -> AsyncIterator[Watch]:
        """What changes for these topics from now on. Raises Unavailable while the database is away."""
        try:
            await self._listener.begun()
        except TimeoutError:
            raise Unavailable("UNAVAILABLE") from None
        watch = Watch(frozenset(topics))
        self._add(watch)
        try:
            yield watch
        finally:
            self._remove(watch)

    async def stop(self) -> None:
        """Ends all watches."""
        for watch in self._all:
            watch.end()
        await self._listener.stop()

    def _add(self, watch: Watch) -> None:
        self._all.add(watch)
        for topic in watch.topics:
            self._watches[topic].add(watch)

    def _remove(self, watch: Watch) -> None:
        self._all.discard(watch)
        for topic in watch.topics:
            self._watches[topic].discard(watch)
            if not self._watches[topic]:
                del self._watches[topic]

    def _heard(self, payload: str) -> None:
        key, *topics = payload.split(" ")
        for topic in topics:
            for watch in self._watches.get(topic, ()):
                watch.add(key)

    def _begins(self) -> None:
        # Whoever watches already has not heard what changed since the connection was lost.
        for watch in self._all:
            watch.miss()
