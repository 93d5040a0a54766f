"""Form 1: the summary by agency. docs/domain.md, section Reports."""

from collections.abc import Iterator

from openpyxl import Workbook

from services.reporting.model.counts import Counts, rate, total
from services.reporting.usecases.reading import AgencyRow, Statistics
from services.reporting.workbook.sheet import Cell, Sheet, Texts, foot, head

COLUMNS = (
    "number",
    "agency",
    "total",
    "done_on_time",
    "done_late",
    "open_in_time",
    "open_overdue",
    "rate_done_on_time",
    "rate_done_late",
    "rate_open_overdue",
    "remark",
)
_KEYS = ("A", "B", "1=2+3+4+5", "2", "3", "4", "5", "6=2÷1", "7=3÷1", "8=5÷1", "9")
_WIDTHS = (5.5, 40, 11, 10, 10, 11, 11, 10.5, 10.5, 11, 27)
_MIDDLE = 4
_WIDTH = len(COLUMNS)
# The Office comes first among the departments.
_SECTIONS = (("DEPARTMENT", ("OFFICE", "DEPARTMENT")), ("LOCALITY", ("LOCALITY",)), ("OTHER", ("OTHER",)))
_NUMERALS = ("I", "II", "III")


def add_summary(book: Workbook, found: Statistics, texts: Texts) -> None:
    """Adds the sheet. Raises Internal (`TOTALS_DIFFER`) if a row does not add up."""
    sheet = Sheet(book, texts("summary.sheet"), _WIDTHS, texts("form.page"))
    head(sheet, found, texts, "summary.title", _MIDDLE, _WIDTH)
    sheet.row(Cell(9, texts("summary.unit"), "right", to=_WIDTH), height=16)
    sheet.row(*(_cell(at, texts(f"summary.{name}"), "head") for at, name in enumerate(COLUMNS)), height=46)
    sheet.row(*(_cell(at, key, "key") for at, key in enumerate(_KEYS)), height=14)
    sheet.repeat(2)
    for numeral, name, rows in _sections(found):
        _sum(sheet, numeral, texts(f"group.{name}"), total(row.counts for row in rows), texts)
        for number, row in enumerate(rows, start=1):
            _row(sheet, number, row.display_name, row.counts, texts, ("middle", "text"))
    _sum(sheet, "", texts("summary.sum"), found.total, texts)
    sheet.row(height=6)
    sheet.across(texts("summary.rates"), "note", height=16)
    if found.task_count != found.total.total:
        periods = texts("summary.periods", counted=found.total.total, tasks=found.task_count)
        sheet.across(periods, "note", height=16)
    if found.intake:
        intake = texts("summary.intake", in_time=found.intake.in_time, late=found.intake.late)
        sheet.across(intake, "note", height=16)
    foot(sheet, found, texts, _MIDDLE, _WIDTH)


def _sections(found: Statistics) -> Iterator[tuple[str, str, list[AgencyRow]]]:
    sections = [(name, [row for row in found.rows if row.group in groups]) for name, groups in _SECTIONS]
    present = [(name, rows) for name, rows in sections if rows]
    for numeral, (name, rows) in zip(_NUMERALS, present, strict=False):
        yield numeral, name, rows


def _sum(sheet: Sheet, number: str, name: str, counts: Counts, texts: Texts) -> None:
    _row(sheet, number, name, counts, texts, ("sum", "sum_text"))


def _row(
    sheet: Sheet, number: str | int, name: str, counts: Counts, texts: Texts, styles: tuple[str, str]
) -> None:
    counts.check()
    middle, left = styles
    numbers = (
        counts.total,
        counts.done_on_time,
        counts.done_late,
        counts.open_in_time,
        counts.open_overdue,
    )
    parts = (counts.done_on_time, counts.done_late, counts.open_overdue)
    rates = [rate(part, counts.total, "." if texts.locale == "en" else ",") for part in parts]
    values: list[str | int] = [number, name, *numbers, *rates, _remark(counts, texts)]
    in_order = [middle, left, *[middle] * (_WIDTH - 3), left]
    sheet.row(*(_cell(at, value, in_order[at]) for at, value in enumerate(values)))


def _remark(counts: Counts, texts: Texts) -> str:
    marks = ("not_accepted", "due_soon", "extended", "issued_late")
    remarks = [
        texts(f"remark.{mark}", count=getattr(counts, mark)) for mark in marks if getattr(counts, mark)
    ]
    return "; ".join(remarks).capitalize()


def _cell(at: int, value: str | int, style: str) -> Cell:
    return Cell(at + 1, value, style)
