"""A task in the portal: each step, taken by a person with the right, and what nobody may do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, Desk, Json
from tests.portal.browser import log_in
from tests.portal.conftest import Enter, Inspect
from tests.portal.steps import (
    accept_and_delegate,
    act,
    approve,
    choose,
    evidence,
    expect_success,
    issue,
    submit,
)

SPECIALIST, CHIEF = "pham-tan-sang", "huynh-tan-thanh"
HEAD, CLERK, OFFICER = "chau-phuong-anh", "cao-thi-hong-thuy", "nguyen-tan-danh"
STRANGER = "pham-thuy-duyen"
NAMED = "Nguyễn Tấn Danh – Chuyên viên Phòng Nghiệp vụ Y - Dược"
UNIT = "so-y-te-phong-nghiep-vu-y-duoc"

Desks = Callable[[str], Desk]
Open = Callable[..., Page]


@pytest.fixture
def issued(desk: Desks) -> Callable[..., Json]:
    """Issues a task to Sở Y tế; with `accepted` its officer holds it."""

    def make(title: str = "", *, accepted: bool = False, **terms: object) -> Json:
        task = issue(
            desk(CHIEF),
            **{
                "title": title or f"Báo cáo công tác tiêm chủng mở rộng {uuid4().hex[:8]}",
                "output": "Báo cáo kết quả",
                "lead": "units/so-y-te",
                "field": "van-xa",
                "monitor": f"people/{SPECIALIST}",
            }
            | terms,
        )
        return accept_and_delegate(desk(HEAD), task, UNIT, OFFICER) if accepted else task

    return make


@pytest.fixture
def see(enter: Enter, addresses: Addresses) -> Open:
    """`see(person, task)` opens the task's screen as that person."""

    def opened(person: str, task: Json, **how: object) -> Page:
        page = enter(person, **how)
        page.goto(f"{addresses.gateway}/{task['name']}")
        expect(page.get_by_role("heading", level=1)).to_have_text(task["title"])
        return page

    return opened


def offered(page: Page) -> set[str]:
    """The names of the steps that the screen offers."""
    bar = page.get_by_role("group", name="Thao tác với nhiệm vụ")
    # While a catalogue is on its way the screen is hidden, and its buttons say nothing.
    expect(bar.get_by_role("button").first).to_be_visible()
    shown = {button.inner_text() for button in bar.get_by_role("button").all()} - {""}
    if "Thao tác khác" in shown:
        bar.get_by_role("button", name="Thao tác khác").click()
        shown |= {item.inner_text() for item in page.get_by_role("menuitem").all()}
        page.keyboard.press("Escape")
    return shown - {"Thao tác khác"}


def test_days_are_counted_by_the_servers_clock(
    enter: Enter, addresses: Addresses, issued: Callable[..., Json]
) -> None:
    task = issued(accepted=True)
    page = enter(OFFICER, own=True)
    page.clock.set_system_time(datetime.now() + timedelta(days=40))
    page.goto(f"{addresses.gateway}/{task['name']}")
    expect(page.get_by_text("Chưa có báo cáo tiến độ")).to_be_visible()
    expect(page.get_by_text("ngày chưa cập nhật")).to_have_count(0)


