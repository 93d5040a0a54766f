"""The work baskets: finding, selecting, urging and accepting tasks, and exporting them to Excel."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.demo.desk import Desk, Json

from .conftest import Enter, Inspect, violations
from .steps import choose as choose_option
from .steps import expect_success, issue

SPECIALIST = "pham-tan-sang"
HEAD = "chau-phuong-anh"
CLERK = "cao-thi-hong-thuy"
OFFICER = "nguyen-tan-danh"
OTHERS_HEAD = "pham-thuy-duyen"
CHIEF = "huynh-tan-thanh"
CHAIRMAN = "doan-the-khai"
AGENCY = "units/so-y-te"

Desks = Callable[[str], Desk]


@pytest.fixture
def word() -> str:
    """A word that only this test's tasks have in their titles."""
    return f"kỳ{uuid.uuid4().hex[:10]}"


def issued(desks: Desks, *titles: str) -> list[Json]:
    """Issues tasks of the Chairman to the agency, which has not accepted them yet."""
    terms = {
        "output": "Báo cáo",
        "lead": AGENCY,
        "assigner": f"people/{CHAIRMAN}",
        "monitor": f"people/{SPECIALIST}",
        "assignDate": date.today().isoformat(),
    }
    chief = desks(CHIEF)
    return [issue(chief, title=title, **terms) for title in titles]


def rows(page: Page) -> Locator:
    """The rows of the table without its header."""
    return page.locator("tbody tr")


def search(page: Page, words: str) -> None:
    """Types into the search field of the baskets."""
    page.get_by_role("searchbox").fill(words)
    expect(page).to_have_url(re.compile("text="))


def choose(page: Page, title: str) -> None:
    """Selects a task by its title."""
    page.get_by_role("checkbox", name=f"Chọn nhiệm vụ: {title}").check()


def bar(page: Page) -> Locator:
    """The bar with the steps for the selected tasks."""
    return page.get_by_role("region", name="Thao tác với các nhiệm vụ đã chọn")


def test_each_role_sees_the_baskets_it_can_have_tasks_in(enter: Enter) -> None:
    deciding = "Chờ tôi quyết định"
    baskets = {
        SPECIALIST: ([deciding, "Của tôi", "Tôi theo dõi", "Dự thảo", "Tất cả"], "Tôi theo dõi"),
        HEAD: ([deciding, "Cơ quan, đơn vị tôi", "Phối hợp", "Tất cả"], "Cơ quan, đơn vị tôi"),
        OFFICER: (["Của tôi", "Tất cả"], "Của tôi"),
    }
    for person, (names, opened) in baskets.items():
        page = enter(person)
        tabs = page.get_by_role("navigation", name="Giỏ việc").get_by_role("link")
        expect(tabs).to_have_text(names)
        expect(tabs.and_(page.locator("[aria-current=page]"))).to_have_text(opened)


def test_a_step_is_taken_without_leaving_the_list(enter: Enter, desk: Desks, word: str) -> None:
    [task] = issued(desk, f"Báo cáo {word}")
    page = enter(CLERK)
    search(page, word)
    page.get_by_role("button", name=f"Thao tác: {task['title']}").click()
    page.get_by_role("menuitem", name="Tiếp nhận", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Tiếp nhận").click()
    expect_success(page, "Đã tiếp nhận nhiệm vụ.")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(rows(page)).to_contain_text(["Đang thực hiện"])


def test_a_search_needs_no_diacritics_and_the_address_keeps_it(enter: Enter, desk: Desks, word: str) -> None:
    issued(desk, f"Báo cáo công tác phòng chống dịch {word}")
    page = enter(HEAD)
    search(page, f"phong chong dich {word.replace('ỳ', 'y')}")
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Bỏ lọc từ tìm kiếm")).to_be_visible()
    page.reload()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Bỏ lọc từ tìm kiếm").click()
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_a_counter_shows_its_tasks_and_counts_within_the_filter(enter: Enter, desk: Desks, word: str) -> None:
    issued(desk, f"Việc thứ nhất {word}", f"Việc thứ hai {word}")
    page = enter(HEAD)
    search(page, word)
    counter = page.get_by_role("button", name=re.compile(r"^2\s*Chưa tiếp nhận"))
    counter.click()
    expect(counter).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("mark=NOT_ACCEPTED"))
    expect(rows(page)).to_have_count(2)
    page.get_by_role("button", name=re.compile(r"^0\s*Hoàn thành quá hạn")).click()
    expect(page.get_by_text("Không có nhiệm vụ nào phù hợp với bộ lọc.")).to_be_visible()


