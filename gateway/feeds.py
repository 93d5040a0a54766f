"""Calendar feeds: what a person's secret address shows to a calendar that cannot sign in."""

import re
import time
from collections import Counter

from dondoc_api.dondoc.task.v1 import task_service_pb as task
from gateway.auth.principals import Principals, Subject
from gateway.auth.secrets import hashed
from gateway.calls import Services, metadata
from gateway.config import GatewaySettings
from gateway.errors import HttpRefusal
from gateway.http import Headers, Request, Send
from gateway.routes import RouteTable
from gateway.streaming import DownloadCall
from shared.errors import PermissionDenied

PREFIX = "/feeds/"
_ADDRESS = re.compile(re.escape(PREFIX) + r"([A-Za-z0-9_-]{43})\.ics")
# The log and the metrics have this instead of the address, which is a secret.
_SHOWN = PREFIX + "*.ics"
_WINDOW_SECONDS = 60


class Feeds:
    """Answers the addresses of calendar feeds."""

    def __init__(
        self,
        settings: GatewaySettings,
        table: RouteTable,
        services: Services,
        principals: Principals,
        headers: Headers,
    ) -> None:
        route = next(route for route in table.routes if route.rpc.name == "ExportCalendar")
        self._export = DownloadCall(services, route, settings)
        self._principals = principals
        self._origin = settings.origin
        self._headers = headers
        self._reads = _Reads(settings.feeds_a_minute, settings.feed_reads_a_minute)

    async def answer(self, request: Request, send: Send) -> int:
        """Sends the calendar of an address and returns the status.

        Raises HttpRefusal for an address that nobody has (`FEED_NOT_FOUND`) or that is read too often
        (`TOO_MANY_READS`), Unavailable.
        """
        address = _ADDRESS.fullmatch(request.path)
        request.path = request.route = _SHOWN
        if not request.reads:
            raise HttpRefusal(
                405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED", {"allow": "GET, HEAD"}, allowed="GET"
            )
        secret = address[1] if address else ""
        self._reads.count(hashed(secret))
        subject = await self._principals.of_feed(secret) if secret else None
        if subject is None:
            raise _not_found()
        statement = await self._statement(subject)
        message = task.ExportCalendarRequest(portal=self._origin)
        return await self._export(request, message, metadata(request, statement), send, self._headers)

    async def _statement(self, subject: Subject) -> str:
        try:
            return await self._principals.statement(subject)
        except PermissionDenied:
            # The person holds no position any more.
            raise _not_found() from None


class _Reads:
    """Counts the reads of a minute, of each address and of all together, which also keeps the counts few."""

    def __init__(self, most: int, most_of_address: int) -> None:
        self._most = most
        self._most_of_address = most_of_address
        self._window = 0
        self._counts: Counter[bytes] = Counter()

    def count(self, address: bytes) -> None:
        """Counts one read. Raises HttpRefusal (`TOO_MANY_READS`, 429)."""
        window = int(time.monotonic() // _WINDOW_SECONDS)
        if window != self._window:
            self._window = window
            self._counts.clear()
        if self._counts[address] >= self._most_of_address or self._counts.total() >= self._most:
            again = {"retry-after": str(_WINDOW_SECONDS)}
            raise HttpRefusal(429, "RESOURCE_EXHAUSTED", "TOO_MANY_READS", again, limit=self._most_of_address)
        self._counts[address] += 1


def _not_found() -> HttpRefusal:
    return HttpRefusal(404, "NOT_FOUND", "FEED_NOT_FOUND")
