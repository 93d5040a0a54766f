"""The gRPC service: translates, and calls a use case."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

from protobuf.wkt.google.protobuf.timestamp_pb import Timestamp

from dondoc_api.dondoc.reporting.v1 import reporting_service_pb as pb
from dondoc_api.dondoc.reporting.v1.reporting_service_pb_grpc import ReportingServiceService
from dondoc_api.google.api.httpbody_pb import HttpBody
from dondoc_api.google.type.date_pb import Date
from services.reporting import workbook
from services.reporting.config import ReportingSettings
from services.reporting.model.counts import Counts
from services.reporting.model.question import Cohort, Question, Selection, question
from services.reporting.usecases import asking
from services.reporting.usecases.asking import AgencyRow, Statistics, TaskRow
from shared import clock, pages, server
from shared.errors import invalid
from shared.messages import Catalogue
from shared.server import Call, Runtime

CATALOGUE = Catalogue(Path(__file__).with_name("messages.toml"))
CHUNK = 64 * 1024


class Asked(Protocol):
    """What the three requests have in common."""

    as_of_date: Date | None
    period_start_date: Date | None
    period_end_date: Date | None
    cohort: pb.Cohort


class ReportingService(ReportingServiceService):
    """dondoc.reporting.v1.ReportingService."""

    async def get_statistics(self, request: pb.GetStatisticsRequest, call: Call) -> pb.Statistics:
        """The numbers."""
        asked, at, caller = _question(request), clock.now(), call.principal
        return await call.read(lambda session: _statistics(asking.statistics(session, caller, asked, at)))

    async def list_statistics_tasks(
        self, request: pb.ListStatisticsTasksRequest, call: Call
    ) -> pb.ListStatisticsTasksResponse:
        """The tasks behind a number."""
        asked, caller, size = _question(request), call.principal, pages.size(request.page_size)
        selection = Selection(request.agency, request.class_, request.mark)
        place = call.pages.read(request)
        after = (date.fromisoformat(place[0]), str(place[1]), int(place[2])) if place else None
        rows = await call.read(
            lambda session: asking.tasks(session, caller, asked, selection, after, size + 1)
        )
        answer = pb.ListStatisticsTasksResponse(tasks=[_task(row) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1].fact
            answer.next_page_token = call.pages.make(request, [str(last.due_order), last.task, last.part])
        return answer

    async def export_statistics(
        self, request: pb.ExportStatisticsRequest, call: Call
    ) -> AsyncIterator[HttpBody]:
        """The workbook, piece by piece."""
        asked, at, caller = _question(request), clock.now(), call.principal
        texts = workbook.Texts(CATALOGUE, call.locale)
        book = await call.read(
            lambda session: workbook.fill(asking.report(session, caller, asked, at), texts), snapshot=True
        )
        name = f'attachment; filename="{texts("file.name", day=asked.as_of)}.xlsx"'
        with TemporaryFile() as file:
            # Packing is pure computing: another thread keeps the other calls going.
            await asyncio.to_thread(book.save, file)
            # gRPC keeps `content-length` to itself.
            await call.context.send_initial_metadata(
                (("content-disposition", name), ("x-content-length", str(_length(file))))
            )
            while piece := file.read(CHUNK):
                yield HttpBody(content_type=workbook.CONTENT_TYPE, data=piece)


def serve(settings: ReportingSettings) -> None:
    """Runs the service until SIGTERM."""
    runtime = Runtime(settings, pb.desc(), CATALOGUE)
    server.serve(settings, "reporting-serve", runtime, ReportingService())


def _question(request: Asked) -> Question:
    cohort = Cohort.TO_BE_DONE_IN_PERIOD if not request.cohort else Cohort(request.cohort.name)
    days = [_day(request, name) for name in ("as_of_date", "period_start_date", "period_end_date")]
    return question(days[0], days[1], days[2], cohort, clock.today())


def _day(request: Any, name: str) -> date | None:
    message: Date | None = getattr(request, name)
    if message is None:
        return None
    try:
        return date(message.year, message.month, message.day)
    except ValueError:
        raise invalid(name, "date.impossible") from None


def _date(day: date | None) -> Date | None:
    return Date(year=day.year, month=day.month, day=day.day) if day else None


def _length(file: IO[bytes]) -> int:
    length = file.seek(0, 2)
    file.seek(0)
    return length


def _statistics(found: Statistics) -> pb.Statistics:
    asked = found.question
    return pb.Statistics(
        as_of_date=_date(asked.as_of),
        period_start_date=_date(asked.start),
        period_end_date=_date(asked.end),
        cohort=pb.Cohort[asked.cohort.name],
        agencies=[_agency(row) for row in found.rows],
        total=_counts(found.total),
        extract_time=_timestamp(found.extract_time),
    )


def _agency(row: AgencyRow) -> pb.AgencyStatistics:
    return pb.AgencyStatistics(
        agency=row.agency, display_name=row.display_name, group=row.group, counts=_counts(row.counts)
    )


def _counts(counts: Counts) -> pb.ClassCounts:
    return pb.ClassCounts(
        total=counts.total,
        done_on_time=counts.done_on_time,
        done_late=counts.done_late,
        open_in_time=counts.open_in_time,
        open_overdue=counts.open_overdue,
        due_soon=counts.due_soon,
        not_accepted=counts.not_accepted,
        extended=counts.extended,
    )


def _task(row: TaskRow) -> pb.StatisticsTask:
    fact = row.fact
    return pb.StatisticsTask(
        task=fact.task,
        title=fact.title,
        agency=fact.lead,
        class_=fact.class_then,
        due_date=_date(fact.due_date),
        issue_date=_date(fact.issue_date),
        submit_date=_date(fact.submit_date),
        directive=fact.directive,
        state=fact.state,
        urging_count=fact.urging_count,
        directive_number=fact.directive_number,
        output=fact.output,
        period_start_date=_date(fact.period_start),
        agency_display_name=row.lead,
        extension_count=fact.extension_count,
        due_soon=fact.due_soon,
        not_accepted=fact.not_accepted,
    )


def _timestamp(instant: datetime) -> Timestamp:
    return Timestamp.from_datetime(instant)