def test_a_day_can_be_chosen_in_the_calendar_or_typed(enter: Enter) -> None:
    page = enter(HEAD)
    page.get_by_role("button", name="Bộ lọc").click()
    field = page.get_by_role("textbox", name="Thời hạn từ ngày")
    choose_day = page.get_by_role("button", name="Chọn ngày", exact=True).first
    choose_day.click()
    calendar = page.get_by_role("dialog", name="Chọn ngày")
    expect(calendar).to_be_visible()
    assert violations(page) == []
    calendar.get_by_role("button", name=re.compile("^15 ")).click()
    expect(calendar).to_be_hidden()
    expect(choose_day).to_be_focused()
    expect(page).to_have_url(re.compile(r"dueFrom=\d{4}-\d\d-15"))
    field.fill("5.9.26")
    expect(page).to_have_url(re.compile("dueFrom=2026-09-05"))
    field.blur()
    expect(field).to_have_value("05/09/2026")
    choose_day.click()
    calendar.press("Escape")
    expect(calendar).to_be_hidden()
    field.fill("")
    expect(page).not_to_have_url(re.compile("dueFrom="))


def test_a_clerk_accepts_several_tasks_and_sees_each_result(enter: Enter, desk: Desks, word: str) -> None:
    first = f"Việc thứ nhất {word}"
    second = f"Việc thứ hai {word}"
    _, late = issued(desk, first, second)
    page = enter(CLERK)
    search(page, word)
    expect(rows(page)).to_have_count(2)
    # By keyboard: select the first task, then extend the selection to the second.
    page.get_by_role("checkbox", name=re.compile("^Chọn nhiệm vụ")).first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    bar(page).get_by_role("button", name="Tiếp nhận").click()
    # Meanwhile another person accepts one of them.
    desk(HEAD).post(f"v1/{late['name']}:accept")
    bar(page).get_by_role("button", name="Tiếp nhận (2)").click()
    expect(bar(page).get_by_text("Tiếp nhận: 1 thành công, 1 không thực hiện được.")).to_be_visible()
    results = bar(page).get_by_role("listitem")
    expect(results.filter(has_text=first)).to_contain_text("Xong")
    expect(results.filter(has_text=second)).to_contain_text("Bị từ chối")
    expect(page.get_by_role("button", name=re.compile(r"^0\s*Chưa tiếp nhận"))).to_be_visible()


def test_an_unsent_urging_survives_a_reload_and_can_be_sent(enter: Enter, desk: Desks, word: str) -> None:
    title = f"Việc phải đôn đốc {word}"
    [task] = issued(desk, title)
    page = enter(SPECIALIST)
    search(page, word)
    choose(page, title)
    expect(bar(page).get_by_role("button", name="Tiếp nhận")).to_have_count(0)
    bar(page).get_by_role("button", name="Đôn đốc").click()
    message = bar(page).get_by_label("Nội dung đôn đốc")
    message.fill("Đề nghị báo cáo trong tuần.")
    page.reload()
    choose(page, title)
    bar(page).get_by_role("button", name="Đôn đốc").click()
    expect(message).to_have_value("Đề nghị báo cáo trong tuần.")
    bar(page).get_by_role("button", name="Đôn đốc (1)").click()
    expect(bar(page).get_by_text("Đôn đốc: 1 thành công, 0 không thực hiện được.")).to_be_visible()
    assert desk(SPECIALIST).get(f"v1/{task['name']}")["urgingCount"] == 1


def test_the_office_hands_tasks_over_from_one_monitor_to_another(
    enter: Enter, desk: Desks, word: str
) -> None:
    tasks = issued(desk, f"Việc thứ nhất {word}", f"Việc thứ hai {word}")
    candidates = desk(CHIEF).get("v1/candidates", purpose="MONITOR")["candidates"]
    successor = next(one for one in candidates if one["person"] != f"people/{SPECIALIST}")
    page = enter(CHIEF)
    search(page, word)
    page.get_by_role("checkbox", name="Chọn tất cả nhiệm vụ của trang này").check()
    bar(page).get_by_role("button", name="Đổi người theo dõi").click()
    bar(page).get_by_role("button", name="Đổi người theo dõi (2)").click()
    expect(bar(page).get_by_text("Cần nhập nội dung này.")).to_be_visible()
    field = bar(page).get_by_role("combobox", name="Người theo dõi mới")
    option = f"{successor['displayName']} – {successor['title']}"
    choose_option(page, field, successor["displayName"], option)
    bar(page).get_by_role("button", name="Đổi người theo dõi (2)").click()
    expect(bar(page).get_by_text("Đổi người theo dõi: 2 thành công, 0 không thực hiện được.")).to_be_visible()
    for task in tasks:
        assert desk(CHIEF).get(f"v1/{task['name']}")["monitor"] == successor["person"]


def test_changes_by_others_appear_without_reloading(enter: Enter, desk: Desks, word: str) -> None:
    title = f"Việc đang xem {word}"
    [task] = issued(desk, title)
    page = enter(HEAD)
    search(page, word)
    choose(page, title)
    expect(rows(page)).to_contain_text(["Chưa tiếp nhận"])
    desk(CLERK).post(f"v1/{task['name']}:accept")
    expect(rows(page).filter(has_text="Chưa tiếp nhận")).to_have_count(0)
    issued(desk, f"Việc mới đến {word}")
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_role("checkbox", name=f"Chọn nhiệm vụ: {title}")).to_be_checked()


