"""All services follow one pattern for handlers, jobs, calls into use cases, and rights."""

import ast
import importlib
import importlib.util
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.document.usecases.copies import NOT_ISSUED as WITHOUT_READERS
from services.task.announce.events import EVENTS as STEPS_OF_TASKS
from services.task.model import NOT_ISSUED
from shared.event import types_in
from tests.architecture.source import ROOT, SERVICES, FunctionNode, Module, called, location, of_service

CALLER = {"caller", "call.principal", "call"}
# The head of a unit has the unit's basket; no right depends on that.
ROLES_ELSEWHERE = {"services/task/tables/baskets.py"}


def _edge(service: str) -> list[Module]:
    return [module for module in of_service(service) if module.name.startswith(f"services/{service}/rpc")]


def _part(service: str, name: str) -> list[Module]:
    prefix = f"services/{service}/{name}"
    return [m for m in of_service(service) if m.name == f"{prefix}.py" or m.name.startswith(f"{prefix}/")]


def _handlers(module: Module) -> Iterator[tuple[str, str]]:
    """The event types that a module subscribes to, each with the name of its handler."""
    for node in module.nodes():
        if (
            called(node) == "Subscription"
            and isinstance(node, ast.Call)
            and isinstance(node.args[2], ast.Dict)
        ):
            for key, value in zip(node.args[2].keys, node.args[2].values, strict=True):
                yield ast.literal_eval(key) if key else "", ast.unparse(value)


def test_every_service_is_in_the_table_of_processes() -> None:
    """All that a service needs to run follows from the table, and the other checks take the services from it."""
    folders = {file.parent.name for file in (ROOT / "services").glob("*/__main__.py")}
    assert folders == set(SERVICES), "PROCESSES in deploy/local/plan.py names other services"


@pytest.mark.parametrize("service", SERVICES)
def test_handlers_are_named_after_their_events(service: str) -> None:
    """`unit.changed` is handled by `on_unit_changed`, `directive.proposals-confirmed` by `on_proposals_confirmed`."""
    handlers = [one for module in _part(service, "events") for one in _handlers(module)]
    failing = [
        (type, name)
        for type, name in handlers
        if not name.startswith("on_")
        or (type != "*" and not re.sub(r"\W", "_", f".{type}").endswith(f"_{name.removeprefix('on_')}"))
    ]
    assert failing == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_names_of_jobs_begin_with_sweep(service: str) -> None:
    names = [
        ast.literal_eval(keyword.value)
        for module in _part(service, "jobs")
        for node in module.nodes()
        if called(node) == "task" and isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "name"
    ]
    assert [name for name in names if not re.fullmatch(rf"{service}\.sweep_\w+", name)] == []


def _with_session(function: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.args[0]) == "session":
            yield node


@pytest.mark.parametrize("service", SERVICES)
def test_the_protos_list_the_types_of_events(service: str) -> None:
    """Subscribers park an event whose type no message lists in `event_types`."""
    announced = {
        node.args[1].value
        for module in _part(service, "announce")
        for node in _with_session(module.tree)
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    }
    if service == "task":
        announced |= {f"task.{step}" for step in STEPS_OF_TASKS.values()}
    published = importlib.util.find_spec(f"dondoc_api.dondoc.{service}.v1.{service}_events_pb")
    listed = types_in(importlib.import_module(published.name).desc()) if published else frozenset()
    assert announced == listed


@pytest.mark.parametrize("service", SERVICES)
def test_the_edge_passes_the_caller_to_every_use_case(service: str) -> None:
    """A function that the edge calls in a transaction takes the session and the caller, and checks the right itself."""
    found = [
        location(module, node)
        for module in _edge(service)
        for node in _with_session(module.tree)
        if len(node.args) < 2 or ast.unparse(node.args[1]).partition("(")[0] not in CALLER
    ]
    assert found == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_edge_reaches_tables_only_through_use_cases(service: str) -> None:
    found = [
        location(module, node)
        for module in _edge(service)
        for node in _with_session(module.tree)
        if ast.unparse(node.func).startswith("tables.")
    ]
    assert found == []


