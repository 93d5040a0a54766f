"""The leader's page: its numbers are those of the API, every number opens its tasks, what is selected is urged."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.demo.desk import Desk, Json
from tests.portal.conftest import Enter, Seen

CHAIRMAN, VICE_CHAIRMAN, SPECIALIST = "doan-the-khai", "tran-quoc-huong", "pham-tan-sang"
HEAD, OFFICER = "chau-phuong-anh", "nguyen-tan-danh"
FIGURES = {
    "Hoàn thành đúng hạn": "doneOnTime",
    "Hoàn thành quá hạn": "doneLate",
    "Đang thực hiện trong hạn": "openInTime",
    "Đang thực hiện quá hạn": "openOverdue",
    "Sắp đến hạn": "dueSoon",
    "Tổng số nhiệm vụ": "total",
}
CLASSES = ("doneOnTime", "doneLate", "openInTime", "openOverdue")

People = Callable[[str], Desk]


@pytest.fixture
def chairman(enter: Enter) -> Page:
    """The Chairman on the page where he starts."""
    page = enter(CHAIRMAN)
    to(page, "/leader")
    return page


def to(page: Page, address: str) -> None:
    """Opens an address of the portal, and waits for its numbers or a refusal."""
    page.goto(urljoin(page.url, address))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def counter(page: Page, figure: str) -> Locator:
    """One of the big numbers."""
    return page.get_by_role("region", name="Các chỉ số").get_by_role("link", name=re.compile(f"^{figure}"))


def number(text: str) -> int:
    """`1.234` → 1234: the first number of a text."""
    found = re.search(r"\d[\d.]*", text)
    assert found, text
    return int(found[0].replace(".", ""))


def row_of(page: Page, agency: str) -> Locator:
    """An agency's row of the table."""
    table = page.get_by_role("region", name="Theo cơ quan, địa phương")
    return table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=agency, exact=True))


def opened(page: Page, count: int) -> Locator:
    """The tasks behind a number, when all of them are shown; pages of fifty."""
    drawer = page.get_by_role("dialog")
    for _ in range(50, count, 50):
        drawer.get_by_role("button", name="Xem thêm").click()
    rows = drawer.get_by_role("list").first.get_by_role("listitem")
    expect(rows).to_have_count(count)
    return rows


def adds_up(counts: Json) -> bool:
    """Whether the four classes are the total."""
    return sum(int(counts[name]) for name in CLASSES) == int(counts["total"])


def test_numbers_are_those_of_the_api(chairman: Page, desk: People, seen: Seen) -> None:
    """Counters, rows and total say what GetStatistics says; nothing else is asked anywhere."""
    expect(counter(chairman, "Tổng số nhiệm vụ")).to_be_visible()
    told = desk(CHAIRMAN).get("v1/statistics")
    assert adds_up(told["total"])
    for figure, key in FIGURES.items():
        expect(counter(chairman, figure)).to_contain_text(f"{int(told['total'][key]):,}".replace(",", "."))
    agency = max(told["agencies"], key=lambda one: int(one["counts"]["openOverdue"]))
    cells = [
        number(text) for text in row_of(chairman, agency["displayName"]).get_by_role("link").all_inner_texts()
    ]
    assert cells[0] == int(agency["counts"]["total"])
    assert int(agency["counts"]["openOverdue"]) in cells
    # As many rows as agencies, two groups or three, a head and a total.
    assert row_of(chairman, "Tổng cộng").count() == 1
    expect(
        chairman.get_by_text(re.compile(r"Dữ liệu được trích xuất từ hệ thống lúc \d\d:\d\d"))
    ).to_be_visible()
    expect(chairman.get_by_role("img", name=re.compile("Biểu đồ cột chồng"))).to_be_visible()
    seen(chairman, "leader")


@pytest.mark.parametrize("figure", ["Sắp đến hạn", "Đang thực hiện quá hạn", "Hoàn thành quá hạn"])
def test_a_counter_opens_as_many_tasks_as_it_says(chairman: Page, figure: str) -> None:
    """Each task is one of its class; the address of the open list can be passed on."""
    count = number(counter(chairman, figure).inner_text().removeprefix(figure))
    counter(chairman, figure).click()
    rows = opened(chairman, count)
    if figure != "Sắp đến hạn":
        expect(rows.get_by_text(figure, exact=True)).to_have_count(count)
    chairman.reload()
    expect(chairman.get_by_role("dialog").get_by_text(f"{figure}: {count} nhiệm vụ")).to_be_visible()
    chairman.keyboard.press("Escape")
    expect(chairman.get_by_role("dialog")).to_be_hidden()


