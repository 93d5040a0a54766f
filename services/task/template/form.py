"""The form that people fill in: the sheet for the tasks, how to fill it in, and the lists that its cells offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from services.task.tables.units import Candidate
from shared.messages import Catalogue, Locale
from shared.texts import write_text

from .columns import CHOICES, COLUMNS, Column, heading
from .names import Names, written_person
from .sheet import MOST_ROWS, code_of

_THIN = Side(style="thin", color="FF9AA5B1")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_ROW = 4
# Rows that look like a table; others may be filled in too.
_DRAWN_ROWS = 60
_FONT = "Times New Roman"


@dataclass(frozen=True, slots=True)
class FormLists:
    """The names that the form offers, and the names of the fields of work in its language."""

    names: Names
    fields: Sequence[str]


def save(form: str, lists: FormLists, catalogue: Catalogue, locale: Locale, file: BinaryIO) -> None:
    """Writes a form with this id. It only computes and takes long: not for the thread that answers calls."""
    book = Workbook()
    maker = _Maker(book, catalogue, locale)
    maker.tasks(form)
    maker.guide()
    maker.lists(lists)
    book.save(file)


class _Maker:
    """Fills a workbook."""

    def __init__(self, book: Any, catalogue: Catalogue, locale: Locale) -> None:
        self._book = book
        self._catalogue = catalogue
        self._locale = locale
        self._tasks = book.active

    def _say(self, key: str, **facts: object) -> str:
        return self._catalogue.say(key, self._locale, facts)

    def tasks(self, form: str) -> None:
        """The sheet for the tasks."""
        sheet = self._tasks
        sheet.title = self._say("import.sheet.tasks")
        sheet["A1"] = self._say("import.title")
        sheet["A1"].font = Font(name=_FONT, size=14, bold=True)
        sheet["A2"] = self._say("import.note", limit=MOST_ROWS)
        sheet["A2"].font = Font(name=_FONT, size=11, italic=True)
        sheet["A3"] = self._say("import.code", code=code_of(form))
        sheet["A3"].font = Font(name=_FONT, size=9, color="FF6B7785")
        for at, column in enumerate(COLUMNS, start=1):
            self._column(at, column)
        sheet.row_dimensions[_HEAD_ROW].height = 34
        sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 3)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def _column(self, at: int, column: Column) -> None:
        sheet = self._tasks
        sheet.column_dimensions[get_column_letter(at)].width = column.width
        head = sheet.cell(_HEAD_ROW, at, heading(column.name, self._catalogue, self._locale))
        head.font = Font(name=_FONT, size=11, bold=True)
        head.fill = PatternFill("solid", fgColor="FFE7EDF5")
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        head.border = _BOX
        for number in range(_HEAD_ROW + 1, _HEAD_ROW + 1 + MOST_ROWS):
            drawn = number <= _HEAD_ROW + _DRAWN_ROWS
            if not drawn and not column.is_day:
                break
            cell = sheet.cell(number, at)
            cell.number_format = "dd/mm/yyyy" if column.is_day else "General"
            if drawn:
                cell.border = _BOX
                cell.font = Font(name=_FONT, size=11)
                cell.alignment = Alignment(vertical="top", wrap_text=True)

    def guide(self) -> None:
        """How to fill it in, column by column."""
        sheet = self._book.create_sheet(self._say("import.sheet.guide"))
        sheet.column_dimensions["A"].width = 26
        sheet.column_dimensions["B"].width = 100
        sheet.append([self._say("import.guide.title")])
        sheet["A1"].font = Font(name=_FONT, size=14, bold=True)
        for key in ("rows", "again", "lists"):
            sheet.append(["", self._say(f"import.guide.{key}", limit=MOST_ROWS)])
        for column in COLUMNS:
            name = heading(column.name, self._catalogue, self._locale)
            sheet.append([name, self._say(f"import.guide.of.{column.name}")])
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                cell.font = Font(name=_FONT, size=11, bold=cell.column == 1)
                cell.alignment = Alignment(vertical="top", wrap_text=True)

    def lists(self, lists: FormLists) -> None:
        """The lists, and the cells that offer them."""
        sheet = self._book.create_sheet(self._say("import.sheet.lists"))
        offered = {
            "units": [unit.display_name for unit in lists.names.units if unit.is_agency],
            "fields": lists.fields,
            "assigners": _told_apart(lists.names.assigners),
            "monitors": _told_apart(lists.names.monitors),
        } | {name: [self._say(key) for key in keys] for name, keys in CHOICES.items()}
        listed = [column for column in COLUMNS if column.choices]
        for at, column in enumerate(listed, start=1):
            sheet.cell(1, at, heading(column.name, self._catalogue, self._locale)).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(at)].width = 36
            for number, name in enumerate(offered[column.choices], start=2):
                write_text(sheet.cell(number, at), name)
            self._offer(
                column,
                f"'{sheet.title}'!${get_column_letter(at)}$2:${get_column_letter(at)}",
                len(offered[column.choices]),
            )

    def _offer(self, column: Column, area: str, count: int) -> None:
        if not count:
            return
        # Other words may be typed too: the import understands short names, and says what it does not.
        rule = DataValidation(
            "list", formula1=f"{area}${count + 1}", allow_blank=True, showErrorMessage=False
        )
        at = get_column_letter(COLUMNS.index(column) + 1)
        rule.add(f"{at}{_HEAD_ROW + 1}:{at}{_HEAD_ROW + MOST_ROWS}")
        self._tasks.add_data_validation(rule)


def _told_apart(people: Iterable[Candidate]) -> list[str]:
    """The names of people, with the title where two have the same name."""
    listed = list(people)
    names = [each.display_name for each in listed]
    return [
        written_person(each) if names.count(each.display_name) > 1 else each.display_name for each in listed
    ]
