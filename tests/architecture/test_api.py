"""Every RPC has a comment and checks its caller; every reason has a sentence and is used in the code."""

import ast
import importlib
import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from protobuf import DescFieldValueList, DescMessage, DescMethod, Message, ScalarType

from dondoc_api.google.api.field_behavior_pb import FieldBehavior, ext_field_behavior
from gateway import routes
from gateway.openapi import comments
from services.task.model import ENDS_SUBTASKS
from shared import rules
from shared.errors import InvalidArgument
from shared.messages import Catalogue, Locale
from shared.status import SHARED_REASONS
from tests.architecture.source import ROOT, SERVICES, FunctionNode, called, location, of_service, production

METHODS = [
    method for file in routes.service_files() for service in file.services for method in service.methods
]
REFUSALS = {
    *("InvalidArgument", "NotFound", "AlreadyExists", "PermissionDenied", "FailedPrecondition", "Aborted"),
    *("ResourceExhausted", "Unauthenticated", "Unavailable", "DeadlineExceeded", "Internal"),
}
COMMENTS = comments.load()
BEHAVIOUR: Any = ext_field_behavior
FIELDS_OF_WORK = sorted(
    key.partition(".")[2]
    for key in Catalogue(ROOT / "services/fields_of_work.toml")
    if key.startswith("field_of_work.")
)
PORTAL_TEXTS = ROOT / "gateway/portal/src/i18n"
# Deep enough for every message of a request.
DEEPEST = 4
# The portal itself refuses files with these endings, before it sends them.
REASONS_OF_THE_PORTAL = {"ENDING"}


def _service(method: DescMethod) -> str:
    return method.parent.file.proto.package.split(".")[1]


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


# What several services serve is written once.
SHARED_EDGES = {"operations": "shared/operations/rpc.py"}


def _functions(service: str) -> dict[str, FunctionNode]:
    """The functions of a service's edge (`rpc`) by name."""
    start = SHARED_EDGES.get(service, f"services/{service}/rpc")
    edge = [module for module in production() if module.name.startswith(start)]
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
    assert function is not None, f"the edge of {service} has no method {name}"
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


def _with_texts(message: DescMessage, text: str, depth: int = 0) -> Message[Any]:
    """A message with this text in every field that holds one."""
    filled: dict[str, Any] = {}
    for field in message.fields:
        value: Any = field.value
        repeated = isinstance(value, DescFieldValueList)
        inner = value.element if repeated else getattr(value, "message", None)
        if getattr(value, "element" if repeated else "scalar", None) is ScalarType.STRING:
            filled[field.name] = [text] if repeated else text
        elif isinstance(inner, DescMessage) and inner.type_name.startswith("dondoc.") and depth < DEEPEST:
            one = _with_texts(inner, text, depth + 1)
            filled[field.name] = [one] if repeated else one
    return message.type(**filled)


def _texts(message: Any, path: str = "") -> Iterator[tuple[str, str]]:
    for field in message:
        value = getattr(message, field.local_name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield path + field.name, one
            elif isinstance(one, Message):
                yield from _texts(one, f"{path}{field.name}.")


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_text_of_invisible_characters_enters_as_empty(method: DescMethod) -> None:
    """So no use case can take it for a reason, a title or a comment."""
    request = _with_texts(method.input, "\u200b \u3164")
    with suppress(InvalidArgument):
        rules.check(request)
    assert [path for path, text in _texts(request) if text] == []


def _fields_of_work(message: DescMessage, prefix: str = "", depth: int = 0) -> Iterator[str]:
    """The paths of the fields of a request that name a field of work."""
    for field in message.fields:
        options = field.proto.options
        if options and FieldBehavior.OUTPUT_ONLY in options[BEHAVIOUR]:
            continue
        inner = getattr(field.value, "element", getattr(field.value, "message", None))
        if field.name in ("field", "fields"):
            yield f"{prefix}{field.name}"
        elif isinstance(inner, DescMessage) and depth < DEEPEST:
            yield from _fields_of_work(inner, f"{prefix}{field.name}.", depth + 1)


def _refused(method: DescMethod, path: str, code: str) -> list[tuple[str, str]]:
    """What is refused of a field's path if it holds this code."""
    request: Any = method.input.type()
    *outer, last = path.split(".")
    target = request
    for name in outer:
        inner = next(each for each in target.desc().fields if each.name == name).value.message.type()
        setattr(target, name, inner)
        target = inner
    setattr(target, last, [code] if last == "fields" else code)
    try:
        rules.check(request)
    except InvalidArgument as refusal:
        return [(each.path, each.rule) for each in refusal.fields if each.path.startswith(path)]
    return []


WITH_FIELDS = [(method, path) for method in METHODS for path in _fields_of_work(method.input)]


@pytest.mark.parametrize(("method", "path"), WITH_FIELDS, ids=lambda value: getattr(value, "name", value))
def test_a_request_names_only_known_fields_of_work(method: DescMethod, path: str) -> None:
    at = f"{path}[0]" if path.endswith("fields") else path
    for unknown in ("y-te", "Y tế", "x" * 64):
        assert _refused(method, path, unknown) == [(at, "string.field_of_work")]
    assert [code for code in FIELDS_OF_WORK if _refused(method, path, code)] == []


def test_the_rule_and_the_catalogue_have_the_same_fields_of_work() -> None:
    rule = (ROOT / "protos/dondoc/type/v1/rules.proto").read_text("utf-8").partition("bool field_of_work")[2]
    assert sorted(re.findall(r"'([a-z-]+)'", rule)) == FIELDS_OF_WORK
    assert len(WITH_FIELDS) == 11


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_of_a_reason_has_a_sentence(language: Locale) -> None:
    """In the history that the portal shows, and in notifications."""
    codes = set(ENDS_SUBTASKS.values())
    history = json.loads((PORTAL_TEXTS / language / "history.json").read_text("utf-8"))["reason"]
    sentences = tomllib.loads((ROOT / "services/notification/messages.toml").read_text("utf-8"))
    told = {key.removeprefix("reason."): words[language] for key, words in sentences.items()}
    assert {code: history.get(code) for code in codes} == {code: told.get(code) for code in codes}
    assert None not in {history.get(code) for code in codes}
    component = ROOT / "gateway/portal/src/screens/task-detail/history/Reason.tsx"
    assert codes <= set(re.findall("'([a-z-]+)'", component.read_text("utf-8")))
