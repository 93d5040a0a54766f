"""The service through its stub: who is let in, what is answered, and how it refuses."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import Any

import grpc
import pytest
from grpc import aio
from protobuf import Message
from protobuf.wkt.google.protobuf.field_mask_pb import FieldMask

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.task.v1 import task_service_pb
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.error_reason_pb import ErrorReason
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceClient
from dondoc_api.google.rpc.error_details_pb import BadRequest, ErrorInfo, LocalizedMessage
from dondoc_api.google.rpc.status_pb import Status
from dondoc_api.google.type.date_pb import Date
from services.task import rpc
from services.task.config import TaskSettings
from services.task.model import RIGHTS, Action, Relation, Role
from services.task.rpc import CATALOGUE, TaskService
from shared import clock, testing
from shared.config import load
from shared.db import Database
from shared.messages import Catalogue
from shared.principal import Principal
from shared.testing import Keys, as_caller

from .conftest import MIGRATIONS, know_everybody
from .factories import (
    HEALTH,
    HEALTH_DESK,
    ROADS,
    chairman,
    chief,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    office_clerk,
    other_specialist,
    roads_clerk,
    roads_head,
    roads_officer,
    specialist,
)

SERVICE = task_service_pb.desc().services[0]
METHODS = [method.name for method in SERVICE.methods]
DUE = clock.today() + timedelta(days=30)
Step = Callable[[str], Any]


@pytest.fixture(scope="module")
async def stub(
    postgres: RunningPostgres, keys: Keys, monkeypatch_module: pytest.MonkeyPatch
) -> AsyncIterator[Any]:
    """The service in this process, on a database of its own: what it commits stays."""
    with testing.migrated(postgres.create_database, MIGRATIONS) as url:
        for name, value in testing.environment(url, "amqp://127.0.0.1:1", keys, "task").items():
            monkeypatch_module.setenv(name, value)
        with Database(url).transaction() as session:
            know_everybody(session)
        async with testing.serving(rpc.runtime(load(TaskSettings)), TaskService()) as channel:
            yield TaskServiceClient(channel)


@pytest.fixture(scope="module")
def monkeypatch_module() -> Any:
    """An environment for the tests of this module."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


class Desk:
    """One person's calls."""

    def __init__(self, stub: Any, keys: Keys, who: Principal, language: str = "vi") -> None:
        self._stub, self._call = stub, as_caller(keys, who, language)

    async def __call__(self, method: str, request: Message[Any]) -> Any:
        return await getattr(self._stub, snake(method))(request, **self._call)


@pytest.fixture
def desk(stub: Any, keys: Keys) -> Callable[..., Desk]:
    """Makes a person's desk."""
    return lambda who, language="vi": Desk(stub, keys, who, language)


