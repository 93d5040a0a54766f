"""The sheet: national header, title, filter, table and when it was made, on A4 landscape (Nghị định 30/2020/NĐ-CP)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from services.task.workbook.columns import Column, Value
from services.task.workbook.texts import Texts, day
from shared import clock
from shared.texts import write_text

_A4 = 9
_POINTS_PER_LINE = 14.5
# Width of a letter of the table's font, words broken at their ends, in the unit of column widths.
_LETTER = 0.95
_NUMBER_WIDTH = 5
_THIN = Side(style="thin", color="FF000000")


@dataclass(frozen=True, slots=True)
class Form:
    """What surrounds the table; `issuers` are the agency above and the one whose list it is."""

    issuers: tuple[str, str]
    filter: str
    at: datetime
    cut: bool = False


def save(
    form: Form, columns: Sequence[Column], rows: Iterable[Sequence[Value]], texts: Texts, file: BinaryIO
) -> None:
    """Writes the workbook. It only computes and takes long: not for the thread that answers calls."""
    book = Workbook(write_only=True)
    for style in _styles():
        book.add_named_style(style)
    sheet = _Sheet(book, texts, [_NUMBER_WIDTH, *(column.width for column in columns)])
    _head(sheet, form, texts)
    labels = [
        texts("list.number"),
        *(texts(f"list.{column.name}") for column in columns),
    ]
    sheet.row([(label, "head") for label in labels], height=46)
    sheet.repeat()
    for number, row in enumerate(rows, start=1):
        values = zip(row, (column.style for column in columns), strict=True)
        sheet.row([(number, "middle"), *values])
    _foot(sheet, form, texts)
    book.save(file)


def _head(sheet: _Sheet, form: Form, texts: Texts) -> None:
    above, issuer = form.issuers
    sheet.halves((above, "centre"), (texts("form.nation"), "strong"))
    sheet.halves((issuer, "strong"), (texts("form.motto"), "motto"))
    sheet.row([])
    sheet.across(texts("list.heading"), "title")
    sheet.across(form.filter, "aside")
    sheet.row([])


def _foot(sheet: _Sheet, form: Form, texts: Texts) -> None:
    local = form.at.astimezone(clock.ZONE)
    if form.cut:
        sheet.across(texts("list.cut"), "note")
    sheet.across(texts("form.extracted", time=local.strftime("%H:%M"), day=day(local.date())), "note")


class _Sheet:
    """A sheet that is filled from top to bottom."""

    def __init__(self, book: Workbook, texts: Texts, widths: Sequence[float]) -> None:
        self._sheet = book.create_sheet(texts("list.sheet"))
        self._widths = widths
        self._rows = 0
        for column, width in enumerate(widths, start=1):
            self._sheet.column_dimensions[get_column_letter(column)].width = width
        self._sheet.page_setup.paperSize = _A4
        self._sheet.page_setup.orientation = "landscape"
        self._sheet.page_setup.fitToHeight = 0
        self._sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._sheet.oddFooter.center.text = texts("form.page")

    def row(self, cells: Sequence[tuple[Value, str]], height: float = 0) -> None:
        """Adds a row, as high as its texts need; an empty one without cells."""
        self._rows += 1
        if cells:
            self._sheet.row_dimensions[self._rows].height = height or self._height(cells)
        self._sheet.append([self._cell(value, style) for value, style in cells])

    def across(self, value: str, style: str) -> None:
        """Adds a row of one cell over all columns."""
        self._merged([(value, style, len(self._widths))])

    def halves(self, left: tuple[str, str], right: tuple[str, str]) -> None:
        """Adds a row of two cells, each over half of the columns."""
        middle = max(1, len(self._widths) // 2)
        self._merged([(*left, middle), (*right, len(self._widths) - middle)])

    def repeat(self) -> None:
        """Prints the last row again at the top of every page, and keeps it in view."""
        self._sheet.print_title_rows = f"{self._rows}:{self._rows}"

    def _merged(self, parts: Iterable[tuple[str, str, int]]) -> None:
        cells: list[tuple[Value, str]] = []
        for value, style, width in parts:
            first, last = get_column_letter(len(cells) + 1), get_column_letter(len(cells) + width)
            cells += [(value, style), *[("", style)] * (width - 1)]
            if width > 1:
                self._sheet.merged_cells.add(f"{first}{self._rows + 1}:{last}{self._rows + 1}")
        self.row(cells, height=20)

    def _height(self, cells: Sequence[tuple[Value, str]]) -> float:
        # Some programs do not fit the height of a row to its wrapped text.
        lengths = (len(str(value)) for value, _ in cells)
        lines = (ceil(length * _LETTER / width) for length, width in zip(lengths, self._widths, strict=False))
        return _POINTS_PER_LINE * max(1, *lines)

    def _cell(self, value: Value, style: str) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.style = style
        if isinstance(value, str):
            write_text(cell, value)
        else:
            cell.value = value
        return cell


def _styles() -> Iterable[NamedStyle]:
    yield _style("centre", 12, "center")
    yield _style("strong", 12, "center", bold=True)
    yield _style("motto", 13, "center", bold=True, underline="single")
    yield _style("title", 14, "center", bold=True)
    yield _style("aside", 12, "center", italic=True)
    yield _style("note", 11, "left", italic=True)
    yield _table(_style("text", 11, "left"))
    yield _table(_style("middle", 11, "center"))
    head = _table(_style("head", 11, "center", bold=True))
    head.fill = PatternFill("solid", fgColor="FFE7EDF5")
    yield head


def _style(name: str, size: int, align: str, **font: Any) -> NamedStyle:
    style = NamedStyle(name)
    style.font = Font(name="Times New Roman", size=size, **font)
    style.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    return style


def _table(style: NamedStyle) -> NamedStyle:
    style.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
    return style
