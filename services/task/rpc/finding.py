"""Finding tasks by their due dates: a month of a basket, and the calendar of a person."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import date

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceService
from dondoc_api.google.api.httpbody_pb import HttpBody
from services.task import feed, usecases
from services.task.feed import Words
from services.task.tables import Caller
from shared import clock
from shared.messages import Catalogue
from shared.server import Call

from .translate import due_day_to_proto

MOST_OF_CALENDAR = 2000


class Finding(TaskServiceService):
    """The calls of the task service that find tasks, besides its lists."""

    _catalogue: Catalogue

    async def list_due_days(self, request: pb.ListDueDaysRequest, call: Call) -> pb.ListDueDaysResponse:
        """What is due on each day of a month."""
        caller, today, month = (
            Caller.of(call.principal),
            clock.today(),
            date.fromisoformat(f"{request.month}-01"),
        )
        days = await call.read(
            lambda session: usecases.list_due_days(
                session, caller, month, request.basket, request.filter, today
            )
        )
        return pb.ListDueDaysResponse(days=[due_day_to_proto(day) for day in days])

    async def export_calendar(self, request: pb.ExportCalendarRequest, call: Call) -> AsyncIterator[HttpBody]:
        """The due dates of the caller's own tasks as a calendar."""
        caller, today = Caller.of(call.principal), clock.today()

        own = await call.read(lambda session: usecases.list_own_due(session, caller, MOST_OF_CALENDAR, today))
        words = Words(self._catalogue, call.locale, own.names, request.portal)
        content = await asyncio.to_thread(feed.calendar_of, own.rows, words)
        etag = hashlib.blake2b(content, digest_size=8).hexdigest()
        headers = {
            "content-disposition": 'attachment; filename="dondoc.ics"',
            "x-content-length": str(len(content)),
            "etag": etag,
        }
        await call.context.send_initial_metadata(tuple(headers.items()))
        yield HttpBody(content_type=feed.CONTENT_TYPE, data=content)