def snake(method: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower()


def message_date(day: date) -> Date:
    return Date(year=day.year, month=day.month, day=day.day)


def draft(**fields: Any) -> pb.Task:
    given = {
        "title": "Báo cáo công tác tiêm chủng",
        "output": "Báo cáo",
        "lead": HEALTH,
        "due": pb.Due(kind=pb.Due.Kind.FIXED, date=message_date(DUE), words="trong 30 ngày"),
        "monitor": specialist.person,
        "coordinations": [pb.Coordination(unit=ROADS, part="Phương tiện")],
    }
    return pb.Task(**{**given, **fields})


async def created(desk: Callable[..., Desk], **fields: Any) -> str:
    answer = await desk(specialist)("CreateTask", pb.CreateTaskRequest(task=draft(**fields)))
    return str(answer.name)


async def proposed(desk: Callable[..., Desk], **fields: Any) -> str:
    name = await created(desk, **fields)
    await desk(specialist)("ProposeTask", pb.ProposeTaskRequest(name=name))
    return name


async def issued(desk: Callable[..., Desk], **fields: Any) -> str:
    name = await proposed(desk, **fields)
    await desk(specialist)("IssueTask", pb.IssueTaskRequest(name=name))
    return name


async def accepted(desk: Callable[..., Desk], **fields: Any) -> str:
    name = await issued(desk, **fields)
    await desk(health_clerk)("AcceptTask", pb.AcceptTaskRequest(name=name))
    return name


async def held(desk: Callable[..., Desk]) -> str:
    name = await accepted(desk)
    request = pb.DelegateTaskRequest(name=name, unit=HEALTH_DESK, person=desk_officer.person)
    await desk(health_clerk)("DelegateTask", request)
    return name


async def submitted(desk: Callable[..., Desk]) -> str:
    name = await held(desk)
    await desk(desk_officer)("SubmitTask", REQUESTS["SubmitTask"](name))
    return name


async def returned(desk: Callable[..., Desk]) -> str:
    name = await issued(desk)
    await desk(health_head)("ReturnTask", pb.ReturnTaskRequest(name=name, reason="Không thuộc"))
    return name


REQUESTS: dict[str, Callable[[str], Message[Any]]] = {
    "GetTask": lambda name: pb.GetTaskRequest(name=name),
    "ListTasks": lambda name: pb.ListTasksRequest(basket="baskets/all"),
    "CreateTask": lambda name: pb.CreateTaskRequest(task=draft()),
    "UpdateTask": lambda name: pb.UpdateTaskRequest(task=pb.Task(name=name, title="Việc khác")),
    "ProposeTask": lambda name: pb.ProposeTaskRequest(name=name),
    "RejectTask": lambda name: pb.RejectTaskRequest(name=name, reason="Trùng"),
    "IssueTask": lambda name: pb.IssueTaskRequest(name=name),
    "BatchIssueTasks": lambda name: pb.BatchIssueTasksRequest(names=[name]),
    "AcceptTask": lambda name: pb.AcceptTaskRequest(name=name),
    "ReturnTask": lambda name: pb.ReturnTaskRequest(name=name, reason="Không thuộc"),
    "ReissueTask": lambda name: pb.ReissueTaskRequest(name=name, reason="Đúng việc", lead=ROADS),
    "RecallTask": lambda name: pb.RecallTaskRequest(name=name, reason="Giao nhầm"),
    "DelegateTask": lambda name: pb.DelegateTaskRequest(
        name=name, unit=HEALTH_DESK, person=desk_officer.person
    ),
    "ReportTaskProgress": lambda name: pb.ReportTaskProgressRequest(
        name=name, progress=pb.Progress(percent=40, text="Đang làm")
    ),
    "SubmitTask": lambda name: pb.SubmitTaskRequest(
        name=name, submission=pb.Submission(text="Đã xong", files=["files/bao-cao"])
    ),
    "ConfirmTask": lambda name: pb.ConfirmTaskRequest(name=name),
    "SendBackTask": lambda name: pb.SendBackTaskRequest(name=name, reason="Thiếu phụ lục"),
    "CancelTask": lambda name: pb.CancelTaskRequest(name=name, reason="Không còn phù hợp"),
    "UrgeTask": lambda name: pb.UrgeTaskRequest(name=name, message="Đề nghị khẩn trương"),
    "ListTaskSteps": lambda name: pb.ListTaskStepsRequest(parent=name),
    "GetBasket": lambda name: pb.GetBasketRequest(name="baskets/all"),
}
# What each method needs to exist, and who may then call it.
SCENES: dict[str, tuple[Any, Principal, Action]] = {
    "GetTask": (issued, health_clerk, Action.READ),
    "ListTaskSteps": (issued, health_clerk, Action.READ),
    "UpdateTask": (created, specialist, Action.AMEND),
    "ProposeTask": (created, specialist, Action.PROPOSE),
    "RejectTask": (proposed, specialist, Action.REJECT),
    "IssueTask": (proposed, chief, Action.ISSUE),
    "BatchIssueTasks": (proposed, specialist, Action.ISSUE),
    "AcceptTask": (issued, health_clerk, Action.ACCEPT),
    "ReturnTask": (issued, health_head, Action.RETURN),
    "ReissueTask": (returned, chief, Action.REISSUE),
    "RecallTask": (issued, specialist, Action.RECALL),
    "DelegateTask": (accepted, health_clerk, Action.DELEGATE),
    "ReportTaskProgress": (held, desk_officer, Action.REPORT_PROGRESS),
    "SubmitTask": (held, desk_officer, Action.SUBMIT),
    "ConfirmTask": (submitted, specialist, Action.CONFIRM),
    "SendBackTask": (submitted, specialist, Action.SEND_BACK),
    "CancelTask": (accepted, chief, Action.CANCEL),
    "UrgeTask": (accepted, chairman, Action.URGE),
}
OF_NO_TASK = {"ListTasks", "CreateTask", "GetBasket"}


def test_every_method_of_the_api_has_its_tests() -> None:
    assert set(REQUESTS) == set(METHODS)
    assert set(SCENES) == set(METHODS) - OF_NO_TASK


def refusal_of(error: aio.AioRpcError) -> dict[str, Any]:
    """Code and details of a refusal."""
    trailers = dict(error.trailing_metadata() or ())
    found: dict[str, Any] = {"code": error.code()}
    for detail in Status.from_binary(bytes(trailers["grpc-status-details-bin"])).details:
        for kind in (ErrorInfo, BadRequest, LocalizedMessage):
            if detail.type_url.endswith(kind.desc().type_name):
                found[kind.desc().type_name.rpartition(".")[2]] = kind.from_binary(detail.value)
    return found


@pytest.mark.parametrize("method", METHODS)
async def test_nobody_calls_without_a_principal(stub: Any, method: str) -> None:
    with pytest.raises(aio.AioRpcError) as error:
        await getattr(stub, snake(method))(REQUESTS[method]("tasks/nv-1"), timeout=10)
    assert error.value.code() is grpc.StatusCode.UNAUTHENTICATED


OUTSIDERS = (roads_officer, Principal("client", scopes=("statistics.read",)))


@pytest.mark.parametrize("method", sorted(SCENES))
async def test_an_outsider_cannot_tell_a_task_from_an_absent_one(
    desk: Callable[..., Desk], method: str
) -> None:
    name = await SCENES[method][0](desk)
    for who in OUTSIDERS:
        answers = []
        for uid in (name, f"tasks/{uuid.uuid4()}"):
            with pytest.raises(aio.AioRpcError) as error:
                await desk(who)(method, REQUESTS[method](uid))
            refusal = refusal_of(error.value)
            info = refusal["ErrorInfo"]
            answers.append((refusal["code"], info.reason, info.metadata["name"].replace(uid, "")))
        assert answers[0] == answers[1] == (grpc.StatusCode.NOT_FOUND, "TASK_NOT_FOUND", "")


@pytest.mark.parametrize("method", sorted(SCENES))
async def test_the_right_person_is_let_through(desk: Callable[..., Desk], method: str) -> None:
    scene, who, _ = SCENES[method]
    name = await scene(desk)
    assert await desk(who)(method, REQUESTS[method](name)) is not None


PEOPLE_BY_ROLE: dict[tuple[Role, Relation], Principal] = {
    (Role.CHAIRMAN, Relation.PROVINCE): chairman,
    (Role.OFFICE_CHIEF, Relation.PROVINCE): chief,
    (Role.OFFICE_SPECIALIST, Relation.MONITOR): specialist,
    (Role.OFFICE_SPECIALIST, Relation.PROVINCE): other_specialist,
    (Role.OFFICE_CLERK, Relation.PROVINCE): office_clerk,
    (Role.AGENCY_HEAD, Relation.LEAD): health_head,
    (Role.AGENCY_CLERK, Relation.LEAD): health_clerk,
    (Role.AGENCY_HEAD, Relation.CO_ORDINATOR): roads_head,
    (Role.AGENCY_CLERK, Relation.CO_ORDINATOR): roads_clerk,
    (Role.UNIT_HEAD, Relation.HOLDER_UNIT): desk_head,
    (Role.OFFICER, Relation.HOLDER): desk_officer,
}


def forbidden(action: Action) -> list[Principal]:
    """The people whom the table of rights does not grant the action."""
    # The monitor belongs to the province too: whoever has one right of the two is not forbidden.
    allowed = {PEOPLE_BY_ROLE[right].subject for right in RIGHTS[action] if right in PEOPLE_BY_ROLE}
    allowed |= (
        {specialist.subject} if (Role.OFFICE_SPECIALIST, Relation.PROVINCE) in RIGHTS[action] else set()
    )
    return [person for person in PEOPLE_BY_ROLE.values() if person.subject not in allowed]


@pytest.mark.parametrize("method", sorted(set(SCENES) - {"GetTask", "ListTaskSteps"}))
async def test_what_the_table_of_rights_does_not_grant_is_refused(
    desk: Callable[..., Desk], method: str
) -> None:
    scene, _, action = SCENES[method]
    name = await scene(desk)
    before = await desk(chief)("GetTask", pb.GetTaskRequest(name=name))
    for person in forbidden(action):
        with pytest.raises(aio.AioRpcError) as error:
            await desk(person)(method, REQUESTS[method](name))
        refused = (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.NOT_FOUND)
        assert error.value.code() in refused, person.display_name
    assert await desk(chief)("GetTask", pb.GetTaskRequest(name=name)) == before


@pytest.mark.parametrize("who", [office_clerk, health_head, desk_officer], ids=lambda who: who.display_name)
async def test_only_the_office_prepares_tasks(desk: Callable[..., Desk], who: Principal) -> None:
    with pytest.raises(aio.AioRpcError) as error:
        await desk(who)("CreateTask", REQUESTS["CreateTask"](""))
    assert error.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_repeated_request_gets_the_first_answer_and_changes_nothing(
    desk: Callable[..., Desk],
) -> None:
    request_id = str(uuid.uuid4())
    request = pb.CreateTaskRequest(task=draft(), request_id=request_id)
    first = await desk(specialist)("CreateTask", request)
    assert await desk(specialist)("CreateTask", request) == first
    with pytest.raises(aio.AioRpcError) as error:
        await desk(specialist)(
            "CreateTask", pb.CreateTaskRequest(task=draft(title="Khác"), request_id=request_id)
        )
    refusal = refusal_of(error.value)
    assert (refusal["code"], refusal["ErrorInfo"].reason) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "REQUEST_ID_REUSED",
    )


