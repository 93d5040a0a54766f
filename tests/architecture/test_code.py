"""Rules for the code itself."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import (
    ROOT,
    SERVICES,
    Module,
    called,
    location,
    modules,
    of_service,
    production,
)

CLOCK = {"now", "today", "utcnow"}
COMMITTING = {"commit", "rollback", "begin"}
# The database module, and migrations, which have their own transactions.
TRANSACTIONS = {"shared/db.py", "shared/migrate.py"}
# The modules besides `shared.clock` that may read the clock, and why.
OTHER_CLOCKS = {
    "shared/clock.py": "is the clock",
    "gateway/access.py": "a line of a log has the real time",
    "deploy/secrets.py": "a certificate and the name of a key contain the real time at which they were made",
}
MEDIAN, NINE_OF_TEN, LONGEST, LONGEST_MODULE = 10, 25, 60, 400


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_only_the_clock_reads_the_clock() -> None:
    found = [
        location(module, node)
        for module in production()
        if module.name not in OTHER_CLOCKS
        for node in module.nodes()
        if _reads_the_clock(node)
    ]
    assert found == []


def _reads_the_clock(node: ast.AST) -> bool:
    """`date.today()`, `datetime.now()`, `datetime.utcnow()`: a time that tests and trials cannot move."""
    if (
        called(node) not in CLOCK
        or not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Attribute)
    ):
        return False
    owner = node.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name in ("date", "datetime", "Timestamp")


def test_only_the_database_module_begins_and_commits() -> None:
    found = [
        location(module, node)
        for module in production()
        if module.name.startswith(("services/", "shared/", "gateway/")) and module.name not in TRANSACTIONS
        for node in module.nodes()
        if _begins_or_ends(node)
    ]
    assert found == []


def _begins_or_ends(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    owner = getattr(node.func.value, "id", "") or getattr(node.func.value, "attr", "")
    return node.func.attr in COMMITTING and owner.strip("_") in (
        "session",
        "connection",
        "transaction",
        "engine",
    )


@pytest.mark.parametrize("group", ["services", "shared", "gateway", "deploy"])
def test_functions_are_short(group: str) -> None:
    lengths = {
        f"{location(module, node)} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module in production()
        if module.name.startswith(f"{group}/")
        for node in module.functions()
    }
    assert statistics.median(lengths.values()) <= MEDIAN
    assert statistics.quantiles(lengths.values(), n=10)[8] <= NINE_OF_TEN
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_functions_of_tests_are_short_too() -> None:
    found = [
        f"{location(module, node)} {node.name}"
        for module in modules()
        if module.is_test
        for node in module.functions()
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST
    ]
    assert found == []


def test_modules_are_short() -> None:
    assert {module.name: module.lines for module in production() if module.lines > LONGEST_MODULE} == {}


def test_jobs_are_sweeps_at_intervals() -> None:
    """A job at an hour of the day misses a day if no worker runs then, and takes the wrong day near midnight."""
    found = [
        location(module, node) for module in production() for node in module.nodes() if _sets_an_hour(node)
    ]
    assert found == []


def _sets_an_hour(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return any(alias.name in ("crontab", "solar") for alias in node.names)
    later = {"eta", "countdown"}
    return isinstance(node, ast.Call) and any(keyword.arg in later for keyword in node.keywords)


def test_log_lines_are_events_with_facts_not_sentences() -> None:
    found = [
        location(module, node)
        for module in production()
        for node in module.nodes()
        if isinstance(node, ast.Call)
        and _is_log(node)
        and node.args
        and isinstance(node.args[0], ast.JoinedStr)
    ]
    assert found == []


def _is_log(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "log"


def test_the_code_contains_no_notes_of_work_to_do() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")
    assert [module.name for module in modules() if any(mark in module.text for mark in marks)] == []


def test_no_module_has_a_vague_name() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "base"}
    assert [module.name for module in modules() if module.path.stem in vague] == []


def _names(module: Module) -> list[str]:
    return [node.name for node in module.nodes() if isinstance(node, ast.ClassDef)]


def test_no_class_has_a_vague_name() -> None:
    vague = ("Manager", "Helper", "Impl", "Util")
    assert [(m.name, name) for m in modules() for name in _names(m) if name.endswith(vague)] == []


def _reads(service: str) -> set[str]:
    """The use cases that only read, as `module.function` and as `usecases.function`."""
    return {
        f"{owner}.{node.name}"
        for module in of_service(service)
        if module.path.parent.name == "usecases"
        for node in module.functions()
        for owner in (module.path.stem, "usecases")
        if node.args.args and _annotation(node.args.args[0]) == "ReadSession"
    }


def _annotation(argument: ast.arg) -> str:
    return ast.unparse(argument.annotation) if argument.annotation else ""


@pytest.mark.parametrize("service", SERVICES)
def test_tests_give_reads_the_same_kind_of_session_as_serve(service: str) -> None:
    """`serve` gives a read a connection: a query that works only on a Session must already fail in its test."""
    reads = _reads(service)
    found = [
        location(module, node)
        for module in modules()
        if module.name.startswith(f"services/{service}/tests/")
        for node in module.nodes()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in reads
        and node.args
        and ast.unparse(node.args[0]).split(".")[-1] == "session"
    ]
    assert found == []


# What reads documents asks about the lines of a file.
READERS = ("services/document/reading/", "services/document/evaluation.py", "services/task/seed/")


def test_only_one_place_decides_whether_a_text_is_empty() -> None:
    """`shared.texts` does when the text enters: `text.strip()` would keep a text of invisible characters."""
    found = [
        location(module, test)
        for module in production()
        if module.name.startswith("services/") and not module.name.startswith(READERS)
        for node in module.nodes()
        for test in _conditions(node)
        if called(test) == "strip"
    ]
    assert found == []


def _conditions(node: ast.AST) -> list[ast.expr]:
    """The expressions that are taken for true or false."""
    match node:
        case ast.BoolOp(values=values):
            return values
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return [operand]
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.Assert(test=test):
            return [test]
        case ast.comprehension(ifs=ifs):
            return ifs
        case ast.Call(args=[first, *_]) if called(node) in ("require", "bool"):
            return [first]
    return []


VIETNAMESE = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]", re.IGNORECASE)


def test_rules_contain_no_sentence_in_one_language() -> None:
    """A model and a use case give codes: a catalogue has the sentence in the reader's language."""
    found = [
        location(module, node)
        for module in production()
        if re.match(r"services/\w+/(model|usecases)", module.name)
        for node, text in _strings(module)
        if text.endswith(".") and VIETNAMESE.search(text)
    ]
    assert found == []


def _strings(module: Module) -> list[tuple[ast.Constant, str]]:
    """The texts of a module that are no docstrings."""
    docstrings = {id(node.value) for node in module.nodes() if isinstance(node, ast.Expr)}
    return [
        (node, node.value)
        for node in module.nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]
