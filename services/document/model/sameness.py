"""When two directives are one and when they only look alike (docs/domain.md, section Directive)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b
from itertools import islice
from unicodedata import normalize

from shared import texts

_DASHES = re.compile(r"[\s_]*[-\u00ad\u2010-\u2015\u2212\u2043\ufe58\uff0d][\s_]*")
_SLASHES = re.compile(r"\s*[/\u2044\u2215\uff0f\\]\s*")
_NUMBER_WORD = re.compile(r"^so(?:\s*(?:va\s+)?ki hieu)?\s*[:.]?\s*(?=\d)")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")

# Shorter subjects ("Công điện") are too common to compare.
_FEWEST_WORDS = 4
# Notices with the same subject come out each week.
_NEAR = timedelta(days=3)
# Two texts are compared by shingles of words: each band is made of the smallest values of some hashes, so two texts
# that share nine tenths of their shingles share a band almost always, and two that share a third almost never.
_SHINGLE, _BANDS, _ROWS, _MOST_WORDS = 5, 5, 6, 20_000
_PRIME = (1 << 61) - 1


class Likeness(StrEnum):
    """What makes a directive look like another one."""

    # Its file has the number and symbol of the other one.
    SAME_NUMBER = "SAME_NUMBER"
    # Same issuer and year; numbers and symbols differ by one sign.
    NUMBER = "NUMBER"
    SUBJECT = "SUBJECT"
    TEXT = "TEXT"


@dataclass(frozen=True)
class Traits:
    """What directives are compared by."""

    number: str = ""
    issuer: str = ""
    issue_date: date | None = None
    subject: str = ""
    text_bands: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Alike:
    """A directive that looks like another one, and what makes it so. `directive` is its id."""

    directive: str
    number_symbol: str
    issue_date: date | None
    issuer: str
    subject: str
    likenesses: tuple[Likeness, ...]


def folded(words: str) -> str:
    """Words in the form in which they are compared: case, diacritics, blanks, dashes, i and y do not count."""
    plain = texts.folded(normalize("NFKC", words)).replace("y", "i")
    return " ".join(_SLASHES.sub("/", _DASHES.sub("-", plain)).split())


def number_key(number_symbol: str) -> str:
    """Number and symbol as they are compared: "Số: 0215 /TB – UBND" is "215/tb-ubnd"."""
    plain = _NUMBER_WORD.sub("", folded(number_symbol)).rstrip(" .,;:")
    return _LEADING_ZEROS.sub("", plain.replace(" ", ""))


def subject_key(subject: str) -> str:
    """The words of a subject as they are compared; empty if they are too few to tell anything."""
    words = _WORD.findall(folded(subject))
    return " ".join(words) if len(words) >= _FEWEST_WORDS else ""


def text_bands(text: str) -> tuple[int, ...]:
    """Numbers of which two texts share at least one if they are nearly the same; none for a text of a few words."""
    words = list(islice((found.group() for found in _WORD.finditer(folded(text))), _MOST_WORDS))
    shingles = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    if len(shingles) < _SHINGLE:
        return ()
    hashes = [_hash(shingle) % _PRIME for shingle in shingles]
    smallest = [_smallest(hashes, row) for row in range(_BANDS * _ROWS)]
    return tuple(
        _hash(f"{band}:{smallest[band * _ROWS : (band + 1) * _ROWS]}") - (1 << 63) for band in range(_BANDS)
    )


def likenesses(one: Traits, other: Traits) -> tuple[Likeness, ...]:
    """What makes two directives look alike."""
    found = {
        Likeness.NUMBER: _numbers_alike(one, other),
        Likeness.SUBJECT: bool(one.subject) and one.subject == other.subject and _near(one, other),
        Likeness.TEXT: not one.text_bands.isdisjoint(other.text_bands),
    }
    return tuple(likeness for likeness, holds in found.items() if holds)


def first_number(key: str) -> str:
    """The number before the symbol: "215" of "215/tb-ubnd"."""
    found = _DIGITS.match(key)
    return found.group() if found else ""


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _smallest(hashes: Iterable[int], row: int) -> int:
    factor, offset = _hash(f"factor {row}") % _PRIME, _hash(f"offset {row}") % _PRIME
    return min((factor * each + offset) % _PRIME for each in hashes)


def _near(one: Traits, other: Traits) -> bool:
    if one.issue_date is None or other.issue_date is None:
        return True
    return abs(one.issue_date - other.issue_date) <= _NEAR


def _numbers_alike(one: Traits, other: Traits) -> bool:
    years = {each.issue_date.year if each.issue_date else None for each in (one, other)}
    if len(years) > 1 or one.issuer != other.issuer or not one.number or not other.number:
        return False
    if first_number(one.number) != first_number(other.number):
        return False
    return _differ_by_one("".join(_WORD.findall(one.number)), "".join(_WORD.findall(other.number)))


def _differ_by_one(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether adding, leaving out or changing at most one sign makes them equal."""
    short, long = sorted((one, other), key=len)
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        return short[at + 1 :] == long[at + 1 :]
    return len(long) - len(short) == 1 and short[at:] == long[at + 1 :]
