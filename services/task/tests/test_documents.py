"""The calls to the document service: what it refuses is an answer, and only its silence is held against it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from grpc import aio

from dondoc_api.dondoc.task.v1 import task_service_pb as pb

from .desks import Desk, held, refusal_of
from .documents import FILE, TOO_LATE
from .factories import desk_officer


async def test_what_the_document_service_refuses_does_not_hold_up_others(desk: Callable[..., Desk]) -> None:
    name = await held(desk)

    async def submit(file: str) -> pb.Task:
        submission = pb.Submission(text="Đã xong", files=[file])
        task: pb.Task = await desk(desk_officer)(
            "SubmitTask", pb.SubmitTaskRequest(name=name, submission=submission)
        )
        return task

    for _ in range(10):
        with pytest.raises(aio.AioRpcError) as error:
            await submit(TOO_LATE)
        assert refusal_of(error.value)["ErrorInfo"].reason == "DOCUMENTS_UNAVAILABLE"
    assert (await submit(FILE)).submission is not None
