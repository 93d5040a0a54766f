"""Comments on a task."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceService
from services.task import announce, usecases
from services.task.documents import Documents
from services.task.model import CommentKind
from services.task.tables import Caller
from services.task.usecases import Said
from shared import clock, pages
from shared.resource_names import id_of
from shared.server import Call

from .translate import candidate_to_proto


class Commenting(TaskServiceService):
    """The calls of the task service about comments."""

    _documents: Documents

    async def list_task_comments(
        self, request: pb.ListTaskCommentsRequest, call: Call
    ) -> pb.ListTaskCommentsResponse:
        """A page of comments, newest first."""
        caller, uid, size = Caller.of(call.principal), id_of(request.parent), pages.size(request.page_size)
        cursor = call.pages.read(request)
        before = int(cursor[0]) if cursor else None
        kind = CommentKind(request.kind.name) if request.kind else None
        found = await call.read(
            lambda session: usecases.list_comments(session, caller, uid, kind, before, size + 1)
        )
        more = len(found.rows) > size
        return pb.ListTaskCommentsResponse(
            comments=[announce.comment_message(each) for each in found.rows[:size]],
            next_page_token=call.pages.make(request, [found.rows[size - 1].number]) if more else "",
            allowed_kinds=[pb.TaskComment.Kind[kind.name] for kind in found.kinds],
        )

    async def create_task_comment(self, request: pb.CreateTaskCommentRequest, call: Call) -> pb.TaskComment:
        """Comments on a task."""
        caller, uid, at = Caller.of(call.principal), id_of(request.parent), clock.now()
        given = request.comment or pb.TaskComment()
        said = Said(CommentKind(given.kind.name), given.text, tuple(given.files), tuple(given.mentions))
        if (known := await call.earlier(request)) is not None:
            return cast("pb.TaskComment", known)
        # Before the transaction: no connection of the database waits for another service.
        files = await self._documents.visible_files(call, said.files)

        def create(session: Session) -> pb.TaskComment:
            made = usecases.create_comment(session, caller, uid, said, at, files)
            return announce.comment_message(made)

        return await call.change(request, create)

    async def list_mention_candidates(
        self, request: pb.ListMentionCandidatesRequest, call: Call
    ) -> pb.ListCandidatesResponse:
        """The people who may be mentioned in a comment."""
        caller, today, uid = Caller.of(call.principal), clock.today(), id_of(request.parent)
        found = await call.read(lambda session: usecases.list_mentionable(session, caller, uid, today))
        return pb.ListCandidatesResponse(candidates=[candidate_to_proto(each) for each in found])
