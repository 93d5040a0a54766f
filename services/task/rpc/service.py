"""The gRPC service: each method translates, calls one use case, and translates back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import ParamSpec, cast

import structlog
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.google.api.httpbody_pb import HttpBody
from services.task import announce, usecases
from services.task.documents import Documents
from services.task.model import Holder, Purpose, Task
from services.task.tables import Caller
from services.task.usecases import Command, Query, Report, Result, Subtask
from shared import clock, dates, pages
from shared.errors import Unavailable
from shared.messages import Catalogue
from shared.resource_names import id_of
from shared.server import Call

from .approving import Approving
from .commenting import Commenting
from .coordinating import Coordinating
from .explaining import Explaining
from .exporting import export
from .finding import Finding
from .following import Following
from .importing import Importing
from .saving import Saving
from .sets import Sets
from .stepping import change, step
from .translate import (
    basket_to_proto,
    baskets_to_proto,
    candidate_to_proto,
    cause_beside,
    changes_to_proto,
    counted_to_proto,
    internal_date,
    merged,
    new_due,
    period_to_proto,
    report_of,
    result_of,
    terms_of,
    to_proto,
)

P = ParamSpec("P")
log = structlog.get_logger(__name__)


class TaskService(
    Approving, Commenting, Coordinating, Explaining, Finding, Following, Importing, Saving, Sets
):
    """Tracks tasks."""

    def __init__(self, catalogue: Catalogue, documents: Documents) -> None:
        self._catalogue = catalogue
        self._documents = documents
        # Each export takes a thread and some memory for a while; the others wait.
        self._exports = asyncio.Semaphore(2)
        self._workbooks = asyncio.Semaphore(2)

    async def get_task(self, request: pb.GetTaskRequest, call: Call) -> pb.Task:
        """A task."""
        caller, today = Caller.of(call.principal), clock.today()
        return await call.read(
            lambda session: to_proto(usecases.get(session, caller, id_of(request.name), today))
        )

    async def list_tasks(self, request: pb.ListTasksRequest, call: Call) -> pb.ListTasksResponse:
        """A page of tasks."""
        caller, today = Caller.of(call.principal), clock.today()
        query = Query(
            request.basket,
            request.filter,
            request.order_by,
            call.pages.read(request),
            pages.size(request.page_size),
        )
        page = await call.read(lambda session: usecases.list_tasks(session, caller, query, today))
        token = call.pages.make(request, page.cursor) if page.cursor else ""
        return pb.ListTasksResponse(tasks=[to_proto(seen) for seen in page.rows], next_page_token=token)

    async def get_basket(self, request: pb.GetBasketRequest, call: Call) -> pb.Basket:
        """The counters of a basket."""
        caller, today = Caller.of(call.principal), clock.today()
        counts = await call.read(
            lambda session: usecases.count_basket(session, caller, request.name, today, request.filter)
        )
        return basket_to_proto(request.name, counts, today)

    async def list_baskets(
        self,
        request: pb.ListBasketsRequest,  # noqa: ARG002 - a request without arguments
        call: Call,
    ) -> pb.ListBasketsResponse:
        """The caller's baskets, and what the caller may do."""
        caller, today = Caller.of(call.principal), clock.today()
        charged, follows = await call.read(
            lambda session: (
                usecases.is_approver(session, caller, today),
                usecases.follows(session, caller),
            )
        )
        return baskets_to_proto(usecases.list_baskets(caller, charged=charged, follows=follows))

    async def list_candidates(
        self, request: pb.ListCandidatesRequest, call: Call
    ) -> pb.ListCandidatesResponse:
        """The people who may be named in a task."""
        caller, today = Caller.of(call.principal), clock.today()
        purpose = Purpose(request.purpose.name)
        found = await call.read(
            lambda session: usecases.list_candidates(session, caller, purpose, today, request.field)
        )
        return pb.ListCandidatesResponse(candidates=[candidate_to_proto(each) for each in found])

    async def count_working_days(
        self, request: pb.CountWorkingDaysRequest, call: Call
    ) -> pb.CountWorkingDaysResponse:
        """Working days up to a day, or the day to which a number of them leads."""
        start, end = date.fromisoformat(request.start_date), dates.parse(request.end_date)
        days = request.days if request.has_field("days") else None
        counted = usecases.count_working_days(Caller.of(call.principal), start, end, days)
        return counted_to_proto(counted)

    async def export_tasks(self, request: pb.ExportTasksRequest, call: Call) -> AsyncIterator[HttpBody]:
        """A list as a workbook."""
        async with self._exports:
            async for piece in export(call, request, clock.now(), self._catalogue):
                yield piece

    async def watch_tasks(
        self,
        request: pb.WatchTasksRequest,  # noqa: ARG002 - a request without arguments
        call: Call,
    ) -> AsyncIterator[pb.TaskChange]:
        """The changes from now on of tasks that the caller may see."""
        caller = Caller.of(call.principal)
        async with call.watch(usecases.watched(caller)) as watch:
            async for uids in watch:
                for change in await _changes(call, caller, uids):
                    yield change

    async def list_task_periods(
        self, request: pb.ListTaskPeriodsRequest, call: Call
    ) -> pb.ListTaskPeriodsResponse:
        """A page of the periods of a periodic task."""
        caller, size, today = Caller.of(call.principal), pages.size(request.page_size), clock.today()
        cursor = call.pages.read(request)
        after, uid = (int(cursor[0]) if cursor else 0), id_of(request.parent)
        periods = await call.read(lambda session: usecases.list_periods(session, caller, uid, today))
        last = after + size
        token = call.pages.make(request, [last]) if last < len(periods) else ""
        return pb.ListTaskPeriodsResponse(
            periods=[period_to_proto(uid, each) for each in periods[after:last]], next_page_token=token
        )

    async def list_task_steps(self, request: pb.ListTaskStepsRequest, call: Call) -> pb.ListTaskStepsResponse:
        """A page of a task's history."""
        caller, size = Caller.of(call.principal), pages.size(request.page_size)
        cursor = call.pages.read(request)
        after, uid = (int(cursor[0]) if cursor else 0), id_of(request.parent)
        steps = await call.read(lambda session: usecases.list_steps(session, caller, uid, after, size + 1))
        more = len(steps) > size
        token = call.pages.make(request, [steps[size - 1].version]) if more else ""
        return pb.ListTaskStepsResponse(
            steps=[announce.step_message(step) for step in steps[:size]], next_page_token=token
        )

    async def create_task(self, request: pb.CreateTaskRequest, call: Call) -> pb.Task:
        """A draft, a task issued at once, or a subtask."""
        task, at = request.task or pb.Task(), clock.now()
        terms = terms_of(task, [field.name for field in task])

        def create(session: Session, caller: Caller) -> Task:
            if not task.parent_task:
                make = usecases.issue_new if request.issue else usecases.create
                return make(session, caller, request.task_id, terms, task.directive, at)
            command = Command(id_of(task.parent_task), at)
            subtask = Subtask(request.task_id, terms, task.directive, task.required_by_parent)
            return usecases.create_subtask(session, caller, command, subtask)

        return await change(call, request, create)

    async def update_task(self, request: pb.UpdateTaskRequest, call: Call) -> pb.Task:
        """Changes what a task says."""
        wanted = request.task or pb.Task()
        mask = list(request.update_mask.paths) if request.update_mask is not None else []
        command = Command(id_of(wanted.name), clock.now(), etag=wanted.etag)

        def update(session: Session, caller: Caller) -> Task:
            return usecases.update(session, caller, command, lambda task: merged(task, wanted, mask))

        return await change(call, request, update)

    async def propose_task(self, request: pb.ProposeTaskRequest, call: Call) -> pb.Task:
        """draft → proposed."""
        return await step(call, request, request.note, usecases.propose)

    async def reject_task(self, request: pb.RejectTaskRequest, call: Call) -> pb.Task:
        """draft or proposed → rejected."""
        return await step(call, request, request.reason, usecases.reject)

    async def issue_task(self, request: pb.IssueTaskRequest, call: Call) -> pb.Task:
        """proposed → issued."""
        return await step(call, request, request.note, usecases.issue)

    async def batch_issue_tasks(
        self, request: pb.BatchIssueTasksRequest, call: Call
    ) -> pb.BatchIssueTasksResponse:
        """Several tasks at once, all or none."""
        caller, now, today = Caller.of(call.principal), clock.now(), clock.today()
        uids = [id_of(name) for name in request.names]

        def issue(session: Session) -> pb.BatchIssueTasksResponse:
            tasks = usecases.batch_issue(session, caller, uids, now)
            return pb.BatchIssueTasksResponse(
                tasks=[to_proto(seen) for seen in usecases.show(session, caller, tasks, today)]
            )

        return await call.change(request, issue)

    async def accept_task(self, request: pb.AcceptTaskRequest, call: Call) -> pb.Task:
        """issued → in progress."""
        return await step(call, request, request.note, usecases.accept)

    async def return_task(self, request: pb.ReturnTaskRequest, call: Call) -> pb.Task:
        """issued → returned."""
        return await step(call, request, request.reason, usecases.return_task)

    async def reissue_task(self, request: pb.ReissueTaskRequest, call: Call) -> pb.Task:
        """returned → issued."""
        due = new_due(request.due)
        return await step(call, request, request.reason, usecases.reissue, request.lead, due)

    async def insist_task(self, request: pb.InsistTaskRequest, call: Call) -> pb.Task:
        """returned → issued, to the same lead."""
        return await step(call, request, request.reason, usecases.insist)

    async def transfer_task(self, request: pb.TransferTaskRequest, call: Call) -> pb.Task:
        """in progress → issued, to another lead."""
        due = new_due(request.due)
        return await step(call, request, request.reason, usecases.transfer, request.lead, due)

    async def redo_task(self, request: pb.RedoTaskRequest, call: Call) -> pb.Task:
        """The same lead does the work again."""
        return await step(call, request, request.reason, usecases.redo)

    async def reopen_task(self, request: pb.ReopenTaskRequest, call: Call) -> pb.Task:
        """completed → in progress."""
        return await step(call, request, request.reason, usecases.reopen)

    async def adjust_task(self, request: pb.AdjustTaskRequest, call: Call) -> pb.Task:
        """Another title or output after issue."""
        terms = {"title": request.title, "output": request.output}
        return await step(call, request, request.reason, usecases.adjust, **terms)

    async def recall_task(self, request: pb.RecallTaskRequest, call: Call) -> pb.Task:
        """issued → recalled."""
        return await step(call, request, request.reason, usecases.recall)

    async def delegate_task(self, request: pb.DelegateTaskRequest, call: Call) -> pb.Task:
        """Down to a unit or a person."""
        holder = Holder(request.unit, request.person, request.co_holder)
        internal = internal_date(request)
        return await step(call, request, request.note, usecases.delegate, holder, internal)

    async def report_task_progress(self, request: pb.ReportTaskProgressRequest, call: Call) -> pb.Task:
        """Where the work stands."""
        return await self._with_files(call, request, usecases.report_progress, report_of(request))

    async def submit_task(self, request: pb.SubmitTaskRequest, call: Call) -> pb.Task:
        """in progress → submitted."""
        return await self._with_files(call, request, usecases.submit, result_of(request))

    async def _with_files(
        self,
        call: Call,
        request: pb.ReportTaskProgressRequest | pb.SubmitTaskRequest,
        use_case: Callable[..., Task],
        given: Report | Result,
    ) -> pb.Task:
        """Takes a step that brings files, and perhaps a cause of delay."""
        cause = cause_beside(request.delay_cause)
        if (known := await call.earlier(request)) is not None:
            return cast("pb.Task", known)
        # Before the transaction: no connection of the database waits for another service.
        files = await self._documents.visible_files(call, given.files)
        return await step(call, request, "", use_case, given, cause, files)

    async def confirm_task(self, request: pb.ConfirmTaskRequest, call: Call) -> pb.Task:
        """submitted → completed."""
        return await step(
            call, request, request.note, usecases.confirm, delay_cause=request.confirm_delay_cause
        )

    async def send_back_task(self, request: pb.SendBackTaskRequest, call: Call) -> pb.Task:
        """submitted → in progress."""
        return await step(call, request, request.reason, usecases.send_back)

    async def cancel_task(self, request: pb.CancelTaskRequest, call: Call) -> pb.Task:
        """Any open task → cancelled."""
        return await step(call, request, request.reason, usecases.cancel)

    async def suspend_task(self, request: pb.SuspendTaskRequest, call: Call) -> pb.Task:
        """in progress → suspended."""
        resume_date = dates.parse(request.resume_date)
        return await step(call, request, request.reason, usecases.suspend, resume_date)

    async def resume_task(self, request: pb.ResumeTaskRequest, call: Call) -> pb.Task:
        """suspended → in progress."""
        return await step(call, request, request.note, usecases.resume)

    async def request_task_extension(self, request: pb.RequestTaskExtensionRequest, call: Call) -> pb.Task:
        """Asks for a later date."""
        new_date = date.fromisoformat(request.new_date)
        return await step(
            call, request, request.reason, usecases.request_extension, new_date, late=request.late
        )

    async def decide_task_extension(self, request: pb.DecideTaskExtensionRequest, call: Call) -> pb.Task:
        """Grants or refuses a later date."""
        new_date = dates.parse(request.new_date)
        return await step(
            call,
            request,
            request.reason,
            usecases.decide_extension,
            granted=request.granted,
            new_date=new_date,
        )

    async def extend_task(self, request: pb.ExtendTaskRequest, call: Call) -> pb.Task:
        """A later date that nobody asked for."""
        new_date = date.fromisoformat(request.new_date)
        return await step(call, request, request.reason, usecases.extend, new_date)

    async def urge_task(self, request: pb.UrgeTaskRequest, call: Call) -> pb.Task:
        """Urging by hand."""
        return await step(call, request, request.message, usecases.urge)


async def _changes(call: Call, caller: Caller, uids: set[str] | None) -> list[pb.TaskChange]:
    if uids is not None:
        try:
            return changes_to_proto(
                await call.read(lambda session: usecases.changed(session, caller, uids, clock.today()))
            )
        except Unavailable:
            log.info("changes_missed", tasks=len(uids))
    return [pb.TaskChange(resync=True)]
