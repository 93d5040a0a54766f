"""The service through its stub: rights, uploads, answers and refusals."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import obstore
import pytest
from grpc import aio
from protobuf.wkt.google.protobuf.field_mask_pb import FieldMask
from sqlalchemy import func, select

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.document.v1.error_reason_pb import ErrorReason
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from dondoc_api.google.api.httpbody_pb import HttpBody
from services.document import tables
from services.document.__main__ import prepare_storage
from services.document.config import DocumentSettings
from services.document.model import storage_key
from services.document.rpc.showing import CATALOGUE
from services.document.storage import Storage, prepare
from services.document.tables.schema import FILES
from services.document.tests import files
from services.document.tests.office import (
    ADMINISTRATOR,
    BUILDING_CLERK,
    BUILDING_OFFICER,
    HEALTH_CLERK,
    OFFICE_CLERK,
    SPECIALIST,
)
from services.document.tests.service import DOCX, LIMIT, Office, created, pieces, refused, snake
from services.document.usecases import uploading
from shared import clock
from shared.config import load
from shared.errors import Unavailable
from shared.principal import Principal
from shared.testing import as_caller

METHODS = [method.name for method in pb.desc().services[0].methods]
ABSENT = "directives/absent"
PROPOSAL = f"{ABSENT}/proposals/absent"
REQUESTS: dict[str, Callable[[str, str], Any]] = {
    "UploadFile": lambda _, __: iter([pb.UploadFileRequest(display_name="a.pdf")]),
    "GetFile": lambda _, file: pb.GetFileRequest(name=file),
    "DownloadFile": lambda _, file: pb.DownloadFileRequest(name=file),
    "GetDirective": lambda name, _: pb.GetDirectiveRequest(name=name),
    "ListDirectives": lambda _, __: pb.ListDirectivesRequest(),
    "CreateDirective": lambda _, __: pb.CreateDirectiveRequest(directive=pb.Directive()),
    "UpdateDirective": lambda name, _: pb.UpdateDirectiveRequest(directive=pb.Directive(name=name)),
    "SupersedeDirective": lambda name, _: pb.SupersedeDirectiveRequest(
        name=name, kind=pb.Supersession.Kind.REPLACED, by="directives/other"
    ),
    "TakeBackSupersession": lambda name, _: pb.TakeBackSupersessionRequest(
        name=name, by="directives/other", reason="Ghi nhầm"
    ),
    "ListAffectedTasks": lambda name, _: pb.ListAffectedTasksRequest(parent=name),
    "KeepTasks": lambda name, _: pb.KeepTasksRequest(name=name, tasks=["tasks/a"]),
    "DeleteDirective": lambda name, _: pb.DeleteDirectiveRequest(name=name),
    "RereadDirective": lambda name, _: pb.RereadDirectiveRequest(name=name),
    "ListProposals": lambda name, _: pb.ListProposalsRequest(parent=name),
    "CreateProposal": lambda name, _: pb.CreateProposalRequest(parent=name, proposal=pb.Proposal()),
    "UpdateProposal": lambda name, _: pb.UpdateProposalRequest(
        proposal=pb.Proposal(name=f"{name}/proposals/a")
    ),
    "DropProposal": lambda name, _: pb.DropProposalRequest(name=f"{name}/proposals/a"),
    "MergeProposals": lambda name, _: pb.MergeProposalsRequest(
        parent=name, names=[f"{name}/proposals/a", f"{name}/proposals/b"]
    ),
    "SplitProposal": lambda name, _: pb.SplitProposalRequest(name=f"{name}/proposals/a", offsets=[1]),
    "ConfirmProposals": lambda name, _: pb.ConfirmProposalsRequest(
        parent=name, names=[f"{name}/proposals/a"]
    ),
    "ForwardDirective": lambda name, _: pb.ForwardDirectiveRequest(name=name, units=["units/so-y-te"]),
    "ListForwardings": lambda name, _: pb.ListForwardingsRequest(parent=name),
    "OpenDirective": lambda name, _: pb.OpenDirectiveRequest(name=name),
    "WatchDirectives": lambda _, __: pb.WatchDirectivesRequest(),
}
OF_NO_RESOURCE = {"UploadFile", "ListDirectives", "CreateDirective", "WatchDirectives"}
STREAMED = {"DownloadFile", "WatchDirectives"}


# --- rights ----------------------------------------------------------------------------------------------------------


def test_every_method_of_the_api_has_a_request() -> None:
    assert set(REQUESTS) == set(METHODS)


@pytest.mark.parametrize("method", METHODS)
async def test_a_call_without_a_principal_is_refused(office: Office, method: str) -> None:
    answer = getattr(office.stub, snake(method))(REQUESTS[method](ABSENT, "files/absent"), timeout=10)
    with pytest.raises(aio.AioRpcError) as error:
        await (anext(aiter(answer)) if method in STREAMED else answer)
    assert error.value.code() is grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize(
    "who", [HEALTH_CLERK, BUILDING_OFFICER, ADMINISTRATOR, Principal("x", scopes=("statistics",))]
)
@pytest.mark.parametrize("method", sorted(set(METHODS) - OF_NO_RESOURCE))
async def test_an_outsider_cannot_tell_a_directive_from_an_unknown_one(
    office: Office, method: str, who: Principal
) -> None:
    file = await office.upload(files.word_file())
    directive = await created(office, files=[file.name])
    answers = []
    for known, kept in ((directive.name, file.name), (ABSENT, "files/absent")):
        answer = await refused(office.call(method, REQUESTS[method](known, kept), who))
        answers.append((answer.code, answer.reason, answer.sentence))
    assert answers[0] == answers[1]
    assert answers[0][0] in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.PERMISSION_DENIED)


@pytest.mark.parametrize("who", [ADMINISTRATOR, Principal("x", scopes=("statistics",)), Principal("nobody")])
async def test_nobody_uploads_a_file_without_the_right(office: Office, who: Principal) -> None:
    answer = await refused(office.upload(files.word_file(), who=who))
    assert (answer.code, answer.reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")


# --- files ----------------------------------------------------------------------------------------------------------


async def test_a_downloaded_file_equals_the_uploaded_one(office: Office) -> None:
    content = files.pdf_file([["Một trang"] * 30] * 60)
    file = await office.upload(content, "C:\\văn thư\\kết quả.pdf", "application/pdf", BUILDING_OFFICER)
    assert (file.display_name, file.content_type) == ("kết quả.pdf", "application/pdf")
    assert (file.size_bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert await office.call("GetFile", pb.GetFileRequest(name=file.name), BUILDING_OFFICER) == file
    request = pb.DownloadFileRequest(name=file.name)
    call = office.stub.download_file(request, **as_caller(office.keys, BUILDING_OFFICER))
    headers = dict(await call.initial_metadata())
    assert b"".join([piece.data async for piece in call]) == content
    assert (headers["x-content-length"], headers["etag"]) == (str(len(content)), file.sha256)
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''k%E1%BA%BFt%20qu%E1%BA%A3.pdf"


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "name", "kind", "reason", "field"),
    [
        (files.pdf_file([["a"]]), "thông báo.docx", DOCX, "FILE_TYPE", "display_name"),
        (files.word_file(), "thông báo.pdf", "", "FILE_TYPE", "display_name"),
        (files.word_file(), "thông báo.docx", "application/pdf", "FILE_TYPE", "content.content_type"),
        (b"MZ\x90\x00" + bytes(100), "báo cáo.pdf", "application/pdf", "FILE_TYPE", "display_name"),
        (files.word_file(), "thông báo.exe", "", "FILE_TYPE", "display_name"),
        (files.word_file(), "thông báo", "", "FILE_TYPE", "display_name"),
        (b"", "rỗng.pdf", "application/pdf", "FILE_EMPTY", "content"),
        (b"%PDF-1.4 cut off", "hỏng.pdf", "application/pdf", "FILE_BROKEN", "content"),
        (files.word_file()[:3000], "hỏng.docx", DOCX, "FILE_BROKEN", "content"),
        (files.pdf_file([["a"]], password="x"), "khóa.pdf", "application/pdf", "FILE_ENCRYPTED", "content"),
        (LOCKED, "khóa.docx", DOCX, "FILE_ENCRYPTED", "content"),
        (files.bomb(), "bom.docx", DOCX, "FILE_TOO_LARGE", "content"),
    ],
)
async def test_a_refused_file_leaves_nothing(
    office: Office, content: bytes, name: str, kind: str, reason: str, field: str
) -> None:
    answer = await refused(office.upload(content, name, kind))
    assert (answer.code, answer.reason) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
    assert answer.fields == [field]
    assert office.leftovers() == ([], 0)


async def test_a_file_over_the_limit_is_refused_while_it_arrives(office: Office) -> None:
    answer = await refused(office.upload(b"%PDF-1.4" + bytes(LIMIT), "lớn.pdf", "application/pdf"))
    assert (answer.code, answer.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "FILE_TOO_LARGE")
    assert office.leftovers() == ([], 0)


@pytest.mark.parametrize("requests", [[], [pb.UploadFileRequest(content=HttpBody(data=b"%PDF-"))]])
async def test_an_upload_without_a_name_is_refused(office: Office, requests: Sequence[Any]) -> None:
    answer = await refused(office.call("UploadFile", iter(requests)))
    assert (answer.code, answer.fields) == (grpc.StatusCode.INVALID_ARGUMENT, ["display_name"])


async def test_a_repeated_upload_returns_the_first_file_and_leaves_nothing_else(office: Office) -> None:
    content, key = files.word_file(), str(uuid.uuid4())

    def upload(content: bytes, name: str = "một lần.docx") -> Any:
        return office.call("UploadFile", pieces(content, name, DOCX, request_id=key))

    first, second = await asyncio.gather(upload(content), upload(content))
    assert first == second == await upload(content)
    assert office.leftovers() == ([], 0)
    with office.database.transaction() as session:
        named = select(func.count()).select_from(FILES).where(FILES.c.display_name == "một lần.docx")
        assert session.scalar(named) == 1
    for other in (upload(content, "tên khác.docx"), upload(files.word_file(["Nội dung khác"]))):
        answer = await refused(other)
        assert (answer.code, answer.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED")
    assert office.leftovers() == ([], 0)


async def test_a_repeated_upload_is_answered_while_the_storage_is_away(office: Office) -> None:
    content, key = files.word_file(), str(uuid.uuid4())

    def upload(content: bytes) -> Any:
        return office.call("UploadFile", pieces(content, "hai lần.docx", DOCX, request_id=key))

    first = await upload(content)
    with unmounted(office.folder):
        assert await upload(content) == first
        answer = await refused(upload(files.word_file(["Nội dung khác"])))
        assert (answer.code, answer.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED")


async def test_an_upload_without_its_end_is_refused(office: Office) -> None:
    *most, _ = pieces(files.word_file(), "cụt.docx", DOCX)
    answer = await refused(office.call("UploadFile", iter(most)))
    assert (answer.code, answer.reason) == (grpc.StatusCode.ABORTED, "UPLOAD_CUT_OFF")
    assert office.leftovers() == ([], 0)


async def test_an_interrupted_upload_leaves_nothing(office: Office) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def half() -> AsyncIterator[pb.UploadFileRequest]:
        for request in list(pieces(files.word_file(), "nửa chừng.docx", DOCX))[:-1]:
            yield request
        begun.set()
        await never.wait()

    call = office.stub.upload_file(half(), **as_caller(office.keys, SPECIALIST))
    await begun.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await until(lambda: office.leftovers() == ([], 0))


async def until(is_so: Callable[[], bool]) -> None:
    """Waits for another task of this process, at most until the test's time limit."""
    while not is_so():  # noqa: ASYNC110
        await asyncio.sleep(0.05)


