"""The statistics as an Excel workbook: the summary, its tasks and the late ones. docs/domain.md, section Reports."""

from openpyxl import Workbook

from services.reporting.usecases.reading import Report
from services.reporting.workbook.listing import add_listing
from services.reporting.workbook.overdue import add_overdue
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
    if report.late_tasks is not None:
        add_overdue(book, report.statistics, report.late_tasks, texts)
    return book
