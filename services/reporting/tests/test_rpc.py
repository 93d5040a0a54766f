"""The API: rights, pages, refusals and the workbook."""

import io
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import grpc
import pytest
import pytest_asyncio
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from sqlalchemy import update

from dondoc_api.dondoc.identity.v1.identity_service_pb import Role
from dondoc_api.dondoc.reporting.v1 import reporting_service_pb as pb
from dondoc_api.dondoc.reporting.v1.error_reason_pb import ErrorReason
from dondoc_api.dondoc.reporting.v1.reporting_service_pb_grpc import ReportingServiceClient
from dondoc_api.dondoc.task.v1.task_service_pb import Coordination
from dondoc_api.dondoc.type.v1.task_types_pb import DelayCause, Due, Progress, TaskClass, TaskMark, TaskState
from dondoc_api.google.rpc.error_details_pb import BadRequest, ErrorInfo
from dondoc_api.google.rpc.status_pb import Status
from services.reporting.model.rights import RIGHTS
from services.reporting.rpc import CATALOGUE, ReportingService
from services.reporting.tables import TASK_FACTS
from services.reporting.tests.lives import Life, day, directive, done, handle, open_until
from services.reporting.tests.lives import person as entered
from shared import dates
from shared.principal import Principal
from shared.status import DETAILS
from shared.testing import as_caller, held, person, references, serving

CHAIRMAN = person("chu-tich", held("ubnd-tinh", "CHAIRMAN"))
HEALTH_HEAD = person("giam-doc", held("so-y-te", "AGENCY_HEAD"))
OUTSIDER = person("ngoai", held("so-y-te", "OFFICER"))
PORTAL = Principal("client:cong-thong-tin", scopes=("statistics.read",))
AS_OF = dates.text(day(30))
MESSAGES = Path(__file__).parents[1] / "messages.toml"


@pytest_asyncio.fixture
async def client(runtime, database):
    async with serving(runtime, ReportingService()) as channel:
        yield ReportingServiceClient(channel)


@pytest.fixture
def filled(database):
    """Tasks of several classes, led by two departments and a locality."""
    handle(database, directive("vb-1", "215/TB-UBND", day(0)), entered("chu-tich", "Nguyễn Văn An"))
    for number in range(1, 6):
        life = Life(f"tasks/{number}")
        life.issued(
            day(1),
            day(25 + number * 2),
            directive="directives/vb-1",
            assigner="people/chu-tich",
            output="Báo cáo",
            coordinations=[Coordination(unit="units/so-noi-vu")],
        )
        handle(database, *life.events)
    late = Life("tasks/late", "units/so-noi-vu")
    late.issued(day(1), day(5))
    late.step(
        day(9),
        done(day(5), late=True),
        issue_date=dates.text(day(1)),
        state=TaskState.COMPLETED,
        progress=Progress(percent=100, text="xong"),
    )
    good = Life("tasks/good", "units/tam-ky")
    good.step(day(2), done(), issue_date=dates.text(day(1)), state=TaskState.COMPLETED)
    handle(database, *late.events, *good.events)
    return database


async def reason(call) -> tuple[grpc.StatusCode, str, list[str]]:
    """The code, reason and wrong fields of a refused call."""
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    status = Status.from_binary(dict(refused.value.trailing_metadata())[DETAILS])
    found = {one.type_url.rsplit("/", 1)[1]: one.value for one in status.details}
    info = ErrorInfo.from_binary(found["google.rpc.ErrorInfo"])
    bad = BadRequest.from_binary(found.get("google.rpc.BadRequest", b""))
    return refused.value.code(), info.reason, [one.field for one in bad.field_violations]


async def exported(client, keys, caller, language="vi") -> Workbook:
    """The workbook that a caller gets."""
    request = pb.ExportStatisticsRequest(as_of_date=AS_OF)
    pieces = [
        piece.data async for piece in client.export_statistics(request, **as_caller(keys, caller, language))
    ]
    return load_workbook(io.BytesIO(b"".join(pieces)))


# --- rights -------------------------------------------------------------------