def test_a_task_can_be_accepted_submitted_sent_back_and_confirmed(
    issued: Callable[..., Json], see: Open, inspect: Inspect, tmp_path: Path
) -> None:
    task = issued()
    clerk = see(CLERK, task)
    form = act(clerk, "Tiếp nhận")
    form.get_by_role("button", name="Tiếp nhận").click()
    expect_success(clerk, "Đã tiếp nhận nhiệm vụ.")
    form = act(clerk, "Chuyển xử lý")
    choose(clerk, form.get_by_label("Đơn vị xử lý").first, "nghiep vu", "Phòng Nghiệp vụ Y - Dược")
    choose(clerk, form.get_by_label("Người xử lý").first, "danh", NAMED)
    form.get_by_label("Nội dung giao xử lý").fill("Khẩn trương thực hiện.")
    form.get_by_role("button", name="Chuyển xử lý").click()
    expect_success(clerk, "Đã chuyển xử lý.")
    expect(clerk.get_by_role("list", name="Phân công xử lý")).to_contain_text("Nguyễn Tấn Danh")

    officer = see(OFFICER, task)
    assert offered(officer) == {"Báo cáo tiến độ", "Báo cáo hoàn thành", "Xin gia hạn"}
    form = act(officer, "Báo cáo tiến độ")
    form.get_by_role("textbox", name="Tỷ lệ hoàn thành, phần trăm").fill("60")
    form.get_by_label("Nội dung đã thực hiện").fill("Đã làm việc với các đơn vị.")
    form.get_by_label("Khó khăn, vướng mắc, kiến nghị").fill("Thiếu kinh phí.")
    form.get_by_role("button", name="Báo cáo tiến độ").click()
    expect_success(officer, "Đã ghi nhận báo cáo tiến độ.")
    expect(officer.get_by_role("progressbar", name="Tiến độ")).to_have_attribute("aria-valuenow", "60")

    submit(officer, evidence(tmp_path, "báo cáo <img src=x> <b>đậm.docx"))
    expect(officer.get_by_role("link", name="báo cáo <img src=x> <b>đậm.docx")).to_be_visible()
    inspect(officer, "task")
    assert offered(officer) == {"Báo cáo tiến độ", "Rút lại"}

    head = see(HEAD, task)
    expect(head.get_by_role("link", name="báo cáo <img src=x> <b>đậm.docx")).to_be_visible()
    approve(head)

    office = see(SPECIALIST, task)
    form = act(office, "Yêu cầu làm lại")
    form.get_by_role("button", name="Yêu cầu làm lại").click()
    expect(form.get_by_text("Cần nhập nội dung này.")).to_be_visible()
    form.get_by_label("Nội dung chưa đạt, yêu cầu").fill("Thiếu số liệu theo xã.")
    form.get_by_role("button", name="Yêu cầu làm lại").click()
    expect_success(office, "Đã chuyển lại để thực hiện tiếp.")

    # The officer's screen updates without a reload.
    expect(officer.get_by_text("Thiếu số liệu theo xã.")).to_be_visible()
    submit(officer)
    approve(head)
    # So does the specialist's.
    expect(office.get_by_text("Chờ xác nhận").first).to_be_visible()
    form = act(office, "Xác nhận hoàn thành")
    form.get_by_role("button", name="Xác nhận hoàn thành").click()
    expect_success(office, "Đã xác nhận hoàn thành.")
    expect(office.get_by_text("Hoàn thành đúng hạn")).to_be_visible()
    history = office.get_by_role("region", name="Lịch sử xử lý")
    for verb in ("Giao nhiệm vụ", "Tiếp nhận", "Chuyển xử lý", "Báo cáo tiến độ", "Yêu cầu làm lại"):
        expect(history.get_by_text(verb).first).to_be_visible()
    expect(history).to_contain_text("Đã báo cáo hoàn thành → Hoàn thành")
    assert offered(office) == set()


def test_a_returned_task_can_be_issued_to_another_agency(issued: Callable[..., Json], see: Open) -> None:
    task = issued()
    head = see(HEAD, task)
    form = act(head, "Trả lại")
    form.get_by_label("Lý do trả lại").fill("Thuộc thẩm quyền của Sở Tài chính.")
    form.get_by_role("button", name="Trả lại").click()
    expect_success(head, "Đã trả lại nhiệm vụ.")

    chief = see(CHIEF, task)
    form = act(chief, "Giao lại")
    choose(chief, form.get_by_label("Cơ quan chủ trì mới").first, "so tai chinh", "Sở Tài chính")
    form.get_by_label("Lý do giao lại").fill("Giao Sở Tài chính chủ trì.")
    form.get_by_role("button", name="Giao lại").click()
    expect_success(chief, "Đã giao lại nhiệm vụ.")
    expect(chief.get_by_role("list", name="Phân công xử lý")).to_contain_text("Sở Tài chính")

    # The first agency can no longer even see it.
    head.reload()
    expect(head.get_by_text("Không tìm thấy, hoặc ông/bà không được xem.")).to_be_visible()


