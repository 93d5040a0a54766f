"""Shared code has three users and no words of the domain; lock files contain no addresses."""

import ast
import re

from tests.architecture.source import ROOT, Module, production

LEAST_USERS = 3
# Modules that every pod runs as a separate command.
COMMANDS = {"shared.await_schema"}
# Modules whose classes are meant to be extended: settings, and errors, since the gateway adds its own.
EXTENDED = {"shared/config.py", "shared/errors.py"}
# A principal has positions in units of agencies: every service must know that much of the domain.
PRINCIPAL = {"agency", "unit", "position", "held position", "role"}
KNOWS_PRINCIPALS = {"shared/principal.py", "shared/testing.py"}
# Words of the domain that are also technical terms: a Celery task, a field of a message, a step of a path.
ALSO_TECHNICAL = {"task", "set", "output", "field", "return", "class", "mark", "step"}
ALSO_TECHNICAL |= {"progress", "confirm", "extension", "period", "send back", "lead"}
LOCKS = ("*.lock", "pylock*.toml", "requirements*.txt", "package-lock.json", "yarn.lock", "pnpm-lock.yaml")


def _dotted(module: Module) -> str:
    return module.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _user(module: Module) -> str:
    """What a module counts as when it uses shared code: its service, the gateway, or itself if it is shared."""
    first, second, *_ = module.path.relative_to(ROOT).parts
    return {"services": second, "shared": _dotted(module)}.get(first, first)


def _imported(module: Module, shared: set[str]) -> set[str]:
    """The shared modules that a module imports, whole or names from them."""
    found = {alias.name for node in module.nodes() if isinstance(node, ast.Import) for alias in node.names}
    for node in module.nodes():
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found & shared


def test_every_shared_module_has_three_users() -> None:
    """A user is a service, the gateway, or a shared module that itself has three users."""
    shared = {_dotted(module) for module in production() if module.name.startswith("shared/")} - {"shared"}
    users: dict[str, set[str]] = {name: set() for name in shared}
    for module in production():
        if module.name.startswith(("services/", "gateway/", "shared/")):
            for name in _imported(module, shared) - {_user(module)}:
                users[name].add(_user(module))
    kept = COMMANDS & shared
    while fresh := {
        name for name in shared - kept if len(users[name] - shared) >= LEAST_USERS or users[name] & kept
    }:
        kept |= fresh
    assert {name: sorted(users[name]) for name in shared - kept} == {}


def test_no_class_of_shared_is_a_base_of_services() -> None:
    """Services call shared code, they do not inherit from it, except for settings and errors."""
    shared = {
        node.name: module.name
        for module in production()
        if module.name.startswith("shared/") and module.name not in EXTENDED
        for node in module.nodes()
        if isinstance(node, ast.ClassDef)
    }
    found = [
        (module.name, node.name, base.id)
        for module in production()
        if module.name.startswith(("services/", "gateway/"))
        for node in module.nodes()
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name) and base.id in shared and _imports(module, shared[base.id], base.id)
    ]
    assert found == []


def _imports(module: Module, file: str, name: str) -> bool:
    package = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(package.rpartition(".")[0])
        and any(alias.name == name for alias in node.names)
        for node in module.nodes()
    )


def _words() -> set[str]:
    """The words in the first column of the glossary, without notes in brackets."""
    glossary = (ROOT / "docs" / "domain.md").read_text("utf-8").partition("## Words")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| ([^|]+) \|", glossary, re.MULTILINE)[1:]
    return {re.sub(r"\(.*?\)", "", word).strip() for cell in cells for word in cell.split(",")}


def test_shared_code_contains_no_word_of_the_domain() -> None:
    words = _words() - ALSO_TECHNICAL
    assert len(words) > 20
    found = {}
    for file in sorted((ROOT / "shared").rglob("*")):
        name = str(file.relative_to(ROOT))
        if file.suffix in (".py", ".toml") and "tests" not in file.parts:
            unwanted = words - PRINCIPAL if name in KNOWS_PRINCIPALS else words
            pattern = rf"\b({'|'.join(sorted(unwanted))})s?\b"
            found[name] = sorted(set(re.findall(pattern, file.read_text("utf-8"), re.IGNORECASE)))
    assert {name: words for name, words in found.items() if words} == {}


def test_lock_files_contain_no_address() -> None:
    folders = [ROOT, ROOT / "deploy", ROOT / "gateway"]
    files = [file for folder in folders for pattern in LOCKS for file in folder.glob(pattern)]
    found = [file.name for file in files if re.search(r"https?://", file.read_text("utf-8"))]
    assert found == []
