"""Sessions of browsers: shared by all replicas, and over as soon as anybody ends them."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import structlog
from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session as Transaction

from gateway.auth.provider import InvalidGrant, Json, Provider
from gateway.auth.secrets import Sealer, fresh, hashed
from gateway.auth.tables import SESSIONS
from gateway.config import GatewaySettings
from shared.db import AsyncDatabase
from shared.errors import Unavailable

_CHANNEL = "sessions_ended"
_CACHE_SECONDS = 30.0
_CACHE_SIZE = 20_000
_TOUCH = timedelta(seconds=60)
_CLAIM = timedelta(seconds=30)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, until when at the latest."""

    subject: str
    provider_session: str
    expire_time: datetime


class Endings:
    """Hears from PostgreSQL which sessions have ended, in whatever replica. The cache holds only while it hears."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._known: dict[bytes, tuple[float, Session]] = {}
        self._task: asyncio.Task[None] | None = None
        self.count = 0
        self.hearing = False

    def start(self) -> None:
        """Begins to listen, and goes on after every loss of the connection."""
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Stops listening."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def known(self, id_hash: bytes) -> Session | None:
        """A session that was read a short while ago and has not ended since."""
        entry = self._known.get(id_hash)
        return entry[1] if entry and entry[0] > time.monotonic() else None

    def remember(self, id_hash: bytes, session: Session, count: int) -> None:
        """Keeps a session that was read when `count` endings had been heard; not if one came in between."""
        if not self.hearing or count != self.count:
            return
        if len(self._known) >= _CACHE_SIZE:
            self._known.clear()
        self._known[id_hash] = (time.monotonic() + _CACHE_SECONDS, session)

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("endings_not_heard", error=type(error).__name__)
            finally:
                self.hearing = False
                self._known.clear()
            await asyncio.sleep(1)

    async def _hear(self) -> None:
        lost = asyncio.Event()
        connection = await asyncpg.connect(self._url)
        try:
            connection.add_termination_listener(lambda *_: lost.set())
            await connection.add_listener(_CHANNEL, self._ended)
            self.hearing = True
            await lost.wait()
        finally:
            connection.terminate()

    def _ended(self, _connection: Any, _pid: int, _channel: str, id_hash: Any) -> None:
        self.count += 1
        self._known.pop(bytes.fromhex(str(id_hash)), None)


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
        """A new session with an id of its own; the one that the browser had `before` ends. The new cookie's value."""
        cookie = fresh()
        await self._database.change(
            lambda transaction: self._begin(transaction, cookie, claims, tokens, before)
        )
        return cookie

    async def find(self, cookie: str) -> Session | None:
        """The session of a cookie, None if there is none or it has ended."""
        id_hash = hashed(cookie)
        return self._endings.known(id_hash) or await self._load(id_hash)

    async def end(self, cookie: str) -> dict[str, str] | None:
        """Ends a session; the tokens that it had, None if there was none."""
        chosen = SESSIONS.c.id_hash == hashed(cookie)
        sealed = await self._database.change(lambda transaction: _end(transaction, chosen))
        return self._sealer.open(sealed[0]) if sealed else None

    async def end_all(self, subject: str | None, provider_session: str | None) -> int:
        """Ends what the provider says has ended: one of its sessions, or all of a subject. How many there were."""
        one = SESSIONS.c.provider_session == provider_session
        chosen = one if provider_session else SESSIONS.c.subject == subject
        return len(await self._database.change(lambda transaction: _end(transaction, chosen)))

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

    def _row(self, transaction: Transaction, id_hash: bytes) -> Any:
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
        """Whether the provider still knows the session; True while it cannot be asked."""
        sealed = await self._database.change(lambda transaction: _claim(transaction, id_hash))
        if sealed is None:
            return True
        tokens = self._sealer.open(sealed)
        try:
            renewed = await self._provider.refresh(tokens.get("refresh_token", ""))
        except Unavailable:
            return True
        except InvalidGrant:
            chosen = SESSIONS.c.id_hash == id_hash
            await self._database.change(lambda transaction: _end(transaction, chosen))
            return False
        values = {
            "tokens": self._seal(renewed, tokens),
            "check_time": func.now() + timedelta(seconds=self._settings.session_check_seconds),
        }
        await self._database.change(lambda transaction: _update(transaction, id_hash, values))
        return True

    def _seal(self, tokens: Json, before: dict[str, str]) -> str:
        # The access token is not kept: services trust the signed principal, not Keycloak's token.
        kept = {name: str(tokens[name]) for name in ("id_token", "refresh_token") if name in tokens}
        return self._sealer.seal(before | kept)


def _touch(transaction: Transaction, id_hash: bytes) -> None:
    _update(transaction, id_hash, {"use_time": func.now()})


def _update(transaction: Transaction, id_hash: bytes, values: dict[str, Any]) -> None:
    transaction.execute(update(SESSIONS).where(SESSIONS.c.id_hash == id_hash).values(values))


def _claim(transaction: Transaction, id_hash: bytes) -> str | None:
    # One replica asks; the others go on with the session meanwhile.
    claim = (
        update(SESSIONS)
        .where(SESSIONS.c.id_hash == id_hash, SESSIONS.c.check_time <= func.now())
        .values(check_time=func.now() + _CLAIM)
        .returning(SESSIONS.c.tokens)
    )
    return transaction.execute(claim).scalar_one_or_none()


def _end(transaction: Transaction, chosen: ColumnElement[bool]) -> list[str]:
    ended = transaction.execute(
        delete(SESSIONS).where(chosen).returning(SESSIONS.c.id_hash, SESSIONS.c.tokens)
    ).all()
    for row in ended:
        transaction.execute(select(func.pg_notify(_CHANNEL, row.id_hash.hex())))
    return [row.tokens for row in ended]
