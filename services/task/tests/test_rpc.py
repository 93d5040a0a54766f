"""The service through its stub: answers and refusals."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import grpc
import pytest
from grpc import aio
from protobuf.wkt.google.protobuf.field_mask_pb import FieldMask

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.error_reason_pb import ErrorReason
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from services.task import usecases
from services.task.config import TaskSettings
from services.task.model import SYSTEM, Act, Due, Terms
from services.task.rpc import CATALOGUE
from shared import clock
from shared.config import load
from shared.db import Database
from shared.principal import Principal

from .desks import DUE, Desk, accepted, created, draft, issued, refusal_of, suspended
from .factories import (
    HEALTH,
    chairman,
    chief,
    deputy,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    roads_head,
    specialist,
)


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


async def test_a_refusal_is_in_the_callers_language(desk: Callable[..., Desk]) -> None:
    name = await issued(desk)
    messages = {}
    for language in ("vi", "en"):
        with pytest.raises(aio.AioRpcError) as error:
            await desk(specialist, language)("ConfirmTask", pb.ConfirmTaskRequest(name=name))
        refusal = refusal_of(error.value)
        assert refusal["ErrorInfo"].reason == "TASK_STATE"
        assert refusal["ErrorInfo"].domain == "task.dondoc.vn"
        messages[language] = refusal["LocalizedMessage"].message
    assert "không cho phép" in messages["vi"]
    assert "does not allow" in messages["en"]


@pytest.mark.parametrize(
    ("task", "field"),
    [
        (draft(title=""), "task.title"),
        (draft(title="x" * 2001), "task.title"),
        (draft(lead="Sở Y tế"), "task.lead"),
        (draft(lead="units/absent"), "task.lead"),
        (draft(due=types.Due(kind=types.Due.Kind.FIXED, date="2025-02-30")), "task.due.date"),
        (draft(monitor="people/absent"), "task.monitor"),
        (draft(coordinations=[pb.Coordination(unit=HEALTH)]), "task.coordinations"),
    ],
)
async def test_bad_input_is_refused_with_the_field_and_a_reason(
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


async def test_an_update_changes_the_fields_in_its_mask(desk: Callable[..., Desk]) -> None:
    name = await created(desk)
    wanted = pb.Task(name=name, output="Kế hoạch", title="Không đổi", due=types.Due(words="trước Tết"))
    request = pb.UpdateTaskRequest(task=wanted, update_mask=FieldMask(paths=["output", "due.words"]))
    after = await desk(specialist)("UpdateTask", request)
    assert (after.output, after.title) == ("Kế hoạch", "Báo cáo công tác tiêm chủng")
    assert (after.due.words, after.due.date) == ("trước Tết", DUE.isoformat())
    request = pb.UpdateTaskRequest(task=wanted, update_mask=FieldMask(paths=["colour"]))
    with pytest.raises(aio.AioRpcError) as error:
        await desk(specialist)("UpdateTask", request)
    assert refusal_of(error.value)["BadRequest"].field_violations[0].field == "update_mask"


async def test_a_task_has_its_class_marks_and_allowed_actions(desk: Callable[..., Desk]) -> None:
    name = await issued(desk)
    task = await desk(health_head)("GetTask", pb.GetTaskRequest(name=name))
    assert task.class_ is types.TaskClass.OPEN_IN_TIME
    assert task.marks == [types.TaskMark.NOT_ACCEPTED]
    assert task.days_left > 0
    assert task.allowed_actions == [
        "accept",
        "createSubtask",
        "delegate",
        "follow",
        "reportProgress",
        "return",
        "setCoordination",
        "submit",
        "urgeCoordination",
    ]
    assert task.etag == "v3"


async def test_a_page_token_is_valid_only_for_its_arguments(desk: Callable[..., Desk]) -> None:
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
    assert [step.verb.name for step in first.steps] == ["DRAFT", "PROPOSE", "ISSUE"]
    request.page_token = first.next_page_token
    second = await desk(specialist)("ListTaskSteps", request)
    assert [step.verb.name for step in second.steps] == ["ACCEPT"]
    assert second.steps[0].actor == health_clerk.person
    assert second.next_page_token == ""


async def test_a_basket_states_the_date_of_its_counts(desk: Callable[..., Desk]) -> None:
    basket = await desk(chairman)("GetBasket", pb.GetBasketRequest(name="baskets/all"))
    assert basket.as_of_date == clock.today().isoformat()
    assert basket.total == basket.done_on_time + basket.done_late + basket.open_in_time + basket.open_overdue


@pytest.mark.parametrize("reason", [reason.name for reason in ErrorReason if reason.value])
def test_every_reason_has_a_sentence(reason: str) -> None:
    catalogue = CATALOGUE
    assert reason in catalogue
    assert catalogue.say(reason, "vi") != catalogue.say(reason, "en") != reason


async def test_a_task_without_a_date_sorts_alike_wherever_it_was_saved(desk: Callable[..., Desk]) -> None:
    """`consume` and `seed` save with psycopg, `serve` with asyncpg; both must write the same rank."""
    undated = Terms(
        title="Không hạn",
        output="Báo cáo",
        lead=HEALTH,
        due=Due.without_date(),
        assigner=deputy.person,
        field="khoa-hoc-chuyen-doi-so",
    )
    with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
        for number in range(3):
            act = Act(SYSTEM, clock.now())
            usecases.enter_proposals(session, act, "directives/d-9", [(f"khong-han-{number}", "", undated)])
    for number in (0, 2):
        await desk(chief)("IssueTask", pb.IssueTaskRequest(name=f"tasks/khong-han-{number}"))
    request = pb.ListTasksRequest(
        basket="baskets/all", page_size=1, filter='field = "khoa-hoc-chuyen-doi-so"'
    )
    listed = []
    while True:
        page = await desk(chief)("ListTasks", request)
        listed += [task.name for task in page.tasks]
        request.page_token = page.next_page_token
        if not request.page_token:
            break
    assert sorted(listed) == [f"tasks/khong-han-{number}" for number in range(3)]


async def test_a_caller_chooses_only_ids_that_nobody_can_guess(desk: Callable[..., Desk]) -> None:
    for guessed in ("nv-1", "nv-0001", "d9428888-122b-11e1-b85c-61cd3cbb3210", str(uuid.uuid4()).upper()):
        with pytest.raises(aio.AioRpcError) as error:
            await desk(specialist)("CreateTask", pb.CreateTaskRequest(task=draft(), task_id=guessed))
        refusal = refusal_of(error.value)
        assert refusal["code"] is grpc.StatusCode.INVALID_ARGUMENT
        assert [each.field for each in refusal["BadRequest"].field_violations] == ["task_id"]
    request = pb.CreateTaskRequest(task=draft(), task_id=str(uuid.uuid4()))
    assert (await desk(specialist)("CreateTask", request)).name == f"tasks/{request.task_id}"
    with pytest.raises(aio.AioRpcError) as error:
        await desk(specialist)("CreateTask", request)
    assert error.value.code() is grpc.StatusCode.ALREADY_EXISTS


async def test_a_field_of_work_is_an_identifier(desk: Callable[..., Desk]) -> None:
    for field in ("Y tế", "y_te", "x" * 64):
        with pytest.raises(aio.AioRpcError) as error:
            await desk(specialist)("CreateTask", pb.CreateTaskRequest(task=draft(field=field)))
        violations = refusal_of(error.value)["BadRequest"].field_violations
        assert [each.field for each in violations] == ["task.field"]


async def test_a_suspended_task_says_since_when_and_until_when_and_offers_to_resume_it(
    desk: Callable[..., Desk],
) -> None:
    name = await suspended(desk)
    task = await desk(chief)("GetTask", pb.GetTaskRequest(name=name))
    assert (task.state, task.suspend_date, task.resume_date) == (
        types.TaskState.SUSPENDED, clock.today().isoformat(), DUE.isoformat(),
    )  # fmt: skip
    assert "resume" in task.allowed_actions
    coordinator = await desk(roads_head)("GetTask", pb.GetTaskRequest(name=name))
    assert coordinator.resume_date == task.resume_date
    assert "resume" not in coordinator.allowed_actions
    steps = await desk(chief)("ListTaskSteps", pb.ListTaskStepsRequest(parent=name))
    change = pb.Change(field_path="resume_date", before="", after=DUE.isoformat())
    assert list(steps.steps[-1].changes) == [change]
    task = await desk(chairman)("ResumeTask", pb.ResumeTaskRequest(name=name, etag=task.etag))
    assert (task.state, task.suspend_date, task.resume_date) == (types.TaskState.IN_PROGRESS, "", "")


async def test_a_task_is_not_suspended_until_a_day_of_the_past(desk: Callable[..., Desk]) -> None:
    name = await accepted(desk)
    today = clock.today().isoformat()
    with pytest.raises(aio.AioRpcError) as error:
        await desk(chief)("SuspendTask", pb.SuspendTaskRequest(name=name, reason="Chờ", resume_date=today))
    refusal = refusal_of(error.value)
    assert refusal["ErrorInfo"].reason == "RESUME_DATE_PAST"
    assert refusal["BadRequest"].field_violations[0].field == "resume_date"
