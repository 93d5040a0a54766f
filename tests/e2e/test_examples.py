"""The example of every request body works for a person of the demo province with the right."""

import base64
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from deploy.demo import notice
from deploy.demo.cast import Cast
from deploy.demo.desk import Desk, Json
from deploy.demo.entering import next_number
from deploy.local.system import System
from gateway import routes
from gateway.openapi.document import example
from gateway.routes import Route
from shared import clock
from tests import stuck
from tests.conftest import Desks

pytestmark = pytest.mark.timeout(900)
WITH_BODY = {route.rpc.name: route for route in routes.table().routes if route.body and not route.uploads}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
CHIEF, SPECIALIST, ASSIGNER = "huynh-tan-thanh", "nguyen-thi-ngoc-uyen", "phan-thi-dieu-lien"
HEAD, CLERK, OFFICER = "chau-phuong-anh", "cao-thi-hong-thuy", "nguyen-tan-danh"
COORDINATOR = "ngo-trung-hau"


class Trial:
    """Tries examples and remembers which it has tried."""

    def __init__(self, desk: Callable[[str], Desk]) -> None:
        self.desk = desk
        self.tried: set[str] = set()

    def __call__(self, person: str, rpc: str, name: str = "", **instead: object) -> Json:
        """Sends the example of an RPC to the named resource; `instead` has the values that exist only in this run."""
        desk, route = self.desk(person), WITH_BODY[rpc]
        body = example(route) | instead
        url = f"{desk.gateway}{_address(route, name)}"
        answer = desk.browser.http.request(route.http_method, url, json=body, headers=desk.writing())
        assert answer.status_code == 200, (rpc, body, answer.text)
        self.tried.add(rpc)
        content: Json = answer.json()
        return content


def _address(route: Route, name: str) -> str:
    ids = iter(name.split("/")[1::2])
    segments = [next(ids) if segment == "*" else segment for segment in route.segments]
    return "/" + "/".join(segments) + (f":{route.verb}" if route.verb else "")


@pytest.fixture
def trial(desk: Desks) -> Trial:
    """Sends examples as people of the demo province."""
    return Trial(desk)


def proposed(trial: Trial) -> str:
    """Proposes a new task and returns its name."""
    name = str(trial(SPECIALIST, "CreateTask")["name"])
    trial(SPECIALIST, "UpdateTask", name)
    trial(SPECIALIST, "ProposeTask", name)
    return name


def issued(trial: Trial) -> str:
    """Issues a new task and returns its name."""
    name = proposed(trial)
    trial(CHIEF, "IssueTask", name)
    return name


def try_causes(trial: Trial) -> None:
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    due = {"kind": "FIXED", "date": yesterday}
    late = str(trial(SPECIALIST, "CreateTask", due=due, assignDate=yesterday)["name"])
    trial(SPECIALIST, "ProposeTask", late)
    trial(CHIEF, "IssueTask", late)
    trial(CLERK, "AcceptTask", late)
    trial(CLERK, "StateTaskDelayCause", late)
    trial(CHIEF, "ConfirmTaskDelayCause", late, kind="SUBJECTIVE", reason="Các đơn vị khác vẫn kịp.")
    trial(HEAD, "ContestTaskDelayCause", late)
    trial(ASSIGNER, "DecideTaskDelayCauseContest", late)


def try_coordination(trial: Trial, name: str) -> None:
    trial(CLERK, "SetTaskCoordination", name)
    trial(COORDINATOR, "AcceptTaskCoordination", name)
    trial(CLERK, "UrgeTaskCoordination", name)
    trial(COORDINATOR, "ReportTaskCoordination", name)
    trial(CLERK, "SendBackTaskCoordination", name)


def try_settings(trial: Trial) -> None:
    settings = "units/so-y-te/approvalSettings"
    before = trial.desk(HEAD).get(f"v1/{settings}")["approvers"]
    trial(HEAD, "UpdateApprovalSettings", settings)
    trial.desk(HEAD).patch(f"v1/{settings}", {"approvers": before})