def test_a_unit_can_get_a_subtask(issued: Callable[..., Json], see: Open) -> None:
    task = issued(accepted=True)
    head = see(HEAD, task)
    form = act(head, "Giao phần việc")
    form.get_by_label("Nội dung phần việc").fill("Tổng hợp số liệu tiêm chủng")
    choose(head, form.get_by_label("Đơn vị thực hiện").first, "nghiep vu", "Phòng Nghiệp vụ Y - Dược")
    form.get_by_label("Sản phẩm").fill("Bảng số liệu")
    form.get_by_role("button", name="Giao phần việc").click()
    expect_success(head, "Đã giao phần việc.")
    tree = head.get_by_role("list", name="Phân công xử lý")
    expect(tree.get_by_text("Bắt buộc")).to_be_visible()

    form = act(head, "Báo cáo hoàn thành")
    form.get_by_label("Kết quả thực hiện").fill("Đã xong.")
    form.get_by_label("Số, ký hiệu văn bản kết quả").fill("216/BC-SYT")
    form.get_by_role("button", name="Báo cáo hoàn thành").click()
    reason = form.get_by_label("Lý do báo cáo khi còn phần việc bắt buộc")
    reason.fill("Số liệu sẽ bổ sung sau.")
    form.get_by_role("button", name="Báo cáo hoàn thành").click()
    expect_success(head, "Đã gửi báo cáo hoàn thành, chờ xác nhận.")

    tree.get_by_role("link", name="Tổng hợp số liệu tiêm chủng").click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Tổng hợp số liệu tiêm chủng")
    expect(head.get_by_text("Là một phần của nhiệm vụ:")).to_be_visible()


def test_the_office_can_urge(issued: Callable[..., Json], see: Open) -> None:
    task = issued(accepted=True)
    office = see(SPECIALIST, task)
    form = act(office, "Đôn đốc")
    form.get_by_label("Nội dung đôn đốc").fill("Đề nghị báo cáo tiến độ trong tuần.")
    form.get_by_role("button", name="Đôn đốc").click()
    expect_success(office, "Đã đôn đốc.")
    urgings = office.get_by_role("region", name="Đôn đốc")
    expect(urgings).to_contain_text("1 lần")
    expect(urgings).to_contain_text("Đề nghị báo cáo tiến độ trong tuần.")


def test_unsaved_input_survives_a_reload_and_an_ended_session(
    issued: Callable[..., Json], see: Open, addresses: Addresses, desk: Desks
) -> None:
    task = issued(accepted=True)
    page = see(OFFICER, task)
    form = act(page, "Báo cáo tiến độ")
    form.get_by_label("Nội dung đã thực hiện").fill("Đang lấy ý kiến các xã.")
    page.reload()
    form = page.get_by_role("dialog", name="Báo cáo tiến độ")
    expect(form.get_by_label("Nội dung đã thực hiện")).to_have_value("Đang lấy ý kiến các xã.")
    expect(form.get_by_text("Đã khôi phục nội dung đang nhập dở.")).to_be_visible()

    page.context.clear_cookies()
    form.get_by_role("button", name="Báo cáo tiến độ").click()
    ended = page.get_by_role("dialog", name="Phiên làm việc đã hết")
    ended.get_by_role("link", name="Đăng nhập lại").click()
    log_in(page, addresses, desk(OFFICER).person)
    form = page.get_by_role("dialog", name="Báo cáo tiến độ")
    expect(form.get_by_label("Nội dung đã thực hiện")).to_have_value("Đang lấy ý kiến các xã.")
    form.get_by_role("button", name="Báo cáo tiến độ").click()
    expect_success(page, "Đã ghi nhận báo cáo tiến độ.")


def test_a_conflict_shows_both_versions(issued: Callable[..., Json], see: Open, desk: Desks) -> None:
    task = issued(accepted=True)
    page = see(OFFICER, task)
    form = act(page, "Báo cáo tiến độ")
    form.get_by_role("textbox", name="Tỷ lệ hoàn thành, phần trăm").fill("70")
    form.get_by_label("Nội dung đã thực hiện").fill("Bản của cán bộ.")
    desk(HEAD).post(
        f"v1/{task['name']}:reportProgress", {"progress": {"percent": 40, "text": "Bản của giám đốc."}}
    )
    # The screen behind the form updates; the form keeps the input.
    expect(page.get_by_text("Bản của giám đốc.").first).to_be_attached()
    expect(form.get_by_label("Nội dung đã thực hiện")).to_have_value("Bản của cán bộ.")
    form.get_by_role("button", name="Báo cáo tiến độ").click()
    both = page.get_by_role("dialog", name="Nội dung đã được người khác thay đổi")
    for words in ("70 %", "40 %", "Bản của cán bộ.", "Bản của giám đốc."):
        expect(both.get_by_text(words, exact=True)).to_be_visible()
    both.get_by_role("button", name="Lưu nội dung của tôi").click()
    expect_success(page, "Đã ghi nhận báo cáo tiến độ.")
    expect(page.get_by_role("progressbar", name="Tiến độ")).to_have_attribute("aria-valuenow", "70")


