"""The leader's page: its numbers equal the API's, every number opens its tasks, and selected tasks can be urged."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.demo.desk import Desk, Json
from tests.portal.conftest import Enter, Inspect

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
    """The Chairman's browser on the leader's page."""
    page = enter(CHAIRMAN)
    to(page, "/leader")
    return page


def to(page: Page, address: str) -> None:
    """Opens an address of the portal and waits for its numbers or a refusal."""
    page.goto(urljoin(page.url, address))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def counter(page: Page, figure: str) -> Locator:
    """The counter of a figure."""
    return page.get_by_role("region", name="Các chỉ số").get_by_role("link", name=re.compile(f"^{figure}"))


def number(text: str) -> int:
    """The first number in a text: `1.234` → 1234."""
    found = re.search(r"\d[\d.]*", text)
    assert found, text
    return int(found[0].replace(".", ""))


def row_of(page: Page, agency: str) -> Locator:
    """An agency's row of the table."""
    table = page.get_by_role("region", name="Theo cơ quan, địa phương")
    return table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=agency, exact=True))


def opened(page: Page, count: int) -> Locator:
    """The rows of all tasks behind a number; the list shows fifty at a time."""
    drawer = page.get_by_role("dialog")
    for _ in range(50, count, 50):
        drawer.get_by_role("button", name="Xem thêm").click()
    rows = drawer.get_by_role("list").first.get_by_role("listitem")
    expect(rows).to_have_count(count)
    return rows


def adds_up(counts: Json) -> bool:
    """Whether the four classes add up to the total."""
    return sum(int(counts[name]) for name in CLASSES) == int(counts["total"])


def test_the_numbers_equal_those_of_the_api(chairman: Page, desk: People, inspect: Inspect) -> None:
    """Counters, rows and total show what GetStatistics returns."""
    expect(counter(chairman, "Tổng số nhiệm vụ")).to_be_visible()
    table = desk(CHAIRMAN).get("v1/statistics")
    assert adds_up(table["total"])
    for figure, key in FIGURES.items():
        expect(counter(chairman, figure)).to_contain_text(f"{int(table['total'][key]):,}".replace(",", "."))
    agency = max(table["agencies"], key=lambda one: int(one["counts"]["openOverdue"]))
    cells = [
        number(text) for text in row_of(chairman, agency["displayName"]).get_by_role("link").all_inner_texts()
    ]
    assert cells[0] == int(agency["counts"]["total"])
    assert int(agency["counts"]["openOverdue"]) in cells
    assert row_of(chairman, "Tổng cộng").count() == 1
    expect(
        chairman.get_by_text(re.compile(r"Dữ liệu được trích xuất từ hệ thống lúc \d\d:\d\d"))
    ).to_be_visible()
    expect(chairman.get_by_role("img", name=re.compile("Biểu đồ cột chồng"))).to_be_visible()
    inspect(chairman, "leader")


@pytest.mark.parametrize("figure", ["Sắp đến hạn", "Đang thực hiện quá hạn", "Hoàn thành quá hạn"])
def test_a_counter_opens_as_many_tasks_as_it_counts(chairman: Page, figure: str) -> None:
    """Every task is of the counter's class, and the address opens the same list again."""
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
    """The API has no sums of groups: the portal adds them up."""
    agencies = desk(CHAIRMAN).get("v1/statistics")["agencies"]
    agency = next(one for one in agencies if int(one["counts"]["openOverdue"]))
    count = int(agency["counts"]["openOverdue"])
    name = f"Đang thực hiện quá hạn: {count} nhiệm vụ, {agency['displayName']}. Mở danh sách"
    row_of(chairman, agency["displayName"]).get_by_role("link", name=name).click()
    opened(chairman, count)
    chairman.keyboard.press("Escape")
    localities = sum(int(one["counts"]["openOverdue"]) for one in agencies if one["group"] == "LOCALITY")
    name = f"Đang thực hiện quá hạn: {localities} nhiệm vụ, Các địa phương. Mở danh sách"
    row_of(chairman, "Các địa phương").get_by_role("link", name=name).click()
    rows = opened(chairman, localities)
    rows.first.get_by_role("link").click()
    expect(chairman).to_have_url(re.compile(r"/tasks/"))


