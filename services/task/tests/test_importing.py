"""Import of tasks from Excel: what a form may hold, who may import it, and that it makes each task once."""

from __future__ import annotations

import asyncio
import io
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import grpc
import pytest
from grpc import aio
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_events_pb import TaskChanged
from dondoc_api.dondoc.type.v1 import task_types_pb as types
from dondoc_api.google.api.httpbody_pb import HttpBody
from services.task import template
from services.task.config import TaskSettings
from services.task.model import Source
from services.task.tables import directives, imports
from services.task.tables.schema import OUTBOX
from services.task.template import sheet
from services.task.template.meaning import day_of
from shared.config import load
from shared.db import Database
from shared.principal import Principal
from shared.testing import Keys, as_caller

from .desks import DUE, Desk, refusal_of
from .factories import (
    HEALTH,
    ROADS,
    chairman,
    chief,
    deputy,
    health_head,
    office_clerk,
    other_specialist,
    specialist,
)
from .forms import (
    AT,
    FIRST,
    ROW,
    Forms,
    empty_form,
    name_units,
    problems,
    repacked,
    saved,
    sent_in,
    states,
    task_of,
    with_value,
)

OUTCOME = pb.ImportTasksRequest.Outcome


@pytest.fixture(scope="module", autouse=True)
def named(stub: Any) -> None:
    name_units()
    with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
        for name, number, day in (
            ("directives/d-1", "215/TB-UBND", date(2026, 2, 1)),
            ("directives/d-2", "09/TB-UBND", date(2026, 2, 1)),
            ("directives/d-3", "9/TB-UBND", date(2025, 2, 1)),
        ):
            source = Source(
                name, number=number, date=day, assigner=chairman.person, monitor=specialist.person
            )
            directives.keep(session, source)
        today = date.today()
        directives.keep(session, Source("directives/d-5", number="411/TB-UBND", receive_date=today))
        directives.keep(
            session, Source("directives/d-4", number="300/TB-UBND", superseded_by="directives/d-1")
        )


@pytest.fixture(scope="module")
async def form(stub: Any, keys: Keys, named: None) -> Forms:
    return Forms(await empty_form(lambda who, language: Desk(stub, keys, who, language), specialist))


async def refused(
    desk: Callable[..., Desk], who: Principal, content: bytes, **request: Any
) -> dict[str, Any]:
    with pytest.raises(aio.AioRpcError) as error:
        await sent_in(desk, who, content, **request)
    return refusal_of(error.value)


# The form.


@pytest.mark.parametrize(
    ("language", "heading", "field"),
    [("vi", "Cơ quan chủ trì *", "Tài chính"), ("en", "Lead agency *", "Finance")],
)
async def test_the_form_is_in_the_callers_language_and_offers_what_cells_may_hold(
    desk: Callable[..., Desk], language: str, heading: str, field: str
) -> None:
    book = load_workbook(io.BytesIO(await empty_form(desk, specialist, language)))
    tasks, _, lists = book.worksheets
    assert tasks["D4"].value == heading
    offered = {cell.value for row in lists.iter_rows(min_row=2) for cell in row}
    assert {"Sở Y tế", "Deputy", "Specialist", field} <= offered
    assert "units/so-y-te-nvy" not in offered
    areas = {
        str(rule.sqref).partition(":")[0]: rule.formula1 for rule in tasks.data_validations.dataValidation
    }
    assert areas["D5"] == f"'{lists.title}'!$A$2:$A$4"


async def test_each_download_is_a_form_of_its_own(desk: Callable[..., Desk]) -> None:
    codes = [
        load_workbook(io.BytesIO(await empty_form(desk, chief))).worksheets[0]["A3"].value for _ in range(2)
    ]
    assert codes[0] != codes[1]


# What a row says.


