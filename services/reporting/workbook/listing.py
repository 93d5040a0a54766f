"""Form 3: the list of tasks behind the numbers. docs/domain.md, section Reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from services.reporting.model.counts import Mark
from services.reporting.usecases.reading import Statistics, TaskRow
from services.reporting.workbook.sheet import Cell, Sheet, Texts, day, foot, head


@dataclass(frozen=True, slots=True)
class Form:
    """A list of tasks as a form: its texts, its columns after the number, and their widths."""

    name: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    centred: frozenset[str]


_LIST = Form(
    "list",
    (
        *("number", "directive", "title_column", "output", "assigner", "lead", "coordinators", "due"),
        *("progress", "document", "state", "monitor"),
    ),
    (5, 15, 36, 20, 13, 19, 18, 13, 24, 12, 14, 13),
    centred=frozenset({"number", "due", "document"}),
)
_MIDDLE = 5


def add_listing(book: Workbook, found: Statistics, tasks: Iterable[TaskRow], texts: Texts) -> None:
    """Adds the sheet, row by row as the tasks are read."""
    add_tasks(book, found, (_values(task, texts) for task in tasks), texts, _LIST)


def add_tasks(
    book: Workbook, found: Statistics, rows: Iterable[Sequence[str | int]], texts: Texts, form: Form
) -> None:
    """Adds a sheet with a row for each task; the values follow the number."""
    width = len(form.columns)
    sheet = Sheet(book, texts(f"{form.name}.sheet"), form.widths, texts("form.page"))
    head(sheet, found, texts, f"{form.name}.title", _MIDDLE, width)
    sheet.row(height=6)
    labels = (texts(f"{form.name}.{column}") for column in form.columns)
    sheet.row(*(Cell(at, label, "head") for at, label in enumerate(labels, start=1)), height=46)
    sheet.repeat(1)
    styles = ["middle" if column in form.centred else "text" for column in form.columns]
    for number, row in enumerate(rows, start=1):
        sheet.row(*(Cell(at, value, styles[at - 1]) for at, value in enumerate([number, *row], start=1)))
    sheet.row(height=6)
    foot(sheet, found, texts, _MIDDLE, width)


def _values(task: TaskRow, texts: Texts) -> tuple[str, ...]:
    fact = task.fact
    return (
        directive_of(task, texts),
        fact.title,
        fact.output,
        task.assigner,
        task.lead,
        "; ".join(task.coordinators),
        due_of(task, texts),
        _progress(task),
        fact.document_number,
        state_of(task, texts),
        task.monitor,
    )


def directive_of(task: TaskRow, texts: Texts) -> str:
    """The number of its directive, with the day."""
    fact = task.fact
    if not fact.directive_date:
        return str(fact.directive_number)
    return texts("list.dated", number=fact.directive_number, day=day(fact.directive_date))


def due_of(task: TaskRow, texts: Texts) -> str:
    """The due date, and how often it was extended."""
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


def state_of(task: TaskRow, texts: Texts) -> str:
    """The class with its marks."""
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