def test_the_address_keeps_the_filters(chairman: Page, desk: People) -> None:
    """Leader, period and cohort survive a reload, the API gives the same numbers, and nonsense is dropped."""
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
    table = desk(CHAIRMAN).get(
        "v1/statistics",
        cohort="ASSIGNED_IN_PERIOD",
        assigner="people/tran-quoc-huong",
        periodStartDate=first,
        periodEndDate=last,
    )
    assert number(counter(chairman, "Tổng số").locator("span").nth(1).inner_text()) == int(
        table["total"]["total"]
    )
    to(chairman, "/leader?period=tomorrow&asOf=never&cohort=1&show=NOBODY&leader=%3Cscript%3E")
    expect(counter(chairman, "Tổng số nhiệm vụ")).to_be_visible()
    assert "script" not in chairman.url


def test_a_past_month_closes_on_the_25th(chairman: Page) -> None:
    """A month of the reports ends on the 25th, and its numbers are of that day."""
    to(chairman, "/leader?period=month&at=2026-06-10")
    expect(
        chairman.get_by_text("từ ngày 26/05/2026 đến ngày 25/06/2026 (tính đến ngày 25/06/2026)")
    ).to_be_visible()
    chairman.get_by_role("button", name="Kỳ trước").click()
    expect(chairman.get_by_text("từ ngày 26/04/2026 đến ngày 25/05/2026")).to_be_visible()


def test_sorting_keeps_groups(chairman: Page) -> None:
    """A click sorts each group by the largest number; the address keeps the order."""
    head = chairman.get_by_role("columnheader", name="Đang TH quá hạn").last
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(chairman).to_have_url(re.compile("sort=OPEN_OVERDUE"))


def test_selected_tasks_can_be_urged_with_one_click(enter: Enter, desk: People) -> None:
    """The list shows the result row by row, and the task's number of urgings grows by one."""
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


def test_the_head_of_an_agency_sees_only_that_agency(enter: Enter) -> None:
    """One row, a heading that says so, and nothing to urge."""
    page = enter(HEAD)
    to(page, "/leader")
    expect(page.get_by_text("Số liệu của Sở Y tế")).to_be_visible()
    expect(row_of(page, "Sở Y tế")).to_have_count(1)
    expect(row_of(page, "Tổng cộng")).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    to(page, "/leader?show=OPEN_OVERDUE&of=so-noi-vu")
    expect(page.get_by_role("dialog").get_by_text("Không có dữ liệu")).to_be_visible()


def test_an_officer_may_not_see_the_numbers(enter: Enter) -> None:
    """There is no menu entry, and the address shows the reason."""
    page = enter(OFFICER)
    expect(page.get_by_role("link", name="Điều hành")).to_have_count(0)
    to(page, "/leader")
    expect(page.get_by_role("alert")).to_contain_text("Ông/bà không có quyền xem mục này.")
    expect(page.get_by_label("Kỳ", exact=True)).to_have_count(0)


def test_the_page_fits_a_phone(enter: Enter) -> None:
    """Two counters side by side, a card for each agency, and the filters closed."""
    page = enter(VICE_CHAIRMAN, width=390)
    to(page, "/leader")
    # Its parts come one after the other and move each other.
    expect(page.get_by_role("group", name="Sở Y tế")).to_be_visible()
    first = counter(page, "Hoàn thành đúng hạn").bounding_box()
    second = counter(page, "Hoàn thành quá hạn").bounding_box()
    assert first
    assert second
    assert first["y"] == second["y"]
    assert second["x"] > first["x"]
    expect(page.get_by_label("Kỳ", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Chọn kỳ, lãnh đạo").click()
    expect(page.get_by_label("Kỳ", exact=True)).to_be_visible()


def test_the_page_fills_the_screen_of_a_meeting_room(chairman: Page) -> None:
    """Full screen is larger and has no menu; a button leads back."""
    expect(chairman.get_by_role("navigation")).to_be_visible()
    chairman.get_by_role("button", name="Toàn màn hình").click()
    expect(chairman.get_by_role("navigation")).to_be_hidden()
    expect(chairman).to_have_url(re.compile("meeting=true"))
    assert chairman.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > 20
    chairman.get_by_role("button", name="Thoát toàn màn hình").click()
    expect(chairman.get_by_role("navigation")).to_be_visible()


def test_the_page_speaks_english(enter: Enter) -> None:
    page = enter(SPECIALIST, language="en")
    to(page, "/leader")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(
        page.get_by_role("region", name="The counters").get_by_role("link", name=re.compile("^Open overdue"))
    ).to_be_visible()
