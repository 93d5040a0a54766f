"""The calls about the parts of coordinators."""

from __future__ import annotations

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceService
from services.task import usecases
from services.task.usecases import Coordinator
from shared import dates
from shared.server import Call

from .stepping import step
from .translate import etag_of, part_report_of


def _coordinator(unit: str) -> Coordinator:
    return Coordinator(unit, etag_of)


class Coordinating(TaskServiceService):
    """The calls of the task service about the parts of coordinators."""

    async def accept_task_coordination(
        self, request: pb.AcceptTaskCoordinationRequest, call: Call
    ) -> pb.Task:
        """The coordinator accepts its part."""
        named = _coordinator(request.unit)
        return await step(call, request, request.note, usecases.accept_coordination, named)

    async def report_task_coordination(
        self, request: pb.ReportTaskCoordinationRequest, call: Call
    ) -> pb.Task:
        """The coordinator reports on its part."""
        named, report = _coordinator(request.unit), part_report_of(request)
        return await step(call, request, "", usecases.report_coordination, named, report)

    async def set_task_coordination(self, request: pb.SetTaskCoordinationRequest, call: Call) -> pb.Task:
        """What the coordinator contributes, and by when."""
        named, due = _coordinator(request.unit), dates.parse(request.due_date)
        return await step(call, request, request.note, usecases.set_coordination, named, request.part, due)

    async def urge_task_coordination(self, request: pb.UrgeTaskCoordinationRequest, call: Call) -> pb.Task:
        """Urges the coordinator."""
        named = _coordinator(request.unit)
        return await step(call, request, request.message, usecases.urge_coordination, named)

    async def send_back_task_coordination(
        self, request: pb.SendBackTaskCoordinationRequest, call: Call
    ) -> pb.Task:
        """Sends the coordinator's result back; its part is in progress again."""
        named = _coordinator(request.unit)
        return await step(call, request, request.reason, usecases.send_back_coordination, named)
