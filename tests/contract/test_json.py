"""The JSON of every public RPC stays the same: fields may be added, but never change or disappear.

`DONDOC_GOLDEN=write` writes the golden files again; callers will notice every change in them.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from gateway import routes
from gateway.routes import Route
from tests.contract.examples import example

GOLDEN = Path(__file__).with_name("golden")
MEND = "write it with `DONDOC_GOLDEN=write build/venv/bin/pytest tests/contract/test_json.py`, and review it"
ROUTES = sorted(routes.table().routes, key=lambda route: route.rpc_path)


def now(route: Route) -> dict[str, Any]:
    """The current address, request and answer of a route."""
    request, answer = example(route.rpc.input), example(route.rpc.output)
    return {
        "address": f"{route.http_method} {route.template}",
        "body": route.body,
        "request": json.loads(request.to_json(always_emit_implicit=True)),
        "answer": json.loads(answer.to_json(always_emit_implicit=True)),
    }


def golden(route: Route) -> Path:
    return GOLDEN / route.service.file.proto.package.split(".")[1] / f"{route.rpc.name}.json"


def lost(before: Any, after: Any, path: str = "") -> list[str]:
    """The paths at which `after` lacks or changes something of `before`."""
    if isinstance(before, dict) and isinstance(after, dict):
        gone = [f"{path}.{key}" for key in before if key not in after]
        return gone + [
            found
            for key in before.keys() & after.keys()
            for found in lost(before[key], after[key], f"{path}.{key}")
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            found for one, other in zip(before, after, strict=True) for found in lost(one, other, f"{path}[]")
        ]
    # The example of an enum is its last value, which changes when a value is added.
    return [] if before == after or _enums(before, after) else [path]


def _enums(before: Any, after: Any) -> bool:
    return isinstance(before, str) and isinstance(after, str) and before.isupper() and after.isupper()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.rpc.name)
def test_the_json_of_an_rpc_stays_the_same(route: Route) -> None:
    file = golden(route)
    if os.environ.get("DONDOC_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(now(route), indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    assert file.exists(), f"{file.name} is missing: {MEND}"
    before = json.loads(file.read_text("utf-8"))
    assert lost(before, now(route)) == []
    assert before == now(route), f"the JSON has more than {file.name}: {MEND}"


def test_every_rpc_has_a_golden_file_and_none_has_disappeared() -> None:
    assert {file.stem for file in GOLDEN.rglob("*.json")} == {route.rpc.name for route in ROUTES}


def test_json_that_we_write_can_be_read_again() -> None:
    for route in ROUTES:
        message = example(route.rpc.output)
        assert type(message).from_json(message.to_json(always_emit_implicit=True)) == message
