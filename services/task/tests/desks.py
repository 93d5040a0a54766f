"""Calls to the service, with an example request for each method and a situation in which it is allowed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from grpc import aio
from protobuf import Message

from dondoc_api.dondoc.task.v1 import task_service_pb
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from dondoc_api.google.api.httpbody_pb import HttpBody
from dondoc_api.google.rpc.error_details_pb import BadRequest, ErrorInfo, LocalizedMessage
from dondoc_api.google.rpc.status_pb import Status
from shared import clock
from shared.principal import Principal
from shared.testing import Keys, as_caller

from .documents import FILE
from .factories import (
    HEALTH,
    HEALTH_DESK,
    ROADS,
    chairman,
    chief,
    deputy,
    desk_head,
    desk_officer,
    health_clerk,
    health_head,
    roads_clerk,
    specialist,
)

SERVICE = task_service_pb.desc().services[0]
METHODS = [method.name for method in SERVICE.methods]
DUE = clock.today() + timedelta(days=30)
CAUSE = types.DelayCause(kind=types.DelayCause.Kind.OBJECTIVE, text="Mưa lũ")
LATER = DUE + timedelta(days=10)
SETTINGS = f"{HEALTH}/approvalSettings"
Step = Callable[[str], Any]


class Desk:
    """The calls of one person."""

    def __init__(
        self, stub: Any, keys: Keys, who: Principal, language: str = "vi", seconds: float = 10
    ) -> None:
        self._stub, self._call = stub, as_caller(keys, who, language) | {"timeout": seconds}

    async def __call__(self, method: str, request: Message[Any]) -> Any:
        # A workbook takes longer than any other call where others use the machine too.
        limits = self._call | ({"timeout": 60} if method in UPLOADS else {})
        call = getattr(self._stub, snake(method))(sent(method, request), **limits)
        return await (anext(aiter(call)) if method in STREAMS else call)


def sent(method: str, request: Any) -> Any:
    """The request, or the pieces of an upload."""
    return iter([request, type(request)()]) if method in UPLOADS else request


def snake(method: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower()


def draft(**fields: Any) -> pb.Task:
    given = {
        "title": "Báo cáo công tác tiêm chủng",
        "output": "Báo cáo",
        "lead": HEALTH,
        "due": types.Due(kind=types.Due.Kind.FIXED, date=DUE.isoformat(), words="trong 30 ngày"),
        "assigner": deputy.person,
        "monitor": specialist.person,
        "coordinations": [pb.Coordination(unit=ROADS, part="Phương tiện")],
    }
    return pb.Task(**{**given, **fields})


def shared_terms(**fields: Any) -> pb.Task:
    """What the tasks of a set say."""
    return draft(**{"lead": "", "coordinations": [], **fields})


async def set_of_tasks(desk: Callable[..., Desk]) -> str:
    """The name of a set of two tasks."""
    answer = await desk(specialist)("CreateTaskSet", REQUESTS["CreateTaskSet"](""))
    return str(answer.name)


async def created(desk: Callable[..., Desk], **fields: Any) -> str:
    answer = await desk(specialist)("CreateTask", pb.CreateTaskRequest(task=draft(**fields)))
    return str(answer.name)


async def proposed(desk: Callable[..., Desk], **fields: Any) -> str:
    name = await created(desk, **fields)
    await desk(specialist)("ProposeTask", pb.ProposeTaskRequest(name=name))
    return name


async def issued(desk: Callable[..., Desk], **fields: Any) -> str:
    name = await proposed(desk, **fields)
    await desk(chief)("IssueTask", pb.IssueTaskRequest(name=name))
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
    await desk(health_clerk)("SubmitTask", REQUESTS["SubmitTask"](name))
    return name


async def seeking(desk: Callable[..., Desk]) -> str:
    """A task whose completion waits for the approval of the agency's head."""
    name = await held(desk)
    await desk(desk_officer)("SubmitTask", REQUESTS["SubmitTask"](name))
    return name


async def late(desk: Callable[..., Desk]) -> str:
    """A task in progress whose due date has passed."""
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    due = types.Due(kind=types.Due.Kind.FIXED, date=yesterday)
    return await accepted(desk, due=due, assign_date=yesterday)


async def explained(desk: Callable[..., Desk]) -> str:
    name = await late(desk)
    await desk(health_head)("StateTaskDelayCause", REQUESTS["StateTaskDelayCause"](name))
    return name


async def refused_cause(desk: Callable[..., Desk]) -> str:
    """A task whose cause of delay was refused."""
    name = await explained(desk)
    no = pb.ConfirmTaskDelayCauseRequest(name=name, refused=True, reason="Các đơn vị khác vẫn kịp")
    await desk(specialist)("ConfirmTaskDelayCause", no)
    return name


