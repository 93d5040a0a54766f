"""Sets of tasks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceService
from services.task import usecases
from services.task.tables import Caller
from services.task.usecases import NewSet, Outcome, SeenSet
from shared import clock, dates, pages
from shared.errors import FieldViolation, check_fields
from shared.resource_names import id_of
from shared.server import Call

from .translate import terms_of

_COUNTERS = (
    *("total", "done_on_time", "done_late", "open_in_time", "open_overdue"),
    *("waiting_for_confirmation", "not_issued", "total_count"),
)


class Sets(TaskServiceService):
    """The calls of the task service about sets of tasks."""

    async def create_task_set(self, request: pb.CreateTaskSetRequest, call: Call) -> pb.TaskSet:
        """A task for each of several agencies."""
        caller, at, task = Caller.of(call.principal), clock.now(), request.task or pb.Task()
        stated = [name for name in ("lead", "parent_task") if getattr(task, name)]
        check_fields([FieldViolation(f"task.{name}", "UNWANTED_IN_SET", {}) for name in stated])
        terms = terms_of(task, [field.name for field in task])
        outcome = Outcome[request.outcome.name] if request.outcome else None
        wanted = NewSet(terms, task.directive, list(request.leads), outcome)

        def create(session: Session) -> pb.TaskSet:
            return _to_proto(usecases.create_set(session, caller, wanted, at))

        return await call.change(request, create)

    async def get_task_set(self, request: pb.GetTaskSetRequest, call: Call) -> pb.TaskSet:
        """A set."""
        caller, today, uid = Caller.of(call.principal), clock.today(), id_of(request.name)
        return await call.read(lambda session: _to_proto(usecases.get_set(session, caller, uid, today)))

    async def list_task_sets(self, request: pb.ListTaskSetsRequest, call: Call) -> pb.ListTaskSetsResponse:
        """A page of sets, the newest first."""
        caller, today, size = Caller.of(call.principal), clock.today(), pages.size(request.page_size)
        cursor = call.pages.read(request)
        page = await call.read(lambda session: usecases.list_sets(session, caller, cursor, size, today))
        token = call.pages.make(request, page.cursor) if page.cursor else ""
        return pb.ListTaskSetsResponse(
            task_sets=[_to_proto(each) for each in page.rows], next_page_token=token
        )


def _to_proto(seen: SeenSet) -> pb.TaskSet:
    task_set, counts = seen.task_set, seen.counts
    return pb.TaskSet(
        name=task_set.name,
        title=task_set.title,
        directive=task_set.directive,
        directive_number=seen.directive_number,
        creator=task_set.creator,
        create_time=dates.timestamp(task_set.created_at),
        as_of_date=dates.text(seen.as_of),
        **{name: getattr(counts, name) for name in _COUNTERS},
    )