def lost(office: Office, *, part: bool) -> str:
    """Makes what a killed process leaves: the record, and the object or a part of it."""
    uid = str(uuid.uuid4())
    with office.database.transaction() as session:
        tables.begin_upload(session, uid, clock.now() - timedelta(hours=2))
    path = office.folder / (storage_key(uid) + ("#1" if part else ""))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left")
    return uid


@pytest.mark.parametrize("part", [True, False])
async def test_the_sweep_cleans_up_after_a_killed_process(office: Office, part: bool) -> None:
    lost(office, part=part)
    storage = Storage(office.folder.as_uri())
    with office.database.transaction() as session:
        assert not uploading.sweep_lost(session, storage, clock.now() - timedelta(hours=3))
    assert office.leftovers()[1] == 1
    with office.database.transaction() as session:
        assert uploading.sweep_lost(session, storage, clock.now() - timedelta(hours=1))
        assert not uploading.sweep_lost(session, storage, clock.now() - timedelta(hours=1))
    assert office.leftovers() == ([], 0)


async def test_an_upload_that_outlives_the_sweep_is_refused_and_leaves_nothing(office: Office) -> None:
    async def slow() -> AsyncIterator[pb.UploadFileRequest]:
        for request in pieces(files.word_file(), "chậm.docx", DOCX):
            yield request
        await until(lambda: office.leftovers()[1] == 1)
        with office.database.transaction() as session:
            uploading.sweep_lost(session, Storage(office.folder.as_uri()), clock.now() + timedelta(hours=1))

    answer = await refused(office.call("UploadFile", slow()))
    assert answer.code is grpc.StatusCode.DEADLINE_EXCEEDED
    with office.database.transaction() as session:
        uploading.sweep_lost(session, Storage(office.folder.as_uri()), clock.now() + timedelta(hours=1))
        assert session.scalar(select(FILES.c.uid).where(FILES.c.display_name == "chậm.docx")) is None


