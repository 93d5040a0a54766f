"""Form 3: the list of tasks behind the numbers. docs/domain.md, section Reports."""

from collections.abc import Iterable

from openpyxl import Workbook

from services.reporting.model.counts import Mark
from services.reporting.usecases.reading import Statistics, TaskRow
from services.reporting.workbook.sheet import Cell, Sheet, Texts, day, foot, head

COLUMNS = (
    "number",
    "directive",
    "title_column",
    "output",
    "assigner",
    "lead",
    "coordinators",
    "due",
    "progress",
    "document",
    "state",
    "monitor",
)
_WIDTHS = (5, 15, 36, 20, 13, 19, 18, 13, 24, 12, 14, 13)
_MIDDLE = 5
_WIDTH = len(COLUMNS)
_CENTRED = {"number", "due", "document"}


def add_listing(book: Workbook, found: Statistics, tasks: Iterable[TaskRow], texts: Texts) -> None:
    """Adds the sheet, row by row as the tasks are read."""
    sheet = Sheet(book, texts("list.sheet"), _WIDTHS, texts("form.page"))
    head(sheet, found, texts, "list.title", _MIDDLE, _WIDTH)
    sheet.row(height=6)
    labels = (texts(f"list.{name}") for name in COLUMNS)
    sheet.row(*(Cell(at, label, "head") for at, label in enumerate(labels, start=1)), height=46)
    sheet.repeat(1)
    styles = ["middle" if name in _CENTRED else "text" for name in COLUMNS]
    for number, task in enumerate(tasks, start=1):
        values: list[str | int] = [number, *_values(task, texts)]
        sheet.row(*(Cell(at, value, styles[at - 1]) for at, value in enumerate(values, start=1)))
    sheet.row(height=6)
    foot(sheet, found, texts, _MIDDLE, _WIDTH)


def _values(task: TaskRow, texts: Texts) -> tuple[str, ...]:
    fact = task.fact
    return (
        _directive(task, texts),
        fact.title,
        fact.output,
        task.assigner,
        task.lead,
        "; ".join(task.coordinators),
        _due(task, texts),
        _progress(task),
        fact.document_number,
        _state(task, texts),
        task.monitor,
    )


def _directive(task: TaskRow, texts: Texts) -> str:
    fact = task.fact
    if not fact.directive_date:
        return str(fact.directive_number)
    return texts("list.dated", number=fact.directive_number, day=day(fact.directive_date))


def _due(task: TaskRow, texts: Texts) -> str:
    fact = task.fact
    if not fact.due_date:
        return texts("list.no_due_date")
    if not fact.extension_count:
        return day(fact.due_date)
    return texts("list.extended", day=day(fact.due_date), count=fact.extension_count)


def _progress(task: TaskRow) -> str:
    fact = task.fact
    if fact.progress_percent is None:
        return ""
    return f"{fact.progress_percent} %: {fact.progress_text}".removesuffix(": ")


def _state(task: TaskRow, texts: Texts) -> str:
    fact = task.fact
    words = [texts(f"class.{fact.class_then}")]
    if fact.due_soon:
        words.append(texts(f"mark.{Mark.DUE_SOON}"))
    if fact.not_accepted:
        words.append(texts(f"mark.{Mark.NOT_ACCEPTED}"))
    if fact.issued_late:
        words.append(texts(f"mark.{Mark.ISSUED_LATE}"))
    if fact.state == "SUBMITTED":
        words.append(texts("mark.WAITING_FOR_CONFIRMATION"))
    return "; ".join(words)
