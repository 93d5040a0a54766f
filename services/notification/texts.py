"""The words of notifications, from the catalogue: a title and some lines in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.notification.model import Kind
from shared.messages import Catalogue, Locale

CATALOGUE = Catalogue(Path(__file__).with_name("messages.toml"))
_LINES = (
    *("number", "title", "recalled", "replaced", "amended", "taken_back", "asking", "others"),
    *("asked", "asked_late", "granted", "due", "internal_due", "progress", "message", "late"),
)
"""The facts that get a line each, in this order."""
_TITLES = {
    Kind.DIRECTIVE_FORWARDED: "subject",
    Kind.DIRECTIVE_SUPERSEDED: "subject",
    Kind.SUPERSESSION_TAKEN_BACK: "subject",
    Kind.EMAIL_UNDELIVERABLE: "address",
}
"""What a kind's title is, if it is not that of a task."""
_DATES = frozenset({"due", "internal_due", "progress", "late", "asked", "asked_late", "granted"})
_FORMATS: Mapping[Locale, str] = {"vi": "%d/%m/%Y", "en": "%d %b %Y"}
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Text:
    """A notification in words."""

    title: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)


def text(kind: Kind, facts: Mapping[str, str], locale: Locale) -> Text:
    """The words of a notification. An unknown fact gets no line."""
    shown = {name: _shown(name, fact, locale) for name, fact in facts.items()}
    short = shown | {"title": _shortened(shown.get("title", ""))}
    who = shown.get("actor") or CATALOGUE.say("system", locale)
    sentence = CATALOGUE.say(f"{kind}.text", locale, shown | {"actor": who})
    return Text(CATALOGUE.say(f"{kind}.title", locale, short), (sentence, *_lines(kind, shown, locale)))


def _lines(kind: Kind, shown: Mapping[str, str], locale: Locale) -> Iterator[str]:
    for name in _LINES:
        if name in shown:
            key = _TITLES.get(kind, "title") if name == "title" else name
            yield CATALOGUE.say(f"line.{key}", locale, shown)


def _shown(name: str, fact: str, locale: Locale) -> str:
    if name == "message" and f"reason.{fact}" in CATALOGUE:
        return CATALOGUE.say(f"reason.{fact}", locale)
    if name == "state":
        return CATALOGUE.say(f"state.{fact}", locale)
    if name not in _DATES:
        return fact
    if fact == "none":
        return CATALOGUE.say(f"{name}.none", locale)
    return date.fromisoformat(fact).strftime(_FORMATS[locale])


def _shortened(title: str) -> str:
    words = " ".join(title.split())
    return words if len(words) <= _LONGEST_TITLE else words[: _LONGEST_TITLE - 1].rstrip() + "…"
