"""What changes, told at once: NOTIFY in the transaction of the change, LISTEN in every process that has watchers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import asyncpg
import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.errors import Unavailable

_MOST_TOPICS = 80  # PostgreSQL takes payloads of less than 8000 bytes.
_MOST_KEYS = 500
_PAUSE = 1.0
_WAIT = 5.0
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
log = structlog.get_logger(__name__)


def tell(session: Session, channel: str, key: str, topics: Iterable[str]) -> None:
    """Tells at the commit, and only then, that `key` has changed for whoever watches one of the topics.

    Neither has spaces, and a topic at most 90 bytes.
    """
    named = sorted(topics)
    for first in range(0, len(named), _MOST_TOPICS):
        payload = " ".join((key, *named[first : first + _MOST_TOPICS]))
        session.execute(select(func.pg_notify(channel, payload)))


class Listener:
    """Hears what is notified on one channel, and listens again after every loss of the connection.

    `turned` is called when it begins to hear, with True, and when it hears no longer.
    """

    def __init__(
        self, url: str, channel: str, heard: Callable[[str], None], turned: Callable[[bool], None]
    ) -> None:
        self._url, self._channel = url, channel
        self._heard, self._turned = heard, turned
        self._task: asyncio.Task[None] | None = None
        self.hearing = asyncio.Event()

    def start(self) -> None:
        """Begins to listen; nothing if it has begun."""
        self._task = self._task or asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Stops listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except _AWAY as error:
                log.warning("changes_not_heard", channel=self._channel, error=type(error).__name__)
            finally:
                self.hearing.clear()
                self._turned(False)
            await asyncio.sleep(1)

    async def _hear(self) -> None:
        gone = asyncio.Event()
        connection = await asyncpg.connect(self._url)
        try:
            connection.add_termination_listener(lambda *_: gone.set())
            await connection.add_listener(self._channel, lambda *said: self._heard(str(said[-1])))
            self.hearing.set()
            self._turned(True)
            await gone.wait()
        finally:
            connection.terminate()


class Watch:
    """What one watcher was not told yet. Iterating waits for keys, at most once a second, until the process stops.

    None instead of keys says that something was missed, and nobody knows what.
    """

    def __init__(self, topics: Iterable[str]) -> None:
        self.topics = frozenset(topics)
        self._keys: set[str] | None = set()
        self._news, self._over = asyncio.Event(), asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[set[str] | None]:
        await self._news.wait()
        while not self._over.is_set():
            keys, self._keys = self._keys, set()
            self._news.clear()
            yield keys
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), _PAUSE)
            await self._news.wait()

    def add(self, key: str) -> None:
        """Something has changed; too much of it for a slow watcher is missed."""
        if self._keys is not None:
            self._keys.add(key)
            if len(self._keys) > _MOST_KEYS:
                self._keys = None
        self._news.set()

    def miss(self) -> None:
        """Something has changed, or could not be told, and it is lost what."""
        self._keys = None
        self._news.set()

    def end(self) -> None:
        """Nothing more will be told."""
        self._over.set()
        self._news.set()


class Changes:
    """The watchers of a process; it listens from the first one on."""

    def __init__(self, url: str, channel: str) -> None:
        self._listener = Listener(url, channel, self._heard, self._turned)
        self._watches: set[Watch] = set()

    @asynccontextmanager
    async def watch(self, topics: Iterable[str]) -> AsyncIterator[Watch]:
        """What changes for these topics from now on. Raises Unavailable while the database is away."""
        self._listener.start()
        try:
            await asyncio.wait_for(self._listener.hearing.wait(), _WAIT)
        except TimeoutError:
            raise Unavailable("UNAVAILABLE") from None
        watch = Watch(topics)
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    async def stop(self) -> None:
        """Ends all watches."""
        for watch in self._watches:
            watch.end()
        await self._listener.stop()

    def _heard(self, payload: str) -> None:
        key, *topics = payload.split(" ")
        for watch in self._watches:
            if not watch.topics.isdisjoint(topics):
                watch.add(key)

    def _turned(self, hearing: bool) -> None:
        if hearing:  # Who watched before has not heard what changed meanwhile.
            for watch in self._watches:
                watch.miss()