EVERYWHERE = {
    *("CHAIRMAN", "VICE_CHAIRMAN", "OFFICE_CHIEF", "OFFICE_SPECIALIST", "OFFICE_CLERK", "INSPECTOR"),
}
IN_OWN_AGENCY = {"AGENCY_HEAD", "AGENCY_CLERK"}
ROLES = [role.name for role in Role if role.value]


@pytest.mark.parametrize("role", ROLES)
async def test_every_role_sees_the_numbers_that_the_table_of_rights_says(client, filled, keys, role):
    caller = as_caller(keys, person("ai", held("so-y-te", role)))
    numbers = client.get_statistics(pb.GetStatisticsRequest(as_of_date=AS_OF), **caller)
    rows = client.list_statistics_tasks(pb.ListStatisticsTasksRequest(as_of_date=AS_OF), **caller)

    if role not in EVERYWHERE | IN_OWN_AGENCY:
        assert await reason(numbers) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED", [])
        assert await reason(rows) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED", [])
    else:
        expected = 7 if role in EVERYWHERE else 5
        assert (await numbers).total.total == expected
        assert len((await rows).tasks) == expected


@pytest.mark.parametrize("role", ROLES)
async def test_every_role_gets_its_allowed_actions(client, keys, role):
    caller = as_caller(keys, person("ai", held("so-y-te", role)))
    access = await client.get_statistics_access(pb.GetStatisticsAccessRequest(), **caller)
    actions = ["get", "listTasks", "export"] if role in EVERYWHERE | IN_OWN_AGENCY else []
    assert access.allowed_actions == actions + ["compareAgencies"] * (role in EVERYWHERE)


def test_every_right_names_only_known_roles():
    for holders in RIGHTS.values():
        assert holders.everywhere | holders.in_own_agency <= set(ROLES)


@pytest.mark.parametrize(
    ("scopes", "actions"),
    [(("statistics.read",), ["get", "export", "compareAgencies"]), (("tasks.read",), []), ((), [])],
)
async def test_an_external_client_may_get_only_numbers(client, keys, scopes, actions):
    caller = as_caller(keys, Principal("client:cong-thong-tin", scopes=scopes))
    access = await client.get_statistics_access(pb.GetStatisticsAccessRequest(), **caller)
    assert access.allowed_actions == actions


async def test_the_head_of_an_agency_sees_only_the_row_of_the_agency(client, filled, keys):
    found = await client.get_statistics(
        pb.GetStatisticsRequest(as_of_date=AS_OF), **as_caller(keys, HEALTH_HEAD)
    )

    assert [row.agency for row in found.agencies] == ["units/so-y-te"]
    assert found.total == found.agencies[0].counts


