"""The protos: their style, their comments, and that no change breaks a caller."""

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from gateway import routes
from gateway.openapi import comments
from gateway.routes import Route

ROOT = Path(__file__).resolve().parents[2]
BUF = Path(sys.executable).with_name("buf")
IMAGE = ROOT / "build" / "api.binpb"
ROUTES = routes.table().routes
COMMENTS = comments.load()


def buf(*arguments: str | Path) -> None:
    done = subprocess.run([BUF, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_style() -> None:
    buf("lint", IMAGE, "--path", "dondoc")


def test_nothing_breaks_a_caller_of_main(tmp_path: Path) -> None:
    base = os.environ.get("DONDOC_BASE", "main")
    archived = subprocess.run(["git", "archive", base, "protos"], cwd=ROOT, capture_output=True, check=False)
    if archived.returncode:
        pytest.skip(f"there is no {base} to compare with")
    with tarfile.open(fileobj=io.BytesIO(archived.stdout)) as archive:
        archive.extractall(tmp_path, filter="data")
    subprocess.run([sys.executable, tmp_path / "protos" / "generate.py"], cwd=tmp_path, check=True)
    buf("breaking", IMAGE, "--against", tmp_path / "build" / "api.binpb", "--path", "dondoc")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.rpc.name)
def test_an_rpc_and_all_that_it_takes_and_gives_are_explained(route: Route) -> None:
    names = [f"{route.service.type_name}.{route.rpc.name}"]
    for message in (route.rpc.input, route.rpc.output):
        if message.type_name.startswith("dondoc."):
            names += [message.type_name, *(f"{message.type_name}.{field.name}" for field in message.fields)]
    assert [name for name in names if not COMMENTS.get(name)] == []


def test_every_public_rpc_belongs_to_a_service_whose_address_is_a_setting() -> None:
    from gateway.config import GatewaySettings

    needed = {f"{route.service.file.proto.package.split('.')[1]}_address" for route in ROUTES}
    assert needed <= GatewaySettings.model_fields.keys()
