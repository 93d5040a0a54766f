"""The text of a .docx: paragraphs and tables in the order of the page, one line each."""

import io
import re
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from .errors import Reason, UnreadableFileError
from .formats import check_package
from .limits import DEFAULT_LIMITS, Limits

# Word numbers lists itself, and the digits are not in the text: a dash keeps the paragraph a clause.
BULLET = "- "
STARTS_WITH_MARK = re.compile(r"^\s*(?:[-–•+*]|\d+[.)]|[a-zđ][.)]|[IVX]+\.)")


def word_text(content: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    """The text of the .docx `content`. Raises UnreadableFileError with BROKEN, ENCRYPTED or TOO_LARGE."""
    check_package(content, limits)
    try:
        document = docx.Document(io.BytesIO(content))
        text = "\n".join(_lines(document))
    except (KeyError, ValueError, AttributeError, OSError, SyntaxError) as error:
        raise UnreadableFileError(Reason.BROKEN, f"not a readable .docx: {error}") from error
    if len(text) > limits.characters:
        raise UnreadableFileError(Reason.TOO_LARGE, f"{len(text)} characters of text")
    return text


def _lines(container: Document | _Cell) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Table):
            yield from _table_lines(block)
        else:
            yield from _paragraph_lines(block)


def _paragraph_lines(paragraph: Paragraph) -> Iterator[str]:
    text = paragraph.text
    if text.strip() and _is_listed(paragraph) and not STARTS_WITH_MARK.match(text):
        text = BULLET + text
    yield from text.split("\n")


def _is_listed(paragraph: Paragraph) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.find(qn("w:numPr")) is not None


def _table_lines(table: Table) -> Iterator[str]:
    """The lines of the cells, from left to right and from top to bottom, a merged cell only once."""
    seen: set[object] = set()
    for row in table.rows:
        for cell in row.cells:
            if cell._tc not in seen:
                seen.add(cell._tc)
                yield from _lines(cell)