@contextmanager
def unmounted(folder: Path) -> Iterator[None]:
    """The volume with the files is away, and its folder is empty."""
    volume = folder.rename(folder.with_name("volume"))
    folder.mkdir()
    try:
        yield
        assert list(folder.iterdir()) == []
    finally:
        shutil.rmtree(folder)
        volume.rename(folder)


async def test_a_storage_that_is_away_is_a_matter_of_time(office: Office) -> None:
    file = await office.upload(files.word_file())
    download = pb.DownloadFileRequest(name=file.name)
    with unmounted(office.folder):
        for call in (office.call("DownloadFile", download), office.upload(files.word_file(("Khác",)))):
            answer = await refused(call)
            assert (answer.code, answer.reason) == (grpc.StatusCode.UNAVAILABLE, "STORAGE_UNAVAILABLE")
    assert await office.call("DownloadFile", download)


def test_a_process_that_begins_while_the_storage_is_away_takes_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    prepare(folder.as_uri())
    with unmounted(folder):
        begun = Storage(folder.as_uri())
        with pytest.raises(Unavailable):
            begun.delete("x")
    begun.delete("x")


async def test_a_storage_that_has_kept_a_file_is_not_prepared_again(office: Office) -> None:
    await office.upload(files.word_file())
    with unmounted(office.folder):
        prepare_storage(load(DocumentSettings))


