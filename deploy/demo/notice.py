"""Makes a conclusion notice of the demo province from a text file.

The form follows Nghị định 30/2020/NĐ-CP, Annex I: national header, number and place in a table without
borders, title, body with indented first lines, recipients and signature in a second table.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import holidays
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).parent / "notices"
FONT = "Times New Roman"
PLACE = "Quảng Nam"
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Notice:
    """A notice issued on one day: the parts above the body, the body's paragraphs, and the parts below it."""

    number_symbol: str
    day: date
    subject: str
    authority: tuple[str, ...]
    office: str
    signer: str
    recipients: tuple[str, ...]
    body: tuple[str, ...]


def read(name: str, number: int, day: date) -> Notice:
    """Reads `notices/NAME.txt` as a notice with this number, issued on this day."""
    head, _, body = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.splitlines():
        if not line.startswith("#"):
            key, _, value = line.partition(": ")
            fields.setdefault(key, []).append(value)
    return Notice(
        number_symbol=f"{number}/{fields['ký hiệu'][0]}",
        day=day,
        subject=fields["trích yếu"][0],
        authority=tuple(fields["thẩm quyền ký"]),
        office=fields["chức vụ ký"][0],
        signer=fields["người ký"][0],
        recipients=tuple(fields["nơi nhận"]),
        body=tuple(_dated(line, day) for line in body.splitlines() if line),
    )


def write(notice: Notice, path: Path) -> Path:
    """Writes the notice as a Word file and returns its path."""
    document = Document()
    _page(document)
    _header(document, notice)
    _line(document.add_paragraph(), "THÔNG BÁO", 14, bold=True, space_before=12)
    _line(document.add_paragraph(), notice.subject, 14, bold=True)
    _line(document.add_paragraph(), "_______", 14)
    for text in notice.body:
        _body(document, text)
    _footer(document, notice)
    document.core_properties.author = "Văn phòng UBND tỉnh (dữ liệu minh họa)"
    document.core_properties.title = notice.subject
    document.save(str(path))
    return path


def working_day(day: date, days: int) -> date:
    """The day `days` working days later, or earlier if negative (docs/domain.md, section Working days)."""
    free = holidays.country_holidays("VN")
    step = timedelta(days=1 if days > 0 else -1)
    while days:
        day += step
        if day.weekday() < 5 and day not in free:
            days -= step.days
    return day


def _dated(line: str, day: date) -> str:
    def value(found: re.Match[str]) -> str:
        word = found.group(1)
        if word == "tháng":
            later = working_day(day, 15)
            return f"{later.month}/{later.year}"
        if word == "quý":
            later = working_day(day, 15)
            return f"{ROMAN[(later.month - 1) // 3]}/{later.year}"
        if word == "cuối tháng":
            return f"{_month_end(working_day(day, 15)):%d/%m/%Y}"
        return f"{working_day(day, int(word)):%d/%m/%Y}"

    return re.sub(r"\{([^}]+)\}", value, line)


def _month_end(day: date) -> date:
    next_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return working_day(next_month, -1)


def _page(document: DocxDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def _header(document: DocxDocument, notice: Notice) -> None:
    left, right = _columns(document, (Cm(6.2), Cm(10.2)))
    _line(left.paragraphs[0], "ỦY BAN NHÂN DÂN", 13, bold=True)
    _line(left.add_paragraph(), "TỈNH QUẢNG NAM", 13, bold=True)
    _line(left.add_paragraph(), "_______", 13)
    _line(left.add_paragraph(), f"Số: {notice.number_symbol}", 13)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
    _line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    _line(right.add_paragraph(), "_______________________", 13)
    place = f"{PLACE}, ngày {notice.day:%d} tháng {notice.day:%m} năm {notice.day.year}"
    _line(right.add_paragraph(), place, 14, italic=True)


def _footer(document: DocxDocument, notice: Notice) -> None:
    left, right = _columns(document, (Cm(8.6), Cm(7.8)))
    first = left.paragraphs[0]
    _line(first, "Nơi nhận:", 12, bold=True, italic=True, align=WD_ALIGN_PARAGRAPH.LEFT)
    for i, recipient in enumerate(notice.recipients):
        end = "." if i == len(notice.recipients) - 1 else ";"
        _line(left.add_paragraph(), f"- {recipient}{end}", 11, align=WD_ALIGN_PARAGRAPH.LEFT)
    for i, words in enumerate((*notice.authority, notice.office)):
        paragraph = right.paragraphs[0] if i == 0 else right.add_paragraph()
        _line(paragraph, words, 14, bold=True)
    _line(right.add_paragraph(), notice.signer, 14, bold=True, space_before=56)


def _columns(document: DocxDocument, widths: tuple[Cm, Cm]) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        column.cells[0].width = width
    left, right = table.rows[0].cells
    return left, right


def _body(document: DocxDocument, text: str) -> None:
    heading = text.startswith("# ")
    paragraph = document.add_paragraph()
    _line(paragraph, text.removeprefix("# "), 14, bold=heading, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.keep_with_next = heading


def _line(
    paragraph: Paragraph,
    text: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.CENTER,
    space_before: int = 0,
) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = bold, italic
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(space_before)
    paragraph.paragraph_format.space_after = Pt(0)


def main() -> None:
    """Writes one notice: `python -m deploy.demo.notice giao-thong 412 2026-11-24 FILE.docx`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("name")
    parser.add_argument("number", type=int)
    parser.add_argument("day", type=date.fromisoformat)
    parser.add_argument("path", type=Path)
    options = parser.parse_args()
    write(read(options.name, options.number, options.day), options.path)


if __name__ == "__main__":
    main()