async def test_the_head_of_an_agency_may_not_list_the_tasks_of_another_agency(client, filled, keys):
    request = pb.ListStatisticsTasksRequest(as_of_date=AS_OF, agency="units/so-noi-vu")

    refused = await reason(client.list_statistics_tasks(request, **as_caller(keys, HEALTH_HEAD)))
    assert refused == (grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_UNIT", ["agency"])


async def test_an_external_client_gets_numbers_and_never_tasks(client, filled, keys):
    found = await client.get_statistics(pb.GetStatisticsRequest(as_of_date=AS_OF), **as_caller(keys, PORTAL))
    assert found.total.total == 7

    rows = client.list_statistics_tasks(pb.ListStatisticsTasksRequest(), **as_caller(keys, PORTAL))
    assert (await reason(rows))[1] == "NOT_ALLOWED"
    assert (await exported(client, keys, PORTAL)).sheetnames == ["Tổng hợp"]


async def test_an_external_client_without_the_scope_gets_nothing(client, filled, keys):
    stranger = Principal("client:khac", scopes=("tasks.read",))

    numbers = client.get_statistics(pb.GetStatisticsRequest(), **as_caller(keys, stranger))
    assert (await reason(numbers))[1] == "NOT_ALLOWED"


async def test_a_call_without_a_principal_is_refused(client, filled):
    for call in (
        client.get_statistics(pb.GetStatisticsRequest(), timeout=10),
        client.list_statistics_tasks(pb.ListStatisticsTasksRequest(), timeout=10),
    ):
        assert (await reason(call))[:2] == (grpc.StatusCode.UNAUTHENTICATED, "PRINCIPAL_REQUIRED")


# --- references ---

# For each reference: a caller, a name that the caller may not see, and the refusal.
DENIED = (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")
UNKNOWN_UNIT = (grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_UNIT")
UNKNOWN_PERSON = (grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_PERSON")
INVISIBLE = {
    "agency": [
        (CHAIRMAN, "units/khong-co", UNKNOWN_UNIT),
        # Another agency gets the same answer as an unknown one.
        (HEALTH_HEAD, "units/so-noi-vu", UNKNOWN_UNIT),
        (HEALTH_HEAD, "units/khong-co", UNKNOWN_UNIT),
        (PORTAL, "units/khong-co", UNKNOWN_UNIT),
    ],
    "assigner": [
        (CHAIRMAN, "people/khong-co", UNKNOWN_PERSON),
        (HEALTH_HEAD, "people/khong-co", UNKNOWN_PERSON),
        # Published statistics contain no names of people.
        (PORTAL, "people/chu-tich", UNKNOWN_PERSON),
        (PORTAL, "people/khong-co", UNKNOWN_PERSON),
    ],
}


@pytest.mark.parametrize("reference", references(pb.desc().services[0]), ids=".".join)
async def test_a_reference_that_the_caller_may_not_see_is_refused(client, filled, keys, reference):
    request_type = next(
        one for one in pb.desc().services[0].methods if one.name == reference.method
    ).input.type
    for caller, name, (code, why) in INVISIBLE[reference.path]:
        if reference.method == "ListStatisticsTasks" and caller is PORTAL:
            code, why = DENIED
        call = getattr(client, re.sub(r"(?<!^)(?=[A-Z])", "_", reference.method).lower())(
            request_type(as_of_date=AS_OF, **{reference.path: name}), **as_caller(keys, caller)
        )
        found = await reason(call if reference.method != "ExportStatistics" else anext(aiter(call)))
        assert found == (code, why, [] if code is DENIED[0] else [reference.path])


# --- bad input ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "why", "fields"),
    [
        (
            pb.GetStatisticsRequest(as_of_date="2026-02-30"),
            "INVALID_FIELD",
            "as_of_date",
        ),
        (pb.GetStatisticsRequest(as_of_date=dates.text(date(2999, 1, 1))), "AS_OF_DATE_FUTURE", "as_of_date"),
        (
            pb.GetStatisticsRequest(period_start_date=dates.text(day(9)), period_end_date=dates.text(day(8))),
            "PERIOD_REVERSED",
            "period_end_date",
        ),
    ],
)
async def test_bad_input_names_the_field(client, filled, keys, request_, why, fields):
    refused = await reason(client.get_statistics(request_, **as_caller(keys, CHAIRMAN)))

    assert refused == (grpc.StatusCode.INVALID_ARGUMENT, why, [fields])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"class_": TaskClass(99)}, "class"),
        ({"mark": TaskMark.OVERDUE_NOT_UPDATED}, "mark"),
        ({"order_by": "title"}, "order_by"),
        ({"assigner": "units/so-y-te"}, "assigner"),
        ({"agency": "units/KHÔNG"}, "agency"),
        ({"agency": "units/khong-co"}, "agency"),
        ({"page_size": -1}, "page_size"),
        ({"page_token": "tự nghĩ ra"}, "page_token"),
    ],
)
async def test_a_wrong_selection_names_the_field(client, filled, keys, wrong, field):
    request = pb.ListStatisticsTasksRequest(as_of_date=AS_OF, **wrong)

    code, _, fields = await reason(client.list_statistics_tasks(request, **as_caller(keys, CHAIRMAN)))
    assert (code, fields) == (grpc.StatusCode.INVALID_ARGUMENT, [field])


# --- the leader's page --------------------------------------------------------


@pytest.fixture
def worst(filled):
    """A late task with the delay cause and the progress that its agency reported."""
    handle(filled, entered("pho-chu-tich", "Trần Thị Bình"))
    late = Life("tasks/worst", "units/tam-ky")
    late.step(
        day(1),
        open_until(day(8)),
        until=day(8),
        issue_date=dates.text(day(1)),
        assigner="people/pho-chu-tich",
        field="van-xa",
        extension_count=1,
        due=Due(original_date=dates.text(day(4))),
        progress=Progress(
            percent=40, text="đã khảo sát", obstacles="thiếu vốn", report_date=dates.text(day(6))
        ),
        delay_cause=DelayCause(
            kind=DelayCause.Kind.OBJECTIVE, text="mưa lũ", confirm_date=dates.text(day(10))
        ),
    )
    handle(filled, *late.events)
    return filled


