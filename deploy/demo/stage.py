"""The output of the play: the acts, what each person sees, and whether every expectation holds."""

from __future__ import annotations

import sys
import time
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TextIO, TypeVar

from deploy.demo.desk import Desk

T = TypeVar("T")
LANGUAGES = ("vi", "en")
_WORDS: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)


class PlayError(Exception):
    """Something that the play depends on did not happen, so it cannot go on."""


class Stage:
    """Prints the play in one language and collects the expectations that failed."""

    def __init__(self, language: str = "vi", out: TextIO = sys.stdout) -> None:
        self.language = language
        self.failures: list[str] = []
        self._out = out
        self._act = 0

    def words(self, key: str, **facts: object) -> str:
        """A text of the catalogue, with the facts filled in."""
        return _WORDS[key][self.language].format(**{name: self._shown(fact) for name, fact in facts.items()})

    def act(self, key: str, **facts: object) -> None:
        """Begins an act."""
        self._act += 1
        self._print(f"\n{self._act}. {self.words(key, **facts)}")

    def enters(self, desk: Desk, provider: str) -> None:
        """Prints that a person has signed in."""
        person = desk.person
        self.say("enters", name=person.display_name, title=person.title, provider=provider)

    def say(self, key: str, **facts: object) -> None:
        """Prints what happens, or what the person sees."""
        self._print(f"   {self.words(key, **facts)}")

    def detail(self, text: str) -> None:
        """Prints a line as the person sees it on the screen."""
        self._print(f"      {text}")

    def expect(self, held: bool, key: str, **facts: object) -> None:
        """Prints whether an expectation holds, and keeps it if it does not."""
        text = self.words(key, **facts)
        self._print(f"   {'✓' if held else '✗'} {text}")
        if not held:
            self.failures.append(text)

    def wait(self, get: Callable[[], T], good: Callable[[T], bool], seconds: float = 120) -> T:
        """Calls `get` until its result is good or the time is up; returns the last result."""
        last_moment = time.monotonic() + seconds
        result = get()
        while not good(result) and time.monotonic() < last_moment:
            time.sleep(0.3)
            result = get()
        return result

    def _shown(self, fact: object) -> object:
        if isinstance(fact, date):
            return f"{fact:%d/%m/%Y}" if self.language == "vi" else f"{fact.day} {fact:%B %Y}"
        return fact

    def _print(self, line: str) -> None:
        print(line, file=self._out, flush=True)
