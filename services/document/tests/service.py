"""Helps tests call the running service: the server in this process, its database and its storage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from grpc import aio
from sqlalchemy import func, select

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.google.api.httpbody_pb import HttpBody
from dondoc_api.google.rpc.error_details_pb import BadRequest, ErrorInfo, LocalizedMessage
from dondoc_api.google.rpc.status_pb import Status
from services.document.model import storage_key
from services.document.tables.schema import FILES, UPLOADS
from services.document.tests.office import SPECIALIST
from shared.db import Database
from shared.principal import Principal
from shared.testing import Keys, as_caller

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LIMIT = 400_000


class Office:
    """The running service, its database and its storage."""

    def __init__(self, stub: Any, keys: Keys, database: Database, folder: Path) -> None:
        self.stub = stub
        self.keys = keys
        self.database = database
        self.folder = folder

    async def call(self, method: str, request: Any, who: Principal = SPECIALIST, language: str = "vi") -> Any:
        answer = getattr(self.stub, snake(method))(request, **as_caller(self.keys, who, language))
        if method == "DownloadFile":
            return [piece async for piece in answer]
        return await answer

    async def upload(
        self, content: bytes, name: str = "thông báo.docx", kind: str = DOCX, who: Principal = SPECIALIST
    ) -> pb.File:
        file: pb.File = await self.call("UploadFile", pieces(content, name, kind), who)
        return file

    def leftovers(self) -> tuple[list[Path], int]:
        """The objects in the storage that belong to no file, and the number of unfinished uploads."""
        with self.database.transaction() as session:
            kept = {storage_key(uid) for uid in session.scalars(select(FILES.c.uid))}
            uploads = session.scalar(select(func.count()).select_from(UPLOADS)) or 0
        found = [path for path in self.folder.rglob("[!.]*") if path.is_file()]
        return [path for path in found if str(path.relative_to(self.folder)) not in kept], uploads


def pieces(
    content: bytes, name: str, kind: str, size: int = 50_000, request_id: str = ""
) -> Iterator[pb.UploadFileRequest]:
    yield pb.UploadFileRequest(display_name=name, content=HttpBody(content_type=kind), request_id=request_id)
    for at in range(0, len(content), size):
        yield pb.UploadFileRequest(content=HttpBody(data=content[at : at + size]))
    yield pb.UploadFileRequest(content=HttpBody())


def snake(method: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower()


class Refused:
    """A refusal as the caller gets it."""

    def __init__(self, error: aio.AioRpcError) -> None:
        trailers = dict(error.trailing_metadata() or ())
        self.code = error.code()
        self.reason, self.sentence = "", ""
        self.fields: list[str] = []
        for detail in Status.from_binary(bytes(trailers["grpc-status-details-bin"])).details:
            kind = detail.type_url.rpartition(".")[2]
            if kind == "ErrorInfo":
                self.reason = ErrorInfo.from_binary(detail.value).reason
            if kind == "BadRequest":
                violations = BadRequest.from_binary(detail.value).field_violations
                self.fields = [violation.field for violation in violations]
            if kind == "LocalizedMessage":
                self.sentence = LocalizedMessage.from_binary(detail.value).message


async def refused(work: Any) -> Refused:
    with pytest.raises(aio.AioRpcError) as error:
        await work
    return Refused(error.value)


async def created(office: Office, **fields: Any) -> pb.Directive:
    request = pb.CreateDirectiveRequest(directive=pb.Directive(**fields))
    directive: pb.Directive = await office.call("CreateDirective", request)
    return directive