def test_a_form_does_not_refuse_the_step_that_is_being_taken(issued: Callable[..., Json], see: Open) -> None:
    held: list[tuple[Route, APIResponse]] = []
    page = see(HEAD, issued())
    page.route("**/*:accept", lambda route: held.append((route, route.fetch())))
    form = act(page, "Tiếp nhận")
    form.get_by_role("button", name="Tiếp nhận").click()
    # The task behind the form already shows what was done, and the answer is still on its way.
    expect(page.locator("main")).to_contain_text("Đang thực hiện")
    expect(page.locator("main").get_by_role("button", name="Tiếp nhận", include_hidden=True)).to_have_count(0)
    expect(form).to_be_visible()
    expect(form.get_by_role("alert")).to_have_count(0)
    route, answer = held[0]
    route.fulfill(response=answer)
    expect_success(page, "Đã tiếp nhận nhiệm vụ.")


def test_another_agencys_task_is_not_found(
    issued: Callable[..., Json], enter: Enter, addresses: Addresses
) -> None:
    task = issued()
    page = enter(STRANGER)
    for name in (task["name"], "tasks/khong-co-nhiem-vu-nay"):
        page.goto(f"{addresses.gateway}/{name}")
        expect(page.get_by_text("Không tìm thấy, hoặc ông/bà không được xem.")).to_be_visible()
        expect(page.get_by_role("group", name="Thao tác với nhiệm vụ")).to_have_count(0)


def test_a_coordinator_sees_only_its_part(issued: Callable[..., Json], see: Open, cast: Cast) -> None:
    coordinations = [
        {"unit": "units/so-tai-chinh", "part": "Bố trí kinh phí"},
        {"unit": "units/so-noi-vu", "part": "Bố trí nhân sự"},
    ]
    task = issued(coordinations=coordinations)
    page = see(cast.first("AGENCY_HEAD", "so-tai-chinh").id, task)
    expect(page.get_by_text("Bố trí kinh phí")).to_be_visible()
    expect(page.get_by_text("cơ quan ông/bà", exact=True)).to_be_visible()
    expect(page.get_by_text("Bố trí nhân sự")).to_have_count(0)
    expect(page.get_by_role("region", name="Lịch sử xử lý")).to_have_count(0)
    assert offered(page) == {"Tiếp nhận phối hợp", "Báo cáo phối hợp"}


def test_a_coordinator_reports_on_its_part_and_the_lead_sees_who_owes_what(
    issued: Callable[..., Json], see: Open, cast: Cast
) -> None:
    parts = [{"unit": f"units/{unit}", "part": "Góp ý dự thảo"} for unit in ("so-tai-chinh", "so-noi-vu")]
    task = issued(accepted=True, coordinations=parts)
    finance = see(cast.first("AGENCY_HEAD", "so-tai-chinh").id, task)
    form = act(finance, "Báo cáo phối hợp")
    form.get_by_label("Đã hoàn thành phần phối hợp").check()
    form.get_by_label("Nội dung, kết quả thực hiện").fill("Đã có ý kiến bằng văn bản.")
    form.get_by_role("button", name="Báo cáo phối hợp").click()
    expect_success(finance, "Đã gửi báo cáo cho cơ quan chủ trì.")

    head = see(HEAD, task)
    owed = head.get_by_role("region", name="Phối hợp thực hiện")
    expect(owed.get_by_text("1/2 đã có kết quả")).to_be_visible()
    expect(owed.get_by_text("Đã có ý kiến bằng văn bản.")).to_be_visible()
    owed.get_by_role("button", name="Đôn đốc phối hợp").click()
    form = head.get_by_role("dialog")
    form.get_by_label("Nội dung đôn đốc").fill("Đề nghị gửi ý kiến.")
    form.get_by_role("button", name="Đôn đốc phối hợp").click()
    expect_success(head, "Đã đôn đốc cơ quan phối hợp.")
    expect(owed.get_by_text("Đã đôn đốc 1 lần")).to_be_visible()


def test_markup_in_a_title_is_text(issued: Callable[..., Json], see: Open) -> None:
    title = f"<script>window.hacked = true</script><img src=x onerror=hacked()> {uuid4().hex[:6]}"
    page = see(SPECIALIST, issued(title))
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img").count() == 0