async def test_a_file_whose_content_is_missing_is_an_internal_error(office: Office) -> None:
    file = await office.upload(files.word_file())
    obstore.delete(
        obstore.store.from_url(office.folder.as_uri()), storage_key(file.name.removeprefix("files/"))
    )
    answer = await refused(office.call("DownloadFile", pb.DownloadFileRequest(name=file.name)))
    assert answer.code is grpc.StatusCode.INTERNAL


# --- directives and proposals ---------------------------------------------------------------------------------------


async def test_a_directive_can_be_entered_while_the_broker_is_down(office: Office) -> None:
    file = await office.upload(files.word_file())
    directive = await created(office, files=[file.name])
    assert directive.reading == pb.Directive.Reading.PENDING
    found = await office.call("GetDirective", pb.GetDirectiveRequest(name=directive.name))
    assert (found.creator, found.monitor) == (SPECIALIST.person, SPECIALIST.person)


async def test_a_repeated_request_gets_the_same_answer(office: Office) -> None:
    request = pb.CreateDirectiveRequest(directive=pb.Directive(subject="x"), request_id=str(uuid.uuid4()))
    first, again = [await office.call("CreateDirective", request) for _ in range(2)]
    assert first == again
    request.directive = pb.Directive(subject="y")
    assert (await refused(office.call("CreateDirective", request))).reason == "REQUEST_ID_REUSED"


