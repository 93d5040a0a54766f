"""Texts that people write: one form of Vietnamese and of line ends, and only characters that every reader can show.

XML, and so every workbook, cannot hold U+FFFE, U+FFFF, lone surrogates and most control characters. The characters
that turn the direction of writing make a text look like another one.
"""

import re
from unicodedata import combining, is_normalized, normalize

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def settled(text: str) -> str:
    """The text in NFC [AIP-210], which finds Vietnamese however it was typed, with `\\n` at the end of each line."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if is_normalized("NFC", text) else normalize("NFC", text)


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


def folded(text: str) -> str:
    """The text in lower case without diacritics, with đ as d, as people type when they search."""
    decomposed = normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not combining(letter))