async def contested(desk: Callable[..., Desk]) -> str:
    name = await refused_cause(desk)
    await desk(health_head)("ContestTaskDelayCause", REQUESTS["ContestTaskDelayCause"](name))
    return name


async def coordinated(desk: Callable[..., Desk]) -> str:
    """A task whose coordinator has reported its result."""
    name = await issued(desk)
    done = pb.ReportTaskCoordinationRequest(
        name=name, unit=ROADS, progress=types.Progress(text="Đã bố trí xe"), done=True
    )
    await desk(roads_clerk)("ReportTaskCoordination", done)
    return name


async def completed(desk: Callable[..., Desk]) -> str:
    name = await submitted(desk)
    await desk(specialist)("ConfirmTask", pb.ConfirmTaskRequest(name=name))
    return name


async def suspended(desk: Callable[..., Desk], **fields: Any) -> str:
    name = await accepted(desk, **fields)
    await desk(chief)("SuspendTask", REQUESTS["SuspendTask"](name))
    return name


async def asking(desk: Callable[..., Desk]) -> str:
    """A task for which its agency has asked for an extension."""
    name = await held(desk)
    await desk(health_clerk)("RequestTaskExtension", REQUESTS["RequestTaskExtension"](name))
    return name


async def returned(desk: Callable[..., Desk]) -> str:
    name = await issued(desk)
    await desk(health_head)("ReturnTask", pb.ReturnTaskRequest(name=name, reason="Không thuộc"))
    return name


async def saved(desk: Callable[..., Desk]) -> str:
    """The name of a saved list of the specialist."""
    answer = await desk(specialist)("CreateSavedList", REQUESTS["CreateSavedList"](""))
    return str(answer.name)