def test_numbers_of_an_agency_and_of_a_group_open_their_tasks(chairman: Page, desk: People) -> None:
    """The same for a row, and for the sum of a group, which the API does not know by itself."""
    told = desk(CHAIRMAN).get("v1/statistics")["agencies"]
    agency = next(one for one in told if int(one["counts"]["openOverdue"]))
    count = int(agency["counts"]["openOverdue"])
    name = f"Đang thực hiện quá hạn: {count} nhiệm vụ, {agency['displayName']}. Mở danh sách"
    row_of(chairman, agency["displayName"]).get_by_role("link", name=name).click()
    opened(chairman, count)
    chairman.keyboard.press("Escape")
    localities = sum(int(one["counts"]["openOverdue"]) for one in told if one["group"] == "LOCALITY")
    name = f"Đang thực hiện quá hạn: {localities} nhiệm vụ, Các địa phương. Mở danh sách"
    row_of(chairman, "Các địa phương").get_by_role("link", name=name).click()
    rows = opened(chairman, localities)
    rows.first.get_by_role("link").click()
    expect(chairman).to_have_url(re.compile(r"/tasks/"))


def test_filters_are_in_the_address(chairman: Page, desk: People) -> None:
    """Leader, period and cohort survive a reload, and ask the API for the same; nonsense is dropped."""
    leaders = chairman.get_by_label("Lãnh đạo giao")
    huong = leaders.locator("option", has_text="Trần Quốc Hưởng")
    expect(huong).to_have_count(1)
    leaders.select_option(huong.get_attribute("value"))
    chairman.get_by_label("Kỳ", exact=True).select_option("Quý")
    chairman.get_by_label("Nhiệm vụ được tính").select_option("Giao trong kỳ")
    expect(chairman).to_have_url(re.compile("leader=tran-quoc-huong"))
    expect(chairman).to_have_url(re.compile("period=quarter"))
    chairman.reload()
    expect(chairman.get_by_label("Nhiệm vụ được tính")).to_have_value("ASSIGNED_IN_PERIOD")
    expect(chairman.get_by_label("Kỳ", exact=True)).to_have_value("quarter")
    scope = chairman.get_by_text(re.compile("nhiệm vụ giao trong kỳ; Lãnh đạo giao: .*Trần Quốc Hưởng"))
    expect(scope).to_be_visible()
    found = re.search(r"từ ngày (\d\d)/(\d\d)/(\d{4}) đến ngày (\d\d)/(\d\d)/(\d{4})", scope.inner_text())
    assert found
    first, last = f"{found[3]}-{found[2]}-{found[1]}", f"{found[6]}-{found[5]}-{found[4]}"
    told = desk(CHAIRMAN).get(
        "v1/statistics",
        cohort="ASSIGNED_IN_PERIOD",
        assigner="people/tran-quoc-huong",
        periodStartDate=first,
        periodEndDate=last,
    )
    assert number(counter(chairman, "Tổng số").locator("span").nth(1).inner_text()) == int(
        told["total"]["total"]
    )
    to(chairman, "/leader?period=tomorrow&asOf=never&cohort=1&show=NOBODY&leader=%3Cscript%3E")
    expect(counter(chairman, "Tổng số nhiệm vụ")).to_be_visible()
    assert "script" not in chairman.url


def test_a_past_month_closes_on_the_25th(chairman: Page) -> None:
    """The month of the reports, as of its last day."""
    to(chairman, "/leader?period=month&at=2026-06-10")
    expect(
        chairman.get_by_text("từ ngày 26/05/2026 đến ngày 25/06/2026 (tính đến ngày 25/06/2026)")
    ).to_be_visible()
    chairman.get_by_role("button", name="Kỳ trước").click()
    expect(chairman.get_by_text("từ ngày 26/04/2026 đến ngày 25/05/2026")).to_be_visible()