def try_calendar_feed(trial: Trial) -> None:
    feed = f"people/{OFFICER}/calendarFeed"
    made = trial(OFFICER, "RenewCalendarFeed", feed)
    browser = trial.desk(OFFICER)
    address = f"{browser.gateway}/feeds/{made['secret']}.ics"
    assert browser.browser.http.get(address).text.startswith("BEGIN:VCALENDAR")
    trial(OFFICER, "StopCalendarFeed", feed)
    assert browser.browser.http.get(address).status_code == 404


def try_saved_lists(trial: Trial) -> None:
    desk = trial.desk(OFFICER)
    name = f"Quá hạn {uuid4()}"
    saved = trial(OFFICER, "CreateSavedList", displayName=name)["name"]
    trial(OFFICER, "UpdateSavedList", saved, displayName=f"{name}, Sở Y tế")
    answer = desk.browser.http.delete(f"{desk.gateway}/v1/{saved}", headers=desk.writing())
    assert answer.status_code == 200, answer.text


def try_tasks(trial: Trial) -> None:
    try_causes(trial)
    worked = issued(trial)
    trial(CLERK, "AcceptTask", worked)
    trial(CLERK, "DelegateTask", worked)
    try_coordination(trial, worked)
    trial(COORDINATOR, "CreateTaskComment", worked)
    trial(COORDINATOR, "FollowTask", worked)
    trial(COORDINATOR, "UnfollowTask", worked)
    trial(CHIEF, "SuspendTask", worked)
    trial(CHIEF, "ResumeTask", worked)
    trial(OFFICER, "RequestTaskExtension", worked)
    trial(HEAD, "ApproveTask", worked)
    trial(CHIEF, "DecideTaskExtension", worked)
    trial(CHIEF, "ExtendTask", worked)
    trial(OFFICER, "ReportTaskProgress", worked)
    trial(OFFICER, "SubmitTask", worked)
    trial(HEAD, "AskTaskChanges", worked)
    trial(OFFICER, "SubmitTask", worked)
    trial(OFFICER, "WithdrawTask", worked)
    trial(OFFICER, "SubmitTask", worked)
    trial(HEAD, "ApproveTask", worked)
    trial(SPECIALIST, "SendBackTask", worked)
    trial(CLERK, "SubmitTask", worked)
    trial(SPECIALIST, "ConfirmTask", worked)
    trial(CHIEF, "ReopenTask", worked)
    trial(CHIEF, "AdjustTask", worked)
    trial(CHIEF, "RedoTask", worked)
    trial(CHIEF, "TransferTask", worked)
    trial(SPECIALIST, "RejectTask", proposed(trial))
    trial(SPECIALIST, "CreateTaskSet")
    recalled, cancelled = proposed(trial), proposed(trial)
    trial(CHIEF, "BatchIssueTasks", names=[recalled, cancelled])
    trial(SPECIALIST, "RecallTask", recalled)
    trial(SPECIALIST, "UrgeTask", cancelled)
    trial(CHIEF, "CancelTask", cancelled)
    returned = issued(trial)
    trial(CLERK, "ReturnTask", returned)
    trial(CHIEF, "InsistTask", returned)
    elsewhere = issued(trial)
    trial(CLERK, "ReturnTask", elsewhere)
    trial(CHIEF, "ReissueTask", elsewhere)


