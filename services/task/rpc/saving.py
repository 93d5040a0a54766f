"""Saved lists: what a list of tasks shows, kept under a name."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceService
from services.task import announce, usecases
from services.task.model import SavedList
from services.task.tables import Caller
from services.task.usecases import SeenList
from shared import clock, masks
from shared.resource_names import id_of
from shared.server import Call

_FIELDS = ("display_name", "basket", "filter", "order_by")


class Saving(TaskServiceService):
    """The calls of the task service about saved lists."""

    async def list_saved_lists(
        self,
        request: pb.ListSavedListsRequest,  # noqa: ARG002 - a request without arguments
        call: Call,
    ) -> pb.ListSavedListsResponse:
        """The saved lists of the caller and of the caller's units."""
        caller, today = Caller.of(call.principal), clock.today()
        lists = await call.read(lambda session: usecases.list_saved(session, caller, today))
        return pb.ListSavedListsResponse(
            saved_lists=[_to_proto(each) for each in lists], units=usecases.units_to_share_with(caller)
        )

    async def create_saved_list(self, request: pb.CreateSavedListRequest, call: Call) -> pb.SavedList:
        """Keeps a list under a name."""
        caller, today, given = Caller.of(call.principal), clock.today(), request.saved_list or pb.SavedList()
        new = SavedList(str(uuid4()), caller.person, given.display_name, unit=given.unit)
        saved = _changed(new, given, [*_FIELDS, "columns"])

        def create(session: Session) -> pb.SavedList:
            return _to_proto(usecases.create_saved(session, caller, saved, today))

        return await call.change(request, create)

    async def update_saved_list(self, request: pb.UpdateSavedListRequest, call: Call) -> pb.SavedList:
        """Changes a saved list."""
        caller, today, wanted = Caller.of(call.principal), clock.today(), request.saved_list or pb.SavedList()
        mask = list(request.update_mask.paths) if request.update_mask is not None else []
        paths, uid = masks.paths(wanted, mask), id_of(wanted.name)

        def update(session: Session) -> pb.SavedList:
            return _to_proto(
                usecases.update_saved(
                    session, caller, uid, wanted.etag, lambda saved: _changed(saved, wanted, paths), today
                )
            )

        return await call.change(request, update)

    async def delete_saved_list(self, request: pb.DeleteSavedListRequest, call: Call) -> pb.SavedList:
        """Deletes a saved list."""
        caller, uid = Caller.of(call.principal), id_of(request.name)

        def delete(session: Session) -> pb.SavedList:
            return _to_proto(SeenList(usecases.delete_saved(session, caller, uid, request.etag)))

        return await call.change(request, delete)


def _changed(saved: SavedList, given: pb.SavedList, paths: list[str]) -> SavedList:
    changed = {name: getattr(given, name) for name in _FIELDS if name in paths}
    columns = tuple(given.columns) if "columns" in paths else saved.columns
    return replace(saved, columns=columns, **changed)


def _to_proto(seen: SeenList) -> pb.SavedList:
    saved = seen.saved
    return pb.SavedList(
        name=f"savedLists/{saved.uid}",
        display_name=saved.display_name,
        unit=saved.unit,
        owner=saved.owner,
        basket=saved.basket,
        filter=saved.filter,
        order_by=saved.order_by,
        columns=list(saved.columns),
        missing=list(seen.missing),
        allowed_actions=["delete", "update"] if seen.changeable else [],
        etag=announce.etag(saved.version),
    )