def test_sorting_keeps_groups(chairman: Page) -> None:
    """A click puts the greatest first within each group; the address keeps it."""
    head = chairman.get_by_role("columnheader", name="Đang TH quá hạn").last
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(chairman).to_have_url(re.compile("sort=OPEN_OVERDUE"))


def test_selected_tasks_are_urged_by_one_click(enter: Enter, desk: People) -> None:
    """Row by row it is told what came of it; the count of urgings grows by one."""
    page = enter(CHAIRMAN)
    to(page, "/leader?show=OPEN_OVERDUE&of=so-y-te")
    drawer = page.get_by_role("dialog")
    box = drawer.get_by_role("checkbox", name=re.compile("^Chọn:")).first
    title = (box.get_attribute("aria-label") or "").removeprefix("Chọn: ")
    rows = desk(CHAIRMAN).all(
        "v1/statistics/tasks", "tasks", **{"class": "OPEN_OVERDUE", "agency": "units/so-y-te"}
    )
    before = next(row for row in rows if row["title"] == title)
    task = desk(CHAIRMAN).get(f"v1/{before['task']}")
    box.check()
    expect(drawer.get_by_text("Đã chọn 1 nhiệm vụ")).to_be_visible()
    drawer.get_by_label("Lời đôn đốc").fill("Đề nghị báo cáo ngay.")
    drawer.get_by_role("button", name="Đôn đốc 1 nhiệm vụ").click()
    expect(drawer.get_by_text("Đã đôn đốc 1/1 nhiệm vụ")).to_be_visible()
    expect(drawer.get_by_role("listitem").filter(has_text="Đã đôn đốc – ")).to_contain_text(title)
    assert desk(CHAIRMAN).get(f"v1/{before['task']}")["urgingCount"] == int(task["urgingCount"]) + 1


def test_an_agencys_head_sees_the_own_agency(enter: Enter) -> None:
    """One row, said to be one; nothing to urge."""
    page = enter(HEAD)
    to(page, "/leader")
    expect(page.get_by_text("Số liệu của Sở Y tế")).to_be_visible()
    expect(row_of(page, "Sở Y tế")).to_have_count(1)
    expect(row_of(page, "Tổng cộng")).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    to(page, "/leader?show=OPEN_OVERDUE&of=so-noi-vu")
    expect(page.get_by_role("dialog").get_by_text("Không có dữ liệu")).to_be_visible()


def test_an_officer_has_no_right_to_numbers(enter: Enter) -> None:
    """No menu entry, and the address says why there is nothing."""
    page = enter(OFFICER)
    expect(page.get_by_role("link", name="Điều hành")).to_have_count(0)
    to(page, "/leader")
    expect(page.get_by_role("alert")).to_contain_text("Ông/bà không có quyền xem mục này.")
    expect(page.get_by_label("Kỳ", exact=True)).to_have_count(0)


def test_on_a_phone(enter: Enter) -> None:
    """Two counters side by side, a card for each agency, filters folded away."""
    page = enter(VICE_CHAIRMAN, width=390)
    to(page, "/leader")
    first = counter(page, "Hoàn thành đúng hạn").bounding_box()
    second = counter(page, "Hoàn thành quá hạn").bounding_box()
    assert first
    assert second
    assert first["y"] == second["y"]
    assert second["x"] > first["x"]
    expect(page.get_by_role("group", name="Sở Y tế")).to_be_visible()
    expect(page.get_by_label("Kỳ", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Chọn kỳ, lãnh đạo").click()
    expect(page.get_by_label("Kỳ", exact=True)).to_be_visible()


def test_in_the_meeting_room(chairman: Page) -> None:
    """Full screen, without menu, larger; Escape leads back."""
    expect(chairman.get_by_role("navigation")).to_be_visible()
    chairman.get_by_role("button", name="Toàn màn hình").click()
    expect(chairman.get_by_role("navigation")).to_be_hidden()
    expect(chairman).to_have_url(re.compile("meeting=true"))
    assert chairman.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > 20
    chairman.get_by_role("button", name="Thoát toàn màn hình").click()
    expect(chairman.get_by_role("navigation")).to_be_visible()


def test_in_english(enter: Enter) -> None:
    """The same page for somebody who reads English."""
    page = enter(SPECIALIST, language="en")
    to(page, "/leader")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(
        page.get_by_role("region", name="The counters").get_by_role("link", name=re.compile("^Open overdue"))
    ).to_be_visible()
