"""Words without case and diacritics, as people search for them."""

from __future__ import annotations

import unicodedata


def fold(words: str) -> str:
    """Lower case without diacritics: "Đôn đốc" and "don doc" are the same."""
    bare = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