async def test_a_stale_etag_is_aborted(desk: Callable[..., Desk]) -> None:
    name = await issued(desk)
    with pytest.raises(aio.AioRpcError) as error:
        await desk(health_clerk)("AcceptTask", pb.AcceptTaskRequest(name=name, etag="v1"))
    refusal = refusal_of(error.value)
    assert (refusal["code"], refusal["ErrorInfo"].reason) == (grpc.StatusCode.ABORTED, "ETAG_MISMATCH")


async def test_a_refusal_is_said_in_the_callers_language(desk: Callable[..., Desk]) -> None:
    name = await issued(desk)
    said = {}
    for language in ("vi", "en"):
        with pytest.raises(aio.AioRpcError) as error:
            await desk(specialist, language)("ConfirmTask", pb.ConfirmTaskRequest(name=name))
        refusal = refusal_of(error.value)
        assert refusal["ErrorInfo"].reason == "TASK_STATE"
        assert refusal["ErrorInfo"].domain == "task.dondoc.vn"
        said[language] = refusal["LocalizedMessage"].message
    assert "không cho phép" in said["vi"]
    assert "does not allow" in said["en"]


@pytest.mark.parametrize(
    ("task", "field"),
    [
        (draft(title=""), "task.title"),
        (draft(title="x" * 2001), "task.title"),
        (draft(lead="Sở Y tế"), "task.lead"),
        (draft(lead="units/absent"), "task.lead"),
        (draft(due=pb.Due(kind=pb.Due.Kind.FIXED, date=Date(year=2025, month=2, day=30))), "task.due.date"),
        (draft(monitor="people/absent"), "task.monitor"),
        (draft(coordinations=[pb.Coordination(unit=HEALTH)]), "task.coordinations"),
    ],
)
async def test_bad_input_names_the_field_and_why(
    desk: Callable[..., Desk], task: pb.Task, field: str
) -> None:
    with pytest.raises(aio.AioRpcError) as error:
        await desk(specialist)("CreateTask", pb.CreateTaskRequest(task=task))
    refusal = refusal_of(error.value)
    assert refusal["code"] is grpc.StatusCode.INVALID_ARGUMENT
    (violation, *_) = refusal["BadRequest"].field_violations
    assert violation.field == field
    assert violation.description
    assert not re.search(r"\{[a-z_]+\}", violation.description)