async def test_the_latest_tasks_come_first_with_delay_cause_and_progress(client, worst, keys):
    request = pb.ListStatisticsTasksRequest(
        as_of_date=AS_OF, class_=TaskClass.OPEN_OVERDUE, order_by="days_overdue desc", page_size=2
    )
    first = (await client.list_statistics_tasks(request, **as_caller(keys, CHAIRMAN))).tasks[0]

    assert (first.task, first.days_overdue) == ("tasks/worst", 15)
    assert (first.assigner, first.assigner_display_name) == ("people/pho-chu-tich", "Trần Thị Bình")
    assert first.delay_cause == DelayCause(
        kind=DelayCause.Kind.OBJECTIVE, text="mưa lũ", confirm_date=dates.text(day(10))
    )
    assert first.progress == Progress(
        percent=40, text="đã khảo sát", obstacles="thiếu vốn", report_date=dates.text(day(6))
    )
    assert (first.field, first.original_due_date) == ("van-xa", dates.text(day(4)))


@pytest.fixture
def contested(filled) -> dict[int, DelayCause]:
    """A late task whose cause was refused, contested and confirmed at last: the cause by the day of its change."""
    kind = DelayCause.Kind
    stated: dict[str, Any] = {"text": "mưa lũ", "stated_kind": kind.OBJECTIVE}
    refusal: dict[str, Any] = {
        "kind": kind.OBJECTIVE,
        "decide_date": dates.text(day(11)),
        "decider": "people/theo-doi",
        "answer": "thiếu căn cứ",
    }
    contest: dict[str, Any] = {
        "reason": "có xác nhận",
        "document_number": "128/BC-SYT",
        "contester": "people/giam-doc",
        "contest_date": dates.text(day(12)),
    }
    granted: dict[str, Any] = {
        "decide_date": dates.text(day(14)),
        "decider": "people/pho-chu-tich",
        "granted": True,
        "answer": "chấp nhận",
    }
    courses = {
        10: DelayCause(kind=kind.OBJECTIVE, **stated),
        11: DelayCause(refused=True, **stated, **refusal),
        12: DelayCause(refused=True, **stated, **refusal, contest=DelayCause.Contest(**contest)),
        14: DelayCause(
            confirm_date=dates.text(day(14)),
            **stated,
            **refusal,
            contest=DelayCause.Contest(**contest | granted),
        ),
    }
    life = Life("tasks/contested", "units/tam-ky")
    life.issued(day(1), day(8))
    for number, cause in courses.items():
        life.step(
            day(number),
            open_until(day(8), late=True),
            until=day(8),
            issue_date=dates.text(day(1)),
            delay_cause=cause,
        )
    handle(filled, *life.events, entered("theo-doi", "Lê Văn An"), entered("pho-chu-tich", "Trần Thị Bình"))
    return courses


async def test_a_cause_of_delay_shows_what_was_known_at_the_end_of_the_day(client, contested, keys):
    known: list[tuple[int, DelayCause | None]] = [(9, None), *contested.items(), (13, contested[12])]
    for number, expected in known:
        request = pb.ListStatisticsTasksRequest(as_of_date=dates.text(day(number)), page_size=50)
        tasks = (await client.list_statistics_tasks(request, **as_caller(keys, CHAIRMAN))).tasks
        [found] = [one for one in tasks if one.task == "tasks/contested"]
        assert found.delay_cause == expected, number


