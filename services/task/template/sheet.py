"""The rows of a filled-in form as texts and days: merged cells, formulas, hidden and empty rows are settled here."""

from __future__ import annotations

import io
import re
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import structlog
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from shared.texts import is_blank, settled

from .columns import COLUMNS, NUMBER, key_of
from .package import UnreadableError, check

log = structlog.get_logger(__name__)
VERSION = 1
MOST_ROWS = 300
_CODE = re.compile(r"DONDOC-NV-(\d{1,3})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_COUNTING = re.compile(r"\d+(\.\d+)*\.?")
# The form's code and headings stand above this row, even if somebody has added a few rows.
_HEAD_ROWS = 30
_MOST_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its place, its text, the day that it holds, and the key of the sentence that says what is wrong."""

    place: str
    text: str
    day: date | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that says a task: its cells by column, empty ones left out; `problem` is wrong with the whole row."""

    number: int
    cells: Mapping[str, Cell]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form holds; `form` is its id."""

    form: str
    rows: Sequence[SheetRow]
    skipped: Sequence[int] = ()
    ignored: Sequence[str] = ()
    places: Mapping[str, str] = field(default_factory=dict)


def code_of(form: str) -> str:
    """What a form carries so that it is known again."""
    return f"DONDOC-NV-{VERSION}-{form}"


def read(content: bytes, headings: Mapping[str, str]) -> Sheet:
    """The rows of a form. It only computes and takes long: not for the thread that answers calls.

    Raises UnreadableError for what is not a filled-in form of this version.
    """
    has_formulas = check(content)
    values = _opened(content, data_only=True)
    formulas = _opened(content, data_only=False) if has_formulas else None
    found = [(sheet, code) for sheet in values.worksheets if (code := _code(sheet))]
    if not found:
        raise UnreadableError("import.not_template")
    if len(found) > 1:
        raise UnreadableError("import.several_sheets", names=", ".join(sheet.title for sheet, _ in found))
    ((sheet, (version, form)),) = found
    if int(version) != VERSION:
        raise UnreadableError("import.other_version", version=version)
    return _Reader(sheet, formulas[sheet.title] if formulas else None, headings).sheet(form)


def _opened(content: bytes, *, data_only: bool) -> Any:
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it leaves out, such as conditional formats.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), data_only=data_only, keep_links=False)
    except Exception as error:
        # A broken file may fail anywhere in openpyxl.
        log.info("workbook_unreadable", error=type(error).__name__)
        raise UnreadableError("import.broken") from error


def _code(sheet: Any) -> tuple[str, str] | None:
    for row in sheet.iter_rows(max_row=_HEAD_ROWS, max_col=_MOST_COLUMNS, values_only=True):
        for value in row:
            if isinstance(value, str) and (match := _CODE.search(value)):
                return match[1], match[2]
    return None


class _Reader:
    """Reads one sheet."""

    def __init__(self, sheet: Any, formulas: Any, headings: Mapping[str, str]) -> None:
        self._sheet = sheet
        self._formulas = formulas
        self._head, self._columns, self._ignored = _headings(sheet, headings)
        # Only cells that are there: a stray one at the end of a sheet would cost a million empty rows.
        self._filled: dict[int, list[int]] = defaultdict(list)
        for number, at in sorted(sheet._cells):
            if number > self._head and at <= _MOST_COLUMNS:
                self._filled[number].append(at)
        self._across: set[tuple[int, int]] = set()
        self._above: dict[tuple[int, int], int] = {}
        for area in sheet.merged_cells.ranges:
            self._merge(area)

    def sheet(self, form: str) -> Sheet:
        """All that it holds."""
        rows: list[SheetRow] = []
        skipped: list[int] = []
        last = self._head
        for number in list(self._filled):
            typed = self._typed(number)
            if not typed or self._is_counted_only(number, typed):
                continue
            if self._is_aside(number, typed, after_gap=number > last + 1):
                skipped.append(number)
            else:
                rows.append(self._row(number))
            last = number
        if not rows:
            raise UnreadableError("import.empty")
        if len(rows) > MOST_ROWS:
            raise UnreadableError("import.too_many_rows", count=len(rows), limit=MOST_ROWS)
        places = {name: get_column_letter(at) for at, name in self._columns.items()}
        return Sheet(form, rows, skipped, self._ignored_with_text(rows), places)

    def _at(self, name: str) -> int:
        return next((at for at, column in self._columns.items() if column == name), 0)

    def _typed(self, number: int) -> set[int]:
        """The columns in which the row has a text of its own, also those that are not read."""
        return {at for at in self._filled[number] if self._raw(number, at) != _nothing(number, at)}

    def _is_counted_only(self, number: int, typed: set[int]) -> bool:
        at = self._at(NUMBER)
        return typed == {at} and bool(_COUNTING.fullmatch(self._raw(number, at).text))

    def _is_aside(self, number: int, typed: set[int], *, after_gap: bool) -> bool:
        """Whether the row is a heading of a section or a note: one text, which stands apart or is laid across."""
        says = typed - {self._at(NUMBER)}
        if len(typed) == 2 and len(says) == 1:
            # "II" before a heading, "3" before a task of which nothing but the title is known.
            return not _COUNTING.fullmatch(self._raw(number, self._at(NUMBER)).text)
        if len(typed) != 1:
            return False
        (at,) = typed
        return after_gap or not says or at not in self._columns or (number, at) in self._across

    def _row(self, number: int) -> SheetRow:
        hidden = number in self._sheet.row_dimensions and self._sheet.row_dimensions[number].hidden
        cells = {}
        for at, name in self._columns.items():
            cell = self._raw(self._above.get((number, at), number), at)
            if (number, at) in self._across:
                cell = Cell(_place(number, at), cell.text, problem="import.merged")
            if cell.text and name != NUMBER:
                cells[name] = Cell(_place(number, at), cell.text, cell.day, cell.problem)
        return SheetRow(number, cells, "import.hidden" if hidden else "")

    def _raw(self, number: int, at: int) -> Cell:
        if (number, at) not in self._sheet._cells:
            return _nothing(number, at)
        cell = self._sheet.cell(number, at)
        is_formula = self._formulas is not None and self._formulas.cell(number, at).data_type == "f"
        if is_formula and cell.value is None:
            return Cell(
                _place(number, at), str(self._formulas.cell(number, at).value), problem="import.formula"
            )
        return _cell(_place(number, at), cell.value, cell.data_type)

    def _merge(self, area: Any) -> None:
        """A text merged over rows holds for each of them; one laid across columns says nothing certain."""
        for row in range(max(area.min_row, self._head + 1), min(area.max_row, area.min_row + MOST_ROWS) + 1):
            for at in range(area.min_col, min(area.max_col, _MOST_COLUMNS) + 1):
                if area.max_col > area.min_col:
                    self._across.add((row, at))
                elif area.min_row > self._head:
                    self._above[row, at] = area.min_row

    def _ignored_with_text(self, rows: Sequence[SheetRow]) -> list[str]:
        numbers = [row.number for row in rows]
        return [
            name
            for at, name in self._ignored.items()
            if any(self._raw(number, at).text for number in numbers)
        ]


def _headings(sheet: Any, headings: Mapping[str, str]) -> tuple[int, dict[int, str], dict[int, str]]:
    """The row of the headings, the columns of the form by their place, and the headings of others.

    Raises UnreadableError if columns are missing or there twice.
    """
    best: tuple[int, dict[int, str], dict[int, str]] = (0, {}, {})
    for number, row in enumerate(
        sheet.iter_rows(max_row=_HEAD_ROWS, max_col=_MOST_COLUMNS, values_only=True), start=1
    ):
        texts = {
            at: value
            for at, value in enumerate(row, start=1)
            if isinstance(value, str) and not is_blank(value)
        }
        known = {at: headings[key_of(text)] for at, text in texts.items() if key_of(text) in headings}
        if len(known) > len(best[1]):
            best = (
                number,
                known,
                {at: " ".join(text.split()) for at, text in texts.items() if at not in known},
            )
    _, known, _ = best
    absent = [column.name for column in COLUMNS if column.needed and column.name not in known.values()]
    if absent:
        raise UnreadableError("import.missing_columns", columns=", ".join(absent))
    twice = sorted({name for name in known.values() if list(known.values()).count(name) > 1})
    if twice:
        raise UnreadableError("import.repeated_columns", columns=", ".join(twice))
    return best


def _cell(place: str, value: object, kind: str) -> Cell:
    match value:
        case None:
            return Cell(place, "")
        case datetime():
            return Cell(place, f"{value:%d/%m/%Y}", value.date())
        case date():
            return Cell(place, f"{value:%d/%m/%Y}", value)
        case str() if kind == "e":
            return Cell(place, value, problem="import.error_value")
        case float() if value.is_integer():
            return Cell(place, str(int(value)))
        case _:
            # Excel writes a return inside a cell as `_x000D_`.
            return Cell(place, _text(unescape(str(value))))


def _text(value: str) -> str:
    """A text without blanks at the ends of its lines."""
    lines = settled(value.replace("\u00a0", " ")).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _place(number: int, at: int) -> str:
    return f"{get_column_letter(at)}{number}"


def _nothing(number: int, at: int) -> Cell:
    return Cell(_place(number, at), "")
