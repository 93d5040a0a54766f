"""People who repeat each task command until it is acknowledged, whatever dies meanwhile."""

import itertools
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import grpc

from deploy.demo.cast import Cast, Person
from deploy.local.settings import GATEWAY_KEY
from deploy.local.system import System
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceClientSync
from dondoc_api.dondoc.type.v1.task_types_pb import Due, Progress
from shared.principal import HeldPosition, Principal, Signer
from shared.testing import metadata

PATIENCE = 300
"""Seconds after which a command that is still not acknowledged fails the test."""
# The errors that a client may get while processes die; it then repeats the call with the same request id.
_TRANSIENT = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)
CAST = Cast()


class Caller:
    """A person of the demo province, whom a signed statement of the gateway identifies to every service."""

    def __init__(self, system: System, person: Person) -> None:
        self._signer = Signer(system.wiring.secrets.signing_key(GATEWAY_KEY))
        self.person = person
        self._principal = Principal(
            subject=f"chaos-{person.id}",
            person=f"people/{person.id}",
            display_name=person.display_name,
            positions=tuple(_held(person, number) for number in range(len(person.positions))),
        )

    def metadata(self) -> tuple[tuple[str, str | bytes], ...]:
        """The metadata of a call, signed each time because a statement is valid for two minutes."""
        return tuple(metadata(self._signer.sign(self._principal)))


def _held(person: Person, number: int) -> HeldPosition:
    held = person.positions[number]
    agency = CAST.agency(held.unit)
    below = [unit.id for unit in CAST.units.values() if CAST.agency(unit.id) == agency]
    overseen = below if held.role in ("AGENCY_HEAD", "AGENCY_CLERK") else []
    return HeldPosition(
        position=f"units/{held.unit}/positions/{person.id}-{number}",
        unit=f"units/{held.unit}",
        agency=f"units/{agency}",
        role=held.role,
        title=held.title,
        units=tuple(f"units/{unit}" for unit in overseen),
    )


@dataclass
class Course:
    """One task and its acknowledged commands in order."""

    name: str
    lead: str
    acknowledged: list[str] = field(default_factory=list)
    last_answer: pb.Task | None = None


class Office:
    """Sends the commands of complete courses to the task service."""

    def __init__(self, system: System, agency: str = "so-y-te") -> None:
        self.agency = agency
        self.chief = Caller(system, CAST.first("OFFICE_CHIEF", "van-phong"))
        self.clerk = Caller(system, CAST.first("AGENCY_CLERK", agency))
        channel = grpc.insecure_channel(system.plan.listen("task"))
        self.stub = TaskServiceClientSync(channel)

    def course(self, title: str, due: date) -> Iterator[Callable[[], Course]]:
        """The commands of one task, one at a time; each returns once it is acknowledged."""
        course = Course(f"tasks/{uuid.uuid4()}", f"units/{self.agency}")
        task = pb.Task(
            title=title,
            output="Báo cáo",
            assigner="people/doan-the-khai",
            lead=course.lead,
            due=Due(kind=Due.Kind.FIXED, date=due.isoformat()),
        )
        task_id = course.name.removeprefix("tasks/")
        progress = Progress(percent=40, text="Đang thực hiện.")
        submission = pb.Submission(text="Đã hoàn thành.", document_number="1/BC")
        stub, chief, clerk = self.stub, self.chief, self.clerk
        commands: list[tuple[str, Caller, Any, Any]] = [
            ("create", chief, stub.create_task, pb.CreateTaskRequest(task=task, task_id=task_id)),
            ("propose", chief, stub.propose_task, pb.ProposeTaskRequest(name=course.name)),
            ("issue", chief, stub.issue_task, pb.IssueTaskRequest(name=course.name)),
            ("accept", clerk, stub.accept_task, pb.AcceptTaskRequest(name=course.name)),
            ("urge", chief, stub.urge_task, pb.UrgeTaskRequest(name=course.name, message="Khẩn trương.")),
            ("report", clerk, stub.report_task_progress, _progress(course.name, progress)),
            (
                "submit",
                clerk,
                stub.submit_task,
                pb.SubmitTaskRequest(name=course.name, submission=submission),
            ),
            ("confirm", chief, stub.confirm_task, pb.ConfirmTaskRequest(name=course.name)),
        ]
        for verb, caller, method, request in commands:
            yield partial(self._send, course, verb, caller, method, request)

    def _send(self, course: Course, verb: str, caller: Caller, method: Any, request: Any) -> Course:
        request.request_id = str(uuid.uuid4())
        course.last_answer = until_answered(lambda: method(request, metadata=caller.metadata(), timeout=5))
        course.acknowledged.append(verb)
        return course

    def play(self, title: str, due: date, steps: int = 8) -> Course:
        """Sends the first commands of a course one after the other."""
        courses = [command() for command in itertools.islice(self.course(title, due), steps)]
        return courses[-1]


def _progress(name: str, progress: Progress) -> pb.ReportTaskProgressRequest:
    return pb.ReportTaskProgressRequest(name=name, progress=progress)


def until_answered(call: Callable[[], Any]) -> Any:
    """Repeats a call while it fails because processes are down. Any other error is raised at once."""
    last_moment = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except grpc.RpcError as error:
            transient = isinstance(error, grpc.Call) and error.code() in _TRANSIENT
            if not transient or time.monotonic() > last_moment:
                raise
            time.sleep(0.2)