async def test_an_update_changes_the_fields_in_its_mask(office: Office) -> None:
    directive = await created(office, subject="Cũ", signer="Người ký", recipients=["A"])
    request = pb.UpdateDirectiveRequest(
        directive=pb.Directive(name=directive.name, subject="Mới", etag=directive.etag),
        update_mask=FieldMask(paths=["subject", "recipients"]),
    )
    changed = await office.call("UpdateDirective", request)
    assert (changed.subject, changed.signer, list(changed.recipients)) == ("Mới", "Người ký", [])
    stale = await refused(office.call("UpdateDirective", request))
    assert (stale.code, stale.reason) == (grpc.StatusCode.ABORTED, "ETAG_MISMATCH")
    request.update_mask = FieldMask(paths=["khong_co"])
    assert (await refused(office.call("UpdateDirective", request))).fields == ["update_mask"]


async def test_an_update_that_changes_nothing_returns_the_resource(office: Office) -> None:
    directive = await created(office, subject="Cũ", recipients=["A"])
    made = await office.call(
        "CreateProposal",
        pb.CreateProposalRequest(parent=directive.name, proposal=pb.Proposal(title="Rà soát")),
    )
    directive = await office.call("GetDirective", pb.GetDirectiveRequest(name=directive.name))
    name_only = pb.Directive(name=directive.name), pb.Proposal(name=made.name)
    for sent, proposal in ((directive, made), name_only):
        request = pb.UpdateDirectiveRequest(directive=sent)
        assert await office.call("UpdateDirective", request) == directive
        assert await office.call("UpdateProposal", pb.UpdateProposalRequest(proposal=proposal)) == made


async def test_one_field_of_the_meeting_can_be_changed(office: Office) -> None:
    meeting = types.Meeting(meeting_date="2026-03-03", chair="Chủ tịch")
    made = await created(office, meeting=meeting)
    request = pb.UpdateDirectiveRequest(
        directive=pb.Directive(name=made.name, meeting=types.Meeting(chair="Phó Chủ tịch")),
        update_mask=FieldMask(paths=["meeting.chair"]),
    )
    changed = await office.call("UpdateDirective", request)
    assert changed.meeting == types.Meeting(meeting_date=meeting.meeting_date, chair="Phó Chủ tịch")


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"issue_date": "2026-02-30"}, "directive.issue_date"),
        ({"issue_date": "2026-02"}, "directive.issue_date"),
        (
            {"meeting": types.Meeting(meeting_date="2026-13-01")},
            "directive.meeting.meeting_date",
        ),
        ({"subject": "x" * 2001}, "directive.subject"),
        ({"files": ["files/absent"]}, "directive.files[0]"),
        ({"secrecy": "Mật"}, "directive.secrecy"),
    ],
)
async def test_the_refusal_names_the_wrong_field(office: Office, fields: dict[str, Any], path: str) -> None:
    answer = await refused(created(office, **fields))
    assert (answer.code, answer.fields) == (grpc.StatusCode.INVALID_ARGUMENT, [path])


