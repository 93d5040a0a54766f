"""Paragraphs of a text with their offsets; lines that the page broke are joined again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.texts import cleaned, settled

PAGE_NUMBER = re.compile(r"[-–]?\s*\d{1,4}\s*[-–]?")
RULE = re.compile(r"[-_–=*.\s|]{3,}")
COLUMN_BREAK = re.compile(r"\s{8,}|(?:\s+\|)+\s*")
MARKER = re.compile(
    r"(?:[-–•+*](?=\s)|\(?\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ][.)](?=\s)|[IVX]{1,5}[.\-]|Điều \d+|Nơi nhận"
    r"|Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\b|PHẦN |PHỤ LỤC|TM\.|KT\.|TL\.|TUQ\.|\[\d+\])"
)
ENDS_SENTENCE = re.compile(r"[.;:!?…]$")
# The lines of a page are at most this long; longer ones are paragraphs.
LONGEST_PAGE_LINE = 220
WRAPPED_SHARE = 0.12
FULL_LINE = 0.85
# The first line of a paragraph is indented by less than this; a line that is indented more is a centred title.
FIRST_LINE = 14


@dataclass(frozen=True)
class Passage:
    """A stretch of the text with white space collapsed, and the offset of each of its characters."""

    text: str
    offsets: tuple[int, ...]

    def part(self, start: int, end: int | None = None) -> "Passage":
        """The characters from `start` to `end`, without blanks at either end."""
        end = len(self.text) if end is None else end
        piece = self.text[start:end]
        first = start + len(piece) - len(piece.lstrip())
        last = max(first, start + len(piece.rstrip()))
        return Passage(self.text[first:last], self.offsets[first:last])

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends in the text, as code points."""
        return (self.offsets[0], self.offsets[-1] + 1) if self.offsets else (0, 0)


@dataclass(frozen=True)
class Line:
    """A line of the text: the offset of its first visible character, its indentation, its words, and whether nothing
    stands beside it.
    """

    start: int
    indent: int
    text: str
    is_alone: bool = True


def normalised(text: str) -> str:
    """The text in NFC, with plain line ends and without invisible characters."""
    text = settled(text).replace("\x0b", "\n").replace("\x0c", "\n")
    return cleaned(re.sub("[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", text))


def collapsed(text: str) -> str:
    """The text with each run of white space as one blank."""
    return " ".join(text.split())


def passages(text: str) -> list[Passage]:
    """The paragraphs of a normalised text. Page numbers and ruled lines are left out."""
    lines = list(_lines(text))
    if not _is_wrapped(lines):
        return [passage for line in lines if (passage := _passage([line])).text]
    return [passage for group in _groups(lines) if (passage := _passage(group)).text]


def passage_at(text: str, start: int, end: int) -> Passage:
    """The text between two offsets of a normalised text, as one passage."""
    return _passage([Line(start, 0, text[start:end])])


def tidy(text: str) -> str:
    """The text with one paragraph a line."""
    return "\n".join(passage.text for passage in passages(normalised(text)))


def _lines(text: str) -> Iterator[Line]:
    at = 0
    for line in text.split("\n"):
        if line.strip() and not _is_furniture(line):
            yield from _columns(line, at)
        at += len(line) + 1


def _is_furniture(line: str) -> bool:
    words = line.strip()
    return bool(RULE.fullmatch(words)) or bool(PAGE_NUMBER.fullmatch(words) and line.startswith(" "))


def _columns(line: str, at: int) -> Iterator[Line]:
    """The columns of a line, such as issuer and national title."""
    line = line.rstrip()
    start = len(line) - len(line.lstrip())
    gaps = list(COLUMN_BREAK.finditer(line, start))
    for gap in [*gaps, None]:
        end = gap.start() if gap else len(line)
        if line[start:end].strip(" -|"):
            yield Line(at + start, start, line[start:end], not gaps)
        start = gap.end() if gap else end


def _is_wrapped(lines: list[Line]) -> bool:
    """Whether lines end where the page ends, and not where the paragraph does."""
    if len(lines) < 4 or max(len(line.text) for line in lines) > LONGEST_PAGE_LINE:
        return False
    carried = sum(line.text[0].islower() and not MARKER.match(line.text) for line in lines)
    return carried >= WRAPPED_SHARE * len(lines)


def _groups(lines: list[Line]) -> Iterator[list[Line]]:
    width = sorted(line.indent + len(line.text) for line in lines)[int(0.9 * (len(lines) - 1))]
    margin = min(line.indent for line in lines)
    group: list[Line] = []
    for line in lines:
        if group and not _continues(group[-1], line, margin, width):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(before: Line, line: Line, margin: int, width: int) -> bool:
    if not (before.is_alone and line.is_alone):
        return False
    is_full = before.indent + len(before.text) >= FULL_LINE * width and before.indent - margin < FIRST_LINE
    is_ended = bool(ENDS_SENTENCE.search(before.text))
    at_margin = line.indent <= margin + 1
    if MARKER.match(line.text):
        return is_full and at_margin and not is_ended and line.text[0] in "-–"
    if line.text[0].islower():
        return at_margin or not is_ended
    return at_margin and (is_full or before.text[-1] in "-–,")


def _passage(lines: list[Line]) -> Passage:
    characters: list[str] = []
    offsets: list[int] = []
    for line in lines:
        for at, character in enumerate(line.text, line.start):
            if not character.isspace():
                characters.append(character)
                offsets.append(at)
            elif characters and characters[-1] != " ":
                characters.append(" ")
                offsets.append(at)
        if characters and characters[-1] != " ":
            characters.append(" ")
            offsets.append(line.start + len(line.text))
    return Passage("".join(characters), tuple(offsets)).part(0)
