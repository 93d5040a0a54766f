"""The statistics as an Excel workbook: the summary, and the tasks behind it. docs/domain.md, section Reports."""

from openpyxl import Workbook

from services.reporting.usecases.reading import Report
from services.reporting.workbook.listing import add_listing
from services.reporting.workbook.sheet import Texts, register_styles
from services.reporting.workbook.summary import add_summary

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

__all__ = ["CONTENT_TYPE", "Texts", "fill"]


def fill(report: Report, texts: Texts) -> Workbook:
    """The workbook of a report; rows are written to disk as they are read, so its size does not matter."""
    book = Workbook(write_only=True)
    register_styles(book)
    add_summary(book, report.statistics, texts)
    if report.tasks is not None:
        add_listing(book, report.statistics, report.tasks, texts)
    return book
