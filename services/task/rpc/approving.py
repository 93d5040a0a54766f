"""The agency's own approval: the calls that answer it, and its settings."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceService
from services.task import usecases
from services.task.tables import Caller
from shared import clock
from shared.server import Call

from .stepping import step
from .translate import agency_of, changed_settings, settings_to_proto


class Approving(TaskServiceService):
    """The calls of the task service about the agency's own approval."""

    async def approve_task(self, request: pb.ApproveTaskRequest, call: Call) -> pb.Task:
        """What waits goes up."""
        return await step(call, request, "", usecases.approve)

    async def ask_task_changes(self, request: pb.AskTaskChangesRequest, call: Call) -> pb.Task:
        """What waits does not go up as it is."""
        return await step(call, request, request.reason, usecases.ask_changes)

    async def withdraw_task(self, request: pb.WithdrawTaskRequest, call: Call) -> pb.Task:
        """Takes back what is not decided."""
        return await step(call, request, request.reason, usecases.withdraw)

    async def get_approval_settings(
        self, request: pb.GetApprovalSettingsRequest, call: Call
    ) -> pb.ApprovalSettings:
        """What needs approval inside an agency."""
        caller, agency = Caller.of(call.principal), agency_of(request.name)
        kept = await call.read(lambda session: usecases.get_approval_settings(session, caller, agency))
        return settings_to_proto(caller, agency, kept)

    async def update_approval_settings(
        self, request: pb.UpdateApprovalSettingsRequest, call: Call
    ) -> pb.ApprovalSettings:
        """Changes what needs approval inside an agency."""
        caller, wanted = Caller.of(call.principal), request.approval_settings or pb.ApprovalSettings()
        mask = list(request.update_mask.paths) if request.update_mask is not None else []
        agency, today = agency_of(wanted.name), clock.today()

        def update(session: Session) -> pb.ApprovalSettings:
            kept = usecases.update_approval_settings(
                session, caller, agency, wanted.etag, lambda now: changed_settings(now, wanted, mask), today
            )
            return settings_to_proto(caller, agency, kept)

        return await call.change(request, update)
