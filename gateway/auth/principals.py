"""The signed principal of a caller: resolved by identity once, cached briefly, and the same string while fresh."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import grpc
import structlog
from grpc import aio

from dondoc_api.dondoc.identity.v1 import identity_service_pb as pb
from dondoc_api.dondoc.identity.v1.identity_service_pb_grpc import IdentityServiceClient
from gateway.channels import metadata
from shared.breaker import Breaker
from shared.errors import PermissionDenied, Unavailable
from shared.principal import LIFETIME, HeldPosition, Principal, Signer

_SECONDS = 5.0
_HOLDS_SECONDS = 30.0
_LEAST_LIFE = 45.0
_CACHE_SIZE = 20_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a verified session or token; only an external client has `client` and `scopes`."""

    subject: str
    client: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    principal: Principal
    statement: str
    asked: float
    signed: float


class Principals:
    """Makes and caches the signed principals, which services trust instead of cookies and tokens."""

    def __init__(self, channel: aio.Channel, signer: Signer) -> None:
        self._identity: Any = IdentityServiceClient(channel)
        self._signer = signer
        self._breaker = Breaker("identity")
        self._known: dict[Subject, _Known] = {}
        self._asking: dict[Subject, asyncio.Task[_Known]] = {}

    def statement_now(self, subject: Subject) -> str | None:
        """The signed principal if a fresh one is cached."""
        known = self._known.get(subject)
        return known.statement if known and time.monotonic() - known.asked < _HOLDS_SECONDS else None

    async def statement(self, subject: Subject) -> str:
        """The signed principal; raises PermissionDenied (`SUBJECT_UNKNOWN`) without an account, or Unavailable."""
        return self.statement_now(subject) or (await self._ask_once(subject)).statement

    async def principal(self, subject: Subject) -> Principal:
        """The principal itself; raises what `statement` raises."""
        await self.statement(subject)
        return self._known[subject].principal

    async def of_feed(self, secret: str) -> Subject | None:
        """Whose calendar feed has this secret; None if nobody's. Raises Unavailable."""
        request = pb.ResolveCalendarFeedRequest(secret=secret)
        with self._breaker.calling():
            try:
                answer = await self._identity.resolve_calendar_feed(
                    request, timeout=_SECONDS, metadata=metadata(self._signer.service()), wait_for_ready=True
                )
            except aio.AioRpcError as error:
                if error.code() is grpc.StatusCode.NOT_FOUND:
                    return None
                log.warning("calendar_feed_not_resolved", code=error.code().name, details=error.details())
                raise Unavailable("UNAVAILABLE") from error
        return Subject(answer.subject)

    async def _ask_once(self, subject: Subject) -> _Known:
        # A screen that starts with ten calls needs one call to identity.
        task = self._asking.get(subject)
        if task is None:
            task = self._asking[subject] = asyncio.create_task(self._ask(subject))
            task.add_done_callback(lambda _: self._asking.pop(subject, None))
        return await asyncio.shield(task)

    async def _ask(self, subject: Subject) -> _Known:
        principal = _principal(subject, await self._resolve(subject))
        now = time.monotonic()
        before = self._known.get(subject)
        if (
            before
            and before.principal == principal
            and before.signed + LIFETIME - now > _LEAST_LIFE + _HOLDS_SECONDS
        ):
            known = _Known(principal, before.statement, now, before.signed)
        else:
            known = _Known(principal, self._signer.sign(principal), now, now)
        if len(self._known) >= _CACHE_SIZE:
            self._known.clear()
        self._known[subject] = known
        return known

    async def _resolve(self, subject: Subject) -> pb.Principal:
        request = pb.ResolvePrincipalRequest(
            subject=subject.subject, client_id=subject.client, scopes=list(subject.scopes)
        )
        self._known.pop(subject, None)
        with self._breaker.calling():
            try:
                answer = await self._identity.resolve_principal(
                    request, timeout=_SECONDS, metadata=metadata(self._signer.service()), wait_for_ready=True
                )
            except aio.AioRpcError as error:
                if error.code() is grpc.StatusCode.NOT_FOUND:
                    raise PermissionDenied("SUBJECT_UNKNOWN") from None
                log.warning("principal_not_resolved", code=error.code().name, details=error.details())
                raise Unavailable("UNAVAILABLE") from error
        return answer  # type: ignore[no-any-return]


def _principal(subject: Subject, answer: pb.Principal) -> Principal:
    positions = tuple(
        HeldPosition(
            held.position,
            held.unit,
            held.agency,
            held.role.name,
            held.title,
            tuple(held.units),
            tuple(held.fields),
        )
        for held in answer.positions
    )
    # A client has those scopes of its token that identity confirms.
    return Principal(subject.subject, answer.person, answer.display_name, positions, tuple(answer.scopes))
