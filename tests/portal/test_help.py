"""Help for new users: a tour for each role and a help page for each screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from deploy.demo.desk import Addresses
from tests.portal.conftest import Enter, Inspect, violations

PAGES = ["tasks", "task", "intake", "leader", "reports", "notifications", "organisation"]
PAGES += ["operations", "keys"]
SCREENS = {
    "/tasks": "tasks",
    "/tasks/import": "import",
    "/directives": "intake",
    "/leader": "leader",
    "/reports": "reports",
    "/notifications": "notifications",
    "/organisation": "organisation",
}
# A person of each role, and a word in the second step of the tour.
ROLES = {
    "leader": ("doan-the-khai", "Điều hành"),
    "office": ("pham-tan-sang", "Văn bản chỉ đạo"),
    "head": ("chau-phuong-anh", "Công việc"),
    "clerk": ("cao-thi-hong-thuy", "Công việc"),
    "officer": ("nguyen-tan-danh", "Công việc"),
    "administrator": ("thai-nhat-tung", "Tổ chức"),
}
COUNTER = re.compile(r"Bước (\d+)/(\d+)")
WORDS = {"vi": ("Phần việc của ông/bà", "Câu hỏi thường gặp"), "en": ("Your part", "Questions")}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_screen_has_a_help_page(enter: Enter, addresses: Addresses, language: str) -> None:
    page = enter("cao-thi-hong-thuy", language=language)
    mine, questions = WORDS[language]
    for name in PAGES:
        page.goto(f"{addresses.gateway}/help/{name}")
        expect(page.get_by_role("heading", name=questions)).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        if name not in ("leader", "operations"):
            expect(page.get_by_role("heading", name=mine)).to_be_visible()
        assert violations(page) == [], name
    assert page.locator("html").get_attribute("lang") == language


def test_the_question_mark_of_each_screen_leads_to_its_help_page(enter: Enter, addresses: Addresses) -> None:
    page = enter("doan-the-khai")
    for screen, name in SCREENS.items():
        page.goto(addresses.gateway + screen)
        page.get_by_role("link", name="Hướng dẫn màn hình này").click()
        expect(page).to_have_url(f"{addresses.gateway}/help/{name}")


def test_an_unknown_help_page_shows_the_list_of_pages(enter: Enter, addresses: Addresses) -> None:
    page = enter("nguyen-tan-danh")
    page.goto(f"{addresses.gateway}/help/khong-co")
    expect(page.get_by_text("Không có trang hướng dẫn này.")).to_be_visible()
    expect(page.get_by_role("link", name="Bàn phím và trợ năng")).to_be_visible()


@pytest.mark.parametrize("role", list(ROLES))
def test_the_tour_works_by_keyboard_and_does_not_return(
    enter: Enter, addresses: Addresses, role: str
) -> None:
    person, second = ROLES[role]
    page = enter(person, tour=True)
    page.goto(f"{addresses.gateway}/help")
    tour = page.get_by_role("dialog")
    expect(tour).to_contain_text("Kính chào ông/bà")
    assert violations(page) == []
    found = COUNTER.search(tour.inner_text())
    assert found
    steps = int(found[2])
    assert 4 <= steps <= 6
    page.keyboard.press("Enter")
    expect(tour).to_contain_text(second)
    for step in range(3, steps + 1):
        page.keyboard.press("ArrowRight")
        expect(tour).to_contain_text(f"Bước {step}/{steps}")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(tour).to_have_count(0)

    page.reload()
    expect(page.get_by_role("button", name="Xem phần giới thiệu")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('dondoc.tour.people/'))")


def test_the_tour_can_be_skipped_and_started_again(enter: Enter, addresses: Addresses) -> None:
    page = enter("cao-thi-hong-thuy", tour=True)
    page.goto(f"{addresses.gateway}/help")
    tour = page.get_by_role("dialog")
    tour.get_by_role("button", name="Bỏ qua").click()
    expect(tour).to_have_count(0)
    page.get_by_role("button", name="Xem phần giới thiệu").click()
    expect(tour).to_contain_text("Bước 1/")
    page.keyboard.press("Escape")
    expect(tour).to_have_count(0)
    expect(page.get_by_role("button", name="Xem phần giới thiệu")).to_be_focused()


def test_the_tour_on_a_phone_points_to_the_menu(enter: Enter, addresses: Addresses) -> None:
    page = enter("cao-thi-hong-thuy", width=390, tour=True)
    page.goto(f"{addresses.gateway}/help")
    tour = page.get_by_role("dialog")
    expect(tour).to_contain_text("Kính chào")
    page.keyboard.press("ArrowRight")
    expect(tour).to_contain_text("Công việc")
    box = tour.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_help_pages_look_right_at_every_width(enter: Enter, addresses: Addresses, inspect: Inspect) -> None:
    page = enter("cao-thi-hong-thuy")
    page.goto(f"{addresses.gateway}/help")
    expect(page.get_by_role("heading", name="Các trang hướng dẫn")).to_be_visible()
    inspect(page, "help")
    page.goto(f"{addresses.gateway}/help/tasks")
    expect(page.get_by_role("heading", name="Màu và nhãn trạng thái")).to_be_visible()
    inspect(page, "help-tasks")
