"""The text of a PDF as the page shows it, with the number and date that are typed over it on signing.

Characters are ordered by their positions on the page: some producers write accented letters from a second font at the
end of a line, and signing software puts number and date into annotations.
"""

import bisect
import ctypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw

from .errors import Reason, UnreadableFileError
from .limits import DEFAULT_LIMITS, Limits

# The bindings are made at run time and have no types.
pdfium: Any = pypdfium2
raw: Any = pypdfium2.raw
# PDFium is not thread-safe.
ONE_AT_A_TIME = threading.Lock()
# Two characters are on one line if their baselines differ by less than this share of the font size.
SAME_LINE = 0.45
# A gap wider than this many times the font size separates two columns.
COLUMN_GAP = 1.8
WORD_GAP = 0.18
COLUMN = " " * 12
# Points for one blank of indentation, about the width of a blank in a 14-point font.
INDENT_POINTS = 4.0


@dataclass(frozen=True)
class Sign:
    """One character with the sides of its box, its baseline and its font size, in points."""

    text: str
    left: float
    right: float
    base: float
    size: float


def pdf_layout(content: bytes, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """The text of each page, lines from top to bottom, columns separated by blanks.

    Raises UnreadableFileError with ENCRYPTED, BROKEN, TOO_MANY_PAGES or TOO_LARGE.
    """
    with ONE_AT_A_TIME:
        return _layout(content, limits)


def _layout(content: bytes, limits: Limits) -> list[str]:
    document = _opened(content)
    try:
        if len(document) > limits.pages:
            raise UnreadableFileError(Reason.TOO_MANY_PAGES, f"{len(document)} pages")
        document.init_forms()
        return list(_pages(document, limits))
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(Reason.BROKEN, f"not a readable PDF: {error}") from error
    finally:
        document.close()


def check_pdf(file: BinaryIO) -> None:
    """Raises UnreadableFileError with ENCRYPTED or BROKEN if the PDF does not open."""
    with ONE_AT_A_TIME:
        _opened(file).close()


def _opened(content: bytes | BinaryIO) -> Any:
    try:
        return pdfium.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        reason = Reason.ENCRYPTED if locked else Reason.BROKEN
        raise UnreadableFileError(reason, f"the PDF does not open: {error}") from error


def _pages(document: Any, limits: Limits) -> Iterator[str]:
    characters = 0
    for number in range(len(document)):
        text = "\n".join(_line_text(line) for line in _lines(_signs(document, number)))
        characters += len(text)
        if characters > limits.characters:
            raise UnreadableFileError(Reason.TOO_LARGE, f"more than {limits.characters} characters of text")
        yield text


def _signs(document: Any, number: int) -> list[Sign]:
    """The characters of a page with its annotations. Only the copy in memory is flattened."""
    page = document[number]
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    page = document[number]
    text_page = page.get_textpage()
    try:
        return [sign for at in range(text_page.count_chars()) if (sign := _sign(text_page, at)) is not None]
    finally:
        text_page.close()
        page.close()


def _sign(page: Any, at: int) -> Sign | None:
    code = raw.FPDFText_GetUnicode(page, at)
    if code in (0, 0xFFFE, 0xFFFF) or raw.FPDFText_IsGenerated(page, at) or chr(code) in "\r\n":
        return None
    box = raw.FS_RECTF()
    across, up = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetLooseCharBox(page, at, box)
    raw.FPDFText_GetCharOrigin(page, at, across, up)
    size = max(abs(box.top - box.bottom), 1.0)
    # A soft hyphen at the end of a line is visible.
    text = "-" if code in (0x2, 0xAD) else chr(code)
    return Sign(text, min(box.left, box.right), max(box.left, box.right), up.value, size)


def _lines(signs: list[Sign]) -> Iterator[list[Sign]]:
    line: list[Sign] = []
    for sign in sorted(signs, key=lambda sign: (-sign.base, sign.left)):
        if line and line[0].base - sign.base > SAME_LINE * min(line[0].size, sign.size):
            yield sorted(line, key=lambda each: each.left)
            line = []
        line.append(sign)
    if line:
        yield sorted(line, key=lambda each: each.left)


def _line_text(line: list[Sign]) -> str:
    """The characters of a line, with blanks where the page has gaps."""
    seen = [sign for sign in line if not sign.text.isspace()]
    if not seen:
        return ""
    parts = [" " * int(seen[0].left / INDENT_POINTS)]
    shown = [sign for sign in line if not sign.text.isspace() or not _is_covered(sign, seen)]
    for before, sign in zip([None, *shown], shown, strict=False):
        parts.append(_gap(before, sign) + (" " if sign.text.isspace() else sign.text))
    return "".join(parts).rstrip()


def _is_covered(blank: Sign, seen: list[Sign]) -> bool:
    """Whether something was typed over this blank, such as number and date on signing."""
    middle = (blank.left + blank.right) / 2
    near = bisect.bisect_right(seen, middle, key=lambda sign: sign.left)
    return any(sign.left <= middle <= sign.right for sign in seen[max(near - 2, 0) : near])


def _gap(before: Sign | None, sign: Sign) -> str:
    if before is None:
        return ""
    gap = sign.left - before.right
    if gap > COLUMN_GAP * sign.size:
        return COLUMN
    is_word_gap = gap > WORD_GAP * sign.size and not sign.text.isspace() and not before.text.isspace()
    return " " if is_word_gap else ""
