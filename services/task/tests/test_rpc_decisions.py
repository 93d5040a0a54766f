"""What the assigner's side decides about a task in work: each decision whole, from the request to the history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import grpc
import pytest
from grpc import aio
from protobuf import Message

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from shared import clock
from shared.principal import Principal

from .desks import (
    DUE,
    LATER,
    REQUESTS,
    Desk,
    accepted,
    asking,
    completed,
    explained,
    held,
    issued,
    late,
    refusal_of,
    returned,
)
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
    roads_head,
    specialist,
)

GRANT = LATER - timedelta(days=5)


async def refused(desk: Desk, method: str, request: Message[Any]) -> tuple[str, str]:
    """The reason of a refusal, and the field that it names."""
    with pytest.raises(aio.AioRpcError) as error:
        await desk(method, request)
    refusal = refusal_of(error.value)
    fields = refusal["BadRequest"].field_violations if "BadRequest" in refusal else []
    return refusal["ErrorInfo"].reason, fields[0].field if fields else ""


async def changes(desk: Desk, name: str) -> dict[str, tuple[str, str]]:
    """What the latest step changed: the values before and after, by field."""
    steps = (await desk("ListTaskSteps", pb.ListTaskStepsRequest(parent=name))).steps
    return {each.field_path: (each.before, each.after) for each in steps[-1].changes}


async def test_an_extension_shows_what_was_asked_and_granted_beside_the_original_date(
    desk: Callable[..., Desk],
) -> None:
    name = await asking(desk)
    task = await desk(chief)("GetTask", pb.GetTaskRequest(name=name))
    (asked,) = task.extensions
    assert (asked.asked_date, asked.requester, asked.late, asked.decide_date) == (
        LATER.isoformat(), health_clerk.person, False, "",
    )  # fmt: skip
    assert "decideExtension" in task.allowed_actions
    assert "extend" not in task.allowed_actions
    grant = pb.DecideTaskExtensionRequest(name=name, granted=True, new_date=GRANT.isoformat())
    task = await desk(chairman)("DecideTaskExtension", grant)
    (decided,) = task.extensions
    assert (decided.granted_date, decided.decider) == (GRANT.isoformat(), chairman.person)
    assert (task.due.date, task.due.original_date, task.extension_count) == (
        GRANT.isoformat(), DUE.isoformat(), 1,
    )  # fmt: skip
    assert await changes(desk(chief), name) == {
        "due.date": (DUE.isoformat(), GRANT.isoformat()),
        "extensions.granted_date": ("", GRANT.isoformat()),
    }


async def test_a_refused_extension_leaves_the_date_and_may_be_asked_for_again(
    desk: Callable[..., Desk],
) -> None:
    name = await asking(desk)
    no = pb.DecideTaskExtensionRequest(name=name)
    assert await refused(desk(chief), "DecideTaskExtension", no) == ("REASON_MISSING", "reason")
    no = pb.DecideTaskExtensionRequest(name=name, reason="Đã đủ thời gian")
    task = await desk(chief)("DecideTaskExtension", no)
    assert (task.extensions[0].granted_date, task.extensions[0].answer) == ("", "Đã đủ thời gian")
    assert (task.due.date, task.extension_count) == (DUE.isoformat(), 0)
    again = pb.RequestTaskExtensionRequest(name=name, new_date=LATER.isoformat(), reason="Thêm")
    task = await desk(health_head)("RequestTaskExtension", again)
    assert [each.requester for each in task.extensions] == [health_clerk.person, health_head.person]
    assert (await changes(desk(chief), name))["extensions.asked_date"] == ("", LATER.isoformat())


@pytest.mark.parametrize(
    ("method", "who", "given", "reason", "field"),
    [
        ("RequestTaskExtension", desk_officer, {"new_date": DUE}, "EXTENSION_NOT_LATER", "new_date"),
        ("ExtendTask", chief, {"new_date": DUE}, "EXTENSION_NOT_LATER", "new_date"),
        ("DecideTaskExtension", chief, {"granted": True}, "EXTENSION_NOT_PENDING", ""),
        ("DecideTaskExtension", specialist, {"granted": True}, "NOT_ALLOWED", ""),
        ("ExtendTask", health_head, {"new_date": LATER}, "NOT_ALLOWED", ""),
        ("RequestTaskExtension", roads_head, {"new_date": LATER}, "NOT_ALLOWED", ""),
    ],
)
async def test_an_extension_is_refused_with_its_reason(
    desk: Callable[..., Desk], method: str, who: Principal, given: dict[str, Any], reason: str, field: str
) -> None:
    name = await held(desk)
    request = getattr(pb, f"{method}Request")(name=name, reason="Chờ")
    for key, value in given.items():
        setattr(request, key, value if value is True else value.isoformat())
    assert await refused(desk(who), method, request) == (reason, field)


async def test_a_request_after_the_due_date_must_say_so_and_is_marked(desk: Callable[..., Desk]) -> None:
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    due = types.Due(kind=types.Due.Kind.FIXED, date=yesterday)
    name = await accepted(desk, due=due, assign_date=yesterday)
    request = pb.RequestTaskExtensionRequest(name=name, new_date=LATER.isoformat(), reason="Chờ")
    assert await refused(desk(health_head), "RequestTaskExtension", request) == ("EXTENSION_LATE", "late")
    request.late = True
    task = await desk(health_head)("RequestTaskExtension", request)
    assert task.extensions[0].late


async def test_nobody_extends_while_a_request_waits(desk: Callable[..., Desk]) -> None:
    name = await asking(desk)
    request = pb.ExtendTaskRequest(name=name, new_date=LATER.isoformat(), reason="Chờ")
    assert await refused(desk(chief), "ExtendTask", request) == ("EXTENSION_PENDING", "")
    again = pb.RequestTaskExtensionRequest(name=name, new_date=LATER.isoformat(), reason="Chờ")
    assert await refused(desk(health_head), "RequestTaskExtension", again) == ("EXTENSION_PENDING", "")


async def test_a_subtask_is_extended_by_its_agency_and_not_beyond_its_parent(
    desk: Callable[..., Desk],
) -> None:
    parent = await accepted(desk)
    due = types.Due(kind=types.Due.Kind.FIXED, date=clock.today().isoformat())
    part = pb.Task(title="Phần việc", output="Bảng", parent_task=parent, lead=HEALTH_DESK, due=due)
    name = (await desk(health_head)("CreateTask", pb.CreateTaskRequest(task=part))).name
    await desk(desk_head)("AcceptTask", pb.AcceptTaskRequest(name=name))
    ask = pb.RequestTaskExtensionRequest(name=name, new_date=LATER.isoformat(), reason="Chờ")
    await desk(desk_head)("RequestTaskExtension", ask)
    grant = pb.DecideTaskExtensionRequest(name=name, granted=True)
    assert await refused(desk(health_head), "DecideTaskExtension", grant) == ("DUE_AFTER_PARENT", "new_date")
    grant.new_date = DUE.isoformat()
    task = await desk(health_head)("DecideTaskExtension", grant)
    assert task.due.date == DUE.isoformat()


async def test_a_coordinator_sees_the_date_in_force_and_not_what_was_asked(desk: Callable[..., Desk]) -> None:
    name = await asking(desk)
    task = await desk(roads_head)("GetTask", pb.GetTaskRequest(name=name))
    assert (list(task.extensions), task.due.date) == ([], DUE.isoformat())


async def test_a_request_without_a_date_names_the_field(desk: Callable[..., Desk]) -> None:
    name = await held(desk)
    for method in ("RequestTaskExtension", "ExtendTask"):
        request = getattr(pb, f"{method}Request")(name=name, reason="Chờ")
        with pytest.raises(aio.AioRpcError) as error:
            await desk(chief)(method, request)
        refusal = refusal_of(error.value)
        assert refusal["code"] is grpc.StatusCode.INVALID_ARGUMENT
        assert refusal["BadRequest"].field_violations[0].field == "new_date"


async def test_a_lead_returns_a_task_once_even_if_it_gets_it_again(desk: Callable[..., Desk]) -> None:
    name = await returned(desk)
    due = types.Due(kind=types.Due.Kind.FIXED, date=LATER.isoformat())
    again = pb.ReissueTaskRequest(name=name, reason="Đúng việc", due=due)
    task = await desk(chief)("ReissueTask", again)
    assert (task.state, task.lead, task.due.date) == (types.TaskState.ISSUED, HEALTH, LATER.isoformat())
    task = await desk(health_head)("GetTask", pb.GetTaskRequest(name=name))
    assert "return" not in task.allowed_actions
    no = pb.ReturnTaskRequest(name=name, reason="Không thuộc")
    assert await refused(desk(health_head), "ReturnTask", no) == ("RETURNED_BEFORE", "")


async def test_the_office_insists_on_a_returned_task(desk: Callable[..., Desk]) -> None:
    name = await returned(desk)
    assert await refused(desk(specialist), "InsistTask", REQUESTS["InsistTask"](name)) == ("NOT_ALLOWED", "")
    task = await desk(chief)("InsistTask", REQUESTS["InsistTask"](name))
    assert (task.state, task.lead) == (types.TaskState.ISSUED, HEALTH)


async def test_a_task_is_transferred_to_another_lead_with_another_date(desk: Callable[..., Desk]) -> None:
    name = await held(desk)
    due = types.Due(kind=types.Due.Kind.FIXED, date=LATER.isoformat())
    request = pb.TransferTaskRequest(name=name, reason="Đúng chức năng", lead=HEALTH, due=due)
    assert await refused(desk(chief), "TransferTask", request) == ("LEAD_UNCHANGED", "lead")
    request.lead = HEALTH_DESK
    assert (await refused(desk(health_head), "TransferTask", request))[0] == "NOT_ALLOWED"
    request.lead = ROADS
    task = await desk(chief)("TransferTask", request)
    assert (task.lead, task.state, task.due.date, task.holder) == (
        ROADS, types.TaskState.ISSUED, LATER.isoformat(), None,
    )  # fmt: skip
    assert "accept" in (await desk(roads_head)("GetTask", pb.GetTaskRequest(name=name))).allowed_actions
    with pytest.raises(aio.AioRpcError) as error:
        await desk(health_clerk)("GetTask", pb.GetTaskRequest(name=name))
    assert error.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_completed_task_is_reopened_and_work_is_done_again(desk: Callable[..., Desk]) -> None:
    name = await completed(desk)
    assert await refused(desk(chairman), "ReopenTask", REQUESTS["ReopenTask"](name)) == ("NOT_ALLOWED", "")
    task = await desk(chief)("ReopenTask", REQUESTS["ReopenTask"](name))
    assert (task.state, task.submission) == (types.TaskState.IN_PROGRESS, None)
    task = await desk(chairman)("RedoTask", REQUESTS["RedoTask"](name))
    assert task.state is types.TaskState.IN_PROGRESS


async def test_an_adjusted_task_shows_its_earlier_wording_in_the_history(desk: Callable[..., Desk]) -> None:
    name = await issued(desk)
    request = pb.AdjustTaskRequest(name=name, reason="Theo ý kiến Chủ tịch", output="Kế hoạch")
    assert await refused(desk(specialist), "AdjustTask", request) == ("NOT_ALLOWED", "")
    task = await desk(chairman)("AdjustTask", request)
    assert task.output == "Kế hoạch"
    assert await changes(desk(health_head), name) == {"output": ("Báo cáo", "Kế hoạch")}
    assert await refused(desk(chairman), "AdjustTask", request) == ("TERMS_UNCHANGED", "output")
    request.output = ""
    assert (await refused(desk(chairman), "AdjustTask", request))[0] == "TERMS_UNCHANGED"


async def test_a_cause_of_delay_is_stated_and_refused_or_confirmed_by_name(desk: Callable[..., Desk]) -> None:
    name = await explained(desk)
    task = await desk(health_head)("GetTask", pb.GetTaskRequest(name=name))
    assert (task.delay_cause.text, task.delay_cause.decide_date) == ("Mưa lũ", "")
    no = pb.ConfirmTaskDelayCauseRequest(name=name, refused=True)
    assert await refused(desk(health_head), "ConfirmTaskDelayCause", no) == ("NOT_ALLOWED", "")
    assert await refused(desk(specialist), "ConfirmTaskDelayCause", no) == ("REASON_MISSING", "reason")
    no.reason = "Các đơn vị khác vẫn kịp"
    cause = (await desk(specialist)("ConfirmTaskDelayCause", no)).delay_cause
    assert (cause.refused, cause.decider, cause.confirm_date) == (True, specialist.person, "")
    assert await changes(desk(chief), name) == {"delay_cause.decision": ("", "REFUSED")}
    assert await refused(desk(chief), "ConfirmTaskDelayCause", no) == ("CAUSE_DECIDED", "")
    again = REQUESTS["StateTaskDelayCause"](name)
    assert await refused(desk(health_head), "StateTaskDelayCause", again) == ("CAUSE_ANSWERED", "delay_cause")
    name = await explained(desk)
    change = pb.ConfirmTaskDelayCauseRequest(
        name=name, kind=types.DelayCause.Kind.SUBJECTIVE, reason="Chậm triển khai"
    )
    cause = (await desk(chairman)("ConfirmTaskDelayCause", change)).delay_cause
    assert (cause.kind, cause.stated_kind, cause.decider, cause.answer) == (
        types.DelayCause.Kind.SUBJECTIVE, types.DelayCause.Kind.OBJECTIVE, chairman.person, "Chậm triển khai",
    )  # fmt: skip
    assert cause.confirm_date == cause.decide_date == clock.today().isoformat()


async def test_a_decision_on_a_cause_is_contested_and_decided_finally(desk: Callable[..., Desk]) -> None:
    name = await explained(desk)
    contest = REQUESTS["ContestTaskDelayCause"](name)
    assert await refused(desk(health_head), "ContestTaskDelayCause", contest) == ("NOTHING_TO_CONTEST", "")
    no = pb.ConfirmTaskDelayCauseRequest(name=name, refused=True, reason="Các đơn vị khác vẫn kịp")
    await desk(chief)("ConfirmTaskDelayCause", no)
    for other in (health_clerk, specialist):
        assert await refused(desk(other), "ContestTaskDelayCause", contest) == ("NOT_ALLOWED", "")
    task = await desk(health_head)("ContestTaskDelayCause", contest)
    found, today = task.delay_cause.contest, clock.today().isoformat()
    assert (found.contester, found.contest_date, found.document_number, found.decide_date) == (
        health_head.person, today, "128/BC-SYT", "",
    )  # fmt: skip
    assert await changes(desk(chief), name) == {
        "delay_cause.contest": ("", "CONTESTED"),
        "delay_cause.document_number": ("", "128/BC-SYT"),
    }
    assert await refused(desk(health_head), "ContestTaskDelayCause", contest) == ("CAUSE_CONTESTED", "")
    decide = REQUESTS["DecideTaskDelayCauseContest"](name)
    assert await refused(desk(specialist), "DecideTaskDelayCauseContest", decide) == ("NOT_ALLOWED", "")
    assert await refused(desk(chief), "DecideTaskDelayCauseContest", decide) == ("OWN_DECISION", "")
    unreasoned = pb.DecideTaskDelayCauseContestRequest(name=name, granted=True)
    assert await refused(desk(chairman), "DecideTaskDelayCauseContest", unreasoned) == (
        "REASON_MISSING", "reason",
    )  # fmt: skip
    cause = (await desk(chairman)("DecideTaskDelayCauseContest", decide)).delay_cause
    assert (cause.refused, cause.kind, cause.confirm_date) == (False, types.DelayCause.Kind.OBJECTIVE, today)
    # The first decision stays beside the final one.
    assert (cause.decider, cause.answer) == (chief.person, "Các đơn vị khác vẫn kịp")
    assert (cause.contest.granted, cause.contest.decider, cause.contest.answer) == (
        True, chairman.person, "Tài liệu đã rõ",
    )  # fmt: skip
    assert await changes(desk(chief), name) == {
        "delay_cause.decision": ("REFUSED", "CONFIRMED"),
        "delay_cause.contest": ("CONTESTED", "GRANTED"),
    }
    assert await refused(desk(chairman), "DecideTaskDelayCauseContest", decide) == ("CONTEST_NOT_PENDING", "")


async def test_a_late_completion_demands_a_cause_before_it_is_confirmed(desk: Callable[..., Desk]) -> None:
    name = await late(desk)
    await desk(health_head)("SubmitTask", REQUESTS["SubmitTask"](name))
    task = await desk(specialist)("GetTask", pb.GetTaskRequest(name=name))
    assert "confirm" not in task.allowed_actions
    confirm = pb.ConfirmTaskRequest(name=name)
    assert await refused(desk(specialist), "ConfirmTask", confirm) == ("DELAY_CAUSE_DEMANDED", "")
    await desk(health_clerk)("StateTaskDelayCause", REQUESTS["StateTaskDelayCause"](name))
    assert (await desk(specialist)("ConfirmTask", confirm)).state is types.TaskState.COMPLETED


async def test_a_task_in_time_has_no_cause_of_delay(desk: Callable[..., Desk]) -> None:
    request = REQUESTS["StateTaskDelayCause"](await held(desk))
    assert await refused(desk(health_head), "StateTaskDelayCause", request) == ("NOT_LATE", "delay_cause")
