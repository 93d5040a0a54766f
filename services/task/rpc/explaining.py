"""The calls about causes of delay: stated, decided, contested and finally decided."""

from __future__ import annotations

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceService
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from services.task import usecases
from shared.server import Call

from .stepping import step
from .translate import cause_of, kind_of


class Explaining(TaskServiceService):
    """The calls of the task service about causes of delay."""

    async def state_task_delay_cause(self, request: pb.StateTaskDelayCauseRequest, call: Call) -> pb.Task:
        """Why a task is late."""
        cause = cause_of(request.delay_cause or types.DelayCause())
        return await step(call, request, "", usecases.state_cause, cause)

    async def confirm_task_delay_cause(self, request: pb.ConfirmTaskDelayCauseRequest, call: Call) -> pb.Task:
        """The decision on a cause of delay."""
        kind = kind_of(request.kind)
        return await step(
            call, request, request.reason, usecases.confirm_cause, kind, refused=request.refused
        )

    async def contest_task_delay_cause(self, request: pb.ContestTaskDelayCauseRequest, call: Call) -> pb.Task:
        """The agency contests that decision."""
        return await step(call, request, request.reason, usecases.contest_cause, request.document_number)

    async def decide_task_delay_cause_contest(
        self, request: pb.DecideTaskDelayCauseContestRequest, call: Call
    ) -> pb.Task:
        """The final decision on a cause of delay."""
        return await step(
            call,
            request,
            request.reason,
            usecases.decide_contest,
            granted=request.granted,
            kind=kind_of(request.kind),
        )
