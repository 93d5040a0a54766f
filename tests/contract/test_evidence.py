"""Files of a submission: the task service calls the real document service as the person who submits."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc import aio

from deploy.local.ports import free_port
from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.document.v1 import document_service_pb
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from services.document import tables
from services.document.config import DocumentSettings
from services.document.model import File
from services.document.rpc.service import service
from services.document.rpc.showing import CATALOGUE
from services.document.tests.conftest import MIGRATIONS as DOCUMENT_MIGRATIONS
from services.document.usecases import watching
from services.notification.tests.certificates import for_loopback
from services.task.config import TaskSettings
from services.task.documents import CALLS
from services.task.tests import conftest as task_tests
from services.task.tests.desks import Desk, held, refusal_of
from services.task.tests.factories import desk_officer, health_head, roads_head, specialist
from shared import testing
from shared.config import load
from shared.db import Database
from shared.principal import Principal
from shared.server import Runtime
from shared.testing import Keys

Desks = Callable[..., Desk]
OWN, HIDDEN, ABSENT = "files/own", "files/of-roads", "files/absent"
SUBMITTED = types.TaskState.SUBMITTED


@pytest.fixture(scope="module")
async def runtime(
    postgres: RunningPostgres, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Runtime, DocumentSettings]]:
    """The real document service with a file of the officer and one of another agency, not yet on a port."""
    with testing.migrated(postgres, DOCUMENT_MIGRATIONS) as url, pytest.MonkeyPatch.context() as patch:
        given = testing.environment(url, "amqp://127.0.0.1:1", keys)
        given["DONDOC_STORAGE_URL"] = tmp_path_factory.mktemp("storage").as_uri()
        for name, value in given.items():
            patch.setenv(name, value)
        settings = load(DocumentSettings)
        with Database(url).transaction() as session:
            for name, creator in ((OWN, desk_officer), (HIDDEN, roads_head)):
                uid = name.removeprefix("files/")
                file = File(uid, "báo cáo.pdf", "application/pdf", 1, "", creator.person, datetime.now(UTC))
                tables.add_file(session, file)
        runtime = Runtime(settings, document_service_pb.desc(), CATALOGUE, watching.CHANNEL)
        yield runtime, settings
        await runtime.database.close()


@asynccontextmanager
async def listening(
    runtime: tuple[Runtime, DocumentSettings],
    port: int = 0,
    credentials: grpc.ServerCredentials | None = None,
) -> AsyncIterator[str]:
    """The address at which the document service answers."""
    server = runtime[0].server([service(runtime[1], runtime[0])])
    listen = f"127.0.0.1:{port}"
    port = server.add_secure_port(listen, credentials) if credentials else server.add_insecure_port(listen)
    await server.start()
    yield f"127.0.0.1:{port}"
    await server.stop(None)


@pytest.fixture
async def documents(runtime: tuple[Runtime, DocumentSettings]) -> AsyncIterator[str]:
    """The address of the document service."""
    async with listening(runtime) as address:
        yield address


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """The address of a server that accepts connections and never says anything."""
    over = asyncio.Event()

    async def wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    over.set()
    server.close()


@pytest.fixture(scope="module")
async def task_url(postgres: RunningPostgres) -> AsyncIterator[str]:
    """A database of the task service in which everybody exists."""
    with testing.migrated(postgres, task_tests.MIGRATIONS) as url:
        with Database(url).transaction() as session:
            task_tests.enter_everyone(session)
        yield url


@pytest.fixture
def tasks(task_url: str, keys: Keys) -> Any:
    """`async with tasks(address) as desk`: the task service that calls the document service at this address."""

    @asynccontextmanager
    async def running(address: str, **settings: Any) -> AsyncIterator[Desks]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in task_tests.environment(task_url, keys, address).items():
                patch.setenv(name, value)
            given = load(TaskSettings).model_copy(update=settings)
        async with task_tests.serving(given) as stub:
            yield lambda who, seconds=10.0: Desk(stub, keys, who, seconds=seconds)

    return running


def submission(name: str, *files: str, request_id: str = "") -> pb.SubmitTaskRequest:
    given = pb.Submission(text="Đã xong", document_number="215/BC-SYT", files=list(files))
    return pb.SubmitTaskRequest(name=name, request_id=request_id, submission=given)


async def approved(desk: Desks, name: str) -> pb.Task:
    """The task once the agency's head has approved what its officer submitted."""
    task: pb.Task = await desk(health_head)("ApproveTask", pb.ApproveTaskRequest(name=name))
    return task


async def state_of(desk: Desks, name: str, who: Principal = specialist) -> types.TaskState:
    task: pb.Task = await desk(who)("GetTask", pb.GetTaskRequest(name=name))
    return task.state


async def refused(work: Any) -> dict[str, Any]:
    with pytest.raises(aio.AioRpcError) as error:
        await work
    return refusal_of(error.value)


async def test_a_file_that_the_caller_sees_is_submitted(tasks: Any, documents: str) -> None:
    async with tasks(documents) as desk:
        name = await held(desk)
        sought = await desk(desk_officer)("SubmitTask", submission(name, OWN))
        assert sought.approval.submission.files == [OWN]
        answer = await approved(desk, name)
        assert answer.submission is not None
        assert (answer.state, answer.submission.files) == (SUBMITTED, [OWN])


