"""Writes titles in capitals as the text itself writes the same words."""

import re
from collections import Counter

LONGEST_RUN = 8
# Names of issuers that a text may have only in capitals or abbreviated.
USUAL = "Ủy ban nhân dân . Hội đồng nhân dân . Văn phòng Ủy ban nhân dân . Thủ tướng Chính phủ . thành phố ."
WORD = re.compile(r"[^\W_]+")


class Casing:
    """How a text writes its words: runs of words as they occur, single words in their most frequent form."""

    def __init__(self, text: str) -> None:
        self._text = " ".join([USUAL, *(line for line in text.split("\n") if not is_shouted(line))])
        self._lower = self._text.lower()
        self._words: dict[str, Counter[str]] = {}
        for word in WORD.findall(self._text):
            self._words.setdefault(word.lower(), Counter())[word] += 1

    def restored(self, title: str) -> str:
        """`title` as the text would write it; a title that is not in capitals stays as it is."""
        if not is_shouted(title):
            return title
        words = title.split()
        result: list[str] = []
        while len(result) < len(words):
            result.extend(self._run(words[len(result) :]))
        text = " ".join(result)
        return text[:1].upper() + text[1:]

    def _run(self, words: list[str]) -> list[str]:
        for length in range(min(LONGEST_RUN, len(words)), 1, -1):
            run = " ".join(words[:length]).lower()
            found = re.search(rf"(?<!\w){re.escape(run)}(?!\w)", self._lower)
            if found:
                return self._text[found.start() : found.end()].split()
        return [self._single(words[0])]

    def _single(self, word: str) -> str:
        counted = self._words.get(word.lower().strip('.,;:“”"()'))
        return counted.most_common(1)[0][0] if counted and word.isalpha() else word.lower()


def is_shouted(text: str) -> bool:
    """Whether a line is written in capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 3 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)
