"""The project's own Python, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("identity", "task", "document", "notification", "reporting")
PACKAGES = ("services", "shared", "gateway", "deploy", "tests", "protos")
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its path below the root."""
        return str(self.path.relative_to(ROOT))

    @property
    def is_test(self) -> bool:
        """Whether it tests, or helps tests."""
        return "tests" in self.path.relative_to(ROOT).parts or self.path.name in ("conftest.py", "testing.py")

    @property
    def lines(self) -> int:
        """How long it is."""
        return len(self.text.splitlines())

    def nodes(self) -> Iterator[ast.AST]:
        """Every node of its syntax."""
        return ast.walk(self.tree)

    def functions(self) -> Iterator[FunctionNode]:
        """Every function, methods and inner ones too."""
        return (node for node in self.nodes() if isinstance(node, FunctionNode))


@cache
def modules() -> tuple[Module, ...]:
    """Every module but migrations, which are written once and never read again as code."""
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
    """What runs outside tests."""
    return [module for module in modules() if not module.is_test]


def of_service(name: str) -> list[Module]:
    """A service's own code without its tests."""
    return [module for module in production() if module.name.startswith(f"services/{name}/")]


def called(node: ast.AST) -> str:
    """The last name of what a call calls; empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def place(module: Module, node: ast.AST) -> str:
    """Where a node stands."""
    return f"{module.name}:{getattr(node, 'lineno', 0)}"
