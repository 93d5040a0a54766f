"""A sheet that looks like an official form: national header, title, table, signatures (Nghị định 30/2020/NĐ-CP)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from services.reporting.usecases.reading import Statistics
from shared import clock
from shared.messages import Catalogue, Locale
from shared.texts import write_text

FONT = "Times New Roman"
A4 = 9
MIN_HEIGHT = 17.0
POINTS_PER_LINE = 14.5
# How wide a letter of the table's font is on average, in the unit of column widths; lines break between words.
_LINE = 0.95
_THIN = Side(style="thin", color="FF000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_SHADE = PatternFill("solid", fgColor="FFE7EDF5")


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of the forms in one language."""

    catalogue: Catalogue
    locale: Locale

    def __call__(self, key: str, **facts: object) -> str:
        return self.catalogue.say(key, self.locale, facts)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a column (from 1) in a style; it covers the columns up to `to` if that is given."""

    column: int
    value: str | int
    style: str
    to: int = 0


def _style(name: str, font: Font, align: str, *, table: bool = False, shade: bool = False) -> NamedStyle:
    style = NamedStyle(name)
    style.font = font
    style.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    if table:
        style.border = _BOX
    if shade:
        style.fill = _SHADE
    return style


def _font(size: int = 12, **options: object) -> Font:
    return Font(name=FONT, size=size, **options)


def register_styles(book: Workbook) -> None:
    """Adds the styles that cells name to a workbook."""
    for style in (
        _style("plain", _font(), "left"),
        _style("centre", _font(), "center"),
        _style("strong", _font(bold=True), "center"),
        _style("motto", _font(13, bold=True, underline="single"), "center"),
        _style("title", _font(14, bold=True), "center"),
        _style("note", _font(11, italic=True), "left"),
        _style("aside", _font(12, italic=True), "center"),
        _style("right", _font(11, italic=True), "right"),
        _style("head", _font(11, bold=True), "center", table=True, shade=True),
        _style("key", _font(9, italic=True), "center", table=True),
        _style("text", _font(11), "left", table=True),
        _style("middle", _font(11), "center", table=True),
        _style("sum_text", _font(11, bold=True), "left", table=True, shade=True),
        _style("sum", _font(11, bold=True), "center", table=True, shade=True),
    ):
        book.add_named_style(style)


class Sheet:
    """A sheet on A4 landscape, filled from top to bottom."""

    def __init__(self, book: Workbook, title: str, widths: Sequence[float], footer: str) -> None:
        self._sheet = book.create_sheet(title)
        self._widths = widths
        self._width = len(widths)
        self._row = 0
        for column, width in enumerate(widths, start=1):
            self._sheet.column_dimensions[get_column_letter(column)].width = width
        self._sheet.page_setup.paperSize = A4
        self._sheet.page_setup.orientation = "landscape"
        self._sheet.page_setup.fitToHeight = 0
        self._sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._sheet.print_options.horizontalCentered = True
        self._sheet.oddFooter.center.text = footer
        for side, inches in (("left", 0.6), ("right", 0.5), ("top", 0.6), ("bottom", 0.8)):
            setattr(self._sheet.page_margins, side, inches)

    def row(self, *cells: Cell, height: float | None = None) -> None:
        """Adds a row, `height` points high or as high as its texts need; an empty one without cells."""
        self._row += 1
        values: list[WriteOnlyCell | None] = [None] * self._width
        for cell in cells:
            for column in range(cell.column, max(cell.column, cell.to) + 1):
                values[column - 1] = self._cell("" if column > cell.column else cell.value, cell.style)
            if cell.to > cell.column:
                first, last = get_column_letter(cell.column), get_column_letter(cell.to)
                self._sheet.merged_cells.add(f"{first}{self._row}:{last}{self._row}")
        if height or cells:
            self._sheet.row_dimensions[self._row].height = height or self._height(cells)
        self._sheet.append(values)

    def across(self, value: str, style: str, height: float | None = None) -> None:
        """Adds a row of one cell over all columns."""
        self.row(Cell(1, value, style, to=self._width), height=height)

    def repeat(self, rows: int) -> None:
        """Repeats the last rows at the top of every printed page, and keeps them in view."""
        self._sheet.print_title_rows = f"{self._row - rows + 1}:{self._row}"

    def _height(self, cells: Sequence[Cell]) -> float:
        # Not every program adjusts the height of a row to wrapped text.
        lines = (ceil(len(str(one.value)) * _LINE / self._widths[one.column - 1]) for one in cells)
        return max(MIN_HEIGHT, POINTS_PER_LINE * max(lines))

    def _cell(self, value: str | int, style: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(self._sheet)
        cell.style = style
        if isinstance(value, int):
            cell.value = value
        else:
            write_text(cell, value)
        return cell


def head(sheet: Sheet, found: Statistics, texts: Texts, title: str, middle: int, width: int) -> None:
    """The head of a form; `middle` is the last column of its left half."""
    above, issuer = _issuers(found, texts)
    right = middle + 1
    sheet.row(
        Cell(1, above, "centre", to=middle), Cell(right, texts("form.nation"), "strong", to=width), height=18
    )
    sheet.row(
        Cell(1, issuer, "strong", to=middle), Cell(right, texts("form.motto"), "motto", to=width), height=18
    )
    sheet.row(Cell(1, "―" * 8, "centre", to=middle), height=12)
    sheet.row(Cell(right, _place_and_day(found, texts), "aside", to=width), height=18)
    sheet.row(height=6)
    sheet.across(texts(title), "title", height=22)
    query = found.query
    sheet.across(texts("form.period", start=day(query.start), end=day(query.end)), "centre", height=17)
    sheet.across(texts("form.as_of", day=day(query.as_of)), "aside", height=17)
    sheet.across(_filter(found, texts), "aside", height=17)


def foot(sheet: Sheet, found: Statistics, texts: Texts, middle: int, width: int) -> None:
    """The foot of a form: when the data were taken, and who signs."""
    local = found.extract_time.astimezone(clock.ZONE)
    sheet.across(
        texts("form.extracted", time=local.strftime("%H:%M"), day=day(local.date())), "note", height=16
    )
    sheet.row()
    right = middle + 1
    for author, chief, style in (
        ("form.author", "form.head", "strong"),
        ("form.author_signs", "form.head_signs", "aside"),
    ):
        sheet.row(
            Cell(1, texts(author), style, to=middle), Cell(right, texts(chief), style, to=width), height=17
        )
    for _ in range(4):
        sheet.row()


def day(value: date | None) -> str:
    """A day as forms write it: dd/mm/yyyy."""
    return value.strftime("%d/%m/%Y") if value else ""


def _issuers(found: Statistics, texts: Texts) -> tuple[str, str]:
    """The agency above and the issuer of the form: the Office, or the agency whose numbers it shows."""
    if found.agencies is None:
        return found.issuer.upper(), texts("form.office")
    shown = [row.display_name for row in found.rows if row.agency in found.agencies]
    return found.issuer.upper(), " - ".join(shown).upper()


def _place_and_day(found: Statistics, texts: Texts) -> str:
    # The place is only the name of the province (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    name = re.search(r"(?:tỉnh|thành phố) (.+)$", found.issuer)
    today = found.extract_time.astimezone(clock.ZONE)
    return texts(
        "form.place",
        place=name.group(1) if name else "…………",
        day=f"{today.day:02}",
        month=f"{today.month:02}",
        year=today.year,
    )


def _filter(found: Statistics, texts: Texts) -> str:
    if found.agencies is None:
        agencies = texts("form.all_agencies")
    else:
        agencies = ", ".join(row.display_name for row in found.rows)
    parts = [texts("form.filter", cohort=texts(f"cohort.{found.query.cohort}"), agencies=agencies)]
    if found.assigner:
        parts.append(texts("form.assigner", name=found.assigner))
    if found.query.field:
        parts.append(texts("form.field", field=texts(f"field_of_work.{found.query.field}")))
    return "; ".join(parts)
