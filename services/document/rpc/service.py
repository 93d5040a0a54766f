"""The gRPC servicer: translates the request, calls a use case, translates the answer."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from urllib.parse import quote

import structlog
from protobuf.wkt.google.protobuf.field_mask_pb import FieldMask
from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.google.api.httpbody_pb import HttpBody
from services.document.config import DocumentSettings
from services.document.model import DirectiveView
from services.document.rpc.showing import CATALOGUE, changed, message_of, shown
from services.document.rpc.superseding import Superseding
from services.document.rpc.translate import (
    directive_changes,
    directive_fields,
    directive_selection,
    file_message,
    forwarding_message,
    proposal_changes,
    proposal_fields,
    proposal_message,
)
from services.document.storage import Storage
from services.document.usecases import (
    allowed,
    directives,
    proposals,
    uploading,
    viewing,
    watching,
)
from services.document.usecases.operating import SUBSCRIBER
from shared import clock, pages, rules, server, streams, work
from shared.db import ReadSession
from shared.errors import invalid
from shared.operations.rpc import Operations
from shared.resource_names import id_of, ids_of
from shared.server import Call, Runtime

log = structlog.get_logger(__name__)
JOB = "document.sweep_unread"
FIRST_NAME = "display_name"
# Nobody waits for a broker that is away: the sweep finds the row.
ONE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


class DocumentService(Superseding):
    """dondoc.document.v1.DocumentService. `wake` lets a worker read a directive at once."""

    def __init__(self, storage: Storage, uploads: uploading.Uploads, wake: Callable[[str], None]) -> None:
        self._storage = storage
        self._uploads = uploads
        self._wake = wake
        # In a thread of its own a slow broker delays no file.
        self._waker = ThreadPoolExecutor(1, "waker")
        self._waking: set[asyncio.Task[None]] = set()

    async def upload_file(self, requests: AsyncIterator[pb.UploadFileRequest], call: Call) -> pb.File:
        """Uploads a file. Raises Aborted (`UPLOAD_CUT_OFF`) for a content that is not whole."""
        first = await anext(aiter(requests), None)
        if first is None:
            raise invalid(FIRST_NAME, "required")
        rules.check(first)
        if not first.display_name:
            raise invalid(FIRST_NAME, "required")
        declared = (first.content or HttpBody()).content_type.partition(";")[0].strip().lower()
        pieces = streams.received(first, requests)
        kept = await self._uploads.receive(
            call.principal, first.display_name, declared, pieces, first.request_id
        )
        return file_message(kept)

    async def get_file(self, request: pb.GetFileRequest, call: Call) -> pb.File:
        """Gets the description of a file."""
        uid = id_of(request.name)
        return file_message(await call.read(lambda session: uploading.get(session, call.principal, uid)))

    async def download_file(self, request: pb.DownloadFileRequest, call: Call) -> AsyncIterator[HttpBody]:
        """Downloads a file."""
        uid = id_of(request.name)
        file = await call.read(lambda session: uploading.get(session, call.principal, uid))
        pieces = self._storage.pieces(file.storage_key)
        # Nothing is sent before the storage has answered.
        first = await anext(pieces, b"")
        await call.context.send_initial_metadata(
            (
                ("content-disposition", f"attachment; filename*=UTF-8''{quote(file.display_name, safe='')}"),
                ("x-content-length", str(file.size)),
                ("etag", file.sha256),
            )
        )
        yield HttpBody(content_type=file.content_type, data=first)
        async for piece in pieces:
            yield HttpBody(content_type=file.content_type, data=piece)

    async def get_directive(self, request: pb.GetDirectiveRequest, call: Call) -> pb.Directive:
        """Gets a directive with its text."""
        uid = id_of(request.name)

        def work(session: ReadSession) -> pb.Directive:
            return shown(session, call, directives.get(session, call.principal, uid))

        return await call.read(work)

    async def list_directives(
        self, request: pb.ListDirectivesRequest, call: Call
    ) -> pb.ListDirectivesResponse:
        """Lists directives, newest first."""
        values, size = call.pages.read(request), pages.size(request.page_size)
        cursor = (datetime.fromisoformat(values[0]), str(values[1])) if values else None
        caller, selection = call.principal, directive_selection(request)

        def work(session: ReadSession) -> list[DirectiveView]:
            found = directives.list_page(session, caller, selection, cursor, size + 1)
            return viewing.view(session, caller, found)

        found = await call.read(work)
        response = pb.ListDirectivesResponse(
            directives=[message_of(each, call.locale, text=False) for each in found[:size]],
            allowed_actions=allowed.somewhere(caller),
        )
        if len(found) > size:
            last_one = found[size - 1].directive
            response.next_page_token = call.pages.make(
                request, [last_one.created_at.isoformat(), last_one.uid]
            )
        return response

    async def create_directive(self, request: pb.CreateDirectiveRequest, call: Call) -> pb.Directive:
        """Enters a directive and has its file read."""
        fields = directive_fields(request.directive or pb.Directive())
        uid = request.directive_id or str(uuid.uuid4())
        created = await changed(
            call,
            request,
            lambda session, caller: directives.create(session, caller, uid, fields, clock.now()),
        )
        self._read_soon(created)
        return created

    async def update_directive(self, request: pb.UpdateDirectiveRequest, call: Call) -> pb.Directive:
        """Updates fields of a directive."""
        message = request.directive or pb.Directive()
        fields = directive_changes(message, _paths(request.update_mask))
        uid = id_of(message.name)
        updated = await changed(
            call,
            request,
            lambda session, caller: directives.update(
                session, caller, uid, message.etag, fields, clock.now()
            ),
        )
        self._read_soon(updated)
        return updated

    async def delete_directive(self, request: pb.DeleteDirectiveRequest, call: Call) -> pb.Directive:
        """Deletes a directive that was entered by mistake."""
        uid = id_of(request.name)
        return await changed(
            call,
            request,
            lambda session, caller: directives.delete(session, caller, uid, request.etag, clock.now()),
        )

    async def reread_directive(self, request: pb.RereadDirectiveRequest, call: Call) -> pb.Directive:
        """Reads the file of a directive again."""
        uid = id_of(request.name)
        pending = await changed(
            call, request, lambda session, caller: directives.reread(session, caller, uid, clock.now())
        )
        self._read_soon(pending)
        return pending

    async def list_proposals(self, request: pb.ListProposalsRequest, call: Call) -> pb.ListProposalsResponse:
        """Lists the proposals of a directive in the order of its text."""
        values, size = call.pages.read(request), pages.size(request.page_size)
        cursor, uid = int(values[0]) if values else -1, id_of(request.parent)
        found = await call.read(
            lambda session: proposals.list_page(session, call.principal, uid, cursor, size + 1)
        )
        response = pb.ListProposalsResponse(proposals=[proposal_message(each) for each in found[:size]])
        if len(found) > size:
            response.next_page_token = call.pages.make(request, [found[size - 1].sort_order])
        return response

    async def create_proposal(self, request: pb.CreateProposalRequest, call: Call) -> pb.Proposal:
        """Adds a proposal by hand or from a passage."""
        fields = proposal_fields(request.proposal or pb.Proposal())
        uid = id_of(request.parent)
        return await call.change(
            request,
            lambda session: proposal_message(
                proposals.create(session, call.principal, uid, fields, clock.today())
            ),
        )

    async def update_proposal(self, request: pb.UpdateProposalRequest, call: Call) -> pb.Proposal:
        """Updates a proposal."""
        message = request.proposal or pb.Proposal()
        fields = proposal_changes(message, _paths(request.update_mask))
        directive, uid = ids_of(message.name)
        return await call.change(
            request,
            lambda session: proposal_message(
                proposals.update(session, call.principal, directive, uid, message.etag, fields)
            ),
        )

    async def drop_proposal(self, request: pb.DropProposalRequest, call: Call) -> pb.Proposal:
        """Drops a proposal."""
        directive, uid = ids_of(request.name)
        return await call.change(
            request,
            lambda session: proposal_message(
                proposals.drop(session, call.principal, directive, uid, request.etag)
            ),
        )

    async def merge_proposals(self, request: pb.MergeProposalsRequest, call: Call) -> pb.Proposal:
        """Merges proposals into the first."""
        directive, names, etags = id_of(request.parent), list(request.names), list(request.etags)
        return await call.change(
            request,
            lambda session: proposal_message(
                proposals.merge(session, call.principal, directive, names, request.title, etags)
            ),
        )

    async def split_proposal(self, request: pb.SplitProposalRequest, call: Call) -> pb.SplitProposalResponse:
        """Splits a proposal at offsets of the text."""
        directive, uid = ids_of(request.name)
        offsets, etag = list(request.offsets), request.etag

        def work(session: Session) -> pb.SplitProposalResponse:
            found = proposals.split(session, call.principal, directive, uid, offsets, etag, clock.today())
            return pb.SplitProposalResponse(proposals=[proposal_message(each) for each in found])

        return await call.change(request, work)

    async def confirm_proposals(
        self, request: pb.ConfirmProposalsRequest, call: Call
    ) -> pb.ConfirmProposalsResponse:
        """Confirms proposals, all of them or none."""
        directive = id_of(request.parent)
        names = list(request.names)
        return await call.change(
            request,
            lambda session: pb.ConfirmProposalsResponse(
                proposals=[
                    proposal_message(each)
                    for each in proposals.confirm(session, call.principal, directive, names, clock.now())
                ]
            ),
        )

    async def forward_directive(
        self, request: pb.ForwardDirectiveRequest, call: Call
    ) -> pb.ForwardDirectiveResponse:
        """Forwards a directive to units."""
        uid, units = id_of(request.name), list(request.units)
        return await call.change(
            request,
            lambda session: pb.ForwardDirectiveResponse(
                forwardings=[
                    forwarding_message(each)
                    for each in directives.forward(
                        session, call.principal, uid, units, request.note, clock.now()
                    )
                ]
            ),
        )

    async def list_forwardings(
        self, request: pb.ListForwardingsRequest, call: Call
    ) -> pb.ListForwardingsResponse:
        """Lists the forwardings of a directive."""
        values, size = call.pages.read(request), pages.size(request.page_size)
        cursor, uid = str(values[0]) if values else "", id_of(request.parent)
        found = await call.read(
            lambda session: directives.list_forwardings(session, call.principal, uid, cursor, size + 1)
        )
        response = pb.ListForwardingsResponse(forwardings=[forwarding_message(each) for each in found[:size]])
        if len(found) > size:
            response.next_page_token = call.pages.make(request, [found[size - 1].unit])
        return response

    async def open_directive(self, request: pb.OpenDirectiveRequest, call: Call) -> pb.Directive:
        """Records that the caller's units have opened a directive."""
        uid = id_of(request.name)
        return await changed(
            call,
            request,
            lambda session, caller: directives.record_opening(session, caller, uid, clock.now()),
        )

    async def watch_directives(
        self, _request: pb.WatchDirectivesRequest, call: Call
    ) -> AsyncIterator[pb.DirectiveChange]:
        """Streams the changes of directives that the caller sees."""
        caller = call.principal
        async with call.watch(watching.topics(caller)) as watch:
            async for names in watch:
                if names is None:
                    yield pb.DirectiveChange(resync=True)
                    continue
                for each in await call.read(partial(watching.changed, caller=caller, names=names)):
                    yield pb.DirectiveChange(name=f"directives/{each.uid}", etag=each.etag)

    def _read_soon(self, directive: pb.Directive) -> None:
        """Wakes a worker while the caller goes on; if the broker is away, the sweep finds the row."""
        if directive.reading == pb.Directive.Reading.PENDING:
            waking = asyncio.create_task(self._wake_worker(id_of(directive.name)))
            self._waking.add(waking)
            waking.add_done_callback(self._waking.discard)

    async def _wake_worker(self, uid: str) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._waker, self._wake, uid)
        except Exception as error:
            log.warning("worker_not_woken", directive=uid, error=type(error).__name__)


def _paths(mask: FieldMask | None) -> list[str] | None:
    return list(mask.paths) if mask is not None and mask.paths else None


def service(settings: DocumentSettings, runtime: Runtime) -> DocumentService:
    """The servicer of a process."""
    storage = Storage(settings.storage_url)
    celery = work.application("document", settings)
    celery.conf.broker_transport_options |= ONE_TRY
    uploads = uploading.Uploads(storage, runtime.database, settings.file_bytes, clock.now)

    def wake(uid: str) -> None:
        work.send(celery, JOB, uid, expires=settings.sweep_seconds)

    return DocumentService(storage, uploads, wake)


def serve(settings: DocumentSettings) -> None:
    """Runs the gRPC server until SIGTERM."""
    runtime = Runtime(settings, pb.desc(), CATALOGUE, watching.CHANNEL)
    services = (service(settings, runtime), Operations(SUBSCRIBER))
    server.serve(settings, "document-serve", runtime, *services)
