"""Sessions of browsers: all replicas share them, and a session that ends, ends on all of them at once."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.orm import Session as Transaction

from gateway.auth.provider import InvalidGrant, Json, Provider
from gateway.auth.secrets import Sealer, fresh, hashed
from gateway.auth.tables import SESSIONS
from gateway.config import GatewaySettings
from shared.changes import Listener
from shared.db import AsyncDatabase, ReadSession
from shared.errors import Unavailable

_CHANNEL = "sessions_ended"
_CACHE_SECONDS = 30.0
_CACHE_SIZE = 20_000
_TOUCH = timedelta(seconds=60)
_CLAIM = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Session:
    """The session of a signed-in person; it ends at `expire_time` at the latest."""

    subject: str
    provider_session: str
    expire_time: datetime


class Endings:
    """Gets from PostgreSQL the sessions that any replica ends; the cache is used only while that works."""

    def __init__(self, url: str) -> None:
        self._known: dict[bytes, tuple[float, Session]] = {}
        self._waiting: dict[bytes, set[asyncio.Event]] = {}
        self._listener = Listener(
            url, _CHANNEL, lambda payload: self.ended(bytes.fromhex(payload)), lambda _: self._known.clear()
        )
        self.count = 0

    def start(self) -> None:
        """Begins to listen, and begins again whenever the connection is lost."""
        self._listener.start()

    async def stop(self) -> None:
        """Stops listening."""
        await self._listener.stop()

    def known(self, id_hash: bytes) -> Session | None:
        """A session from the cache, if it has not ended."""
        entry = self._known.get(id_hash)
        return entry[1] if entry and entry[0] > time.monotonic() else None

    def remember(self, id_hash: bytes, session: Session, count: int) -> None:
        """Caches a session that was read after `count` endings, unless another session has ended since."""
        if not self._listener.listening.is_set() or count != self.count:
            return
        if len(self._known) >= _CACHE_SIZE:
            self._known.clear()
        self._known[id_hash] = (time.monotonic() + _CACHE_SECONDS, session)

    @contextmanager
    def awaited(self, id_hash: bytes) -> Iterator[asyncio.Event]:
        """An event that is set when the session ends."""
        ended = asyncio.Event()
        waiting = self._waiting.setdefault(id_hash, set())
        waiting.add(ended)
        try:
            yield ended
        finally:
            waiting.discard(ended)
            if not waiting:
                self._waiting.pop(id_hash, None)

    def ended(self, id_hash: bytes) -> None:
        """Forgets a session, and tells those who wait for its end."""
        self.count += 1
        self._known.pop(id_hash, None)
        for ended in self._waiting.get(id_hash, ()):
            ended.set()


class Sessions:
    """Begins, finds, checks and ends sessions."""

    def __init__(
        self, settings: GatewaySettings, database: AsyncDatabase, provider: Provider, endings: Endings
    ) -> None:
        self._settings = settings
        self._database = database
        self._provider = provider
        self._endings = endings
        self._sealer = Sealer(settings.oidc_client_secret.get_secret_value())

    async def begin(self, claims: Json, tokens: Json, before: str) -> str:
        """Begins a session with a new id, ends the browser's earlier session `before`, and returns the new cookie."""
        cookie = fresh()
        await self._database.change(
            lambda transaction: self._begin(transaction, cookie, claims, tokens, before)
        )
        return cookie

    async def find(self, cookie: str) -> Session | None:
        """The session of a cookie; None if there is none or it has ended."""
        id_hash = hashed(cookie)
        return self._endings.known(id_hash) or await self._load(id_hash)

    async def holds(self, cookie: str) -> bool:
        """Whether the session of a cookie holds; this check does not count as a use of the session."""
        id_hash = hashed(cookie)
        if self._endings.known(id_hash):
            return True
        row = await self._database.read(lambda transaction: self._row(transaction, id_hash))
        return row is not None and (not row.due or await self._holds(id_hash))

    def ending(self, cookie: str) -> AbstractContextManager[asyncio.Event]:
        """An event that is set when the session of a cookie ends."""
        return self._endings.awaited(hashed(cookie))

    async def end(self, cookie: str) -> dict[str, str] | None:
        """Ends a session and returns its tokens; None if there was no session."""
        sealed = await self._end(SESSIONS.c.id_hash == hashed(cookie))
        return self._sealer.open(sealed[0]) if sealed else None

    async def end_all(self, subject: str | None, provider_session: str | None) -> int:
        """Ends one session of the provider or all sessions of a subject; returns how many there were."""
        one = SESSIONS.c.provider_session == provider_session
        chosen = one if provider_session else SESSIONS.c.subject == subject
        return len(await self._end(chosen))

    async def _end(self, chosen: ColumnElement[bool]) -> list[str]:
        """Ends the chosen sessions; their tokens."""
        ended = await self._database.change(lambda transaction: _end(transaction, chosen))
        # The database tells every process, this one too, but perhaps only after the person has been answered.
        for row in ended:
            self._endings.ended(row.id_hash)
        return [row.tokens for row in ended]

    def _begin(self, transaction: Transaction, cookie: str, claims: Json, tokens: Json, before: str) -> None:
        _end(transaction, SESSIONS.c.expire_time < func.now())
        if before:
            _end(transaction, SESSIONS.c.id_hash == hashed(before))
        row = {
            "id_hash": hashed(cookie),
            "subject": str(claims["sub"]),
            "provider_session": str(claims.get("sid", "")),
            "tokens": self._seal(tokens, {}),
            "create_time": func.now(),
            "use_time": func.now(),
            "check_time": func.now() + timedelta(seconds=self._settings.session_check_seconds),
            "expire_time": func.now() + timedelta(seconds=self._settings.session_seconds),
        }
        transaction.execute(insert(SESSIONS).values(row))

    async def _load(self, id_hash: bytes) -> Session | None:
        count = self._endings.count
        row = await self._database.read(lambda transaction: self._row(transaction, id_hash))
        if row is None:
            return None
        if row.unused:
            await self._database.change(lambda transaction: _touch(transaction, id_hash))
        if row.due and not await self._holds(id_hash):
            return None
        session = Session(row.subject, row.provider_session, row.expire_time)
        self._endings.remember(id_hash, session, count)
        return session

    def _row(self, transaction: ReadSession, id_hash: bytes) -> Any:
        idle = timedelta(seconds=self._settings.session_idle_seconds)
        query = select(
            SESSIONS.c.subject,
            SESSIONS.c.provider_session,
            SESSIONS.c.expire_time,
            (SESSIONS.c.check_time <= func.now()).label("due"),
            (SESSIONS.c.use_time < func.now() - _TOUCH).label("unused"),
        ).where(
            SESSIONS.c.id_hash == id_hash,
            SESSIONS.c.expire_time > func.now(),
            SESSIONS.c.use_time > func.now() - idle,
        )
        return transaction.execute(query).one_or_none()

    async def _holds(self, id_hash: bytes) -> bool:
        """Whether the provider still knows the session; True while it is unreachable."""
        sealed = await self._database.change(lambda transaction: _claim(transaction, id_hash))
        if sealed is None:
            return True
        tokens = self._sealer.open(sealed)
        try:
            renewed = await self._provider.refresh(tokens.get("refresh_token", ""))
        except Unavailable:
            return True
        except InvalidGrant:
            await self._end(SESSIONS.c.id_hash == id_hash)
            return False
        values = {
            "tokens": self._seal(renewed, tokens),
            "check_time": func.now() + timedelta(seconds=self._settings.session_check_seconds),
        }
        await self._database.change(lambda transaction: _update(transaction, id_hash, values))
        return True

    def _seal(self, tokens: Json, before: dict[str, str]) -> str:
        # The access token is not stored: services trust the signed principal, not Keycloak's token.
        kept = {name: str(tokens[name]) for name in ("id_token", "refresh_token") if name in tokens}
        return self._sealer.seal(before | kept)


def _touch(transaction: Transaction, id_hash: bytes) -> None:
    _update(transaction, id_hash, {"use_time": func.now()})


def _update(transaction: Transaction, id_hash: bytes, values: dict[str, Any]) -> None:
    transaction.execute(update(SESSIONS).where(SESSIONS.c.id_hash == id_hash).values(values))


def _claim(transaction: Transaction, id_hash: bytes) -> str | None:
    # One replica checks with the provider; meanwhile the others accept the session.
    claim = (
        update(SESSIONS)
        .where(SESSIONS.c.id_hash == id_hash, SESSIONS.c.check_time <= func.now())
        .values(check_time=func.now() + _CLAIM)
        .returning(SESSIONS.c.tokens)
    )
    return transaction.execute(claim).scalar_one_or_none()


def _end(transaction: Transaction, chosen: ColumnElement[bool]) -> Sequence[Row[Any, Any]]:
    ended = transaction.execute(
        delete(SESSIONS).where(chosen).returning(SESSIONS.c.id_hash, SESSIONS.c.tokens)
    ).all()
    for row in ended:
        transaction.execute(select(func.pg_notify(_CHANNEL, row.id_hash.hex())))
    return ended