async def test_a_row_is_understood(desk: Callable[..., Desk], form: Forms) -> None:
    row = {
        "number": 1, "title": "  Rà soát\u00a0quy hoạch ", "output": "Tờ trình", "lead": "syt",
        "coordinations": "Sở GTVT: phương tiện", "due": datetime(2030, 6, 28), "urgency": "hoả tốc",
        "field": "Van hoa - xa hoi", "assigner": "deputy", "monitor": "Specialist - Chức vụ specialist",
        "source_kind": "Cuộc họp", "assign_date": "1/2/26",
    }  # fmt: skip
    answer = await sent_in(desk, chief, form(row), dry=True)
    assert (states(answer), answer.outcome) == (["READY"], OUTCOME.ISSUE)
    (found,) = answer.rows
    task, due = task_of(found), task_of(found).due or types.Due()
    assert (found.number, task.name, task.state.name) == (FIRST, "", "ISSUED")
    assert (task.title, task.output) == ("Rà soát quy hoạch", "Tờ trình")
    assert (task.lead, task.assigner, task.monitor) == (
        HEALTH,
        deputy.person,
        specialist.person,
    )
    (coordination,) = task.coordinations
    assert (coordination.unit, coordination.part) == (ROADS, "phương tiện")
    assert (due.kind.name, due.date) == ("FIXED", "2030-06-28")
    assert (task.urgency.name, task.field, task.source_kind.name, task.assign_date) == (
        "EXPRESS", "van-xa", "MEETING", "2026-02-01",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2026", date(2026, 12, 31)), ("1/2/26", date(2026, 2, 1)), ("01-02-2026", date(2026, 2, 1)),
        ("1.2.2026", date(2026, 2, 1)), ("2026-02-01", date(2026, 2, 1)), ("2026-02-01T00:00:00", date(2026, 2, 1)),
        ("ngày 31 tháng 12 năm 2026", date(2026, 12, 31)), ("Ngày 1/2/2026", date(2026, 2, 1)),
        ("31/02/2026", None), ("12/2026", None), ("46387", None), ("trong tháng 9", None), ("13/13/2026", None),
        ("1/2/026", None), ("1/2/2026 và 3/4/2026", None),
    ],
)  # fmt: skip
def test_days_are_read_as_offices_write_them(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("cells", "kind", "day", "every"),
    [
        ({"due": "Không thời hạn"}, "NONE", "", "UNSPECIFIED"),
        ({"due": "thường xuyên"}, "NONE", "", "UNSPECIFIED"),
        ({"due": date(2030, 6, 28)}, "FIXED", "2030-06-28", "UNSPECIFIED"),
        ({"due": "28/6/30", "recurrence": "hằng quý"}, "PERIODIC", "2030-06-28", "QUARTERLY"),
        ({"due": "2030-06-28", "recurrence": "Every month"}, "PERIODIC", "2030-06-28", "MONTHLY"),
    ],
)
async def test_due_dates(
    desk: Callable[..., Desk], form: Forms, cells: dict[str, Any], kind: str, day: str, every: str
) -> None:
    answer = await sent_in(desk, chief, form({**ROW, **cells}), dry=True)
    assert problems(answer) == []
    due = task_of(answer.rows[0]).due or types.Due()
    assert (due.kind.name, due.date, due.recurrence.name) == (kind, day, every)