async def test_proposals_can_be_created_changed_and_confirmed(office: Office) -> None:
    directive = await created(office, subject="Giao việc")
    proposal = pb.Proposal(
        title="Rà soát trạm cấp nước",
        output="Báo cáo",
        lead_words="Sở Xây dựng",
        coordinations=[pb.ProposedCoordination(unit="units/so-y-te", words="Sở Y tế", part="Kiểm nước")],
        due=Due(kind=Due.Kind.FIXED, date="2026-04-30", words="trước ngày 30/4/2026"),
    )
    made = await office.call(
        "CreateProposal", pb.CreateProposalRequest(parent=directive.name, proposal=proposal)
    )
    confirm = pb.ConfirmProposalsRequest(parent=directive.name, names=[made.name])
    incomplete = await refused(office.call("ConfirmProposals", confirm))
    assert (incomplete.code, incomplete.reason) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "PROPOSAL_INCOMPLETE",
    )
    with_lead = pb.Proposal(name=made.name, lead="units/so-xay-dung", etag=made.etag)
    changed = await office.call("UpdateProposal", pb.UpdateProposalRequest(proposal=with_lead))
    assert (changed.title, changed.lead) == (made.title, "units/so-xay-dung")
    later = pb.Proposal(name=made.name, due=Due(date="2026-05-30"))
    mask = FieldMask(paths=["due.date"])
    request = pb.UpdateProposalRequest(proposal=later, update_mask=mask)
    moved = await office.call("UpdateProposal", request)
    assert moved.due == Due(kind=Due.Kind.FIXED, date="2026-05-30", words="trước ngày 30/4/2026")
    (confirmed,) = (await office.call("ConfirmProposals", confirm)).proposals
    assert confirmed.task == "tasks/" + made.name.rpartition("/")[2]
    assert confirmed.state == pb.Proposal.State.CONFIRMED


async def test_the_refusal_of_another_directives_proposal_names_the_field(office: Office) -> None:
    directive = await created(office)
    request = pb.ConfirmProposalsRequest(parent=directive.name, names=[PROPOSAL])
    assert (await refused(office.call("ConfirmProposals", request))).fields == ["names[0]"]


@pytest.mark.parametrize("name", ["", "x", "directives/a/b", "directives/a/proposals"])
async def test_an_update_with_a_malformed_name_is_not_found(office: Office, name: str) -> None:
    requests = {
        "UpdateProposal": pb.UpdateProposalRequest(proposal=pb.Proposal(name=name, title="Một")),
        "UpdateDirective": pb.UpdateDirectiveRequest(directive=pb.Directive(name=name, subject="Một")),
    }
    for method, request in requests.items():
        assert (await refused(office.call(method, request))).code is grpc.StatusCode.NOT_FOUND


async def test_lists_are_read_page_by_page(office: Office) -> None:
    directive = await created(office, subject="Trang sách hiếm")
    await created(office, subject="Trang sách hiếm khác")
    for title in ("một", "hai", "ba"):
        request = pb.CreateProposalRequest(parent=directive.name, proposal=pb.Proposal(title=title))
        await office.call("CreateProposal", request)
    units = ["units/cong-an", "units/so-xay-dung", "units/so-y-te"]
    forward = pb.ForwardDirectiveRequest(name=directive.name, units=units)
    await office.call("ForwardDirective", forward, OFFICE_CLERK)
    lists: list[tuple[str, Any, str, int]] = [
        ("ListProposals", pb.ListProposalsRequest(parent=directive.name), "proposals", 3),
        ("ListForwardings", pb.ListForwardingsRequest(parent=directive.name), "forwardings", 3),
        ("ListDirectives", pb.ListDirectivesRequest(query="sach hiem"), "directives", 2),
    ]
    for method, request, field, count in lists:
        request.page_size = 1
        names: list[str] = []
        while True:
            page = await office.call(method, request)
            names += [each.name for each in getattr(page, field)]
            if not page.next_page_token:
                break
            request.page_token = page.next_page_token
        assert len(names) == len(set(names)) == count
        request.page_token = "forged"
        assert (await refused(office.call(method, request))).reason == "PAGE_TOKEN_INVALID"


async def test_a_unit_opens_a_forwarded_directive(office: Office) -> None:
    directive = await created(office, subject="Chuyển")
    request = pb.ForwardDirectiveRequest(
        name=directive.name, units=["units/so-xay-dung"], note="Để thực hiện"
    )
    await office.call("ForwardDirective", request, OFFICE_CLERK)
    opened = await office.call("OpenDirective", pb.OpenDirectiveRequest(name=directive.name), BUILDING_CLERK)
    assert opened.subject == "Chuyển"
    (forwarding,) = (
        await office.call("ListForwardings", pb.ListForwardingsRequest(parent=directive.name))
    ).forwardings
    assert (forwarding.opener, forwarding.note) == (BUILDING_CLERK.person, "Để thực hiện")