def test_a_task_can_be_drafted_proposed_changed_and_issued(
    enter: Enter, addresses: Addresses, inspect: Inspect, desk: Desks
) -> None:
    title = f"Rà soát cơ sở giết mổ {uuid4().hex[:8]}"
    page = enter(SPECIALIST)
    page.goto(f"{addresses.gateway}/tasks/new")
    page.get_by_role("button", name="Lưu dự thảo").click()
    expect(page.get_by_label("Nội dung nhiệm vụ")).to_be_focused()
    expect(page.get_by_label("Nội dung nhiệm vụ")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Nội dung nhiệm vụ").fill(title)
    expect(page.get_by_label("Nội dung nhiệm vụ")).not_to_have_attribute("aria-invalid", "true")
    choose(page, page.get_by_label("Cơ quan chủ trì").first, "so y te", "Sở Y tế")
    choose(page, page.get_by_label("Cơ quan phối hợp").first, "so tai chinh", "Sở Tài chính")
    page.keyboard.press("Escape")
    page.get_by_label(re.compile("Phần việc của")).fill("Bố trí kinh phí")
    choose(
        page,
        page.get_by_label("Lãnh đạo chỉ đạo").first,
        "doan the khai",
        "Đoàn Thế Khải – Chủ tịch UBND tỉnh",
    )
    due = date.today() + timedelta(days=30)
    page.get_by_role("textbox", name="Ngày hạn").fill(f"{due:%d/%m/%Y}")
    page.get_by_label("Thời hạn theo văn bản").fill("trong vòng 30 ngày")
    inspect(page, "task-new")
    page.get_by_role("button", name="Lưu dự thảo").click()
    expect_success(page, "Đã lưu dự thảo.")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert offered(page) == {"Đề xuất giao", "Sửa nội dung", "Không giao"}

    form = act(page, "Đề xuất giao")
    form.get_by_role("button", name="Đề xuất giao").click()
    expect_success(page, "Đã đề xuất giao nhiệm vụ.")
    # Without a directive a chief decides.
    assert "Giao nhiệm vụ" not in offered(page)
    address = page.url
    page = enter(CHIEF)
    page.goto(address)
    form = act(page, "Giao nhiệm vụ")
    form.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(
        form.get_by_text("Nhiệm vụ chưa đủ lãnh đạo chỉ đạo, cơ quan chủ trì, sản phẩm và thời hạn để giao.")
    ).to_be_visible()
    form.get_by_role("button", name="Bỏ qua").click()

    # Two people change the task at once: a field that only the other person changed keeps that change.
    form = act(page, "Sửa nội dung")
    form.get_by_label("Sản phẩm").fill("Danh mục cơ sở")
    name = f"tasks/{page.url.partition('?')[0].rpartition('/')[2]}"
    desk(SPECIALIST).patch(f"v1/{name}", {"title": f"{title} (sửa)"})
    form.get_by_role("button", name="Lưu").click()
    both = page.get_by_role("dialog", name="Nội dung đã được người khác thay đổi")
    expect(both.get_by_text("Danh mục cơ sở", exact=True)).to_be_visible()
    both.get_by_role("button", name="Lưu nội dung của tôi").click()
    expect_success(page, "Đã lưu thay đổi.")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{title} (sửa)")
    form = act(page, "Giao nhiệm vụ")
    form.get_by_role("button", name="Giao nhiệm vụ").click()
    expect_success(page, "Đã giao nhiệm vụ.")
    expect(page.get_by_text("Chưa tiếp nhận").first).to_be_visible()


def test_a_phone_keeps_the_steps_in_view(issued: Callable[..., Json], see: Open) -> None:
    page = see(HEAD, issued(), language="en", width=390)
    primary = page.get_by_role("group", name="What you can do").get_by_role("button", name="Accept")
    box = primary.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900
    page.keyboard.press("End")
    expect(primary).to_be_in_viewport()


def test_a_step_can_be_taken_by_keyboard_alone(issued: Callable[..., Json], see: Open) -> None:
    page = see(CLERK, issued())
    button = page.get_by_role("button", name="Tiếp nhận", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Tiếp nhận nhiệm vụ")
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    form.get_by_label("Ghi chú").press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect_success(page, "Đã tiếp nhận nhiệm vụ.")
