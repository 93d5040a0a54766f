"""Texts that people write: one form of Vietnamese and of line ends, and only characters that every reader can show.

XML, and so every workbook, cannot hold U+FFFE, U+FFFF, lone surrogates and most control characters. The characters
that turn the direction of writing make a text look like another one.
"""

import re
from collections.abc import Iterator
from typing import Any
from unicodedata import category, combining, is_normalized, normalize

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# Letters and symbols by their category that no font draws: the Hangul fillers and the empty Braille pattern.
_UNDRAWN = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Three letters look like Đ: the Vietnamese one, the Icelandic eth and the African one. Keyboards give all of them.
_D = str.maketrans("đðɖ", "ddd")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# A spreadsheet takes a text for a formula if it is typed or pasted and begins with one of these.
_FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")


def settled(text: str) -> str:
    """The text in NFC [AIP-210], which finds Vietnamese however it was typed, with `\\n` at the end of each line.

    It is empty if there is nothing to see in it, so no rule takes a text of invisible characters for a reason. What a
    text must not hold stays in it, to be refused.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if is_blank(text) and not forbidden(text):
        return ""
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def is_blank(text: str) -> bool:
    """Whether there is nothing to see: no letter, number, punctuation or symbol."""
    return not any(category(sign)[0] in "LNPS" and sign not in _UNDRAWN for sign in text)


def forbidden(text: str) -> str:
    """The first character that a text must not hold, as in `U+202E`; empty if there is none."""
    found = None if text.isprintable() else _FORBIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def cleaned(text: str) -> str:
    """The text without characters that it must not hold: for what was not refused when it came in."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def for_cell(text: str) -> str:
    """The cleaned text for a cell of a workbook, where `_x0041_` would be read as `A` (ECMA-376-1, 22.9.2.19)."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", cleaned(text))


def write_text(cell: Any, text: str) -> None:
    """Writes a text into a cell of a workbook; the prefix keeps it a text when somebody edits the cell."""
    cell.value = for_cell(text)
    cell.data_type = "s"
    cell.quotePrefix = cell.value.startswith(_FORMULA_LIKE)


def folded(text: str) -> str:
    """The text in lower case without diacritics, with đ as d, as people type when they search."""
    decomposed = normalize("NFD", text.lower().translate(_D))
    return "".join(letter for letter in decomposed if not combining(letter))


def _letters() -> Iterator[tuple[str, str, str]]:
    """Every Vietnamese letter with its place in the alphabet and its tone, each as one character."""
    for place, letter in enumerate(_ALPHABET):
        for tone, mark in enumerate(_TONES):
            sign = normalize("NFC", letter + mark)
            if len(sign) == 1:
                yield from ((each, chr(ord("A") + place), str(tone)) for each in (sign, sign.upper()))


# The letters in the order of dictionaries, with those of foreign names; ngang, huyền, hỏi, ngã, sắc, nặng.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS, PLACES, TONES = ("".join(column) for column in zip(*_letters(), strict=True))
_PLACE_OF, _TONE_OF = str.maketrans(LETTERS, PLACES), str.maketrans(LETTERS, TONES)


def dictionary_key(text: str) -> str:
    """What sorts texts in NFC, compared by code points, as Vietnamese dictionaries do.

    D comes before Đ, a shorter word before a longer one, and tones decide where nothing else differs.
    """
    return f"{text.translate(_PLACE_OF)}\x01{text.translate(_TONE_OF)}"
