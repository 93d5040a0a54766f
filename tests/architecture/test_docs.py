"""Every file, heading and section that code, protos and documents cite exists in the repository."""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SERVICES

SKIPPED = {".git", "build", "data", "node_modules", "__pycache__"}
ENDINGS = {".py", ".md", ".proto", ".ts", ".tsx", ".css", ".toml", ".yaml", ".sh", ".tpl", ".gotmpl", ".ini"}
NAMES = {"Makefile", "Dockerfile", "run"}
GENERATED = {"schema.d.ts"}
# The portal's tests take the manual's pictures, which are not kept in the repository.
NOT_KEPT = "../build/screenshots/"
LARGEST_PICTURE = 80_000
LISTS_OF_SERVICES = ("docs/operations.md", "docs/pictures/architecture.svg", "deploy/kind/README.md")
SERVICE_SECTIONS = {"Owns", "Calls", "Events", "Processes", "Jobs", "Settings", "Metrics and alerts"}

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
DOCUMENT = re.compile(r"(?<![\w/.:*-])[\w./-]*\w\.md\b")
DOCS_PATH = re.compile(r"(?<![\w/.-])docs/[\w/-]+\.\w+")
CODE_PATH = re.compile(r"`([\w./-]*\w\.(?:py|ts|tsx|proto|toml))`")
CITATION = re.compile(r"(?<![\w/.:-])([\w./-]+\.md),? (sections?) (.{0,100})")
# A comment may continue on the next line.
LINE_BREAK = re.compile(r"\n *(?:#|//|\*)? *")
NUMBERED_SECTION = re.compile(r"\bsections? \d|§ ?\d", re.IGNORECASE)
ISSUE = re.compile(r"\bissues? #?\d|(?:^|[\s(\[])#\d+\b", re.IGNORECASE | re.MULTILINE)


@cache
def texts() -> tuple[tuple[Path, str], ...]:
    """Every file that people write, with its text."""
    return tuple((file, file.read_text("utf-8")) for file in sorted(_written()))


def _written() -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in SKIPPED]
        yield from (
            Path(folder, name)
            for name in files
            if name in NAMES or (Path(name).suffix in ENDINGS and name not in GENERATED)
        )


@cache
def headings(document: Path) -> tuple[str, ...]:
    """The titles of a document's sections, the longest first so that no title hides a longer one."""
    found = HEADING.findall(FENCE.sub("", document.read_text("utf-8")))
    return tuple(sorted((title.replace("`", "") for title in found), key=len, reverse=True))


def _anchors(document: Path) -> set[str]:
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings(document)}


def _found(citing: Path, name: str) -> Path | None:
    """The file that a text names by its path from the root or from the citing file's folder."""
    candidates = (ROOT / name, citing.parent / name)
    return next((file.resolve() for file in candidates if file.is_file()), None)


def _wrong(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}: {match.group().strip()}"
        for file, text in texts()
        for match in pattern.finditer(text)
    ]


def _link_has_target(file: Path, link: str) -> bool:
    if link.startswith((NOT_KEPT, "mailto:")) or "://" in link:
        return True
    path, _, anchor = link.partition("#")
    target = (file.parent / path) if path else file
    return target.exists() and (not anchor or anchor in _anchors(target))


def test_every_link_of_a_document_has_a_target() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {link}"
        for file, text in texts()
        if file.suffix in (".md", ".gotmpl")
        for link in LINK.findall(FENCE.sub("", text))
        if not _link_has_target(file, link)
    ]
    assert wrong == []


def test_pictures_of_documents_are_small() -> None:
    """The history of the repository keeps every version of a picture for ever."""
    pictures = (ROOT / "docs" / "pictures").iterdir()
    assert [file.name for file in pictures if file.stat().st_size > LARGEST_PICTURE] == []


def test_every_cited_document_exists() -> None:
    names = {file.name for file, _ in texts()}
    wrong = [
        f"{file.relative_to(ROOT)}: {name}"
        for file, text in texts()
        for name in [*DOCUMENT.findall(text), *DOCS_PATH.findall(text)]
        if not (_found(file, name) or name in names)
    ]
    assert wrong == []


def test_every_module_that_a_document_names_exists() -> None:
    known = [f"/{file.relative_to(ROOT)}" for file, _ in texts()]
    wrong = [
        f"{file.relative_to(ROOT)}: {name}"
        for file, text in texts()
        if file.suffix == ".md"
        for name in CODE_PATH.findall(text)
        if Path(name).name not in GENERATED and not any(path.endswith(f"/{name}") for path in known)
    ]
    assert wrong == []


def _cited(words: str, titles: tuple[str, ...], several: bool) -> bool:
    """Whether the words begin with a title, or with two joined by "and" or "to"."""
    for title in titles:
        if words.startswith(title):
            rest = words.removeprefix(title)
            joined = next((sign for sign in (" and ", " to ") if rest.startswith(sign)), "")
            return not several or (bool(joined) and _cited(rest.removeprefix(joined), titles, False))
    return False


def test_every_cited_section_exists() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {name}, {word} {words}"
        for file, text in texts()
        for name, word, words in CITATION.findall(LINE_BREAK.sub(" ", text))
        if (document := _found(file, name)) is None
        or not _cited(words, headings(document), several=word == "sections")
    ]
    assert wrong == []


def test_the_pages_of_all_services_have_the_same_sections() -> None:
    pages = {name: ROOT / "services" / name / "README.md" for name in SERVICES}
    assert [name for name, page in pages.items() if not page.is_file()] == []
    found = {name: set(HEADING.findall(page.read_text("utf-8"))) for name, page in pages.items()}
    assert {
        name: SERVICE_SECTIONS - titles for name, titles in found.items() if SERVICE_SECTIONS - titles
    } == {}


def test_the_readme_links_the_page_of_every_service() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in SERVICES if f"({Path('services', name, 'README.md')})" not in readme] == []


@pytest.mark.parametrize("name", LISTS_OF_SERVICES)
def test_lists_of_services_are_complete(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert [service for service in SERVICES if not re.search(rf"\b{service}\b", text, re.IGNORECASE)] == []


def test_sections_are_cited_by_title_not_by_number() -> None:
    assert _wrong(NUMBERED_SECTION) == []


def test_no_issue_is_cited() -> None:
    """Only the people who work on an issue read it; the reason for a line belongs beside the line."""
    assert [found for found in _wrong(ISSUE) if ".css: " not in found] == []
