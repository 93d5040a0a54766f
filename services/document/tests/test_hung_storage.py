"""A storage that accepts connections and never answers holds up only those who need it, and not for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest
import structlog

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.document.v1.document_service_pb_grpc import DocumentServiceClient
from services.document import storage, tables
from services.document.config import DocumentSettings
from services.document.model import File
from services.document.rpc.service import service
from services.document.rpc.showing import CATALOGUE
from services.document.storage import LIMITS, Storage
from services.document.tests.conftest import MIGRATIONS
from services.document.tests.files import word_file
from services.document.tests.office import SPECIALIST
from services.document.tests.service import Office, refused
from services.document.usecases import watching
from services.document.usecases.uploading import Uploads
from shared import clock, testing
from shared.config import load
from shared.db import Database
from shared.errors import Unavailable
from shared.server import Runtime
from shared.testing import Keys

KEPT = File("kept", "thông báo.docx", "application/x", 1, "", SPECIALIST.person, datetime.now(UTC))


@pytest.fixture
async def silent(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[object]]:
    """An S3 server that never answers, given up after a second instead of fifteen; its connections."""
    over = asyncio.Event()
    connections: list[object] = []

    async def wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await over.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    given = {
        "AWS_ENDPOINT": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "tests",
        "AWS_REGION": "tests",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    for name in LIMITS:
        monkeypatch.setenv(name, "1s")
    monkeypatch.setitem(storage._RETRIES, "retry_timeout", timedelta(seconds=0.9))
    yield connections
    over.set()
    server.close()


@pytest.fixture
async def office(
    silent: list[object], postgres: RunningPostgres, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """The service with that storage, and a file of which only the description is needed."""
    with testing.migrated(postgres, MIGRATIONS) as url:
        given = testing.environment(url, "amqp://127.0.0.1:1", keys)
        for name, value in (given | {"DONDOC_STORAGE_URL": "s3://bucket/files"}).items():
            monkeypatch.setenv(name, value)
        settings, database = load(DocumentSettings), Database(url)
        with database.transaction() as session:
            tables.add_file(session, KEPT)
        runtime = Runtime(settings, pb.desc(), CATALOGUE, watching.CHANNEL)
        async with testing.serving(runtime, service(settings, runtime)) as channel:
            yield Office(DocumentServiceClient(channel), keys, database, None)  # type: ignore[arg-type]
        database.engine.dispose()


async def answered(office: Office, until: asyncio.Future[Any]) -> int:
    """How many calls that need no storage are answered, one after the other, while something else goes on."""
    count = 0
    while not until.done():
        await asyncio.sleep(0.02)
        await office.call("GetFile", pb.GetFileRequest(name="files/kept"))
        count += not until.done()
    return count


async def test_uploads_and_downloads_are_refused_in_time_and_hold_up_nothing_else(
    office: Office, silent: list[object]
) -> None:
    download = pb.DownloadFileRequest(name="files/kept")
    calls = [refused(office.upload(word_file(["Đôn đốc"]))), refused(office.call("DownloadFile", download))]
    work = asyncio.gather(*calls, *(refused(office.upload(word_file(["Đôn đốc"]))) for _ in range(8)))
    assert await answered(office, work) >= 3
    answers = await work
    assert {(each.code, each.reason) for each in answers} == {
        (grpc.StatusCode.UNAVAILABLE, "STORAGE_UNAVAILABLE")
    }
    tried = len(silent)
    assert (await refused(office.call("DownloadFile", download))).reason == "STORAGE_UNAVAILABLE"
    assert len(silent) == tried, "nobody waits for it any more"


async def test_clearing_up_after_an_upload_holds_up_nothing_else(office: Office) -> None:
    upload = asyncio.ensure_future(refused(office.upload(word_file(["Đôn đốc"]))))
    assert await answered(office, upload) >= 3
    assert (await upload).reason == "STORAGE_UNAVAILABLE"


async def test_a_worker_gives_up_in_time(silent: list[object]) -> None:
    kept = Storage("s3://bucket/files")

    def opened() -> None:
        with kept.opened("k") as file:
            file.read(1)

    attempts = [lambda: kept.content("k"), lambda: kept.delete("k"), opened]
    for attempt in (*attempts, *attempts[:2]):
        with pytest.raises(Unavailable):
            await asyncio.to_thread(attempt)
    tried = len(silent)
    with pytest.raises(Unavailable):
        await asyncio.to_thread(opened)
    assert len(silent) == tried, "nobody waits for it any more"


async def test_what_a_thread_of_the_storage_logs_names_its_process() -> None:
    nothing: Any = None
    uploads = Uploads(nothing, nothing, 1, clock.now)
    with structlog.contextvars.bound_contextvars(process="document-serve"):
        bound = await uploads._in_thread(structlog.contextvars.get_contextvars)
    assert bound["process"] == "document-serve"
