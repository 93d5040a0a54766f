"""Reads one file from end to end."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from . import clauses
from .errors import Reason, UnreadableFileError
from .formats import MediaType, check_package, media_type
from .header import Header, header_of
from .limits import DEFAULT_LIMITS, Limits
from .outline import body, outline
from .passages import MARKER, normalised, passage_at, passages, tidy
from .pdf import check_pdf, pdf_layout
from .proposal import Duty, Proposal, proposal
from .tasks import proposals
from .terms import lettered
from .word import word_text

# The lines that signing software puts on a page (the visible part of a PAdES signature).
STAMP_LINE = re.compile(
    r"^\s*(?:(?:Người|Cơ quan|Đơn vị|Thời gian|Ngày|Giờ)\s*ký\b.*|Ký bởi\b.*|Signed by\b.*"
    r"|Signature Valid.*|Signer\b.*|E-?mail\s*:.*|Cơ quan\s*:.*|Thời gian\s*:.*|Chữ ký số.*"
    r"|Date\s*:.*|Đã ký\b.*|Signing (?:date|time)\b.*"
    r"|.*\d{2}[:.]\d{2}[:.]\d{2}\s*[+-]\d{2}[:'’]?\d{2}.*)$",
    re.IGNORECASE,
)
ADDRESSEE = re.compile(
    lettered(
        r"(?:làm việc|cuộc họp|họp) (?:với|tại)\s+(?:Ban Thường vụ\s+|tập thể\s+|lãnh đạo\s+)*"
        r"((?:tỉnh|thành phố|huyện|thị xã|xã|phường|UBND|Ủy ban nhân dân)\s+[\p{Lu}][^,;]*)$"
    )
)
# No real clause is so long. A hostile one must not keep the reader busy.
LONGEST_PARAGRAPH = 8_000
LETTERS = re.compile(r"[^\W\d_]")
# A page of a directive has some 2,000 letters; a scan with a page number or a stamp has a handful.
LETTERS_OF_A_TEXT = 200
LETTERS_OF_A_PAGE = 40


class TextState(StrEnum):
    """Whether a file has text, or only pictures of pages (a scan)."""

    TEXT = "TEXT"
    SCAN = "SCAN"


@dataclass(frozen=True)
class Reading:
    """The result: the text (NFC, one paragraph a line), the fields of the form and the proposals."""

    state: TextState
    text: str
    header: Header
    proposals: tuple[Proposal, ...]


def read_file(content: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Reads a .docx, a PDF or plain text; the content decides which it is.

    Raises UnreadableFileError with the reason if the file is of another type, locked, broken, or larger than `limits`
    allow.
    """
    kind = media_type(content)
    if kind is MediaType.PDF:
        return _read_pages(pdf_layout(content, limits))
    if kind is MediaType.DOCX:
        return read_text(tidy(word_text(content, limits)))
    if kind is MediaType.TEXT and len(content) <= limits.characters:
        return read_text(tidy(content.decode("utf-8")))
    raise UnreadableFileError(Reason.UNKNOWN_TYPE, f"no text is read from {kind}")


def check_file(file: BinaryIO, limits: Limits = DEFAULT_LIMITS) -> MediaType:
    """The type of a file that opens. Raises UnreadableFileError with ENCRYPTED, BROKEN or TOO_LARGE."""
    kind = media_type(file)
    if kind is MediaType.PDF:
        check_pdf(file)
    elif kind in (MediaType.DOCX, MediaType.XLSX, MediaType.PPTX):
        check_package(file, limits)
    return kind


def read_text(text: str) -> Reading:
    """Reads a text. The offsets of quotes refer to the normalised text that is returned."""
    text = normalised(text)
    found = [passage for passage in passages(text) if len(passage.text) <= LONGEST_PARAGRAPH]
    header = header_of(found)
    since = header.meeting_day or header.issued
    tasks = proposals(outline(body(found)), since, _addressee(header))
    return Reading(TextState.TEXT, text, header, tuple(tasks))


def read_passage(text: str, start: int, end: int, since: date | None) -> Proposal:
    """The task in a passage that a person chose from the read text; fields that it does not mention are empty."""
    passage = passage_at(text, start, end)
    mark = MARKER.match(passage.text)
    clause = passage.part(mark.end()) if mark else passage
    assignment = clauses.assignment(clause.text)
    if assignment is None:
        return proposal(clause, Duty(), since)
    return proposal(clause, Duty(assignment.lead), since, assignment.task)


def _addressee(header: Header) -> str | None:
    """The province or city whose leaders were met: it has the duties of clauses without a name."""
    found = ADDRESSEE.search(header.subject or "") if header.meeting_chair else None
    return found.group(1).strip() if found else None


def _read_pages(pages: list[str]) -> Reading:
    """Reads a PDF; one with no text but a signature's stamp is a scan."""
    kept = [_without_stamps(page) for page in pages]
    letters = sum(len(LETTERS.findall(page)) for page in kept)
    if letters < max(LETTERS_OF_A_TEXT, LETTERS_OF_A_PAGE * len(kept)):
        return Reading(TextState.SCAN, "", Header(), ())
    return read_text(tidy("\n".join(kept)))


def _without_stamps(page: str) -> str:
    return "\n".join(line for line in page.split("\n") if not STAMP_LINE.match(line))
