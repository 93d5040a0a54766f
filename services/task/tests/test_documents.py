"""The calls to the document service: what it refuses is an answer, and only its silence is held against it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from grpc import aio

from dondoc_api.dondoc.task.v1 import task_service_pb as pb

from .desks import Desk, held, refusal_of
from .documents import FILE, ONCE, TOO_LATE
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
    sought = (await submit(FILE)).approval
    assert sought is not None
    assert sought.submission is not None
    assert sought.submission.files == [FILE]


async def test_a_repeated_submission_is_answered_while_the_document_service_is_away(
    desk: Callable[..., Desk],
) -> None:
    name = await held(desk)

    def request(text: str) -> pb.SubmitTaskRequest:
        return pb.SubmitTaskRequest(
            name=name, request_id=key, submission=pb.Submission(text=text, files=[ONCE])
        )

    key = str(uuid.uuid4())
    first = await desk(desk_officer)("SubmitTask", request("Đã xong"))
    assert await desk(desk_officer)("SubmitTask", request("Đã xong")) == first
    with pytest.raises(aio.AioRpcError) as error:
        await desk(desk_officer)("SubmitTask", request("Khác"))
    assert refusal_of(error.value)["ErrorInfo"].reason == "REQUEST_ID_REUSED"
