"""Every resource name in every request must name something that exists and that the caller may see.

The fields come from the descriptors, so a new field is tested too, or fails because it has no valid request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from protobuf import DescField, DescFieldValueList, DescFieldValueMessage, DescMessage

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from dondoc_api.dondoc.type.v1.task_types_pb import Due
from dondoc_api.google.api.field_behavior_pb import ext_field_behavior
from dondoc_api.google.api.resource_pb import ext_resource_reference
from services.document.tests import files
from services.document.tests.office import CHAIRMAN, SPECIALIST
from services.document.tests.service import Office, created, refused

OUTPUT_ONLY, IDENTIFIER = 3, 8
ABSENT = {
    "document.dondoc.vn/Directive": "directives/absent",
    "document.dondoc.vn/File": "files/absent",
    "document.dondoc.vn/Proposal": "{directive}/proposals/absent",
    "identity.dondoc.vn/Person": "people/absent",
    "identity.dondoc.vn/Unit": "units/absent",
    "task.dondoc.vn/Task": "tasks/absent",
}
# The refusal names the field, or is NOT_FOUND if the resource of the call itself is unknown.
REFUSALS = {
    "files": "FILE_NOT_FOUND",
    "units": "UNKNOWN_UNIT",
    "people": "UNKNOWN_PERSON",
    "proposals": "PROPOSAL_NOT_FOUND",
    "directives": "DIRECTIVE_NOT_FOUND",
    "tasks": "UNKNOWN_TASK",
}
UNKNOWN = {"files": "UNKNOWN_FILE", "directives": "UNKNOWN_DIRECTIVE", "proposals": "INVALID_FIELD"}


@dataclass(frozen=True)
class Reference:
    """A field of a request that names a resource: its path and the type of the resource."""

    method: str
    path: tuple[str, ...]
    type: str

    def __str__(self) -> str:
        return f"{self.method}.{'.'.join(self.path)}"


def references(method: str, message: DescMessage, path: tuple[str, ...] = ()) -> Iterator[Reference]:
    for field in message.fields:
        if OUTPUT_ONLY in behaviours(field):
            continue
        here = (*path, field.name)
        value = field.value
        inner = value.element if isinstance(value, DescFieldValueList) else getattr(value, "message", None)
        if isinstance(inner, DescMessage) and inner.type_name.startswith("dondoc."):
            yield from references(method, inner, here)
        elif type := type_of(method, field, message):
            yield Reference(method, here, type)


def behaviours(field: DescField) -> set[int]:
    return {int(one) for one in field.proto.options[ext_field_behavior]} if field.proto.options else set()


def type_of(method: str, field: DescField, message: DescMessage) -> str:
    """The type of the resource that the field names; empty if it names none."""
    if IDENTIFIER in behaviours(field):
        # Create methods ignore the name of the resource.
        owner = message.type_name.rpartition(".")[2]
        return "" if method.startswith("Create") else f"document.dondoc.vn/{owner}"
    reference = field.proto.options[ext_resource_reference] if field.proto.options else None
    if reference is None:
        return ""
    return "document.dondoc.vn/Directive" if reference.child_type else str(reference.type)


ALL = [
    reference
    for method in pb.desc().services[0].methods
    for reference in references(method.name, method.input)
]


class World:
    """A file, a directive of the specialist with two complete proposals, and another directive."""

    def __init__(self, directive: str, file: str, proposals: list[str], other: str) -> None:
        self.directive = directive
        self.other = other
        self.file = file
        self.proposals = proposals


async def world(office: Office) -> World:
    file = await office.upload(files.word_file())
    directive = await created(office, subject="Tham chiếu")
    proposals = []
    for title in ("Một", "Hai"):
        proposal = pb.Proposal(
            title=title, output="Báo cáo", lead="units/so-y-te", due=Due(kind=Due.Kind.NONE)
        )
        request = pb.CreateProposalRequest(parent=directive.name, proposal=proposal)
        proposals.append((await office.call("CreateProposal", request)).name)
    other = await created(office, subject="Thay thế")
    return World(directive.name, file.name, proposals, other.name)


def directive(world: World, name: str = "") -> pb.Directive:
    return pb.Directive(name=name, files=[world.file], assigner=CHAIRMAN.person, monitor=SPECIALIST.person)


def proposal(name: str = "") -> pb.Proposal:
    coordination = pb.ProposedCoordination(unit="units/so-xay-dung")
    return pb.Proposal(name=name, title="Ba", lead="units/so-y-te", coordinations=[coordination])


VALID: dict[str, Callable[[World], Any]] = {
    "GetFile": lambda world: pb.GetFileRequest(name=world.file),
    "DownloadFile": lambda world: pb.DownloadFileRequest(name=world.file),
    "GetDirective": lambda world: pb.GetDirectiveRequest(name=world.directive),
    "CreateDirective": lambda world: pb.CreateDirectiveRequest(directive=directive(world)),
    "UpdateDirective": lambda world: pb.UpdateDirectiveRequest(directive=directive(world, world.directive)),
    "ListProposals": lambda world: pb.ListProposalsRequest(parent=world.directive),
    "CreateProposal": lambda world: pb.CreateProposalRequest(parent=world.directive, proposal=proposal()),
    "UpdateProposal": lambda world: pb.UpdateProposalRequest(proposal=proposal(world.proposals[0])),
    "DropProposal": lambda world: pb.DropProposalRequest(name=world.proposals[0]),
    "MergeProposals": lambda world: pb.MergeProposalsRequest(parent=world.directive, names=world.proposals),
    "SplitProposal": lambda world: pb.SplitProposalRequest(name=world.proposals[0], offsets=[1]),
    "ConfirmProposals": lambda world: pb.ConfirmProposalsRequest(
        parent=world.directive, names=world.proposals
    ),
    "SupersedeDirective": lambda world: pb.SupersedeDirectiveRequest(
        name=world.directive, kind=pb.Supersession.Kind.REPLACED, by=world.other
    ),
    "TakeBackSupersession": lambda world: pb.TakeBackSupersessionRequest(
        name=world.directive, by=world.other, reason="Ghi nhầm"
    ),
    "ListAffectedTasks": lambda world: pb.ListAffectedTasksRequest(parent=world.directive),
    "KeepTasks": lambda world: pb.KeepTasksRequest(name=world.directive, tasks=["tasks/unasked"]),
    "DeleteDirective": lambda world: pb.DeleteDirectiveRequest(name=world.directive),
    "RereadDirective": lambda world: pb.RereadDirectiveRequest(name=world.directive),
    "ForwardDirective": lambda world: pb.ForwardDirectiveRequest(
        name=world.directive, units=["units/so-y-te"]
    ),
    "ListForwardings": lambda world: pb.ListForwardingsRequest(parent=world.directive),
    "OpenDirective": lambda world: pb.OpenDirectiveRequest(name=world.directive),
}
# A proposal typed by hand cannot be split, a directive that could be read is not read again, no task asks what becomes
# of it, and no directive does anything to it: the service finds the name, then refuses.
ONLY_FOUND = {
    "SplitProposal": "QUOTE_OFFSET",
    "RereadDirective": "DIRECTIVE_READABLE",
    "KeepTasks": "UNKNOWN_TASK",
    "TakeBackSupersession": "DIRECTIVE_NOT_SUPERSEDED",
}


def put(message: Any, path: tuple[str, ...], value: str) -> str:
    """Sets the field at the path (the first item of a list) and returns the path as refusals name it."""
    name, *rest = path
    field = next(each for each in message.desc().fields if each.name == name)
    if isinstance(field.value, DescFieldValueList):
        items = list(getattr(message, name))
        inner = put(items[0], tuple(rest), value) if rest else ""
        setattr(message, name, items if rest else [value, *items[1:]])
        return f"{name}[0]" + (f".{inner}" if inner else "")
    if isinstance(field.value, DescFieldValueMessage):
        return f"{name}.{put(getattr(message, name), tuple(rest), value)}"
    setattr(message, name, value)
    return name


def test_every_request_that_names_a_resource_has_a_valid_example() -> None:
    assert set(VALID) == {reference.method for reference in ALL}
    assert {reference.type for reference in ALL} == set(ABSENT)


@pytest.mark.parametrize("method", sorted(VALID))
async def test_the_valid_requests_are_accepted(office: Office, method: str) -> None:
    request = VALID[method](await world(office))
    if method in ONLY_FOUND:
        assert (await refused(office.call(method, request))).reason == ONLY_FOUND[method]
    else:
        await office.call(method, request)


@pytest.mark.parametrize("reference", ALL, ids=str)
async def test_an_unknown_name_is_refused(office: Office, reference: Reference) -> None:
    known = await world(office)
    request = VALID[reference.method](known)
    absent = ABSENT[reference.type].format(directive=known.directive)
    path = put(request, reference.path, absent)
    answer = await refused(office.call(reference.method, request))
    expected = REFUSALS[absent.split("/")[-2]]
    if answer.code is grpc.StatusCode.INVALID_ARGUMENT:
        expected = expected if expected.startswith("UNKNOWN_") else UNKNOWN[absent.split("/")[-2]]
        assert answer.fields == ([path] if reference.path[-1] != "parent" else ["names[0]"])
    else:
        assert answer.code is grpc.StatusCode.NOT_FOUND
        assert reference.path[-1] in ("name", "parent", "names")
    assert answer.reason in {expected, "INVALID_FIELD"}