async def test_the_late_tasks_stand_in_a_form_for_explanation(client, contested, keys):
    rows = table(await exported(client, keys, CHAIRMAN), "STT", sheet=2)
    assert {row[5].partition(";")[0] for row in rows} == {"Đang thực hiện quá hạn", "Hoàn thành quá hạn"}
    days = [row[6] for row in rows if isinstance(row[6], int)]
    assert days == sorted(days, reverse=True)
    [found] = [row for row in rows if row[2] == "Việc tasks/contested"]
    assert (found[6:8], found[8]) == (
        (15, 0),
        "Khách quan: mưa lũ; không chấp nhận ngày 12/01/2026 (Lê Văn An); "
        "kiến nghị xem xét lại ngày 13/01/2026; chấp nhận kiến nghị ngày 15/01/2026 (Trần Thị Bình)",
    )
    assert "Chưa nêu" in {row[8] for row in rows}


async def test_pages_by_days_overdue_have_every_task_once(client, worst, keys):
    request = pb.ListStatisticsTasksRequest(as_of_date=AS_OF, order_by="days_overdue desc", page_size=3)
    found = []
    while True:
        page = await client.list_statistics_tasks(request, **as_caller(keys, CHAIRMAN))
        found += [one.task for one in page.tasks]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert found[:2] == ["tasks/worst", "tasks/late"]
    assert len(found) == len(set(found)) == 8


async def test_numbers_tasks_and_workbook_can_be_limited_to_one_leader(client, worst, keys):
    chosen: dict[str, Any] = {"as_of_date": AS_OF, "assigner": "people/pho-chu-tich"}
    caller = as_caller(keys, CHAIRMAN)
    numbers = await client.get_statistics(pb.GetStatisticsRequest(**chosen), **caller)
    rows = await client.list_statistics_tasks(pb.ListStatisticsTasksRequest(**chosen), **caller)
    request = pb.ExportStatisticsRequest(**chosen, field="van-xa")
    pieces = [piece.data async for piece in client.export_statistics(request, **caller)]
    book = load_workbook(io.BytesIO(b"".join(pieces)))

    assert (numbers.total.total, [one.task for one in rows.tasks]) == (1, ["tasks/worst"])
    assert len(table(book, "STT", sheet=1)) == 1
    assert any(
        line.endswith("lãnh đạo chỉ đạo: Trần Thị Bình; lĩnh vực: Văn hóa - xã hội") for line in words(book)
    )


async def test_a_trend_has_the_statistics_of_each_day(client, worst, keys):
    caller = as_caller(keys, CHAIRMAN)
    request = pb.GetTrendRequest(
        as_of_date=AS_OF, step=pb.GetTrendRequest.Step.WEEK, point_count=4, assigner="people/chu-tich"
    )
    trend = await client.get_trend(request, **caller)

    assert [one.as_of_date for one in trend.points] == [dates.text(day(at)) for at in (10, 17, 24, 30)]
    for point in trend.points:
        same = pb.GetStatisticsRequest(as_of_date=point.as_of_date, assigner="people/chu-tich")
        assert (await client.get_statistics(same, **caller)).total == point.counts


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({}, 12),
        ({"point_count": 24}, 24),
        ({"period_start_date": dates.text(date(2025, 12, 1))}, 2),
        (
            {
                "period_start_date": dates.text(date(2026, 2, 1)),
                "period_end_date": dates.text(date(2026, 3, 1)),
            },
            1,
        ),
        ({"as_of_date": dates.text(date(1900, 1, 2))}, 2),
    ],
)
async def test_a_trend_has_one_point_for_each_step_of_the_period(client, filled, keys, fields, days):
    request = pb.GetTrendRequest(**{"as_of_date": AS_OF} | fields)
    trend = await client.get_trend(request, **as_caller(keys, CHAIRMAN))
    assert len(trend.points) == days


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"point_count": 25}, "point_count"),
        ({"as_of_date": dates.text(date(2999, 1, 1))}, "as_of_date"),
        ({"assigner": "chu-tich"}, "assigner"),
    ],
)
async def test_a_wrong_trend_names_the_field(client, filled, keys, wrong, field):
    refused = await reason(client.get_trend(pb.GetTrendRequest(**wrong), **as_caller(keys, CHAIRMAN)))
    assert (refused[0], refused[2]) == (grpc.StatusCode.INVALID_ARGUMENT, [field])


