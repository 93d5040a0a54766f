"""The protos follow the style rules, have comments, and never change in a way that breaks a caller."""

import subprocess
import sys
from enum import StrEnum
from pathlib import Path

import pytest
from protobuf.wkt import FileDescriptorSet

from dondoc_api.dondoc.identity.v1.identity_service_pb import Role as ApiRole
from gateway import routes
from gateway.openapi import comments
from gateway.routes import Route
from services.identity import model as identity
from services.task import model as task

ROOT = Path(__file__).resolve().parents[2]
BUF = Path(sys.executable).with_name("buf")
IMAGE = ROOT / "build" / "api.binpb"
PROMISED = Path(__file__).with_name("promised.binpb")
ROUTES = routes.table().routes
COMMENTS = comments.load()


def buf(*arguments: str | Path) -> None:
    assert complaints(*arguments) == ""


def complaints(*arguments: str | Path) -> str:
    done = subprocess.run([BUF, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 100), done.stderr
    return done.stdout


def test_the_protos_follow_the_style_rules() -> None:
    buf("lint", IMAGE, "--path", "dondoc")


def broken(after: Path) -> str:
    """The changes that would break a caller of the promised API."""
    return complaints("breaking", after, "--against", PROMISED, "--path", "dondoc")


def test_no_change_breaks_a_caller_of_the_promised_api() -> None:
    assert broken(IMAGE) == "", "see docs/adding-an-rpc.md"


def test_the_check_finds_a_breaking_change(tmp_path: Path) -> None:
    image = FileDescriptorSet.from_binary(PROMISED.read_bytes())
    (file,) = (file for file in image.file if file.name == "dondoc/task/v1/task_service.proto")
    task = next(message for message in file.message_type if message.name == "Task")
    title = next(field for field in task.field if field.name == "title")
    title.name = "heading"
    after = tmp_path / "after.binpb"
    after.write_bytes(image.to_binary())
    assert "heading" in broken(after)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.rpc.name)
def test_an_rpc_and_its_request_and_response_have_comments(route: Route) -> None:
    names = [f"{route.service.type_name}.{route.rpc.name}"]
    for message in (route.rpc.input, route.rpc.output):
        if message.type_name.startswith("dondoc."):
            names += [message.type_name, *(f"{message.type_name}.{field.name}" for field in message.fields)]
    assert [name for name in names if not COMMENTS.get(name)] == []


def test_the_example_of_every_body_is_tried() -> None:
    """`tests/e2e/test_examples.py` sends each one to the whole system, which takes minutes; this takes none."""
    trials = (ROOT / "tests" / "e2e" / "test_examples.py").read_text("utf-8")
    names = [route.rpc.name for route in ROUTES if route.body and not route.uploads]
    assert [name for name in names if f'"{name}"' not in trials] == [], (
        "tests/e2e/test_examples.py lacks them"
    )


def test_the_gateway_has_a_setting_for_the_address_of_every_public_service() -> None:
    from gateway.config import GatewaySettings

    needed = {f"{server}_address" for route in ROUTES for server in route.servers}
    assert needed <= GatewaySettings.model_fields.keys()


@pytest.mark.parametrize("roles", [identity.Role, task.Role], ids=["identity", "task"])
def test_the_roles_of_a_model_are_those_of_the_api(roles: type[StrEnum]) -> None:
    assert {*roles, "UNSPECIFIED"} == {role.name for role in ApiRole}