def test_sorting_paging_and_columns_work_and_survive_a_reload(enter: Enter) -> None:
    page = enter(SPECIALIST)
    page.get_by_role("link", name="Tất cả").click()
    page.get_by_role("combobox", name="Số dòng mỗi trang").select_option("20")
    expect(rows(page)).to_have_count(20)
    by_due_date = rows(page).first.get_by_role("link").inner_text()
    page.get_by_role("button", name="Nội dung nhiệm vụ").click()
    head = page.get_by_role("columnheader", name="Nội dung nhiệm vụ")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_text(re.compile(r"^1–20 / "))).to_be_visible()
    expect(rows(page).first.get_by_role("link")).not_to_have_text(by_due_date)
    first = rows(page).first.get_by_role("link").inner_text()
    page.get_by_role("button", name="Trang sau").click()
    expect(page.get_by_text(re.compile(r"^21–40 / "))).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Trang trước").click()
    expect(rows(page).first.get_by_role("link")).to_have_text(first)
    page.get_by_role("button", name="Cột", exact=True).click()
    page.get_by_role("checkbox", name="Lĩnh vực").check()
    page.get_by_role("checkbox", name="Người xử lý").uncheck()
    page.reload()
    expect(page.get_by_role("columnheader", name="Lĩnh vực")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Người xử lý")).to_have_count(0)


def test_the_workbook_contains_the_tasks_shown(enter: Enter, desk: Desks, word: str) -> None:
    issued(desk, f"Việc thứ nhất {word}", f"Việc thứ hai {word}")
    page = enter(HEAD)
    search(page, word)
    expect(rows(page)).to_have_count(2)
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Xuất Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(downloaded.value.path().read_bytes())).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert sum(word in cell for cell in cells) >= 2
    expect(page.get_by_text(re.compile("^Đã lưu: "))).to_be_visible()


def test_another_agencys_task_is_in_no_basket(enter: Enter, desk: Desks, word: str) -> None:
    issued(desk, f"Việc của Sở Y tế {word}")
    page = enter(OTHERS_HEAD)
    page.get_by_role("link", name="Tất cả").click()
    search(page, word)
    expect(page.get_by_text("Không có nhiệm vụ nào phù hợp với bộ lọc.")).to_be_visible()


def test_markup_in_a_title_is_text_and_wrong_filters_are_ignored(
    enter: Enter, desk: Desks, word: str
) -> None:
    issued(desk, f"<script>alert(1)</script><b>{word}</b>")
    page = enter(HEAD)
    page.goto(page.url.split("?")[0] + f"?basket=unit&text={word}&class=NONSENSE&size=7&page=x&lead=1")
    expect(page.get_by_role("link", name=f"<script>alert(1)</script><b>{word}</b>")).to_be_visible()


def test_the_baskets_look_right_at_every_width(enter: Enter, inspect: Inspect) -> None:
    page = enter(SPECIALIST)
    page.get_by_role("combobox", name="Số dòng mỗi trang").select_option("20")
    expect(rows(page).first).to_be_visible()
    inspect(page, "tasks")
    page.get_by_role("button", name="Bộ lọc").click()
    expect(page.get_by_role("combobox", name="Lĩnh vực")).to_be_visible()
    inspect(page, "tasks-filters")


def test_ten_tasks_are_seen_at_once_and_a_phone_shows_the_first(enter: Enter) -> None:
    page = enter(SPECIALIST)
    page.get_by_role("link", name="Tất cả").click()
    page.set_viewport_size({"width": 1440, "height": 900})
    # How high rows are depends on their tasks: the last one's border may be cut off.
    expect(rows(page).nth(9)).to_be_in_viewport(ratio=0.95)
    expect(rows(page).nth(9).get_by_role("cell").nth(1)).to_have_text("10")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("listitem").filter(has=page.get_by_role("checkbox")).first).to_be_in_viewport(
        ratio=1
    )


def test_keys_go_through_the_list(enter: Enter) -> None:
    page = enter(SPECIALIST)
    page.get_by_role("link", name="Tất cả").click()
    page.reload()
    titles, press = rows(page).get_by_role("link"), page.keyboard.press
    expect(titles.nth(2)).to_be_visible()
    for key in ("Tab", "Enter", "Tab", "Enter"):
        press(key)
    expect(titles.first).to_be_focused()
    press("j")
    press("j")
    press("k")
    expect(titles.nth(1)).to_be_focused()
    press("x")
    expect(bar(page)).to_contain_text("Đã chọn 1 nhiệm vụ")
    press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    press("j")
    expect(page.get_by_role("searchbox")).to_have_value("j")


def test_a_question_mark_shows_the_keys_and_turns_them_off(enter: Enter) -> None:
    page = enter(SPECIALIST)
    expect(rows(page).first).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Phím tắt")
    keys.get_by_role("switch", name="Dùng phím tắt").click()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("j")
    expect(rows(page).get_by_role("link").first).not_to_be_focused()


def test_the_baskets_speak_english(enter: Enter) -> None:
    page = enter(HEAD, language="en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tasks")
    expect(page.get_by_role("button", name=re.compile("Not accepted"))).to_be_visible()
