"""The calls about directives that recall, replace or amend others, and about the tasks that ask since."""

from __future__ import annotations

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.document.v1.document_service_pb_grpc import DocumentServiceService
from services.document.rpc import translate
from services.document.rpc.showing import changed
from services.document.usecases import superseding
from shared import clock, pages
from shared.resource_names import id_of
from shared.server import Call


class Superseding(DocumentServiceService):
    """The calls of the document service about supersessions."""

    async def supersede_directive(self, request: pb.SupersedeDirectiveRequest, call: Call) -> pb.Directive:
        """Records that another directive recalls, replaces or amends this one."""
        uid, stated = id_of(request.name), translate.superseding(request)
        return await changed(
            call,
            request,
            lambda session, caller: superseding.supersede(
                session, caller, uid, stated, request.etag, clock.now()
            ),
        )

    async def take_back_supersession(
        self, request: pb.TakeBackSupersessionRequest, call: Call
    ) -> pb.Directive:
        """Takes back what another directive was recorded to do to this one."""
        uid, by, reason = id_of(request.name), request.by, request.reason
        return await changed(
            call,
            request,
            lambda session, caller: superseding.take_back(
                session, caller, uid, by, reason, request.etag, clock.now()
            ),
        )

    async def list_affected_tasks(
        self, request: pb.ListAffectedTasksRequest, call: Call
    ) -> pb.ListAffectedTasksResponse:
        """Lists the tasks that asked what becomes of them."""
        values, size = call.pages.read(request), pages.size(request.page_size)
        cursor = (bool(values[0]), str(values[1]), str(values[2])) if values else None
        uid = id_of(request.parent)
        found = await call.read(
            lambda session: superseding.list_affected_tasks(session, call.principal, uid, cursor, size + 1)
        )
        response = pb.ListAffectedTasksResponse(
            affected_tasks=[translate.affected_task_message(each) for each in found[:size]]
        )
        if len(found) > size:
            last = found[size - 1]
            values = [bool(last.answer), last.supersession, last.task]
            response.next_page_token = call.pages.make(request, values)
        return response

    async def keep_tasks(self, request: pb.KeepTasksRequest, call: Call) -> pb.Directive:
        """Decides that tasks go on as they are."""
        uid, tasks = id_of(request.name), list(request.tasks)
        return await changed(
            call,
            request,
            lambda session, caller: superseding.keep_tasks(session, caller, uid, tasks, clock.now()),
        )
