"""How a call changes a task: one use case in one transaction, answered with the task as the caller then sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from protobuf import Message
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from services.task import usecases
from services.task.model import Task
from services.task.tables import Caller
from services.task.usecases import Command
from shared import clock
from shared.resource_names import id_of
from shared.server import Call

from .translate import to_proto

P = ParamSpec("P")


async def step(
    call: Call,
    request: Any,
    reason: str,
    use_case: Callable[Concatenate[Session, Caller, Command, P], Task],
    *args: P.args,
    **kwargs: P.kwargs,
) -> pb.Task:
    """Takes one step of a task and answers with the task as the caller now sees it."""
    command = Command(id_of(request.name), clock.now(), reason, request.etag)
    return await change(
        call, request, lambda session, caller: use_case(session, caller, command, *args, **kwargs)
    )


async def change(call: Call, request: Message[Any], work: Callable[[Session, Caller], Task]) -> pb.Task:
    """Changes a task and answers with it as the caller now sees it."""
    caller, today = Caller.of(call.principal), clock.today()

    def changed(session: Session) -> pb.Task:
        (seen,) = usecases.show(session, caller, [work(session, caller)], today)
        return to_proto(seen)

    return await call.change(request, changed)