def _use_cases(service: str) -> dict[str, FunctionNode]:
    modules = [m for m in of_service(service) if m.name.startswith(f"services/{service}/usecases/")]
    return {
        node.name: node
        for module in modules
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


@pytest.mark.parametrize("service", SERVICES)
def test_use_cases_of_the_edge_take_session_and_caller(service: str) -> None:
    use_cases = _use_cases(service)
    names = {called(node) for module in _edge(service) for node in _with_session(module.tree)}
    found = {
        name: [argument.arg for argument in use_cases[name].args.args[:2]]
        for name in names & use_cases.keys()
        if [argument.arg for argument in use_cases[name].args.args[:2]] != ["session", "caller"]
    }
    assert found == {}


@pytest.mark.parametrize("service", SERVICES)
def test_only_the_model_names_roles(service: str) -> None:
    """The name of a role outside the table of rights means that a rule is written twice."""
    roles = _roles()
    found = [
        location(module, node)
        for module in of_service(service)
        if not module.name.startswith(f"services/{service}/model") and module.name not in ROLES_ELSEWHERE
        for node in module.nodes()
        if (isinstance(node, ast.Constant) and node.value in roles)
        or (isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Role" and node.attr in roles)
    ]
    assert found == []


def _roles() -> set[str]:
    from services.identity.model import Role

    return {role.value for role in Role}


@pytest.mark.parametrize("service", SERVICES)
def test_the_edge_knows_no_rights(service: str) -> None:
    """The model has one table of rights, and use cases check it."""
    rights = {
        target
        for module in _part(service, "model/rights")
        for node in module.tree.body
        for target in _defined(node)
    }
    found = [
        (location(module, node), alias.name)
        for module in _edge(service)
        for node in module.nodes()
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"services.{service}.model")
        for alias in node.names
        if alias.name in rights or alias.name == "rights"
    ]
    assert found == []


def _defined(node: ast.stmt) -> list[str]:
    """The names that a statement of `rights` defines: a function, the class of actions, or a table."""
    if isinstance(node, ast.FunctionDef) or (isinstance(node, ast.ClassDef) and node.name == "Action"):
        return [node.name]
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    return [ast.unparse(target) for target in targets]


def test_who_sees_a_task_sees_its_directive() -> None:
    """Else the link from the task to its directive leads nowhere."""
    assert {"UNSPECIFIED"} | NOT_ISSUED == WITHOUT_READERS


@pytest.mark.parametrize("service", SERVICES)
def test_a_repeated_request_is_answered_before_anything_else_happens(service: str) -> None:
    """What a change needs from outside its transaction may be away when the request comes again."""
    found = [
        location(module, node)
        for module in _edge(service)
        for node in module.functions()
        if (before := _before_the_change(node)) and before[0] != "call.earlier"
    ]
    assert found == []


def _before_the_change(function: FunctionNode) -> list[str]:
    """The calls that a method of the API waits for before it changes anything; none if it changes nothing."""
    awaited = sorted(
        (node.lineno, ast.unparse(node.value.func))
        for node in ast.walk(function)
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call)
    )
    names = [name for _, name in awaited]
    changes = [names.index(name) for name in ("call.change", "_step", "_change") if name in names]
    return names[: min(changes)] if changes else []


@pytest.mark.parametrize("service", SERVICES)
def test_the_image_of_a_service_has_the_files_that_several_services_read(
    service: str, tmp_path: Path
) -> None:
    lines = (ROOT / "deploy/Dockerfile").read_text("utf-8").replace("\\\n", "").splitlines()
    (copying,) = [line for line in lines if line.startswith("RUN ") and "services/${SERVICE}" in line]
    command = copying.removeprefix("RUN ").replace("/app", str(tmp_path))
    subprocess.run(
        ["sh", "-c", command], cwd=ROOT, env={"SERVICE": service, "PATH": "/usr/bin:/bin"}, check=True
    )
    copied = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()}
    assert f"services/{service}/__main__.py" in copied
    assert {f"services/{file.name}" for file in (ROOT / "services").glob("*.toml")} <= copied
