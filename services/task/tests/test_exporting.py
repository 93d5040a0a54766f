"""The Excel file of a list shows exactly what the list shows, is readable for people, and is harmless."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import grpc
import pytest
from grpc import aio
from openpyxl import load_workbook
from sqlalchemy import update

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.type.v1.task_types_pb import Progress
from services.task import tables
from services.task.config import TaskSettings
from services.task.model import Source
from services.task.rpc import exporting
from services.task.tables import directives, units
from services.task.tests.factories import HEALTH, OFFICE_UNITS, PROVINCE_UNIT, ROADS
from shared import clock
from shared.config import load
from shared.db import Database
from shared.principal import Principal
from shared.testing import Keys, as_caller

from .desks import DUE, REQUESTS, Desk, contested, created, issued, refusal_of
from .factories import chairman, chief, health_clerk, roads_clerk, roads_officer, specialist

NAMES = {PROVINCE_UNIT: "UBND tỉnh", HEALTH: "Sở Y tế", ROADS: "Sở Giao thông vận tải"}


@pytest.fixture
def known(stub: Any) -> None:
    """The names of the units, and a directive."""
    with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
        for unit, parent in OFFICE_UNITS.items():
            row = {"name": unit, "parent_unit": parent, "display_name": NAMES.get(unit, unit)}
            units.keep(session, tables.UNITS, row)
        source = Source("directives/d-1", number="215/TB-UBND", date=DUE.replace(day=1, month=2))
        directives.keep(session, source)


@pytest.fixture
def sheet(stub: Any, keys: Keys) -> Callable[..., Any]:
    """Exports as a person and reads the sheet."""

    async def export(who: Principal, language: str = "vi", **request: Any) -> Any:
        call = stub.export_tasks(pb.ExportTasksRequest(**request), **as_caller(keys, who, language))
        content = b"".join([piece.data async for piece in call])
        headers = dict(await call.initial_metadata())
        assert headers["x-content-length"] == str(len(content))
        assert headers["content-disposition"].endswith('.xlsx"')
        return load_workbook(BytesIO(content)).active

    return export


def table(sheet: Any, label: str = "STT") -> list[tuple[Any, ...]]:
    """The header row of the table, and its rows."""
    rows = list(sheet.iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[0] == label)
    return [rows[head], *(row for row in rows[head + 1 :] if isinstance(row[0], int))]


def text_of(sheet: Any) -> str:
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)


async def test_the_sheet_shows_names_dates_heading_and_filter(
    known: None, desk: Callable[..., Desk], sheet: Any
) -> None:
    fields = {"title": "Tiêm chủng mở rộng", "directive": "directives/d-1", "assigner": chairman.person}
    name = await issued(desk, **fields)
    filter = (
        f'text:"215 mo rong" AND lead = "{HEALTH}" AND class = "OPEN_IN_TIME" AND due_date <= "2099-12-31"'
    )
    found = await sheet(specialist, basket="baskets/all", filter=filter)
    head, row = table(found)
    assert head[1:4] == ("Số, ký hiệu, ngày văn bản giao", "Nội dung nhiệm vụ", "Sản phẩm")
    assert row == (
        1, f"215/TB-UBND ngày 01/02/{DUE.year}", "Tiêm chủng mở rộng", "Báo cáo", "Chairman", "Sở Y tế",
        "Sở Giao thông vận tải", f"{DUE:%d/%m/%Y}", None, None,
        "Đang thực hiện trong hạn; chưa tiếp nhận", "Specialist",
    )  # fmt: skip
    text = text_of(found)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Dữ liệu được trích xuất từ hệ thống lúc" in text
    assert "tất cả nhiệm vụ được xem; từ tìm kiếm có “215 mo rong”; cơ quan chủ trì: Sở Y tế" in text
    assert "phân loại: đang thực hiện trong hạn; thời hạn đến hết ngày 31/12/2099" in text
    assert not any(part in text for part in ("units/", "people/", name))
    assert (found.page_setup.orientation, str(found.page_setup.paperSize)) == ("landscape", "9")


async def test_a_coordinator_exports_its_own_part(known: None, desk: Callable[..., Desk], sheet: Any) -> None:
    name = await issued(desk, title="Phần phối hợp", directive="directives/d-1")
    done = pb.ReportTaskCoordinationRequest(
        name=name,
        unit=ROADS,
        progress=Progress(text="Đã bố trí xe"),
        done=True,
        document_number="12/SGTVT",
    )
    await desk(roads_clerk)("ReportTaskCoordination", done)
    columns, filter = ["title", "result", "state"], 'coordination_class = "DONE_ON_TIME" AND text:"phoi hop"'
    found = await sheet(roads_clerk, basket="baskets/coordinated", columns=columns, filter=filter)
    assert table(found)[1] == (1, "Phần phối hợp", "12/SGTVT", "Hoàn thành đúng hạn")
    assert "phân loại phần phối hợp: hoàn thành đúng hạn" in text_of(found)


async def test_the_requested_columns_come_in_their_order_and_in_english(
    known: None, desk: Callable[..., Desk], sheet: Any
) -> None:
    await issued(desk, title="Cột")
    columns = ["lead", "title", "days_left", "urging_count"]
    found = await sheet(specialist, "en", filter='title:"cot"', columns=columns)
    head, row = table(found, "No.")
    assert head == ("No.", "Lead agency", "Task", "Working days left", "Times urged")
    assert row[:3] == (1, "Sở Y tế", "Cột")
    assert row[3] > 0
    assert row[4] == 0


async def test_a_cause_of_delay_comes_with_its_decisions(
    known: None, desk: Callable[..., Desk], sheet: Any
) -> None:
    name = await contested(desk)
    await desk(chairman)("DecideTaskDelayCauseContest", REQUESTS["DecideTaskDelayCauseContest"](name))
    found = await sheet(specialist, columns=["delay_cause"])
    text, today = text_of(found), f"{clock.today():%d/%m/%Y}"
    for line in (
        "Khách quan: Mưa lũ",
        f"Không chấp nhận ngày {today}: Specialist",
        f"Kiến nghị xem xét lại ngày {today}",
        f"Chấp nhận kiến nghị ngày {today}: Chairman",
    ):
        assert line in text


@pytest.mark.parametrize(
    ("language", "name"), [("vi", "Văn hóa - xã hội"), ("en", "Culture and society")], ids=["vi", "en"]
)
async def test_a_field_of_work_has_its_name(
    known: None, desk: Callable[..., Desk], sheet: Any, language: str, name: str
) -> None:
    await created(desk, title="Lĩnh vực", field="van-xa")
    found = await sheet(
        specialist, language, filter='title:"linh vuc" AND field = "van-xa"', columns=["field"]
    )
    assert name in text_of(found).splitlines()
    assert f": {name}" in text_of(found)
    assert "van-xa" not in text_of(found)


@pytest.mark.parametrize("title", ["=1+1", "+84", "-5", "@SUM(A1)", '=HYPERLINK("http://x")'])
async def test_a_title_is_never_a_formula(
    known: None, desk: Callable[..., Desk], sheet: Any, title: str
) -> None:
    await created(desk, title=title, field="tai-chinh")
    found = await sheet(specialist, filter='field = "tai-chinh"', columns=["title"])
    (cell,) = [cell for row in found.iter_rows() for cell in row if cell.value == title]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


# Every character of the first two planes except surrogates and NUL, which PostgreSQL itself refuses.
ANY = "".join(chr(code) for code in range(1, 0x20000) if not 0xD800 <= code < 0xE000)


async def test_odd_characters_in_one_row_do_not_break_the_export(
    known: None, desk: Callable[..., Desk], sheet: Any
) -> None:
    await created(desk, title="Báo cáo", field="noi-chinh")
    await created(desk, title="Kế hoạch", field="noi-chinh")
    odd = {
        "title": f"a\ufffe\u202eb{ANY}",
        "output": "\uffff\x01",
        "quote": ANY,
        "directive_number": "1\x1f\u2066",
    }
    with Database(load(TaskSettings).database_url.get_secret_value()).transaction() as session:
        session.execute(update(tables.TASKS).where(tables.TASKS.c.title == "Báo cáo").values(odd))
    found = await sheet(specialist, filter='field = "noi-chinh"', columns=["title", "output", "directive"])
    rows = {row[1][:2]: row for row in table(found)[1:]}
    assert rows.keys() == {"ab", "Kế"}
    assert len(rows["ab"][1]) > 32_000
    assert rows["ab"][2:] == (None, "1")


async def test_the_sheet_shows_the_tasks_of_the_list_in_the_same_order(
    known: None, desk: Callable[..., Desk], sheet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_PAGE", 2)
    for number in range(5):
        await issued(desk, title=f"Thứ tự {number}", coordinations=[])
    query = {"filter": 'title:"thu tu"', "order_by": "title desc"}
    for who in (chief, health_clerk, roads_clerk, roads_officer):
        listed = await desk(who)("ListTasks", pb.ListTasksRequest(page_size=200, **query))
        rows = table(await sheet(who, columns=["title"], **query))[1:]
        assert [row[1] for row in rows] == [task.title for task in listed.tasks]


async def test_a_coordinator_sees_only_its_part(known: None, desk: Callable[..., Desk], sheet: Any) -> None:
    name = await issued(desk, title="Việc phối hợp")
    progress = Progress(percent=40, text="Nội bộ")
    await desk(health_clerk)("ReportTaskProgress", pb.ReportTaskProgressRequest(name=name, progress=progress))
    query = {"filter": 'title:"viec phoi hop"', "columns": ["title", "progress", "coordinations"]}
    assert table(await sheet(health_clerk, **query))[1][2] == "40 %: Nội bộ"
    assert table(await sheet(roads_clerk, **query))[1][2:] == (None, "Sở Giao thông vận tải")


async def test_a_list_that_is_too_long_is_cut_with_a_notice(
    known: None, desk: Callable[..., Desk], sheet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST", 2)
    for _ in range(3):
        await created(desk, title="Dài quá")
    found = await sheet(specialist, filter='title:"dai qua"')
    assert len(table(found)) == 3
    assert "chỉ in phần đầu" in text_of(found)


@pytest.mark.parametrize(
    ("request_", "field"),
    [({"columns": ["title", "colour"]}, "columns"), ({"filter": "colour = 1"}, "filter"),
     ({"order_by": "colour"}, "order_by"), ({"columns": ["title", "title"]}, "columns")],
)  # fmt: skip
async def test_a_refused_request_names_the_field(stub: Any, keys: Keys, request_: Any, field: str) -> None:
    call = stub.export_tasks(pb.ExportTasksRequest(**request_), **as_caller(keys, chief))
    with pytest.raises(aio.AioRpcError) as error:
        await call.read()
    refusal = refusal_of(error.value)
    assert refusal["code"] is grpc.StatusCode.INVALID_ARGUMENT
    (violation, *_) = refusal["BadRequest"].field_violations
    assert violation.field == field
    assert "colour" in violation.description or "title" in str(request_)