async def test_an_update_changes_what_its_mask_names(desk: Callable[..., Desk]) -> None:
    name = await created(desk)
    wanted = pb.Task(name=name, output="Kế hoạch", title="Không đổi", due=pb.Due(words="trước Tết"))
    request = pb.UpdateTaskRequest(task=wanted, update_mask=FieldMask(paths=["output", "due.words"]))
    after = await desk(specialist)("UpdateTask", request)
    assert (after.output, after.title) == ("Kế hoạch", "Báo cáo công tác tiêm chủng")
    assert (after.due.words, after.due.date) == ("trước Tết", message_date(DUE))
    request = pb.UpdateTaskRequest(task=wanted, update_mask=FieldMask(paths=["colour"]))
    with pytest.raises(aio.AioRpcError) as error:
        await desk(specialist)("UpdateTask", request)
    assert refusal_of(error.value)["BadRequest"].field_violations[0].field == "update_mask"


async def test_a_task_tells_its_class_and_what_may_be_done_now(desk: Callable[..., Desk]) -> None:
    name = await issued(desk)
    task = await desk(health_head)("GetTask", pb.GetTaskRequest(name=name))
    assert task.class_ is pb.Task.Class.OPEN_IN_TIME
    assert task.marks == [pb.Task.Mark.NOT_ACCEPTED]
    assert task.days_left > 0
    assert task.allowed_actions == ["accept", "delegate", "reportProgress", "return", "submit"]
    assert task.etag == "v3"


