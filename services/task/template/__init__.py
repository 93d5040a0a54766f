"""The Excel form with which tasks are imported: made for somebody to fill in, opened with care, read row by row."""

from services.task.template.columns import COLUMNS, headings
from services.task.template.form import FormLists, save
from services.task.template.meaning import ReadRow, Wrong, read_row
from services.task.template.names import Directive, Names, numbers_in
from services.task.template.package import MOST_BYTES, UnreadableError
from services.task.template.sheet import MOST_ROWS, Cell, Sheet, SheetRow, read

__all__ = [
    "COLUMNS",
    "MOST_BYTES",
    "MOST_ROWS",
    "Cell",
    "Directive",
    "FormLists",
    "Names",
    "ReadRow",
    "Sheet",
    "SheetRow",
    "UnreadableError",
    "Wrong",
    "headings",
    "numbers_in",
    "read",
    "read_row",
    "save",
]
