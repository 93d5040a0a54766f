"""A list of tasks as an Excel workbook: form 3 of docs/domain.md, section Reports, or other columns."""

from services.task.workbook.columns import Column, as_own_part, choose, row_of
from services.task.workbook.filters import in_words
from services.task.workbook.sheet import Form, save
from services.task.workbook.texts import Texts, day

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

__all__ = [
    "CONTENT_TYPE",
    "Column",
    "Form",
    "Texts",
    "as_own_part",
    "choose",
    "day",
    "in_words",
    "row_of",
    "save",
]