def try_directives(trial: Trial, folder: Any) -> None:
    # Other tests may have entered the example itself.
    number = f"{next_number(trial.desk(SPECIALIST), 'TB-UBND')}/TB-UBND"
    entered = str(trial(SPECIALIST, "CreateDirective", numberSymbol=number)["name"])
    trial(SPECIALIST, "UpdateDirective", entered)
    trial("mai-thi-nguyet", "ForwardDirective", entered)
    trial(CLERK, "OpenDirective", entered)
    desk = trial.desk(SPECIALIST)
    file = notice.write(notice.read("giao-thong", 9216, clock.today()), folder / "thong-bao.docx")
    read = desk.post("v1/directives", {"files": [desk.upload(file)["name"]]})["name"]
    _await(lambda: desk.get(f"v1/{read}")["reading"] == "READ")
    made = [one["name"] for one in desk.all(f"v1/{read}/proposals", "proposals") if one["quoteEnd"]]
    whole = desk.get(f"v1/{read}/proposals")["proposals"][0]
    middle = (whole["quoteStart"] + whole["quoteEnd"]) // 2
    trial(SPECIALIST, "SplitProposal", whole["name"], offsets=[middle])
    trial(SPECIALIST, "MergeProposals", read, names=made[-2:])
    added = trial(SPECIALIST, "CreateProposal", read)["name"]
    trial(SPECIALIST, "UpdateProposal", added)
    trial(SPECIALIST, "ConfirmProposals", read, names=[added])
    trial(SPECIALIST, "DropProposal", made[1])
    # A task that is made later does not ask.
    _await(lambda: any(desk.all("v1/tasks", "tasks", filter=f'directive = "{read}"')))
    trial(SPECIALIST, "SupersedeDirective", read, by=entered)
    trial(SPECIALIST, "TakeBackSupersession", read, by=entered)
    # What is amended may keep tasks that are not issued yet.
    desk.post(f"v1/{read}:supersede", {"kind": "AMENDED", "by": entered})
    _await(lambda: any(desk.all(f"v1/{read}/affectedTasks", "affectedTasks")))
    [affected] = desk.all(f"v1/{read}/affectedTasks", "affectedTasks")
    trial(SPECIALIST, "KeepTasks", read, tasks=[affected["task"]])
    # A picture of a document has no text at all.
    picture = folder / "anh.png"
    picture.write_bytes(base64.b64decode(PIXEL))
    unreadable = desk.post("v1/directives", {"files": [desk.upload(picture)["name"]]})["name"]
    _await(lambda: desk.get(f"v1/{unreadable}")["reading"] == "UNREADABLE")
    trial(SPECIALIST, "RereadDirective", unreadable)


def _await(holds: Callable[[], bool]) -> None:
    last_moment = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < last_moment
        time.sleep(0.5)


def try_organisation(trial: Trial, administrator: str) -> None:
    unit = trial(administrator, "CreateUnit")["name"]
    trial(administrator, "UpdateUnit", unit)
    # Requests that are made from the document may have entered the example itself.
    username = f"thu-nghiem-{uuid4().hex[:8]}"
    person = trial(administrator, "CreatePerson", username=username, email=f"{username}@x.example")["name"]
    trial(administrator, "UpdatePerson", person)
    position = trial(administrator, "CreatePosition", unit)["name"]
    trial(administrator, "EndPosition", position)


def try_operations(trial: Trial, administrator: str, system: System) -> None:
    """Two messages that are no events; the one that is replayed is parked again, under another name."""
    desk = trial.desk(administrator)

    def parked() -> list[str]:
        found = desk.get(f"v1/subscribers/{stuck.SUBSCRIBER}/stuckEvents")["stuckEvents"]
        return [one["name"] for one in found if one["state"] == "PARKED"]

    for _ in range(2):
        stuck.park(system)
    stuck.until(lambda: len(parked()) == 2)
    first, second = parked()
    trial(administrator, "ReplayStuckEvent", first)
    trial(administrator, "DropStuckEvent", second)
    stuck.until(lambda: parked() not in ([], [first]))
    trial(administrator, "DropStuckEvent", parked()[0])
    assert parked() == []


def test_every_example_works(trial: Trial, tmp_path: Any, system: System) -> None:
    try_tasks(trial)
    try_settings(trial)
    try_calendar_feed(trial)
    try_saved_lists(trial)
    try_directives(trial, tmp_path)
    administrator = next(
        person.id
        for person in Cast().people.values()
        if any(held.role == "SYSTEM_ADMINISTRATOR" for held in person.positions)
    )
    try_organisation(trial, administrator)
    try_operations(trial, administrator, system)
    trial(CLERK, "BatchReadNotifications")
    assert trial.tried == WITH_BODY.keys()


def test_the_document_shows_the_example_of_the_proto() -> None:
    assert json.loads(WITH_BODY["RejectTask"].example) == example(WITH_BODY["RejectTask"])
