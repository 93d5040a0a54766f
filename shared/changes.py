"""Changes published at once: NOTIFY in the transaction of the change, LISTEN in every process that has watchers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

import asyncpg
import structlog
from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from shared.errors import Unavailable

_MOST_TOPICS = 80  # PostgreSQL takes payloads of less than 8000 bytes.
_MOST_KEYS = 500
_PAUSE = 1.0
_WAIT = 5.0
_PROBE_SECONDS = 10.0
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
log = structlog.get_logger(__name__)


def publish(session: Session, channel: str, key: str, topics: Iterable[str]) -> None:
    """Notifies, when the transaction commits, everyone who watches one of the topics that `key` has changed.

    Keys and topics contain no spaces, and a topic has at most 90 bytes.
    """
    publish_all(session, channel, {key: topics})


def publish_all(session: Session, channel: str, changed: Mapping[str, Iterable[str]]) -> None:
    """The same for many keys, each with its topics, in one statement."""
    payloads = [
        " ".join((key, *named[first : first + _MOST_TOPICS]))
        for key, named in ((key, sorted(topics)) for key, topics in changed.items())
        for first in range(0, len(named), _MOST_TOPICS)
    ]
    if payloads:
        session.execute(select(func.pg_notify(channel, func.unnest(cast(payloads, ARRAY(Text))))))


class Listener:
    """Listens on one channel, and listens again after every loss of the connection.

    It calls `on_payload` for each notification, `on_listening` with True when it starts to listen and with False when
    it no longer does.
    """

    def __init__(
        self,
        url: str,
        channel: str,
        on_payload: Callable[[str], None],
        on_listening: Callable[[bool], None],
    ) -> None:
        self._url, self._channel = url, channel
        self._on_payload, self._on_listening = on_payload, on_listening
        self._task: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    def start(self) -> None:
        """Starts listening, unless it has started already."""
        self._task = self._task or asyncio.create_task(self._keep_listening())

    async def stop(self) -> None:
        """Stops listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except _AWAY as error:
                log.warning("listening_interrupted", channel=self._channel, error=type(error).__name__)
            finally:
                self.listening.clear()
                self._on_listening(False)
            await asyncio.sleep(1)

    async def _listen(self) -> None:
        gone = asyncio.Event()
        connection = await asyncpg.connect(self._url, timeout=_WAIT)
        try:
            connection.add_termination_listener(lambda *_: gone.set())
            await connection.add_listener(
                self._channel, lambda *notification: self._on_payload(str(notification[-1]))
            )
            self.listening.set()
            self._on_listening(True)
            while not gone.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(gone.wait(), _PROBE_SECONDS)
                    return
                # A connection that was lost without a farewell hears nothing, for ever.
                await connection.execute("SELECT 1", timeout=_PROBE_SECONDS)
        finally:
            connection.terminate()


class Watch:
    """The changes that one watcher has yet to receive. Iterating gives keys, at most once a second, until the end.

    None instead of keys means that some changes were missed, and it is unknown which.
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
        """Adds a change; a watcher that is too slow for their number misses some."""
        if self._keys is not None:
            self._keys.add(key)
            if len(self._keys) > _MOST_KEYS:
                self._keys = None
        self._news.set()

    def miss(self) -> None:
        """Notes that changes were missed."""
        self._keys = None
        self._news.set()

    def end(self) -> None:
        """Ends the iteration."""
        self._over.set()
        self._news.set()


class Changes:
    """The watchers of a process, which listens from its first watcher on."""

    def __init__(self, url: str, channel: str) -> None:
        self._listener = Listener(url, channel, self._on_payload, self._on_listening)
        self._watches: set[Watch] = set()

    @asynccontextmanager
    async def watch(self, topics: Iterable[str]) -> AsyncIterator[Watch]:
        """Watches the changes of these topics from now on. Raises Unavailable while the database is away."""
        self._listener.start()
        try:
            await asyncio.wait_for(self._listener.listening.wait(), _WAIT)
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

    def _on_payload(self, payload: str) -> None:
        key, *topics = payload.split(" ")
        for watch in self._watches:
            if not watch.topics.isdisjoint(topics):
                watch.add(key)

    def _on_listening(self, listening: bool) -> None:
        if listening:  # Earlier watchers missed the changes made while nobody listened.
            for watch in self._watches:
                watch.miss()