async def test_a_trend_counts_only_tasks_that_the_caller_may_see(client, filled, keys):
    def trend(caller, **fields):
        return client.get_trend(pb.GetTrendRequest(as_of_date=AS_OF, **fields), **as_caller(keys, caller))

    assert (await trend(HEALTH_HEAD)).points[-1].counts.total == 5
    assert (await trend(PORTAL)).points[-1].counts.total == 7
    assert (await trend(CHAIRMAN, agency="units/tam-ky")).points[-1].counts.total == 1
    assert (await reason(trend(HEALTH_HEAD, agency="units/tam-ky")))[1] == "UNKNOWN_UNIT"
    assert (await reason(trend(OUTSIDER)))[1] == "NOT_ALLOWED"
    without = client.get_trend(pb.GetTrendRequest(), timeout=10)
    assert (await reason(without))[0] is grpc.StatusCode.UNAUTHENTICATED


# --- pages --------------------------------------------------------------------


async def test_pages_have_every_task_once_in_the_order_of_due_dates(client, filled, keys):
    request, found = pb.ListStatisticsTasksRequest(as_of_date=AS_OF, page_size=2), []
    while True:
        page = await client.list_statistics_tasks(request, **as_caller(keys, CHAIRMAN))
        found += page.tasks
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token

    assert [one.task for one in found] == [
        *("tasks/late", "tasks/1", "tasks/2", "tasks/3", "tasks/4", "tasks/5", "tasks/good")
    ]
    assert found[1].directive_number == "215/TB-UBND"
    assert found[1].agency_display_name == "Sở Y tế"


async def test_a_page_token_is_bound_to_its_query(client, filled, keys):
    caller = as_caller(keys, CHAIRMAN)
    request = pb.ListStatisticsTasksRequest(as_of_date=AS_OF, page_size=2)
    token = (await client.list_statistics_tasks(request, **caller)).next_page_token

    other = pb.ListStatisticsTasksRequest(as_of_date=dates.text(day(29)), page_size=2, page_token=token)
    assert (await reason(client.list_statistics_tasks(other, **caller)))[1] == "PAGE_TOKEN_INVALID"


# --- the workbook -------------------------------------------------------------


async def test_the_workbook_adds_up_and_equals_the_numbers(client, filled, keys):
    found = await client.get_statistics(
        pb.GetStatisticsRequest(as_of_date=AS_OF), **as_caller(keys, CHAIRMAN)
    )
    rows = table(await exported(client, keys, CHAIRMAN), "TT")

    agencies = [row for row in rows if isinstance(row[0], int)]
    last = rows[-1]
    assert [row[2] for row in agencies] == [row.counts.total for row in found.agencies]
    assert last[1:7] == ("Tổng cộng", 7, 1, 1, found.total.open_in_time, found.total.open_overdue)
    for row in rows:
        assert row[2] == sum(row[3:7])
    for column in range(2, 7):
        assert last[column] == sum(row[column] for row in agencies)
    assert last[7:10] == ("14,3", "14,3", "28,6")
    assert next(row for row in agencies if row[1].startswith("Văn phòng"))[7:10] == ("–",) * 3


async def test_the_second_sheet_lists_the_tasks(client, filled, keys):
    rows = table(await exported(client, keys, CHAIRMAN), "STT", sheet=1)

    assert len(rows) == 7
    assert rows[1][1:7] == (
        "215/TB-UBND ngày 01/01/2026",
        "Việc tasks/1",
        "Báo cáo",
        "Nguyễn Văn An",
        "Sở Y tế",
        "Sở Nội vụ",
    )
    assert rows[0][7:11] == ("06/01/2026", "100 %: xong", None, "Hoàn thành quá hạn")
    assert rows[-1][7] == "không thời hạn"


async def test_the_workbook_of_an_agency_has_only_its_tasks(client, filled, keys):
    book = await exported(client, keys, HEALTH_HEAD)

    assert table(book, "TT")[-1][2] == 5
    assert {row[5] for row in table(book, "STT", sheet=1)} == {"Sở Y tế"}
    assert book.worksheets[0]["A2"].value == "SỞ Y TẾ"


