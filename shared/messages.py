"""Sentences for people, from catalogues: a `messages.toml` beside the code, with `vi` and `en` for each key."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Locale = Literal["vi", "en"]
SHARED = Path(__file__).with_name("messages.toml")


class Catalogue:
    """The sentences of one service, on top of the shared ones."""

    def __init__(self, *files: Path) -> None:
        self._sentences: dict[str, dict[str, str]] = {}
        for file in (SHARED, *files):
            self._sentences |= tomllib.loads(file.read_text("utf-8"))

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    def say(self, key: str, locale: Locale, facts: Mapping[str, object] | None = None) -> str:
        """The sentence in that language with its `{facts}` filled in; the key if the catalogue has no such sentence.

        A fact whose value the catalogue knows is put in words: `state=DRAFT` in those of `state.DRAFT`.
        """
        sentence = self._sentences.get(key, {}).get(locale, key)
        words = {name: self._in_words(name, value, locale) for name, value in (facts or {}).items()}
        return sentence.format_map(_Facts(words))

    def _in_words(self, name: str, value: object, locale: Locale) -> object:
        keys = [f"{name}.{each}" for each in str(value).split(", ")]
        if not all(key in self._sentences for key in keys):
            return value
        return ", ".join(self._sentences[key][locale] for key in keys)


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


@cache
def locale(accept_language: str) -> Locale:
    """English if the header prefers it to Vietnamese, else Vietnamese (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.lower().split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), tag[:2]))
        except ValueError:
            continue
    known = [tag for _, tag in sorted(wanted, key=lambda pair: pair[0]) if tag in ("vi", "en")]
    return "en" if known and known[0] == "en" else "vi"