# Each with what is said of it, at which column, and the name that may be meant.
WRONG: list[tuple[dict[str, Any], str, str, str]] = [
        ({"lead": "Sở Y tê dự phòng"}, "lead", "không có “Sở Y tê dự phòng”", "Sở Y tế"),
        ({"lead": "Sở Giao thong van tai tỉnh"}, "lead", "không có", "Sở Giao thông vận tải"),
        ({"lead": "units/so-y-te-nvy"}, "lead", "không chủ trì được", ""),
        ({"lead": None}, "lead", "chưa có nội dung", ""),
        ({"output": " "}, "output", "chưa có nội dung", ""),
        ({"title": None}, "title", "chưa có nội dung", ""),
        ({"title": "x" * 2001}, "title", "2000", ""),
        ({"due": None}, "due", "chưa có nội dung", ""),
        ({"due": "31/02/2030"}, "due", "không hiểu ngày “31/02/2030”", ""),
        ({"due": "46387"}, "due", "dd/mm/yyyy", ""),
        ({"due": "1/1/2020"}, "due", "trước", ""),
        ({"due": "Không thời hạn", "recurrence": "Hằng tháng"}, "recurrence", "không định kỳ", ""),
        ({"recurrence": "mỗi ngày"}, "recurrence", "không có trong danh sách", ""),
        ({"urgency": "gấp"}, "urgency", "không có trong danh sách", ""),
        ({"field": "Tai chin"}, "field", "không có “Tai chin”", "Tài chính"),
        ({"assigner": "Deputies"}, "assigner", "không có", "Deputy"),
        ({"assigner": "Specialist"}, "assigner", "không có", ""),
        ({"monitor": "Nguyễn Văn Không Có"}, "monitor", "không có", ""),
        ({"coordinations": "Sở Y tế"}, "coordinations", "", ""),
        ({"coordinations": "Sở GTVT; Sở Giao thông vận tải"}, "coordinations", "Sở Giao thông vận tải", ""),
        ({"coordinations": "Sở GTVT; Sở Y"}, "coordinations", "không có “Sở Y”", "Sở Y tế"),
        ({"directive": "216/TB-UBND"}, "directive", "không tìm thấy văn bản", ""),
        ({"directive": "9/TB-UBND"}, "directive", "nhiều văn bản", "09/TB-UBND (01/02/2026)"),
        ({"directive": "215/TB-UBND", "directive_date": "2/2/26"}, "directive", "không", "215/TB-UBND (01/02/2026)"),
        ({"directive": "300/TB-UBND"}, "directive", "văn bản 300/TB-UBND đã bị thu hồi", ""),
    ({"directive_date": "2/2/2026"}, "directive", "chưa có số", ""),
        ({"directive": datetime(2026, 2, 1)}, "directive", "Excel đã đổi", ""),
        ({"source_kind": "Văn bản chỉ đạo"}, "source_kind", "văn bản", ""),
        ({"title": "ẩn \u202e ngược"}, "title", "U+202E", ""),
        ({"title": "=1+1"}, "title", "công thức chưa có giá trị", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
async def wrong(stub: Any, keys: Keys, form: Forms) -> pb.ImportTasksResponse:
    """What is said of a form with all wrong rows."""
    rows = [{**ROW, "number": number, **cells} for number, (cells, *_) in enumerate(WRONG)]
    return await sent_in(lambda who, language: Desk(stub, keys, who, language), chief, form(*rows), dry=True)


@pytest.mark.parametrize("case", range(len(WRONG)))
def test_what_is_wrong_is_said_at_its_cell(wrong: pb.ImportTasksResponse, case: int) -> None:
    cells, column, says, nearest = WRONG[case]
    row = wrong.rows[case]
    assert row.state is pb.ImportedRow.State.WRONG
    (problem,) = row.problems
    assert (problem.column, problem.cell) == (column, f"{AT[column]}{FIRST + case}")
    assert says in problem.description
    assert (problem.suggestions or [""])[0] == nearest
    assert "units/" not in problem.description or "units/" in str(cells)


async def test_the_import_names_the_wrong_cells(desk: Callable[..., Desk], form: Forms) -> None:
    refusal = await refused(desk, chief, form({**ROW, "urgency": "gấp"}))
    assert (refusal["code"], refusal["ErrorInfo"].reason) == (grpc.StatusCode.INVALID_ARGUMENT, "IMPORT_ROWS")
    (violation,) = refusal["BadRequest"].field_violations
    assert (violation.field, violation.description) == (
        f"content.H{FIRST}", "“gấp” không có trong danh sách lựa chọn",
    )  # fmt: skip


async def test_everything_that_is_wrong_is_said_at_once_and_in_the_callers_language(
    desk: Callable[..., Desk], form: Forms
) -> None:
    content = form(ROW, {"title": "Việc", "urgency": "gấp", "lead": "Sở X"}, {"title": "Việc khác"})
    answer = await sent_in(desk, chief, content, dry=True, language="en")
    assert states(answer) == ["READY", "WRONG", "WRONG"]
    assert {(column, cell) for column, cell, _ in problems(answer)} == {
        ("lead", "D6"), ("urgency", "H6"), ("lead", "D7"), ("output", "C7"), ("assigner", "J7"), ("due", "F7"),
    }  # fmt: skip
    assert "“gấp” is not one of the choices" in {text for *_, text in problems(answer)}


async def test_a_formula_counts_by_its_value(desk: Callable[..., Desk], form: Forms) -> None:
    content = with_value(form({**ROW, "due": "=DATE(2030,6,28)"}), "47662")
    answer = await sent_in(desk, chief, content, dry=True)
    due = task_of(answer.rows[0]).due or types.Due()
    assert (problems(answer), due.date) == ([], "2030-06-28")


async def test_merged_hidden_and_empty_rows_headings_and_notes(
    desk: Callable[..., Desk], form: Forms
) -> None:
    def change(tasks: Any) -> None:
        tasks["A5"] = "I"
        tasks["B5"] = "LĨNH VỰC Y TẾ"
        tasks.merge_cells("B6:B7")
        tasks.merge_cells("B8:E8")
        tasks.row_dimensions[9].hidden = True
        tasks["A12"] = 7
        tasks["A13"] = "Ghi chú: thời hạn theo thông báo."
        tasks["B15"] = "Người lập biểu"
        tasks["Q4"], tasks["Q6"] = "Ghi chú riêng", "gấp"

    first = {**ROW, "title": "Việc chung"}
    second = {**ROW, "title": None, "lead": "Sở GTVT"}
    hidden = {**ROW, "title": "Việc ẩn"}
    content = form({}, first, second, {"title": "Phần hai"}, hidden, change=change)
    answer = await sent_in(desk, chief, content, dry=True)
    assert [(row.number, row.state.name, task_of(row).title, task_of(row).lead) for row in answer.rows] == [
        (6, "READY", "Việc chung", HEALTH),
        (7, "READY", "Việc chung", ROADS),
        (9, "WRONG", "Việc ẩn", HEALTH),
    ]
    assert [(row, cell, "ẩn" in text) for row, cell, text in problems(answer)] == [("", "", True)]
    assert (answer.skipped_rows, answer.ignored_columns) == ([5, 8, 13, 15], ["Ghi chú riêng"])


async def test_a_cell_merged_across_columns_is_refused(desk: Callable[..., Desk], form: Forms) -> None:
    answer = await sent_in(desk, chief, form(ROW, change=lambda tasks: tasks.merge_cells("D5:E5")), dry=True)
    assert [(column, cell) for column, cell, _ in problems(answer)] == [("lead", "D5")]


# What is no form.


def _without(code: bool = False, heading: str = "", other: str = "") -> Callable[[Any], None]:
    def change(tasks: Any) -> None:
        if code:
            tasks["A3"] = ""
        if heading:
            tasks[heading] = other
        if other == "9":
            tasks["A3"] = tasks["A3"].value.replace("-NV-1-", "-NV-9-")

    return change


def _copied(tasks: Any) -> None:
    tasks.parent.copy_worksheet(tasks)


def _other_workbook() -> bytes:
    return saved(Workbook())


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_SHEET = "xl/worksheets/sheet1.xml"


def below(content: bytes, after: str, rows: str = "") -> bytes:
    """A form with more rows in its sheet, and something after all rows."""
    added = f"{rows}</sheetData>{after}".encode()
    return repacked(
        content, lambda name, data: data.replace(b"</sheetData>", added) if name == _SHEET else data
    )


def _area(tag: str, area: str) -> str:
    return f'<{tag}s><{tag} ref="{area}"/></{tag}s>'


_BOMB = {"xl/media/image1.xml": b" " * (20 * 1024 * 1024)}
UNREADABLE: dict[str, tuple[Callable[[Forms], bytes], str]] = {
    "text": (lambda _: b"TT;Noi dung", "không phải là tệp Excel"),
    "nothing": (lambda _: b"", "không phải là tệp Excel"),
    "old": (lambda _: _OLE, ".xls"),
    "password": (lambda _: _OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "cut": (lambda form: form()[:2000], "bị hỏng"),
    "word": (lambda form: repacked(form(), lambda n, d: d).replace(b"xl/workbook.xml", b"xl/wordbook.xml"), "Excel"),
    "macros": (lambda form: repacked(form(), lambda n, d: d, {"xl/vbaProject.bin": b"x"}), "macro"),
    "macro type": (
        lambda form: repacked(
            form(), lambda n, d: d.replace(b"sheet.main+xml", b"macroEnabled.main+xml") if n[0] == "[" else d
        ),
        "macro",
    ),
    "entities": (
        lambda form: repacked(
            form(), lambda n, d: d.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1)
        ),
        "bị hỏng",
    ),
    "broken part": (
        lambda form: repacked(form(), lambda n, d: d[:300] if "sheet1" in n and n.endswith(".xml") else d), "bị hỏng",
    ),
    "in UTF-16": (
        lambda form: repacked(form(), lambda n, d: d.decode().encode("utf-16") if n == _SHEET else d), "bị hỏng",
    ),
    "a merged column": (lambda form: below(form(), _area("mergeCell", "A9:A1048576")), "quá nhiều ô"),
    "a merged sheet": (lambda form: below(form(), _area("mergeCell", "A:XFD")), "quá nhiều ô"),
    "a linked sheet": (lambda form: below(form(), _area("hyperlink", "A1:XFD1048576")), "quá nhiều ô"),
    "a million cells": (lambda form: below(form(), "", "<row>" + "<c/>" * 10**6 + "</row>"), "quá nhiều ô"),
    "another workbook": (lambda _: _other_workbook(), "không thấy mã biểu mẫu"),
    "without code": (lambda form: form(ROW, change=_without(code=True)), "không thấy mã biểu mẫu"),
    "other version": (lambda form: form(ROW, change=_without(other="9")), "phiên bản 9"),
    "without a column": (
        lambda form: form(ROW, change=_without(heading="D4", other="Đơn vị")), "thiếu cột: Cơ quan chủ trì",
    ),
    "a column twice": (
        lambda form: form(ROW, change=_without(heading="Q4", other="San pham")), "hai lần cột: Sản phẩm",
    ),
    "two sheets": (lambda form: form(ROW, change=_copied), "nhiều trang tính"),
    "no rows": (lambda form: form(), "chưa có nhiệm vụ"),
    "too many rows": (
        lambda form: form(*({**ROW, "title": str(n)} for n in range(sheet.MOST_ROWS + 1))), "không quá 300",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_is_no_filled_in_form_is_refused_with_its_reason(
    desk: Callable[..., Desk], form: Forms, kind: str
) -> None:
    make, says = UNREADABLE[kind]
    refusal = await refused(desk, chief, make(form))
    assert (refusal["code"], refusal["ErrorInfo"].reason) == (grpc.StatusCode.INVALID_ARGUMENT, "IMPORT_FILE")
    (violation,) = refusal["BadRequest"].field_violations
    assert violation.field == "content"
    assert says in violation.description


async def test_borders_far_below_the_rows_do_not_matter(desk: Callable[..., Desk], form: Forms) -> None:
    """Somebody has dragged the borders down; reading it must not look at all cells once for each row."""
    empty = "".join(
        f'<row r="{number}">' + "".join(f'<c r="{letter}{number}"/>' for letter in AT.values()) + "</row>"
        for number in range(FIRST + 100, FIRST + 3_100)
    )
    content = below(form({**ROW, "title": "Kẻ khung đến cuối"}), "", empty)
    assert states(await sent_in(desk, chief, content, dry=True)) == ["READY"]


@pytest.mark.parametrize("kind", ["sent", "unpacked"])
async def test_a_workbook_that_is_too_large_is_refused(
    desk: Callable[..., Desk], form: Forms, kind: str
) -> None:
    large = bytes(template.MOST_BYTES + 1) if kind == "sent" else repacked(form(), lambda n, d: d, _BOMB)
    refusal = await refused(desk, chief, large)
    assert (refusal["code"], refusal["ErrorInfo"].reason) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED, "IMPORT_TOO_LARGE",
    )  # fmt: skip


async def test_an_upload_that_was_cut_off_imports_nothing(
    desk: Callable[..., Desk], form: Forms, stub: Any, keys: Keys
) -> None:
    request = pb.ImportTasksRequest(content=HttpBody(data=form(ROW)))
    with pytest.raises(aio.AioRpcError) as error:
        await stub.import_tasks(iter([request]), **as_caller(keys, chief))
    assert refusal_of(error.value)["ErrorInfo"].reason == "UPLOAD_CUT_OFF"


# Who imports, and what becomes of it.


@pytest.mark.parametrize("who", [office_clerk, health_head], ids=lambda who: who.display_name)
async def test_who_prepares_no_tasks_imports_none(
    desk: Callable[..., Desk], form: Forms, who: Principal
) -> None:
    assert (await refused(desk, who, form(ROW)))["code"] is grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(aio.AioRpcError) as error:
        await empty_form(desk, who)
    assert error.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_leader_proposes_nothing(desk: Callable[..., Desk], form: Forms) -> None:
    refusal = await refused(desk, chairman, form(ROW), outcome=OUTCOME.PROPOSE)
    assert refusal["code"] is grpc.StatusCode.PERMISSION_DENIED


BY_HAND = {"monitor": specialist.person}


@pytest.mark.parametrize(
    ("who", "wanted", "state", "steps"),
    [
        (chief, OUTCOME.UNSPECIFIED, "ISSUED", ["ISSUE"]),
        (chairman, OUTCOME.UNSPECIFIED, "ISSUED", ["ISSUE"]),
        (specialist, OUTCOME.UNSPECIFIED, "PROPOSED", ["DRAFT", "PROPOSE"]),
        (other_specialist, OUTCOME.DRAFT, "DRAFT", ["DRAFT"]),
    ],
    ids=lambda value: getattr(value, "display_name", None),
)
async def test_rows_become_tasks_as_by_hand(
    desk: Callable[..., Desk], form: Forms, who: Principal, wanted: Any, state: str, steps: list[str]
) -> None:
    answer = await sent_in(desk, who, form({**ROW, "title": f"Của {who.display_name}"}), outcome=wanted)
    assert states(answer) == ["CREATED"]
    task = await desk(who)("GetTask", pb.GetTaskRequest(name=task_of(answer.rows[0]).name))
    assert (task.state.name, task.title) == (state, f"Của {who.display_name}")
    assert (task.source_kind.name, task.assigner) == ("ORAL_ORDER", deputy.person)
    assert task.monitor == (who.person if who in (specialist, other_specialist) else "")
    history = await desk(chief)("ListTaskSteps", pb.ListTaskStepsRequest(parent=task.name))
    assert [step.verb.name for step in history.steps] == steps
    assert {step.actor for step in history.steps} == {who.person}


async def test_a_leader_assigns_what_names_nobody(desk: Callable[..., Desk], form: Forms) -> None:
    answer = await sent_in(desk, chairman, form({**ROW, "assigner": None}), dry=True)
    assert task_of(answer.rows[0]).assigner == chairman.person


async def test_a_specialist_issues_only_what_a_directive_says(desk: Callable[..., Desk], form: Forms) -> None:
    told = {**ROW, "title": "Theo thông báo", "assigner": None, "directive": "Số 0215/tb–ubnd"}
    answer = await sent_in(
        desk, specialist, form({**ROW, "title": "Không văn bản"}, told), dry=True, outcome=OUTCOME.ISSUE
    )
    assert states(answer) == ["WRONG", "READY"]
    assert "trình đề xuất" in problems(answer)[0][2]
    task = task_of(answer.rows[1])
    assert (task.directive, task.directive_number, task.assigner, task.source_kind.name, task.assign_date) == (
        "directives/d-1", "215/TB-UBND", chairman.person, "DIRECTIVE", "2026-02-01",
    )  # fmt: skip


# All or nothing, and once.


async def titles(desk: Callable[..., Desk], words: str) -> list[str]:
    request = pb.ListTasksRequest(basket="baskets/all", filter=f'title:"{words}"', order_by="title")
    return [task.title for task in (await desk(chief)("ListTasks", request)).tasks]


async def test_a_dry_run_and_a_wrong_row_save_nothing(desk: Callable[..., Desk], form: Forms) -> None:
    content = form({**ROW, "title": "Một dòng sai 1"}, {**ROW, "title": "Một dòng sai 2", "lead": "?"})
    await sent_in(desk, chief, content, dry=True)
    assert (await refused(desk, chief, content))["ErrorInfo"].metadata["count"] == "1"
    assert await titles(desk, "mot dong sai") == []


async def test_a_fault_in_the_middle_saves_nothing(
    desk: Callable[..., Desk], form: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = form(*({**ROW, "title": f"Giữa chừng {n}"} for n in range(3)))

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(imports, "keep", fail)
        await refused(desk, chief, content)
    assert await titles(desk, "giua chung") == []
    assert states(await sent_in(desk, chief, content)) == ["CREATED"] * 3
    assert len(await titles(desk, "giua chung")) == 3


async def test_a_form_imported_again_makes_nothing_twice(desk: Callable[..., Desk], form: Forms) -> None:
    content = form({**ROW, "title": "Nhập lại 1"}, {**ROW, "title": "Nhập lại 2"})
    first = await sent_in(desk, chief, content)
    for who in (chief, specialist):
        again = await sent_in(desk, who, content)
        assert states(again) == ["KNOWN"] * 2
        assert [task_of(row).name for row in again.rows] == [task_of(row).name for row in first.rows]
    assert len(await titles(desk, "nhap lai")) == 2


async def test_rows_that_exist_already_count_once_among_the_tasks_of_a_directive(
    desk: Callable[..., Desk], form: Forms
) -> None:
    """Five tasks give the Office another day to issue them."""
    code = str(uuid.uuid4())
    rows = [{**ROW, "title": f"Theo số văn bản {n}", "directive": "411/TB-UBND"} for n in range(5)]
    limits = []
    for count in (3, 4, 5):
        answer = await sent_in(desk, chief, form(*rows[:count], code=code))
        limits.append(intake_limit(task_of(answer.rows[-1]).name))
    assert limits == [1, 1, 2]


def intake_limit(task: str) -> int:
    """How many working days the Office may take to issue a task, as its last event says."""
    last = select(OUTBOX.c.payload).where(OUTBOX.c.aggregate == task).order_by(OUTBOX.c.id.desc()).limit(1)
    with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
        changed = TaskChanged.from_binary(session.scalars(last).one())
    assert changed.task is not None
    assert changed.task.intake is not None
    return changed.task.intake.limit


async def test_two_who_press_at_once_import_once(desk: Callable[..., Desk], form: Forms) -> None:
    content = form(*({**ROW, "title": f"Cùng lúc {n}"} for n in range(3)))
    answers = await asyncio.gather(*(sent_in(desk, chief, content) for _ in range(3)))
    assert sorted(states(answer)[0] for answer in answers) == ["CREATED", "KNOWN", "KNOWN"]
    assert len(await titles(desk, "cung luc")) == 3


async def test_the_same_request_gets_the_same_answer(desk: Callable[..., Desk], form: Forms) -> None:
    request, content = str(uuid.uuid4()), form({**ROW, "title": "Cùng yêu cầu"})
    await sent_in(desk, chief, content, request_id=request, dry=True)
    answers = [await sent_in(desk, chief, content, request_id=request) for _ in range(2)]
    assert states(answers[0]) == ["CREATED"]
    assert answers[0] == answers[1]


async def test_a_form_may_be_sorted_and_lengthened_but_its_rows_do_not_change(
    desk: Callable[..., Desk], form: Forms
) -> None:
    one, two, three = ({**ROW, "title": f"Thêm dòng {n}"} for n in range(3))
    code = str(uuid.uuid4())
    first = await sent_in(desk, chief, form(one, two, code=code))
    # The same day and the same name written otherwise are no change.
    longer = form(three, {**two, "due": DUE}, {**one, "lead": "SO Y TE"}, code=code)
    assert states(await sent_in(desk, chief, longer)) == ["CREATED", "KNOWN", "KNOWN"]
    changed = await sent_in(desk, chief, form({**one, "title": "Đã sửa"}, two, three, code=code), dry=True)
    assert states(changed) == ["WRONG", "KNOWN", "KNOWN"]
    (problem,) = changed.rows[0].problems
    assert (problem.cell, problem.task) == ("", task_of(first.rows[0]).name)
    assert "đã được nhập ngày" in problem.description


async def test_a_row_says_nothing_twice(desk: Callable[..., Desk], form: Forms) -> None:
    answer = await sent_in(desk, chief, form(ROW, ROW), dry=True)
    assert [text for *_, text in problems(answer)] == [f"giống hệt dòng {FIRST}"]


async def test_a_row_that_repeats_another_task_is_pointed_out(desk: Callable[..., Desk], form: Forms) -> None:
    row = {**ROW, "title": "Đã có từ trước"}
    first = await sent_in(desk, chief, form(row))
    answer = await sent_in(desk, chief, form({**row, "title": "ĐÃ CÓ TỪ TRƯỚC"}), dry=True)
    (warning,) = answer.rows[0].warnings
    assert (answer.rows[0].state.name, warning.task) == ("READY", task_of(first.rows[0]).name)
