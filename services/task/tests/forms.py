"""Forms for the import of tasks as somebody fills them in."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import load_workbook

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.google.api.httpbody_pb import HttpBody
from services.task import tables
from services.task.config import TaskSettings
from services.task.tables import units
from services.task.template import COLUMNS, sheet
from services.task.template.columns import BY_NAME
from shared.config import load
from shared.db import Database
from shared.principal import Principal

from .conftest import kind_of
from .desks import DUE, Desk
from .factories import HEALTH, OFFICE_UNITS, PROVINCE_UNIT, ROADS, deputy

FIRST = 5
NAMES = {
    PROVINCE_UNIT: ("UBND tỉnh", "UBND tỉnh", []),
    HEALTH: ("Sở Y tế", "SYT", ["Sở Y tế tỉnh"]),
    ROADS: ("Sở Giao thông vận tải", "Sở GTVT", []),
}
ROW: Mapping[str, Any] = {
    "title": "Tăng cường tiêm chủng",
    "output": "Báo cáo",
    "lead": "Sở Y tế",
    "due": f"{DUE:%d/%m/%Y}",
    "assigner": deputy.display_name,
}
# The columns of the form, by their letters.
AT = dict(
    zip(
        (column.name for column in COLUMNS),
        "ABCDEFGHIJKLMNO",
        strict=True,
    )
)
Change = Callable[[Any], None]


def name_units() -> None:
    """Gives the units of the tests their names."""
    with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
        for unit, parent in OFFICE_UNITS.items():
            name, short, aliases = NAMES.get(unit, (unit, "", []))
            row = {"name": unit, "parent_unit": parent, "display_name": name, "short_name": short}
            units.keep(session, tables.UNITS, row | {"aliases": aliases, "kind": kind_of(unit)})


async def empty_form(desk: Callable[..., Desk], who: Principal, language: str = "vi") -> bytes:
    piece = await desk(who, language)("ExportTaskTemplate", pb.ExportTaskTemplateRequest())
    return bytes(piece.data)


class Forms:
    """Fills in copies of one downloaded form, each with a code of its own."""

    def __init__(self, form: bytes) -> None:
        self._form = form
        self._book = load_workbook(io.BytesIO(form))

    def __call__(self, *rows: Mapping[str, Any], change: Change | None = None, code: str = "") -> bytes:
        """A form with these rows, each with its cells by column, and perhaps something else done to its sheet."""
        # Opening it takes longer than everything else.
        book = self._book if change is None else load_workbook(io.BytesIO(self._form))
        tasks = book.worksheets[0]
        tasks["A3"] = sheet.code_of(code or str(uuid.uuid4()))
        for number, row in enumerate(rows, start=FIRST):
            for name, value in row.items():
                tasks[f"{AT[name]}{number}"] = value
        if change is not None:
            change(tasks)
        content = saved(book)
        if book is self._book:
            for number in range(FIRST, FIRST + len(rows)):
                for name, letter in AT.items():
                    cell = tasks[f"{letter}{number}"]
                    cell.value = None
                    cell.number_format = "dd/mm/yyyy" if BY_NAME[name].is_day else "General"
        return content


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(
    content: bytes, change: Callable[[str, bytes], bytes], more: Mapping[str, bytes] | None = None
) -> bytes:
    """A workbook with changed parts, and more of them."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in (more or {}).items():
            new.writestr(name, data)
    return file.getvalue()


def with_value(content: bytes, value: str) -> bytes:
    """A workbook in which every formula has this value, as Excel saves it."""
    return repacked(
        content, lambda name, data: re.sub(rb"</f><v ?/?>(</v>)?", f"</f><v>{value}</v>".encode(), data)
    )


async def sent_in(
    desk: Callable[..., Desk], who: Principal, content: bytes, *, dry: bool = False, language: str = "vi",
    **request: Any,
) -> pb.ImportTasksResponse:  # fmt: skip
    """Imports a form as a person."""
    first = pb.ImportTasksRequest(content=HttpBody(data=content), validate_only=dry, **request)
    answer: pb.ImportTasksResponse = await desk(who, language)("ImportTasks", first)
    return answer


def task_of(row: pb.ImportedRow) -> pb.Task:
    """The task of a row, which has one."""
    assert row.task is not None
    return row.task


def states(answer: pb.ImportTasksResponse) -> list[str]:
    return [row.state.name for row in answer.rows]


def problems(answer: pb.ImportTasksResponse) -> Sequence[tuple[str, str, str]]:
    """Column, cell and sentence of everything that is wrong."""
    return [(each.column, each.cell, each.description) for row in answer.rows for each in row.problems]
