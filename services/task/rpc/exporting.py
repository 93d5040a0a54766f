"""The Excel of a list: read page by page, written in another thread so that it holds up no other call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from tempfile import TemporaryFile

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.google.api.httpbody_pb import HttpBody
from services.task import usecases, workbook
from services.task.tables import Caller, baskets, units
from services.task.usecases import Query, Seen
from services.task.workbook import Column, Form, Texts
from shared import clock, streams
from shared.messages import Catalogue
from shared.server import Call

MOST = 20_000
_PAGE = 500
# It shows the parts of the caller's agency.
_COORDINATED = f"baskets/{baskets.COORDINATED}"


async def export(
    call: Call, request: pb.ExportTasksRequest, at: datetime, catalogue: Catalogue
) -> AsyncIterator[HttpBody]:
    """The workbook, piece by piece."""
    caller, today = Caller.of(call.principal), clock.day_of(at)
    columns = workbook.choose(request.columns)
    texts = Texts(catalogue, call.locale, await call.read(units.labels))
    query = Query(request.basket, request.filter, request.order_by, size=_PAGE)
    rows = await _rows(call, caller, query, today, columns, texts)
    words = workbook.in_words(request.basket, request.filter, texts)
    form = Form(_issuers(caller, texts), words, at, cut=len(rows) > MOST)
    with TemporaryFile() as file:
        await asyncio.to_thread(workbook.save, form, columns, rows[:MOST], texts, file)
        name = f"{texts('file.name', day=today)}.xlsx"
        async for piece in streams.sent(call, file, name, workbook.CONTENT_TYPE):
            yield piece


async def _rows(
    call: Call, caller: Caller, query: Query, today: date, columns: Sequence[Column], texts: Texts
) -> list[list[str | int]]:
    """The rows of the list; at most a page more than is exported."""
    rows: list[list[str | int]] = []
    shown = workbook.as_own_part if query.basket == _COORDINATED else _whole
    cursor = None
    while len(rows) <= MOST:
        work = partial(usecases.list_tasks, caller=caller, query=replace(query, cursor=cursor), today=today)
        page = await call.read(work)
        rows += [workbook.row_of(shown(seen), columns, texts) for seen in page.rows]
        cursor = page.cursor
        if cursor is None:
            break
    return rows


def _whole(seen: Seen) -> Seen:
    return seen


def _issuers(caller: Caller, texts: Texts) -> tuple[str, str]:
    """The caller's agency and the one above it, for the head of the form."""
    agency = next((held.agency for held in caller.positions), "")
    above = texts.labels.parents.get(agency, "")
    return texts.name(above).upper(), texts.name(agency).upper()