async def test_hidden_and_absent_files_are_refused_alike_and_all_are_named(
    tasks: Any, documents: str
) -> None:
    async with tasks(documents) as desk:
        name = await held(desk)
        refusal = await refused(desk(desk_officer)("SubmitTask", submission(name, HIDDEN, OWN, ABSENT)))
        assert (refusal["code"], refusal["ErrorInfo"].reason) == (
            grpc.StatusCode.INVALID_ARGUMENT,
            "UNKNOWN_FILE",
        )
        violations = refusal["BadRequest"].field_violations
        assert [each.field for each in violations] == ["submission.files[0]", "submission.files[2]"]
        assert [each.description for each in violations] == [
            f"không tìm thấy tệp {file}" for file in (HIDDEN, ABSENT)
        ]
        assert await state_of(desk, name) == types.TaskState.IN_PROGRESS


async def test_whoever_may_not_submit_learns_nothing_about_files(tasks: Any, documents: str) -> None:
    async with tasks(documents) as desk:
        name = await held(desk)
        refusal = await refused(desk(roads_head)("SubmitTask", submission(name, ABSENT)))
        assert refusal["ErrorInfo"].reason != "UNKNOWN_FILE"


async def test_while_the_document_service_is_away_nothing_is_saved_and_the_request_may_be_repeated(
    tasks: Any, runtime: tuple[Runtime, DocumentSettings]
) -> None:
    port, request_id = free_port(), str(uuid.uuid4())
    async with tasks(f"127.0.0.1:{port}") as desk:
        name = await held(desk)
        request = submission(name, OWN, request_id=request_id)
        refusal = await refused(desk(desk_officer)("SubmitTask", request))
        assert (refusal["code"], refusal["ErrorInfo"].reason) == (
            grpc.StatusCode.UNAVAILABLE,
            "DOCUMENTS_UNAVAILABLE",
        )
        assert await state_of(desk, name) == types.TaskState.IN_PROGRESS
        async with listening(runtime, port):
            first = await desk(desk_officer)("SubmitTask", request)
            assert first.approval is not None
            assert await desk(desk_officer)("SubmitTask", request) == first
            assert (await approved(desk, name)).state == SUBMITTED


async def test_a_submission_without_files_needs_no_document_service(tasks: Any, silent: str) -> None:
    async with tasks(silent) as desk:
        name = await held(desk)
        await desk(desk_officer)("SubmitTask", submission(name))
        assert (await approved(desk, name)).state == SUBMITTED


async def test_a_silent_document_service_holds_up_nothing_else(tasks: Any, silent: str) -> None:
    async with tasks(silent) as desk:
        names = [await held(desk) for _ in range(10)]
        waiting = [
            asyncio.create_task(refused(desk(desk_officer)("SubmitTask", submission(name, OWN))))
            for name in names
        ]
        await asyncio.sleep(0.3)
        # More waiting calls than the database has connections: reads and changes of others go on.
        assert await state_of(desk, names[0]) == types.TaskState.IN_PROGRESS
        await held(desk)
        assert not any(each.done() for each in waiting)
        refusals = await asyncio.gather(*waiting)
        assert {each["ErrorInfo"].reason for each in refusals} == {"DOCUMENTS_UNAVAILABLE"}
        given_up = CALLS.labels("DEADLINE_EXCEEDED")._value
        before = given_up.get()
        await refused(desk(desk_officer)("SubmitTask", submission(names[0], OWN)))
        assert given_up.get() == before, "nobody waits for it any more"


async def test_a_call_that_the_caller_gives_up_does_not_count_as_answered(tasks: Any, silent: str) -> None:
    given_up = CALLS.labels("CANCELLED")._value
    before = given_up.get()
    async with tasks(silent) as desk:
        name = await held(desk)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(desk(desk_officer)("SubmitTask", submission(name, OWN)), 0.3)
        for _ in range(100):
            if given_up.get() > before:
                break
            await asyncio.sleep(0.05)
        assert given_up.get() == before + 1


async def test_the_refusal_comes_before_the_callers_own_deadline(tasks: Any, silent: str) -> None:
    async with tasks(silent) as desk:
        name = await held(desk)
        hasty = desk(desk_officer, seconds=1)
        refusal = await refused(hasty("SubmitTask", submission(name, OWN)))
        assert refusal["ErrorInfo"].reason == "DOCUMENTS_UNAVAILABLE"


async def test_the_call_is_encrypted_where_the_services_have_certificates(
    tasks: Any, runtime: tuple[Runtime, DocumentSettings], tmp_path: Path
) -> None:
    certificate, _ = for_loopback(tmp_path)
    key = certificate.with_suffix(".key").read_bytes()
    credentials = grpc.ssl_server_credentials([(key, certificate.read_bytes())])
    async with listening(runtime, credentials=credentials) as address:
        async with tasks(address, grpc_tls_ca=str(certificate)) as desk:
            name = await held(desk)
            await desk(desk_officer)("SubmitTask", submission(name, OWN))
            assert (await approved(desk, name)).state == SUBMITTED
        async with tasks(address) as desk:
            name = await held(desk)
            refusal = await refused(desk(desk_officer)("SubmitTask", submission(name, OWN)))
            assert refusal["ErrorInfo"].reason == "DOCUMENTS_UNAVAILABLE"
