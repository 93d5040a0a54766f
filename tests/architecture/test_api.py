"""Every RPC has a comment and checks its caller; every reason has a sentence and is used in the code."""

import ast
import importlib
import json
import re
import tomllib

import pytest
from protobuf import DescMethod

from gateway import routes
from gateway.openapi import comments
from shared.status import SHARED_REASONS
from tests.architecture.source import ROOT, SERVICES, FunctionNode, called, location, of_service

METHODS = [
    method for file in routes.service_files() for service in file.services for method in service.methods
]
REFUSALS = {
    *("InvalidArgument", "NotFound", "AlreadyExists", "PermissionDenied", "FailedPrecondition", "Aborted"),
    *("ResourceExhausted", "Unauthenticated", "Unavailable", "DeadlineExceeded", "Internal"),
}
COMMENTS = comments.load()
# The portal itself refuses files with these endings, before it sends them.
REASONS_OF_THE_PORTAL = {"ENDING"}


def _service(method: DescMethod) -> str:
    return method.parent.file.proto.package.split(".")[1]


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _functions(service: str) -> dict[str, FunctionNode]:
    """The functions of a service's edge (`rpc`) by name."""
    edge = [module for module in of_service(service) if module.name.startswith(f"services/{service}/rpc")]
    return {node.name: node for module in edge for node in module.functions()}


def _checks_caller(node: FunctionNode, known: dict[str, FunctionNode], seen: frozenset[str]) -> bool:
    """Whether a function passes on the caller's principal, or calls a function that does."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and inner.attr == "principal":
            return True
        name = called(inner)
        passes_call_on = isinstance(inner, ast.Call) and any(
            getattr(one, "id", "") == "call" for one in inner.args
        )
        follow = passes_call_on and name in known and name not in seen
        if follow and _checks_caller(known[name], known, seen | {name}):
            return True
    return False


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_every_rpc_has_a_comment(method: DescMethod) -> None:
    name = f"{method.parent.type_name}.{method.name}"
    assert COMMENTS.get(name), f"{name} has no comment"


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_every_rpc_checks_its_caller(method: DescMethod) -> None:
    service, name = _service(method), _snake(method.name)
    known = _functions(service)
    function = known.get(name)
    assert function is not None, f"services/{service}/rpc has no method {name}"
    assert _checks_caller(function, known, frozenset()), f"{method.name} does not check its caller"


def _reasons(service: str) -> set[str]:
    module = importlib.import_module(f"dondoc_api.dondoc.{service}.v1.error_reason_pb")
    return {reason.name for reason in module.ErrorReason if reason.value}


@pytest.mark.parametrize("service", SERVICES)
def test_every_reason_has_a_sentence_in_both_languages(service: str) -> None:
    sentences = tomllib.loads((ROOT / "services" / service / "messages.toml").read_text("utf-8"))
    assert [name for name in sorted(_reasons(service)) if set(sentences.get(name, {})) != {"vi", "en"}] == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_reason_is_used_in_the_code(service: str) -> None:
    code = "\n".join(module.text for module in of_service(service))
    assert [name for name in sorted(_reasons(service)) if not re.search(rf"\b{name}\b", code)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_api_names_every_reason_of_a_model(service: str) -> None:
    given = {
        (location(module, node), value.value)
        for module in of_service(service)
        if module.name.startswith(f"services/{service}/model")
        for node in module.nodes()
        if isinstance(node, ast.ClassDef) and node.name == "Reason"
        for value in ast.walk(node)
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.isupper()
    }
    assert [one for one in sorted(given) if one[1] not in _reasons(service)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_api_names_every_reason_that_the_code_gives(service: str) -> None:
    known = _reasons(service) | SHARED_REASONS
    given = {
        (location(module, node), node.args[0].value)
        for module in of_service(service)
        for node in module.nodes()
        if called(node) in REFUSALS
        and isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert [one for one in sorted(given) if one[1] not in known] == []


def test_the_portal_explains_only_reasons_of_the_api() -> None:
    known = {
        *SHARED_REASONS,
        *REASONS_OF_THE_PORTAL,
        *(one for service in SERVICES for one in _reasons(service)),
    }
    explained = {
        (file.name, reason)
        for file in (ROOT / "gateway" / "portal" / "src" / "i18n" / "vi").glob("*.json")
        for reason in json.loads(file.read_text("utf-8")).get("refused", {})
        if reason.isupper()
    }
    assert explained, "no catalogue explains a reason"
    assert [one for one in sorted(explained) if one[1] not in known] == []