async def test_the_form_states_its_scope_and_its_dates(client, filled, keys):
    vietnamese, english = [
        words(await exported(client, keys, CHAIRMAN, language)) for language in ("vi", "en")
    ]

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in vietnamese
    assert "(Tính đến ngày 31/01/2026)" in vietnamese
    assert "Kỳ báo cáo: từ ngày 01/01/2026 đến ngày 31/01/2026" in vietnamese
    assert any(line.startswith("Phạm vi thống kê: nhiệm vụ phải thực hiện trong kỳ") for line in vietnamese)
    assert any(line.startswith("Dữ liệu được trích xuất từ hệ thống lúc ") for line in vietnamese)
    assert any("(6) = (2) ÷ (1) × 100" in line for line in vietnamese)
    assert "(As of 31/01/2026)" in english
    keys_shown = [line for line in vietnamese | english if re.fullmatch(r"[a-z]+\.\w+", line)]
    assert keys_shown == []


async def test_the_form_prints_on_a4_landscape_with_its_heading_on_every_page(client, filled, keys):
    for sheet in (await exported(client, keys, CHAIRMAN)).worksheets:
        assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_title_rows
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1"])
async def test_text_never_becomes_a_formula(client, database, keys, text):
    handle(database, Life("tasks/1").issued(day(1), day(9), title=text, output="a\x01b\x1fc\ufffe\uffff"))

    row = next(
        row for row in (await exported(client, keys, CHAIRMAN)).worksheets[1].iter_rows() if row[0].value == 1
    )
    assert (row[2].value.strip(), row[2].data_type, row[2].quotePrefix) == (text.strip(), "s", True)
    assert row[3].value == "abc"


# Every character of the first two planes except surrogates and NUL, which PostgreSQL itself refuses.
ANY = "".join(chr(code) for code in range(1, 0x20000) if not 0xD800 <= code < 0xE000)


async def test_odd_text_in_one_row_does_not_break_the_export(client, filled, keys):
    odd = {"title": f"a\ufffe\u202eb{ANY}", "output": "\uffff\x01", "document_number": "1\x1f\u2066"}
    with filled.transaction() as session:
        session.execute(update(TASK_FACTS).where(TASK_FACTS.c.task == "tasks/1").values(odd))

    rows = table(await exported(client, keys, CHAIRMAN), "STT", sheet=1)
    assert len(rows) == 7
    (row,) = [row for row in rows if row[2].startswith("ab")]
    assert (row[3], row[9]) == (None, "1")


async def test_a_download_has_a_name_and_a_length(client, filled, keys):
    call = client.export_statistics(pb.ExportStatisticsRequest(as_of_date=AS_OF), **as_caller(keys, CHAIRMAN))
    pieces = [piece async for piece in call]
    metadata = dict(await call.initial_metadata())

    assert metadata["content-disposition"] == 'attachment; filename="tong-hop-nhiem-vu-2026-01-31.xlsx"'
    assert int(metadata["x-content-length"]) == sum(len(piece.data) for piece in pieces)


async def test_a_table_that_does_not_add_up_is_not_exported(client, database, keys):
    count = open_until(day(9))
    count.class_ = TaskClass.UNSPECIFIED
    handle(database, Life("tasks/1").step(day(1), count))

    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await exported(client, keys, CHAIRMAN)
    assert refused.value.code() is grpc.StatusCode.INTERNAL


def test_every_reason_has_a_sentence_in_both_languages():
    for one in ErrorReason:
        if one.value:
            sentences = [CATALOGUE.say(one.name, language) for language in ("vi", "en")]
            assert one.name not in sentences
            assert sentences[0] != sentences[1]


def test_every_text_of_the_forms_exists_in_both_languages():
    sentences = tomllib.loads(MESSAGES.read_text("utf-8"))

    assert all(set(texts) == {"vi", "en"} for texts in sentences.values())


def table(book: Workbook, first: str, sheet: int = 0) -> list[tuple[Any, ...]]:
    """The rows of a sheet's table, below the heading whose first cell is `first`."""
    rows = list(book.worksheets[sheet].iter_rows(values_only=True))
    start = next(at for at, row in enumerate(rows) if row[0] == first) + (2 if sheet == 0 else 1)
    end = next(at for at in range(start, len(rows)) if not any(rows[at]))
    return rows[start:end]


def words(book: Workbook) -> set[str]:
    """Every text of the workbook."""
    return {
        value
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if isinstance(value, str)
    }
