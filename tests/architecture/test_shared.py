"""Shared code stays small and knows nothing of the work; what is locked names no address."""

import re

from tests.architecture.source import ROOT, production

MOST_LINES = 2170
# From docs/domain.md, section Words. A principal has positions in units of agencies: every service must know that much.
DOMAIN_WORDS = (
    "directive",
    "proposal",
    "urge",
    "urging",
    "overdue",
    "assigner",
    "evidence",
    "inspection",
    "conclusion",
)
LOCKS = ("*.lock", "pylock*.toml", "requirements*.txt", "package-lock.json", "yarn.lock", "pnpm-lock.yaml")


def test_shared_code_stays_small() -> None:
    texts = [module.text for module in production() if module.name.startswith("shared/")]
    assert sum(bool(line.strip()) for text in texts for line in text.splitlines()) <= MOST_LINES


def test_shared_code_knows_no_word_of_the_domain() -> None:
    words = re.compile(rf"\b({'|'.join(DOMAIN_WORDS)})s?\b", re.IGNORECASE)
    found = {
        str(file.relative_to(ROOT)): sorted(set(words.findall(file.read_text("utf-8"))))
        for file in sorted((ROOT / "shared").rglob("*"))
        if file.suffix in (".py", ".toml") and "tests" not in file.parts
    }
    assert {name: words for name, words in found.items() if words} == {}


def test_lock_files_name_no_address() -> None:
    folders = [ROOT, ROOT / "deploy", ROOT / "gateway"]
    files = [file for folder in folders for pattern in LOCKS for file in folder.glob(pattern)]
    found = [file.name for file in files if re.search(r"https?://", file.read_text("utf-8"))]
    assert found == []
