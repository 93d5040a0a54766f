"""The gRPC service: translates, calls a use case, and translates its result."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Protocol

from sqlalchemy import Row

from dondoc_api.dondoc.reporting.v1 import reporting_service_pb as pb
from dondoc_api.dondoc.reporting.v1.reporting_service_pb_grpc import ReportingServiceService
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from dondoc_api.dondoc.type.v1.unit_types_pb import UnitGroup
from dondoc_api.google.api.httpbody_pb import HttpBody
from services.reporting import workbook
from services.reporting.config import ReportingSettings
from services.reporting.model.counts import Counts, Intake
from services.reporting.model.query import Cohort, Query, Selection, Step, points, query_of
from services.reporting.tables.statistics import Cursor
from services.reporting.usecases import allowed, reading
from services.reporting.usecases.operating import SUBSCRIBER
from services.reporting.usecases.reading import OTHER, AgencyRow, Statistics, TaskRow, Trend
from shared import clock, dates, pages, server, streams
from shared.messages import Catalogue
from shared.operations.rpc import Operations
from shared.refused import refusing
from shared.server import Call, Runtime

CATALOGUE = Catalogue(
    Path(__file__).with_name("messages.toml"), Path(__file__).parents[1] / "fields_of_work.toml"
)
POINTS = 12


class Request(Protocol):
    """What the requests have in common."""

    as_of_date: str
    period_start_date: str
    period_end_date: str
    cohort: pb.Cohort
    assigner: str
    field: str


class ReportingService(ReportingServiceService):
    """dondoc.reporting.v1.ReportingService."""

    async def get_statistics(self, request: pb.GetStatisticsRequest, call: Call) -> pb.Statistics:
        """Gets the numbers."""
        query, at, caller = _query(request), clock.now(), call.principal
        return await call.read(lambda session: _statistics(reading.statistics(session, caller, query, at)))

    async def list_statistics_tasks(
        self, request: pb.ListStatisticsTasksRequest, call: Call
    ) -> pb.ListStatisticsTasksResponse:
        """Lists the tasks behind a number."""
        query, caller, size = _query(request), call.principal, pages.size(request.page_size)
        selection, cursor = _selection(request), _cursor(call.pages.read(request))
        page = await call.read(
            lambda session: reading.list_tasks(session, caller, query, selection, cursor, size)
        )
        return pb.ListStatisticsTasksResponse(
            tasks=[_task(row) for row in page.tasks],
            next_page_token=call.pages.make(request, _state(page.cursor)) if page.cursor else "",
        )

    async def get_trend(self, request: pb.GetTrendRequest, call: Call) -> pb.Trend:
        """Gets the course of the numbers."""
        queries, at, caller = _queries(request), clock.now(), call.principal
        return await call.read(
            lambda session: _trend(reading.trend(session, caller, queries, request.agency, at))
        )

    async def get_statistics_access(
        self, _request: pb.GetStatisticsAccessRequest, call: Call
    ) -> pb.StatisticsAccess:
        """Gets what the caller may do with statistics."""
        return pb.StatisticsAccess(allowed_actions=allowed.somewhere(call.principal))

    async def export_statistics(
        self, request: pb.ExportStatisticsRequest, call: Call
    ) -> AsyncIterator[HttpBody]:
        """Exports the workbook, piece by piece."""
        query, at, caller = _query(request), clock.now(), call.principal
        texts = workbook.Texts(CATALOGUE, call.locale)
        book = await call.read(
            lambda session: workbook.fill(reading.report(session, caller, query, at), texts), snapshot=True
        )
        with TemporaryFile() as file:
            # Packing is pure computing: another thread keeps the other calls going.
            await asyncio.to_thread(book.save, file)
            name = f"{texts('file.name', day=query.as_of)}.xlsx"
            async for piece in streams.sent(call, file, name, workbook.CONTENT_TYPE):
                yield piece


def serve(settings: ReportingSettings) -> None:
    """Runs the service until SIGTERM."""
    runtime = Runtime(settings, pb.desc(), CATALOGUE)
    server.serve(settings, "reporting-serve", runtime, ReportingService(), Operations(SUBSCRIBER))


@refusing()
def _query(request: Request) -> Query:
    cohort = Cohort.TO_BE_DONE_IN_PERIOD if not request.cohort else Cohort(request.cohort.name)
    given = (request.as_of_date, request.period_start_date, request.period_end_date)
    as_of, start, end = map(dates.parse, given)
    query = query_of(as_of, start, end, cohort, clock.today())
    return replace(query, assigner=request.assigner, field=request.field)


def _queries(request: pb.GetTrendRequest) -> list[Query]:
    """The query of the last point, and the same for each point before it whose period had begun."""
    last = _query(request)
    step = Step.WEEK if request.step == pb.GetTrendRequest.Step.WEEK else Step.MONTH
    days = points(last.as_of, step, request.point_count or POINTS)
    start, end = dates.parse(request.period_start_date), dates.parse(request.period_end_date)
    return [
        replace(last, as_of=day, start=start or date(day.year, 1, 1), end=end or day)
        for day in days
        if start is None or start <= day or day == last.as_of
    ]


def _selection(request: pb.ListStatisticsTasksRequest) -> Selection:
    return Selection(
        request.agency,
        request.class_.name if request.class_ else "",
        request.mark.name if request.mark else "",
        request.order_by == "days_overdue desc",
    )


def _cursor(state: list[Any] | None) -> Cursor | None:
    if state is None:
        return None
    rank, due_order, task, ordinal = state
    return Cursor(rank, date.fromisoformat(due_order), task, ordinal)


def _state(cursor: Cursor) -> list[object]:
    return [cursor.rank, cursor.due_order.isoformat(), cursor.task, cursor.ordinal]


def _statistics(found: Statistics) -> pb.Statistics:
    query = found.query
    return pb.Statistics(
        as_of_date=dates.text(query.as_of),
        period_start_date=dates.text(query.start),
        period_end_date=dates.text(query.end),
        cohort=pb.Cohort[query.cohort.name],
        agencies=[_agency(row) for row in found.rows],
        total=_counts(found.total),
        extract_time=dates.timestamp(found.extract_time),
        intake=_intake(found.intake),
        task_count=found.task_count,
    )


def _intake(intake: Intake | None) -> pb.Intake | None:
    return pb.Intake(in_time=intake.in_time, late=intake.late) if intake else None


def _trend(found: Trend) -> pb.Trend:
    return pb.Trend(
        cohort=pb.Cohort[found.points[-1][0].cohort.name],
        points=[
            pb.TrendPoint(
                as_of_date=dates.text(query.as_of),
                period_start_date=dates.text(query.start),
                period_end_date=dates.text(query.end),
                counts=_counts(counts),
            )
            for query, counts in found.points
        ],
        extract_time=dates.timestamp(found.extract_time),
    )


def _agency(row: AgencyRow) -> pb.AgencyStatistics:
    return pb.AgencyStatistics(
        agency=row.agency,
        display_name=row.display_name,
        group=UnitGroup.UNSPECIFIED if row.group == OTHER else UnitGroup[row.group],
        counts=_counts(row.counts),
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
        issued_late=counts.issued_late,
    )


def _task(row: TaskRow) -> pb.StatisticsTask:
    fact = row.fact
    return pb.StatisticsTask(
        task=fact.task,
        title=fact.title,
        agency=fact.lead,
        class_=types.TaskClass[fact.class_then],
        due_date=dates.text(fact.due_date),
        issue_date=dates.text(fact.issue_date),
        submit_date=dates.text(fact.submit_date),
        directive=fact.directive,
        state=types.TaskState[fact.state],
        urging_count=fact.urging_count,
        directive_number=fact.directive_number,
        output=fact.output,
        period_start_date=dates.text(fact.period_start_date),
        agency_display_name=row.lead,
        extension_count=fact.extension_count,
        due_soon=fact.due_soon,
        not_accepted=fact.not_accepted,
        issued_late=fact.issued_late,
        assigner=fact.assigner,
        assigner_display_name=row.assigner,
        field=fact.field,
        days_overdue=fact.days_overdue,
        delay_cause=_delay_cause(fact),
        progress=_progress(fact),
        original_due_date=dates.text(fact.original_due_date if fact.extension_count else None),
    )


def _delay_cause(fact: Row[Any]) -> types.DelayCause | None:
    if not fact.delay_cause_kind and not fact.delay_cause_text:
        return None
    return types.DelayCause(
        kind=types.DelayCause.Kind[fact.delay_cause_kind or "UNSPECIFIED"],
        text=fact.delay_cause_text,
        confirm_date=dates.text(fact.delay_cause_confirm_date),
        stated_kind=types.DelayCause.Kind[fact.delay_cause_stated_kind or "UNSPECIFIED"],
        decide_date=dates.text(fact.delay_cause_decide_date),
        decider=fact.delay_cause_decider,
        refused=fact.delay_cause_refused,
        answer=fact.delay_cause_answer,
        contest=_contest(fact),
    )


def _contest(fact: Row[Any]) -> types.DelayCause.Contest | None:
    if fact.contest_date is None:
        return None
    return types.DelayCause.Contest(
        reason=fact.contest_reason,
        document_number=fact.contest_document_number,
        contester=fact.contester,
        contest_date=dates.text(fact.contest_date),
        against=types.DelayCause.Kind[fact.contest_against or "UNSPECIFIED"],
        decide_date=dates.text(fact.contest_decide_date),
        decider=fact.contest_decider,
        granted=fact.contest_granted,
        answer=fact.contest_answer,
    )


def _progress(fact: Row[Any]) -> types.Progress | None:
    if fact.progress_percent is None:
        return None
    return types.Progress(
        percent=fact.progress_percent,
        text=fact.progress_text,
        obstacles=fact.progress_obstacles,
        report_date=dates.text(fact.progress_report_date),
    )