async def test_a_list_shows_the_allowed_actions_and_the_forwardings(office: Office) -> None:
    directive = await created(office, subject="Danh sách tiếp nhận")
    proposal = pb.CreateProposalRequest(parent=directive.name, proposal=pb.Proposal(title="Một"))
    await office.call("CreateProposal", proposal)
    request = pb.ListDirectivesRequest(
        query="danh sach tiep nhan", readings=[pb.Directive.Reading.UNSPECIFIED], proposed_only=True
    )
    found = await office.call("ListDirectives", request)
    assert (found.allowed_actions, found.directives[0].proposal_counts.proposed) == (["create"], 1)
    assert "confirmProposals" in found.directives[0].allowed_actions
    forward = pb.ForwardDirectiveRequest(name=directive.name, units=["units/so-xay-dung"])
    await office.call("ForwardDirective", forward, OFFICE_CLERK)
    mine = await office.call("ListDirectives", pb.ListDirectivesRequest(unopened_only=True), BUILDING_CLERK)
    assert mine.allowed_actions == []
    assert directive.name in [each.name for each in mine.directives]
    opened = await office.call("OpenDirective", pb.OpenDirectiveRequest(name=directive.name), BUILDING_CLERK)
    assert [each.opener for each in opened.own_forwardings] == [BUILDING_CLERK.person]


async def test_a_repeated_merge_returns_the_same_answer_and_a_wrong_split_names_the_field(
    office: Office,
) -> None:
    directive = await created(office)
    made = [
        await office.call(
            "CreateProposal",
            pb.CreateProposalRequest(parent=directive.name, proposal=pb.Proposal(title=title)),
        )
        for title in ("Một", "Hai")
    ]
    names, etags = [each.name for each in made], [each.etag for each in made]
    merge = pb.MergeProposalsRequest(
        parent=directive.name, names=names, etags=etags, request_id=str(uuid.uuid4())
    )
    whole = await office.call("MergeProposals", merge)
    assert (whole.name, whole.title) == (names[0], "Một; Hai")
    assert await office.call("MergeProposals", merge) == whole
    outside = pb.SplitProposalRequest(name=whole.name, offsets=[3])
    assert (await refused(office.call("SplitProposal", outside))).fields == ["offsets"]


# --- watching -------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def watching_as(office: Office, who: Principal) -> AsyncIterator[Callable[[], Awaitable[Any]]]:
    """Watches as this person; the function that it yields waits for the next change.

    A change made just before may still arrive, so tests make all their changes inside the watch.
    """
    stream = office.stub.watch_directives(pb.WatchDirectivesRequest(), **as_caller(office.keys, who))
    await stream.initial_metadata()
    changes = aiter(stream)
    yield lambda: asyncio.wait_for(anext(changes), 10)
    stream.cancel()


async def test_the_office_watches_proposals_forwardings_and_openings(office: Office) -> None:
    async with watching_as(office, SPECIALIST) as next_change:
        directive = await created(office, subject="Theo dõi")
        forward = pb.ForwardDirectiveRequest(name=directive.name, units=["units/so-xay-dung"])
        proposal = pb.CreateProposalRequest(parent=directive.name, proposal=pb.Proposal(title="Một"))
        assert (await next_change()).name == directive.name
        await office.call("CreateProposal", proposal)
        change = await next_change()
        assert (change.name, change.etag) == (directive.name, directive.etag)
        await office.call("ForwardDirective", forward, OFFICE_CLERK)
        assert (await next_change()).etag != directive.etag
        await office.call("OpenDirective", pb.OpenDirectiveRequest(name=directive.name), BUILDING_CLERK)
        assert (await next_change()).name == directive.name


async def test_a_unit_watches_only_directives_forwarded_to_it(office: Office) -> None:
    given, other = await created(office), await created(office)
    async with watching_as(office, BUILDING_CLERK) as next_change:
        for name, unit in ((other.name, "units/so-y-te"), (given.name, "units/so-xay-dung")):
            request = pb.ForwardDirectiveRequest(name=name, units=[unit])
            await office.call("ForwardDirective", request, OFFICE_CLERK)
        assert (await next_change()).name == given.name


