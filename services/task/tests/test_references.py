"""Every field of a request that names a resource is checked; the fields are taken from the API's description."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import grpc
import pytest
from grpc import aio
from protobuf import DescFieldValueList, DescMessage, Message
from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.google.api.field_behavior_pb import FieldBehavior, ext_field_behavior
from dondoc_api.google.api.resource_pb import ext_resource_reference
from services.task import tables, usecases
from services.task.model import Coordination, Due, Source, Terms
from services.task.tables import Caller, directives, units
from services.task.usecases import Command, Subtask
from shared.errors import FailedPrecondition, InvalidArgument
from shared.principal import Principal

from .desks import METHODS, OTHER_SCENES, REQUESTS, SCENES, SERVICE, Desk, refusal_of
from .factories import (
    HEALTH,
    HEALTH_DESK,
    PROVINCE_UNIT,
    ROADS,
    chairman,
    chief,
    health_head,
    roads_head,
    specialist,
)
from .office import DUE, TODAY, Office, at

BEHAVIOUR: Any = ext_field_behavior
UNKNOWN = {
    "identity.dondoc.vn/Unit": "units/absent",
    "identity.dondoc.vn/Person": "people/absent",
    "document.dondoc.vn/Directive": "directives/absent",
    "document.dondoc.vn/File": "files/absent",
    "task.dondoc.vn/Task": "tasks/absent",
    "task.dondoc.vn/TaskStep": "tasks/absent",
    "task.dondoc.vn/TaskPeriod": "tasks/absent",
    "task.dondoc.vn/TaskComment": "tasks/absent",
    "task.dondoc.vn/Basket": "baskets/absent",
    "task.dondoc.vn/ApprovalSettings": "units/absent/approvalSettings",
    "task.dondoc.vn/SavedList": "savedLists/absent",
    "task.dondoc.vn/TaskSet": "taskSets/absent",
}
# The resource that a request addresses: NOT_FOUND instead of an invalid argument.
ADDRESSED = {"name", "names", "parent", "basket"}


class Reference(NamedTuple):
    """A field of a request that names a resource."""

    method: str
    path: str
    type: str

    @property
    def field(self) -> str:
        """The path as a refusal names it."""
        path = self.path.replace("coordinations.", "coordinations[0].")
        lists = {"submission.files", "approval_settings.approvers", "task.informed"}
        lists |= {"comment.files", "comment.mentions", "files", "leads"}
        return f"{path}[0]" if path in lists else path


def references(method: str, message: DescMessage, prefix: str = "") -> Iterator[Reference]:
    """The fields that a caller may set: not those that the system sets, and in an update not the immutable ones."""
    for field in message.fields:
        options = field.proto.options
        behaviour = set(options[BEHAVIOUR]) if options else set()
        decided = {FieldBehavior.OUTPUT_ONLY, FieldBehavior.IDENTIFIER}
        decided |= {FieldBehavior.IMMUTABLE} if method.startswith("Update") else set()
        if behaviour & decided:
            continue
        reference = options[ext_resource_reference] if options else None
        if reference is not None and (reference.type or reference.child_type):
            yield Reference(method, f"{prefix}{field.name}", reference.type or reference.child_type)
        if (inner := inner_message(field.value)) is not None and inner.type_name.startswith("dondoc."):
            yield from references(method, inner, f"{prefix}{field.name}.")


def inner_message(value: Any) -> DescMessage | None:
    """The message type of a field or of its elements."""
    inner = value.element if isinstance(value, DescFieldValueList) else getattr(value, "message", None)
    return inner if isinstance(inner, DescMessage) else None


REFERENCES = [found for method in SERVICE.methods for found in references(method.name, method.input)]


def with_unknown(request: Message[Any], reference: Reference) -> Message[Any]:
    """The request with an unknown name in this field."""
    target: Any = request
    *steps, last = reference.path.split(".")
    for step in steps:
        if getattr(target, step) == []:
            setattr(target, step, [pb.Coordination()])
        value = getattr(target, step)
        target = value[0] if isinstance(value, list) else value
    value, name = getattr(target, last), UNKNOWN[reference.type]
    setattr(target, last, [name] if isinstance(value, list) else name)
    return request


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


@pytest.mark.parametrize(
    "reference", REFERENCES, ids=lambda reference: f"{reference.method}.{reference.path}"
)
async def test_an_unknown_name_is_refused_with_its_field(
    desk: Callable[..., Desk], reference: Reference
) -> None:
    of_agency = reference.type == "task.dondoc.vn/ApprovalSettings" or "approvers" in reference.path
    scene, who = (SCENES | OTHER_SCENES).get(
        reference.method, (None, health_head if of_agency else specialist)
    )
    name = await scene(desk) if scene else ""
    request = with_unknown(REQUESTS[reference.method](name), reference)
    with pytest.raises(aio.AioRpcError) as error:
        await desk(who)(reference.method, request)
    refusal = refusal_of(error.value)
    if reference.path in ADDRESSED:
        assert refusal["code"] is grpc.StatusCode.NOT_FOUND
        assert refusal["ErrorInfo"].metadata["name"] == UNKNOWN[reference.type]
    else:
        assert refusal["code"] is grpc.StatusCode.INVALID_ARGUMENT
        assert [each.field for each in refusal["BadRequest"].field_violations] == [reference.field]


def test_the_description_of_the_api_names_the_fields() -> None:
    found = {(each.method, each.path) for each in REFERENCES}
    assert {each.method for each in REFERENCES} == set(METHODS) - {
        "ListBaskets",
        "ListCandidates",
        "ListSavedLists",
        "ListTaskSets",
        "ExportCalendar",
        "ExportTaskTemplate",
        "ImportTasks",
        "CountWorkingDays",
        "WatchTasks",
    }
    assert ("SubmitTask", "submission.files") in found
    assert {path for method, path in found if method == "CreateTask"} == {
        *("task.directive", "task.parent_task", "task.assigner", "task.monitor", "task.lead"),
        *("task.coordinations.unit", "task.informed", "task.on_behalf_of"),
    }


def refused(office: Office, who: Principal, parent: str, directive: str = "") -> tuple[str, str]:
    """The reason and the field in the refusal of a subtask."""
    terms = Terms(title="Tổng hợp", lead=HEALTH_DESK, due=Due.on(DUE))
    subtask = Subtask("nv-subtask", terms, directive)
    with pytest.raises(InvalidArgument) as refusal, office.session.begin_nested():
        usecases.create_subtask(office.session, Caller.of(who), Command(parent, at(TODAY)), subtask)
    return refusal.value.reason, refusal.value.fields[0].path


def test_an_invisible_task_is_refused_like_an_unknown_one(office: Office) -> None:
    office.accepted("nv-1")
    answers = [refused(office, roads_head, parent) for parent in ("nv-1", "nv-absent")]
    assert answers == [("UNKNOWN_TASK", "task.parent_task")] * 2


def test_a_subtask_has_the_directive_of_its_parent(office: Office) -> None:
    for name in ("directives/d-1", "directives/d-2"):
        directives.keep(office.session, Source(name, number="215/TB-UBND", date=TODAY))
    office.accepted("nv-1", directive="directives/d-1")
    for other in ("directives/d-2", "directives/absent"):
        answer = refused(office, health_head, "nv-1", directive=other)
        assert answer == ("DIRECTIVE_DIFFERS", "task.directive")


def test_an_agency_sees_the_directives_of_its_tasks(office: Office) -> None:
    names = {"directives/d-1", "directives/d-2", "directives/absent"}
    for name in ("directives/d-1", "directives/d-2"):
        directives.keep(office.session, Source(name, number="215/TB-UBND", date=TODAY))
    office.accepted("nv-1", directive="directives/d-1")
    seen = [
        directives.visible(office.session, Caller.of(who), names)
        for who in (specialist, health_head, roads_head)
    ]
    assert seen == [{"directives/d-1", "directives/d-2"}, {"directives/d-1"}, set()]


def test_an_update_checks_only_the_fields_that_change(office: Office) -> None:
    office.drafted("nv-1", assigner=chairman.person)
    office.drafted("nv-2")
    held = chairman.positions[0]
    left = {"name": held.position, "person": chairman.person, "unit": held.unit, "end_date": date(2021, 2, 1)}
    units.keep(office.session, tables.POSITIONS, left)
    stated = Terms(assigner=chairman.person, output="Kế hoạch")
    changed = office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: stated)
    assert changed.output == "Kế hoạch"
    with pytest.raises(InvalidArgument) as refusal:
        office.do(specialist, usecases.update, "nv-2", terms_for=lambda _: stated)
    assert (refusal.value.reason, refusal.value.fields[0].path) == ("UNKNOWN_PERSON", "task.assigner")


def test_a_proposal_whose_unit_has_ended_is_not_issued(office: Office) -> None:
    office.proposed("nv-1", co=(ROADS,))
    units.keep(office.session, tables.UNITS, {"name": ROADS, "end_date": date(2025, 1, 31)})
    with pytest.raises(FailedPrecondition) as refusal:
        office.do(chief, usecases.issue, "nv-1")
    assert refusal.value.reason == "UNKNOWN_UNIT"
    # The message names what `name` holds: the unit.
    assert refusal.value.facts == {"name": ROADS, "task": "tasks/nv-1"}


def lead_refused(act: Callable[[], object]) -> tuple[str, list[str]]:
    with pytest.raises(InvalidArgument) as refusal:
        act()
    return refusal.value.reason, [each.path for each in refusal.value.fields]


@pytest.mark.parametrize("lead", [HEALTH_DESK, PROVINCE_UNIT])
def test_only_an_agency_leads_a_task(office: Office, lead: str) -> None:
    office.drafted("nv-1")
    office.issued("nv-2")
    office.do(health_head, usecases.return_task, "nv-2")
    answers = [
        lead_refused(lambda: office.drafted("nv-3", lead=lead)),
        lead_refused(
            lambda: office.do(specialist, usecases.update, "nv-1", terms_for=lambda _: Terms(lead=lead))
        ),
    ]
    assert answers == [("LEAD_NOT_AN_AGENCY", ["task.lead"])] * 2
    answer = lead_refused(lambda: office.do(chief, usecases.reissue, "nv-2", lead=lead))
    assert answer == ("LEAD_NOT_AN_AGENCY", ["lead"])


@pytest.mark.parametrize("unit", [HEALTH_DESK, PROVINCE_UNIT])
def test_only_agencies_coordinate_a_task(office: Office, unit: str) -> None:
    """Nobody could answer for the part of another unit."""
    office.issued("nv-1")
    wanted = (Coordination(ROADS), Coordination(unit))
    answers = [
        lead_refused(lambda: office.drafted("nv-3", coordinations=wanted)),
        lead_refused(
            lambda: office.do(chief, usecases.update, "nv-1", terms_for=lambda _: Terms(coordinations=wanted))
        ),
    ]
    assert answers == [("COORDINATOR_NOT_AN_AGENCY", ["task.coordinations[1].unit"])] * 2


def test_a_task_that_no_agency_would_lead_is_not_issued(office: Office) -> None:
    office.proposed("nv-1", lead=ROADS)
    # Merged into another agency since, it is a unit inside.
    units.keep(office.session, tables.UNITS, {"name": ROADS, "kind": "UNIT", "parent_unit": HEALTH})
    answer = lead_refused(lambda: office.do(chief, usecases.issue, "nv-1"))
    assert answer == ("LEAD_NOT_AN_AGENCY", ["task.lead"])
