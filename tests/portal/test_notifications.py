"""Notifications: the bell, the list, and marking as read."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from playwright.sync_api import Page, expect

from deploy.demo.desk import Desk

from .conftest import Enter, Inspect
from .test_tasks import HEAD, SPECIALIST, issued

Desks = Callable[[str], Desk]


def bell(page: Page) -> None:
    """Opens the list of the newest notifications."""
    page.get_by_role("button", name=re.compile("^Thông báo")).click()


def test_a_new_notification_appears_at_once_and_opens_its_task(enter: Enter, desk: Desks) -> None:
    page = enter(HEAD)
    title = f"Việc báo tin {uuid.uuid4().hex[:8]}"
    issued(desk, title)
    bell(page)
    news = page.get_by_role("dialog", name="Thông báo").get_by_role("link", name=re.compile(title))
    expect(news).to_be_visible(timeout=30_000)
    news.click()
    expect(page).to_have_url(re.compile("/tasks/"))
    expect(page.get_by_role("dialog", name="Thông báo")).to_be_hidden()
    page.get_by_role("link", name="Thông báo").click()
    item = page.get_by_role("listitem").filter(has_text=title)
    expect(item.get_by_text("Chưa đọc")).to_have_count(0)


def test_one_notification_and_then_all_can_be_marked_as_read(enter: Enter, desk: Desks) -> None:
    title = f"Việc báo tin {uuid.uuid4().hex[:8]}"
    issued(desk, title, f"{title} nữa")
    page = enter(HEAD)
    page.get_by_role("link", name="Thông báo").click()
    item = page.get_by_role("listitem").filter(has_text=f"{title} nữa").last
    item.get_by_role("button", name=re.compile("^Đánh dấu đã đọc")).click(timeout=30_000)
    expect(item.get_by_text("Chưa đọc")).to_have_count(0)
    page.get_by_role("button", name="Đánh dấu tất cả đã đọc").click()
    expect(page.get_by_text("0 thông báo chưa đọc")).to_be_visible()
    page.get_by_label("Chỉ xem thông báo chưa đọc").check()
    expect(page.get_by_text("Không còn thông báo chưa đọc.")).to_be_visible()


def test_the_address_keeps_the_filter_by_kind(enter: Enter) -> None:
    page = enter(SPECIALIST)
    page.get_by_role("link", name="Thông báo").click()
    page.get_by_role("combobox", name="Loại thông báo").select_option("Nhắc hạn, đôn đốc")
    expect(page).to_have_url(re.compile("group=urged"))
    page.reload()
    expect(page.get_by_role("combobox", name="Loại thông báo")).to_have_value("urged")


def test_notifications_look_right_at_every_width(enter: Enter, inspect: Inspect) -> None:
    page = enter(SPECIALIST)
    page.get_by_role("link", name="Thông báo").click()
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    inspect(page, "notifications")


def test_the_bell_works_by_keyboard(enter: Enter) -> None:
    page = enter(SPECIALIST)
    page.get_by_role("button", name=re.compile("^Thông báo")).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Thông báo")
    expect(dialog.get_by_role("link", name="Xem tất cả thông báo")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