async def test_pages_are_bound_to_their_arguments(desk: Callable[..., Desk]) -> None:
    for _ in range(3):
        await issued(desk)
    request = pb.ListTasksRequest(basket="baskets/unit", page_size=2, filter='state = "ISSUED"')
    first = await desk(health_clerk)("ListTasks", request)
    assert len(first.tasks) == 2
    request.page_token = first.next_page_token
    second = await desk(health_clerk)("ListTasks", request)
    assert not {task.name for task in first.tasks} & {task.name for task in second.tasks}
    request.filter = 'state = "IN_PROGRESS"'
    with pytest.raises(aio.AioRpcError) as error:
        await desk(health_clerk)("ListTasks", request)
    assert refusal_of(error.value)["ErrorInfo"].reason == "PAGE_TOKEN_INVALID"


@pytest.mark.parametrize(
    "who", [chairman, health_clerk, desk_head, desk_officer], ids=lambda who: who.display_name
)
@pytest.mark.parametrize(
    "order_by", ["", "due_date desc", "title, due_date", "issue_date desc", "update_time", "create_time desc"]
)
async def test_every_order_and_filter_reaches_the_database(
    desk: Callable[..., Desk], who: Principal, order_by: str
) -> None:
    for filter in (
        "",
        'class = "OPEN_IN_TIME" AND mark = "NOT_ACCEPTED" AND coordinator = "units/so-giao-thong"',
        'due_date >= "2025-01-01" AND due_date != "2025-02-01" AND issue_date > "2025-01-01" AND title:"tiem"',
        'state != "DRAFT" AND lead != "units/x" AND holder_unit = "" AND field = "" AND parent_task = ""',
    ):
        request = pb.ListTasksRequest(page_size=2, filter=filter, order_by=order_by)
        for _ in range(3):
            page = await desk(who)("ListTasks", request)
            request.page_token = page.next_page_token
            if not request.page_token:
                break


async def test_the_history_comes_in_pages(desk: Callable[..., Desk]) -> None:
    name = await accepted(desk)
    request = pb.ListTaskStepsRequest(parent=name, page_size=3)
    first = await desk(specialist)("ListTaskSteps", request)
    assert [step.verb for step in first.steps] == ["draft", "propose", "issue"]
    request.page_token = first.next_page_token
    second = await desk(specialist)("ListTaskSteps", request)
    assert [step.verb for step in second.steps] == ["accept"]
    assert second.steps[0].actor == health_clerk.person
    assert second.next_page_token == ""


async def test_the_basket_says_of_which_day(desk: Callable[..., Desk]) -> None:
    basket = await desk(chairman)("GetBasket", pb.GetBasketRequest(name="baskets/all"))
    assert basket.as_of_date == message_date(clock.today())
    assert basket.total == basket.done_on_time + basket.done_late + basket.open_in_time + basket.open_overdue


@pytest.mark.parametrize("reason", [reason.name for reason in ErrorReason if reason.value])
def test_every_reason_has_a_sentence(reason: str) -> None:
    catalogue = Catalogue(CATALOGUE)
    assert reason in catalogue
    assert catalogue.say(reason, "vi") != catalogue.say(reason, "en") != reason
