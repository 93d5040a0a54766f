"""The units, people, fields of work and directives that cells of the form name, and what is nearest to a wrong name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from services.task.model import FIRST_DIGITS
from services.task.tables.units import Candidate, NamedUnit

from .columns import key_of

_MOST_SUGGESTIONS = 3
# Abbreviations that offices write in names of units.
_WRITTEN_OUT = {
    "ubnd": "ui ban nhan dan",
    "tp": "thanh pho",
    "tx": "thi xa",
    "vp": "van phong",
    "bql": "ban quan li",
}
_DIGITS = re.compile(FIRST_DIGITS)


N = TypeVar("N", NamedUnit, Candidate)


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive by its number and day."""

    name: str
    number: str
    day: date | None = None


class UnknownError(Exception):
    """No name is meant, or more than one; `rule` is the key of the sentence that says so."""

    def __init__(self, rule: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(rule)
        self.rule = rule
        self.suggestions = suggestions


@dataclass(frozen=True)
class Names:
    """What the cells of one form may name today."""

    units: Sequence[NamedUnit]
    assigners: Sequence[Candidate]
    monitors: Sequence[Candidate]
    # The codes of the fields of work by their names in both languages.
    fields: Mapping[str, str]
    directives: Sequence[Directive] = ()

    def unit(self, text: str) -> str:
        """The unit of this name; an agency goes before a unit inside one. Raises UnknownError."""
        found = self._units.get(_unit_key(text), [])
        agencies = [unit for unit in found if unit.is_agency]
        return _only(agencies or found, lambda: self._nearest_units(text)).name

    def assigner(self, text: str) -> str:
        """The leader of this name. Raises UnknownError."""
        return _person(text, self.assigners)

    def monitor(self, text: str) -> str:
        """The person of the Office of this name. Raises UnknownError."""
        return _person(text, self.monitors)

    def field(self, text: str) -> str:
        """The code of this field of work. Raises UnknownError."""
        by_key = {key_of(name): code for name, code in self.fields.items()} | {
            key_of(code): code for code in self.fields.values()
        }
        if code := by_key.get(key_of(text)):
            return code
        raise UnknownError("import.unknown", _nearest(text, {key_of(name): name for name in self.fields}))

    def directive(self, text: str, day: date | None) -> str:
        """The directive of this number, and day if one is given. Raises UnknownError."""
        same = [each for each in self.directives if number_key(each.number) == number_key(text)]
        found = [each for each in same if day is None or each.day == day]
        if len(found) == 1:
            return found[0].name
        if len(found) > 1:
            raise UnknownError("import.several_directives", [_dated(each) for each in found])
        raise UnknownError("import.unknown_directive", [_dated(each) for each in same][:_MOST_SUGGESTIONS])

    @cached_property
    def _units(self) -> dict[str, list[NamedUnit]]:
        found: dict[str, list[NamedUnit]] = {}
        for unit in self.units:
            for key in {_unit_key(name) for name in (unit.display_name, *unit.others) if name}:
                found.setdefault(key, []).append(unit)
        return found

    def _nearest_units(self, text: str) -> Sequence[str]:
        key = _unit_key(text)
        # A wrong name often stands in many rows.
        if key not in self._found:
            self._found[key] = _nearest(key, self._agencies)
        return self._found[key]

    @cached_property
    def _agencies(self) -> dict[str, str]:
        return {
            _unit_key(name): unit.display_name
            for unit in self.units
            if unit.is_agency
            for name in (unit.display_name, *unit.others)
            if name
        }

    @cached_property
    def _found(self) -> dict[str, Sequence[str]]:
        return {}


def number_key(number: str) -> str:
    """The number of a directive without case, diacritics, blanks and leading zeros: `215/TB-UBND` as `215tbubnd`."""
    return re.sub(r"^(so)?0*", "", key_of(number).replace(" ", ""))


def digits_of(number: str) -> str:
    """The first digits of a directive's number; empty if there are none."""
    match = _DIGITS.match(number)
    return match[1] if match else ""


def _unit_key(text: str) -> str:
    return " ".join(_WRITTEN_OUT.get(word, word) for word in key_of(text).split())


def _person(text: str, people: Sequence[Candidate]) -> str:
    named = [each for each in people if key_of(each.display_name) == key_of(text)]
    titled = [
        each
        for each in people
        if key_of(text) in (key_of(written_person(each)), key_of(f"{each.title} {each.display_name}"))
    ]
    return _only(
        titled or named,
        lambda: _nearest(text, {key_of(each.display_name): each.display_name for each in people}),
    ).person


def written_person(person: Candidate) -> str:
    """A person with title, as lists of the form offer people whose names are alike."""
    return f"{person.display_name} - {person.title}" if person.title else person.display_name


def _only(found: Sequence[N], suggest: Callable[[], Sequence[str]]) -> N:
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownError("import.ambiguous", [_describe(each) for each in found][:_MOST_SUGGESTIONS])
    raise UnknownError("import.unknown", suggest())


def _describe(each: NamedUnit | Candidate) -> str:
    return written_person(each) if isinstance(each, Candidate) else each.display_name


def _nearest(text: str, by_key: Mapping[str, str]) -> list[str]:
    """The names whose keys are nearest, each once: first those with which the text begins, the longest first."""
    wanted = key_of(text)
    beginnings = sorted((key for key in by_key if wanted.startswith(f"{key} ")), key=len, reverse=True)
    alike = difflib.get_close_matches(wanted, by_key, n=2 * _MOST_SUGGESTIONS, cutoff=0.55)
    return list(dict.fromkeys(by_key[key] for key in [*beginnings, *alike]))[:_MOST_SUGGESTIONS]


def _dated(directive: Directive) -> str:
    return f"{directive.number} ({directive.day:%d/%m/%Y})" if directive.day else directive.number


def numbers_in(texts: Iterable[str]) -> set[str]:
    """The first digits of the directives' numbers that the texts hold."""
    return {digits_of(text) for text in texts} - {""}
