"""The project's own Python, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from deploy.local.plan import SERVICES as SERVICES

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("services", "shared", "gateway", "deploy", "tests", "protos")
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path below the root of the repository."""
        return str(self.path.relative_to(ROOT))

    @property
    def is_test(self) -> bool:
        """Whether the file is a test or helps tests."""
        return "tests" in self.path.relative_to(ROOT).parts or self.path.name in ("conftest.py", "testing.py")

    @property
    def lines(self) -> int:
        """The number of lines."""
        return len(self.text.splitlines())

    @cached_property
    def _nodes(self) -> tuple[ast.AST, ...]:
        # Walked once: some twenty checks look at every node of every module.
        return tuple(ast.walk(self.tree))

    def nodes(self) -> Iterator[ast.AST]:
        """Every node of the syntax tree."""
        return iter(self._nodes)

    def functions(self) -> Iterator[FunctionNode]:
        """Every function, including methods and inner functions."""
        return (node for node in self._nodes if isinstance(node, FunctionNode))


@cache
def modules() -> tuple[Module, ...]:
    """Every module except migrations, which nobody edits once they are written."""
    files = [
        ROOT / "conftest.py",
        *(file for name in PACKAGES for file in sorted((ROOT / name).rglob("*.py"))),
    ]
    return tuple(
        Module(file, text := file.read_text("utf-8"), ast.parse(text))
        for file in files
        if "versions" not in file.parts
    )


def production() -> list[Module]:
    """The modules that are not tests."""
    return [module for module in modules() if not module.is_test]


def of_service(name: str) -> list[Module]:
    """The modules of a service without its tests."""
    return [module for module in production() if module.name.startswith(f"services/{name}/")]


def called(node: ast.AST) -> str:
    """The last part of the name of a called function; empty if the node is not a call."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def location(module: Module, node: ast.AST) -> str:
    """The file and line of a node."""
    return f"{module.name}:{getattr(node, 'lineno', 0)}"
