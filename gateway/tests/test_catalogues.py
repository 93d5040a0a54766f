"""The texts of the portal: each exists in both languages, and so does every text that a screen requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.messages import Catalogue, Locale

SOURCES = Path(__file__).parents[1] / "portal" / "src"
NAMESPACES = sorted(path.stem for path in (SOURCES / "i18n" / "vi").glob("*.json"))
# Languages differ in their plural forms, so these endings are not part of a key.
_PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")
_PLACEHOLDER = re.compile(r"{{\s*([\w.]+)")
_BOUND = re.compile(r"const {\s*(?:\w+,\s*)*t(?:: (\w+))?\b[^}]*} = useTranslation\(([^)]*)\)")


def texts(language: str, namespace: str) -> dict[str, str]:
    """The texts of a catalogue by their path, such as `pages.tasks.faq.0.q`."""
    path = SOURCES / "i18n" / language / f"{namespace}.json"
    return dict(_flat(json.loads(path.read_text(encoding="utf-8")), ""))


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _flat(inner, f"{path}.{key}" if path else str(key))


def singular(key: str) -> str:
    """A key without its plural ending."""
    return _PLURAL.sub("", key)


def placeholders(language: str, namespace: str) -> dict[str, set[str]]:
    """The placeholders of each text, with those of all its plural forms."""
    found: dict[str, set[str]] = {}
    for key, text in texts(language, namespace).items():
        found.setdefault(singular(key), set()).update(_PLACEHOLDER.findall(text))
    return found


def test_both_languages_have_the_same_catalogues() -> None:
    english = sorted(path.stem for path in (SOURCES / "i18n" / "en").glob("*.json"))
    assert english == NAMESPACES


@pytest.mark.parametrize("namespace", NAMESPACES)
class TestCatalogue:
    """One catalogue in both languages."""

    def test_has_the_same_keys(self, namespace: str) -> None:
        vietnamese, english = ({singular(key) for key in texts(each, namespace)} for each in ("vi", "en"))
        assert vietnamese == english

    def test_has_no_empty_text(self, namespace: str) -> None:
        empty = [
            f"{language}: {key}"
            for language in ("vi", "en")
            for key, text in texts(language, namespace).items()
            if not text.strip()
        ]
        assert empty == []

    def test_has_the_same_placeholders(self, namespace: str) -> None:
        assert placeholders("vi", namespace) == placeholders("en", namespace)


def requested_keys(source: str) -> Iterator[tuple[set[str], str]]:
    """The keys that a source file uses, each with the namespaces that may have it."""
    bound: dict[str, set[str]] = {}
    for name, namespaces in _BOUND.findall(source):
        bound.setdefault(name or "t", set()).update(re.findall(r"'([\w-]+)'", namespaces) or ["common"])
    for name, namespaces in bound.items():
        for key, named in re.findall(rf"(?<![\w.]){name}\(\s*['`]([^'`]+)['`](?:, {{ ns: '(\w+)')?", source):
            stated, _, rest = (named, ":", key) if named else key.rpartition(":")
            yield ({stated} if stated else namespaces), rest


def sources() -> list[Path]:
    """Every source file of the portal that may show texts."""
    return sorted(path for path in SOURCES.rglob("*.tsx"))


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_every_requested_text_exists(path: Path) -> None:
    missing = []
    for namespaces, key in requested_keys(path.read_text(encoding="utf-8")):
        start, dynamic, _ = key.partition("${")
        known = {
            prefix
            for name in namespaces
            for whole in texts("vi", name)
            for prefix in _beginnings(singular(whole))
        }
        if not (any(one.startswith(start) for one in known) if dynamic else key in known):
            missing.append(key)
    assert missing == []


def _beginnings(key: str) -> Iterator[str]:
    # A screen may request a whole branch (`returnObjects`).
    parts = key.split(".")
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])


def test_the_search_for_keys_finds_them() -> None:
    source = """
      const { t } = useTranslation('tasks');
      const { t: common } = useTranslation();
      const { i18n, t: more } = useTranslation(['leader', 'reports']);
      t('a.b'); common('close'); t(`state.${one}`); at('not.this'); t('common:save'); more('sum', { ns: 'statistics' });
    """
    assert list(requested_keys(source)) == [
        ({"tasks"}, "a.b"),
        ({"tasks"}, "state.${one}"),
        ({"common"}, "save"),
        ({"common"}, "close"),
        ({"statistics"}, "sum"),
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_fields_of_work_have_the_same_names_as_in_the_workbooks(language: Locale) -> None:
    names = {
        key.partition(".")[2]: text
        for key, text in texts(language, "common").items()
        if key.startswith("fieldOfWork.")
    }
    catalogue = Catalogue(Path(__file__).parents[2] / "services" / "fields_of_work.toml")
    keys = {key for key in catalogue if key.startswith("field_of_work.")}
    assert names == {key.partition(".")[2]: catalogue.say(key, language) for key in keys}
