"""What waits for a decision: found in one list, with the facts, and decided with one key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.demo.desk import Desk, Json
from tests.portal.conftest import Enter, Inspect
from tests.portal.steps import accept_and_delegate, expect_success, issue

CHIEF, LEADER = "huynh-tan-thanh", "doan-the-khai"
HEAD, OFFICER = "chau-phuong-anh", "nguyen-tan-danh"
UNIT = "so-y-te-phong-nghiep-vu-y-duoc"
SOON, LATER = date.today() + timedelta(days=5), date.today() + timedelta(days=25)

Desks = Callable[[str], Desk]


@pytest.fixture
def issued(desk: Desks) -> Callable[[], Json]:
    """Issues a task to Sở Y tế, due so soon that it stands at the top of a list."""
    due = {"kind": "FIXED", "date": SOON.isoformat()}
    return lambda: issue(
        desk(CHIEF),
        title=f"Rà soát trang thiết bị {uuid4().hex[:8]}",
        output="Báo cáo",
        lead="units/so-y-te",
        due=due,
    )


def deciding(enter: Enter, person: str, kind: str) -> Page:
    page = enter(person)
    page.get_by_role("link", name="Chờ tôi quyết định").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chờ tôi quyết định")
    page.get_by_role("navigation", name="Loại quyết định").get_by_role("link", name=kind).click()
    return page


def row(page: Page, task: Json) -> Locator:
    return page.get_by_role("listitem").filter(has_text=task["title"])


def test_an_extension_is_granted_with_one_key(
    issued: Callable[[], Json], desk: Desks, enter: Enter, inspect: Inspect
) -> None:
    task = accept_and_delegate(desk(HEAD), issued(), UNIT, OFFICER)
    page = deciding(enter, CHIEF, "Gia hạn")
    expect(row(page, task)).to_have_count(0)
    asked = {"newDate": LATER.isoformat(), "reason": "Chờ số liệu của các trạm y tế"}
    desk(HEAD).post(f"v1/{task['name']}:requestExtension", asked)
    # It comes without a reload.
    expect(row(page, task)).to_contain_text("Chờ số liệu của các trạm y tế")
    inspect(page, "deciding")
    row(page, task).get_by_role("link", name=task["title"]).focus()
    page.keyboard.press("y")
    expect_success(page, "gia hạn")
    expect(row(page, task)).to_have_count(0)
    granted = desk(CHIEF).get(f"v1/{task['name']}")
    assert granted["due"]["date"] == LATER.isoformat()


def test_a_refusal_needs_a_reason(issued: Callable[[], Json], desk: Desks, enter: Enter) -> None:
    task = accept_and_delegate(desk(HEAD), issued(), UNIT, OFFICER)
    desk(HEAD).post(
        f"v1/{task['name']}:requestExtension", {"newDate": LATER.isoformat(), "reason": "Chờ số liệu"}
    )
    page = deciding(enter, LEADER, "Gia hạn")
    row(page, task).get_by_role("link", name=task["title"]).focus()
    page.keyboard.press("n")
    form = page.get_by_role("dialog").first
    button = form.get_by_role("button", name="Quyết định gia hạn")
    button.click()
    expect(form.get_by_text("Cần nhập nội dung này.")).to_be_visible()
    form.get_by_role("textbox").last.fill("Không có lý do chính đáng.")
    button.click()
    expect(row(page, task)).to_have_count(0)
    answer = desk(HEAD).get(f"v1/{task['name']}")["extensions"][-1]
    assert (answer["answer"], answer.get("grantedDate", "")) == ("Không có lý do chính đáng.", "")


def test_a_returned_task_shows_why_and_can_be_insisted_on(
    issued: Callable[[], Json], desk: Desks, enter: Enter
) -> None:
    task = issued()
    desk(HEAD).post(f"v1/{task['name']}:return", {"reason": "Thuộc chức năng của Sở Nội vụ"})
    page = deciding(enter, CHIEF, "Trả lại")
    expect(row(page, task)).to_contain_text("Thuộc chức năng của Sở Nội vụ")
    row(page, task).get_by_role("link", name=task["title"]).focus()
    page.keyboard.press("n")
    form = page.get_by_role("dialog").first
    form.get_by_role("textbox").last.fill("Đúng chức năng của Sở.")
    form.get_by_role("button", name="Giữ nguyên").click()
    expect(row(page, task)).to_have_count(0)
    assert desk(HEAD).get(f"v1/{task['name']}")["state"] == "ISSUED"


def test_what_an_officer_has_prepared_goes_up_with_one_key(
    issued: Callable[[], Json], desk: Desks, enter: Enter
) -> None:
    task = accept_and_delegate(desk(HEAD), issued(), UNIT, OFFICER)
    submission = {"text": "Đã rà soát xong.", "documentNumber": "315/BC-SYT"}
    desk(OFFICER).post(f"v1/{task['name']}:submit", {"submission": submission})
    page = deciding(enter, HEAD, "Trình duyệt")
    expect(row(page, task)).to_contain_text("315/BC-SYT")
    row(page, task).get_by_role("link", name=task["title"]).focus()
    page.keyboard.press("n")
    form = page.get_by_role("dialog").first
    form.get_by_role("textbox").last.fill("Thiếu số liệu.")
    form.get_by_role("button", name="Yêu cầu sửa").click()
    expect(row(page, task)).to_have_count(0)
    desk(OFFICER).post(f"v1/{task['name']}:submit", {"submission": submission})
    row(page, task).get_by_role("link", name=task["title"]).focus()
    page.keyboard.press("y")
    expect_success(page, "Đã duyệt và gửi lên.")
    assert desk(HEAD).get(f"v1/{task['name']}")["state"] == "SUBMITTED"


def test_whoever_decides_nothing_has_no_such_list(enter: Enter) -> None:
    page = enter(OFFICER)
    expect(page.get_by_role("navigation", name="Menu chính")).to_be_visible()
    expect(page.get_by_role("link", name="Chờ tôi quyết định")).to_have_count(0)
