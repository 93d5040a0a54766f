"""Followers of a task."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceService
from services.task import usecases
from services.task.model import Task
from services.task.tables import Caller
from services.task.usecases import Command
from shared import clock
from shared.resource_names import id_of
from shared.server import Call

from .stepping import change


class Following(TaskServiceService):
    """The calls of the task service about followers."""

    async def follow_task(self, request: pb.FollowTaskRequest, call: Call) -> pb.Task:
        """Makes the caller a follower."""
        return await _follow(request, call, usecases.follow)

    async def unfollow_task(self, request: pb.UnfollowTaskRequest, call: Call) -> pb.Task:
        """Makes the caller a follower no longer."""
        return await _follow(request, call, usecases.unfollow)


async def _follow(
    request: pb.FollowTaskRequest | pb.UnfollowTaskRequest,
    call: Call,
    use_case: Callable[[Session, Caller, Command], Task],
) -> pb.Task:
    command = Command(id_of(request.name), clock.now())
    return await change(call, request, lambda session, caller: use_case(session, caller, command))