REQUESTS: dict[str, Callable[[str], Message[Any]]] = {
    "GetTask": lambda name: pb.GetTaskRequest(name=name),
    "ListTasks": lambda name: pb.ListTasksRequest(basket="baskets/all"),
    "CreateTask": lambda name: pb.CreateTaskRequest(task=draft()),
    "UpdateTask": lambda name: pb.UpdateTaskRequest(task=pb.Task(name=name, title="Việc khác")),
    "ProposeTask": lambda name: pb.ProposeTaskRequest(name=name),
    "RejectTask": lambda name: pb.RejectTaskRequest(name=name, reason="Trùng"),
    "IssueTask": lambda name: pb.IssueTaskRequest(name=name),
    "BatchIssueTasks": lambda name: pb.BatchIssueTasksRequest(names=[name]),
    "CreateTaskSet": lambda name: pb.CreateTaskSetRequest(task=shared_terms(), leads=[HEALTH, ROADS]),
    "GetTaskSet": lambda name: pb.GetTaskSetRequest(name=name),
    "ListTaskSets": lambda name: pb.ListTaskSetsRequest(),
    "AcceptTask": lambda name: pb.AcceptTaskRequest(name=name),
    "ReturnTask": lambda name: pb.ReturnTaskRequest(name=name, reason="Không thuộc"),
    "ReissueTask": lambda name: pb.ReissueTaskRequest(name=name, reason="Đúng việc", lead=ROADS),
    "InsistTask": lambda name: pb.InsistTaskRequest(name=name, reason="Đúng chức năng"),
    "TransferTask": lambda name: pb.TransferTaskRequest(name=name, reason="Đúng việc", lead=ROADS),
    "RedoTask": lambda name: pb.RedoTaskRequest(name=name, reason="Chưa đạt"),
    "ReopenTask": lambda name: pb.ReopenTaskRequest(name=name, reason="Kết luận kiểm tra"),
    "AdjustTask": lambda name: pb.AdjustTaskRequest(name=name, reason="Theo ý kiến", output="Kế hoạch"),
    "StateTaskDelayCause": lambda name: pb.StateTaskDelayCauseRequest(name=name, delay_cause=CAUSE),
    "ConfirmTaskDelayCause": lambda name: pb.ConfirmTaskDelayCauseRequest(name=name),
    "ContestTaskDelayCause": lambda name: pb.ContestTaskDelayCauseRequest(
        name=name, reason="Có xác nhận của cơ quan thuỷ lợi", document_number="128/BC-SYT"
    ),
    "DecideTaskDelayCauseContest": lambda name: pb.DecideTaskDelayCauseContestRequest(
        name=name, granted=True, reason="Tài liệu đã rõ"
    ),
    "RecallTask": lambda name: pb.RecallTaskRequest(name=name, reason="Giao nhầm"),
    "DelegateTask": lambda name: pb.DelegateTaskRequest(
        name=name, unit=HEALTH_DESK, person=desk_officer.person, co_holder=desk_head.person
    ),
    "ReportTaskProgress": lambda name: pb.ReportTaskProgressRequest(
        name=name, progress=types.Progress(percent=40, text="Đang làm"), files=[FILE]
    ),
    "SubmitTask": lambda name: pb.SubmitTaskRequest(
        name=name, submission=pb.Submission(text="Đã xong", files=[FILE])
    ),
    "ConfirmTask": lambda name: pb.ConfirmTaskRequest(name=name),
    "SendBackTask": lambda name: pb.SendBackTaskRequest(name=name, reason="Thiếu phụ lục"),
    "SuspendTask": lambda name: pb.SuspendTaskRequest(
        name=name, reason="Chờ Bộ", resume_date=DUE.isoformat()
    ),
    "ResumeTask": lambda name: pb.ResumeTaskRequest(name=name, note="Đã có hướng dẫn"),
    "RequestTaskExtension": lambda name: pb.RequestTaskExtensionRequest(
        name=name, new_date=LATER.isoformat(), reason="Chờ số liệu"
    ),
    "DecideTaskExtension": lambda name: pb.DecideTaskExtensionRequest(name=name, granted=True),
    "ExtendTask": lambda name: pb.ExtendTaskRequest(
        name=name, new_date=LATER.isoformat(), reason="Kế hoạch đã đổi"
    ),
    "CancelTask": lambda name: pb.CancelTaskRequest(name=name, reason="Không còn phù hợp"),
    "UrgeTask": lambda name: pb.UrgeTaskRequest(name=name, message="Đề nghị khẩn trương"),
    "AcceptTaskCoordination": lambda name: pb.AcceptTaskCoordinationRequest(name=name, unit=ROADS),
    "ReportTaskCoordination": lambda name: pb.ReportTaskCoordinationRequest(
        name=name, unit=ROADS, progress=types.Progress(percent=40, text="Đang làm")
    ),
    "SetTaskCoordination": lambda name: pb.SetTaskCoordinationRequest(
        name=name, unit=ROADS, part="Phương tiện và lái xe"
    ),
    "UrgeTaskCoordination": lambda name: pb.UrgeTaskCoordinationRequest(name=name, unit=ROADS),
    "SendBackTaskCoordination": lambda name: pb.SendBackTaskCoordinationRequest(
        name=name, unit=ROADS, reason="Thiếu xe"
    ),
    "ApproveTask": lambda name: pb.ApproveTaskRequest(name=name),
    "AskTaskChanges": lambda name: pb.AskTaskChangesRequest(name=name, reason="Thiếu số liệu"),
    "WithdrawTask": lambda name: pb.WithdrawTaskRequest(name=name, reason="Nhầm tệp"),
    "FollowTask": lambda name: pb.FollowTaskRequest(name=name),
    "UnfollowTask": lambda name: pb.UnfollowTaskRequest(name=name),
    "GetApprovalSettings": lambda name: pb.GetApprovalSettingsRequest(name=SETTINGS),
    "UpdateApprovalSettings": lambda name: pb.UpdateApprovalSettingsRequest(
        approval_settings=pb.ApprovalSettings(name=SETTINGS, approvers=[desk_head.person])
    ),
    "ListTaskSteps": lambda name: pb.ListTaskStepsRequest(parent=name),
    "ListTaskPeriods": lambda name: pb.ListTaskPeriodsRequest(parent=name),
    "ListTaskComments": lambda name: pb.ListTaskCommentsRequest(parent=name),
    "CreateTaskComment": lambda name: pb.CreateTaskCommentRequest(
        parent=name,
        comment=pb.TaskComment(kind=pb.TaskComment.Kind.DISCUSSION, text="Đề nghị gửi dự thảo", files=[FILE]),
    ),
    "ListMentionCandidates": lambda name: pb.ListMentionCandidatesRequest(parent=name),
    "ListBaskets": lambda name: pb.ListBasketsRequest(),
    "ListCandidates": lambda name: pb.ListCandidatesRequest(purpose=pb.Candidate.Purpose.MONITOR),
    "ListDueDays": lambda name: pb.ListDueDaysRequest(month="2026-08", basket="baskets/all"),
    "GetBasket": lambda name: pb.GetBasketRequest(name="baskets/all"),
    "CountWorkingDays": lambda name: pb.CountWorkingDaysRequest(start_date="2026-08-28", days=2),
    "ExportTasks": lambda name: pb.ExportTasksRequest(basket="baskets/all"),
    "ListSavedLists": lambda name: pb.ListSavedListsRequest(),
    "CreateSavedList": lambda name: pb.CreateSavedListRequest(
        saved_list=pb.SavedList(display_name=f"Quá hạn {uuid.uuid4()}", basket="baskets/all")
    ),
    "UpdateSavedList": lambda name: pb.UpdateSavedListRequest(
        saved_list=pb.SavedList(name=name, filter=f'lead = "{HEALTH}"')
    ),
    "DeleteSavedList": lambda name: pb.DeleteSavedListRequest(name=name),
    "ExportCalendar": lambda name: pb.ExportCalendarRequest(),
    "ExportTaskTemplate": lambda name: pb.ExportTaskTemplateRequest(),
    "ImportTasks": lambda name: pb.ImportTasksRequest(content=HttpBody(data=b"?")),
    "WatchTasks": lambda name: pb.WatchTasksRequest(),
}
# For each method: how to make the task that it needs, and a person who may then call it.
SCENES: dict[str, tuple[Any, Principal]] = {
    "GetTask": (issued, health_clerk),
    "ListTaskSteps": (issued, health_clerk),
    "ListTaskPeriods": (issued, health_clerk),
    "ListTaskComments": (issued, health_clerk),
    "CreateTaskComment": (issued, health_clerk),
    "ListMentionCandidates": (issued, health_clerk),
    "UpdateTask": (created, specialist),
    "ProposeTask": (created, specialist),
    "RejectTask": (proposed, specialist),
    "IssueTask": (proposed, chief),
    "BatchIssueTasks": (proposed, chief),
    "AcceptTask": (issued, health_clerk),
    "ReturnTask": (issued, health_head),
    "ReissueTask": (returned, chief),
    "InsistTask": (returned, chief),
    "TransferTask": (accepted, chairman),
    "RedoTask": (accepted, chief),
    "ReopenTask": (completed, chief),
    "AdjustTask": (issued, chairman),
    "StateTaskDelayCause": (late, health_head),
    "ConfirmTaskDelayCause": (explained, specialist),
    "ContestTaskDelayCause": (refused_cause, health_head),
    "DecideTaskDelayCauseContest": (contested, chairman),
    "RecallTask": (issued, specialist),
    "DelegateTask": (accepted, health_clerk),
    "ReportTaskProgress": (held, desk_officer),
    "SubmitTask": (held, health_clerk),
    "ApproveTask": (seeking, health_head),
    "AskTaskChanges": (seeking, health_head),
    "WithdrawTask": (seeking, desk_officer),
    "FollowTask": (issued, chairman),
    "UnfollowTask": (issued, chairman),
    "ConfirmTask": (submitted, specialist),
    "SendBackTask": (submitted, specialist),
    "SuspendTask": (accepted, chief),
    "ResumeTask": (suspended, chairman),
    "RequestTaskExtension": (held, health_clerk),
    "DecideTaskExtension": (asking, chairman),
    "ExtendTask": (accepted, chief),
    "CancelTask": (accepted, chief),
    "UrgeTask": (accepted, chairman),
    "AcceptTaskCoordination": (issued, roads_clerk),
    "ReportTaskCoordination": (issued, roads_clerk),
    "SetTaskCoordination": (accepted, health_clerk),
    "UrgeTaskCoordination": (accepted, health_clerk),
    "SendBackTaskCoordination": (coordinated, health_clerk),
}
# The same for what is no task.
OTHER_SCENES: dict[str, tuple[Any, Principal]] = {
    "UpdateSavedList": (saved, specialist),
    "DeleteSavedList": (saved, specialist),
    "GetTaskSet": (set_of_tasks, chief),
}
NEEDS_NO_TASK = {
    *("ListSavedLists", "CreateSavedList", *OTHER_SCENES),
    *("ListTasks", "CreateTask", "ListBaskets", "GetBasket", "ListCandidates", "ExportTasks", "WatchTasks"),
    *("ExportTaskTemplate", "ImportTasks", "CreateTaskSet", "ListTaskSets"),
    *("CountWorkingDays", "ListDueDays", "ExportCalendar", "GetApprovalSettings", "UpdateApprovalSettings"),
}
STREAMS = {"ExportTasks", "ExportCalendar", "ExportTaskTemplate", "WatchTasks"}
UPLOADS = {"ImportTasks"}


def refusal_of(error: aio.AioRpcError) -> dict[str, Any]:
    """The code and the details of a refusal."""
    trailers = dict(error.trailing_metadata() or ())
    found: dict[str, Any] = {"code": error.code()}
    for detail in Status.from_binary(bytes(trailers["grpc-status-details-bin"])).details:
        for kind in (ErrorInfo, BadRequest, LocalizedMessage):
            if detail.type_url.endswith(kind.desc().type_name):
                found[kind.desc().type_name.rpartition(".")[2]] = kind.from_binary(detail.value)
    return found