async def test_a_unit_does_not_watch_the_proposals_of_a_forwarded_directive(office: Office) -> None:
    first, second = await created(office), await created(office)
    async with watching_as(office, BUILDING_CLERK) as next_change:
        for directive in (first, second):
            forward = pb.ForwardDirectiveRequest(name=directive.name, units=["units/so-xay-dung"])
            await office.call("ForwardDirective", forward, OFFICE_CLERK)
            assert (await next_change()).name == directive.name
        proposal = pb.CreateProposalRequest(parent=first.name, proposal=pb.Proposal(title="Một"))
        await office.call("CreateProposal", proposal)
        await office.call("OpenDirective", pb.OpenDirectiveRequest(name=second.name), BUILDING_CLERK)
        assert (await next_change()).name == second.name


async def test_a_recipient_gets_the_directive_without_its_proposals(office: Office) -> None:
    directive = await created(office, subject="Chỉ cho Văn phòng")
    proposal = pb.CreateProposalRequest(parent=directive.name, proposal=pb.Proposal(title="Một"))
    await office.call("CreateProposal", proposal)
    forward = pb.ForwardDirectiveRequest(name=directive.name, units=["units/so-xay-dung"])
    await office.call("ForwardDirective", forward, OFFICE_CLERK)
    found = await office.call("GetDirective", pb.GetDirectiveRequest(name=directive.name), BUILDING_CLERK)
    assert (found.subject, found.proposal_counts) == ("Chỉ cho Văn phòng", None)
    request = pb.ListProposalsRequest(parent=directive.name)
    answer = await refused(office.call("ListProposals", request, BUILDING_CLERK))
    assert (answer.code, answer.reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")


# --- sentences ------------------------------------------------------------------------------------------------------


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    for reason in ErrorReason:
        if reason.value:
            assert CATALOGUE.say(reason.name, "vi") != CATALOGUE.say(reason.name, "en")


@pytest.mark.parametrize(("language", "words"), [("vi", "Không tìm thấy"), ("en", "The directive does not")])
async def test_a_refusal_is_in_the_callers_language(office: Office, language: str, words: str) -> None:
    request = pb.GetDirectiveRequest(name=ABSENT)
    assert (await refused(office.call("GetDirective", request, language=language))).sentence.startswith(words)


# --- duplicates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "vi",
            "Đã có văn bản cùng cơ quan ban hành, số ký hiệu và năm (881/TB-UBND, 05/03/2026, UBND tỉnh).",
        ),
        (
            "en",
            "There is already a directive with the same issuer, number and year (881/TB-UBND, 05/03/2026, UBND tỉnh).",
        ),
    ],
)
async def test_the_refusal_of_a_duplicate_names_the_one_that_exists(
    office: Office, language: str, sentence: str
) -> None:
    fields: dict[str, Any] = {
        "number_symbol": "881/TB-UBND",
        "issuer": "UBND tỉnh",
        "issue_date": "2026-03-05",
    }
    first = await created(office, **fields)
    written = {"number_symbol": "Số: 0881/TB – UBND", "issuer": "Ủy ban nhân dân tỉnh An Giang"}
    request = pb.CreateDirectiveRequest(directive=pb.Directive(**fields | written))
    answer = await refused(office.call("CreateDirective", request, OFFICE_CLERK, language))
    assert (answer.code, answer.reason) == (grpc.StatusCode.ALREADY_EXISTS, "DIRECTIVE_EXISTS")
    assert answer.sentence == sentence
    # The number is free once the first one is deleted.
    delete = pb.DeleteDirectiveRequest(name=first.name, etag=first.etag)
    deleted = await office.call("DeleteDirective", delete)
    assert (deleted.delete_time is not None, deleted.deleter) == (True, SPECIALIST.person)
    second = await office.call("CreateDirective", request)
    assert second.number_symbol == written["number_symbol"]
    assert (await refused(office.call("DeleteDirective", delete))).reason == "DIRECTIVE_DELETED"
    await office.call("DeleteDirective", pb.DeleteDirectiveRequest(name=second.name))
