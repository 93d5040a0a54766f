"""Import of tasks from Excel in the portal: the form, what is wrong with it, the import, and the same file again."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from deploy.demo.desk import Addresses
from tests.portal.conftest import Enter, Inspect

CHIEF, HEAD = "huynh-tan-thanh", "chau-phuong-anh"
FIRST = 5


def fill(file: Path, title: str, lead: str) -> None:
    book = load_workbook(file)
    due = date.today() + timedelta(days=30)
    cells = {"B": title, "C": "Báo cáo", "D": lead, "F": f"{due:%d/%m/%Y}", "J": "Đoàn Thế Khải"}
    for column, value in cells.items():
        book.worksheets[0][f"{column}{FIRST}"] = value
    book.save(file)


def choose(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)


def test_tasks_are_imported_from_a_form(
    enter: Enter, addresses: Addresses, inspect: Inspect, tmp_path: Path
) -> None:
    page = enter(CHIEF)
    page.goto(f"{addresses.gateway}/tasks/new")
    page.get_by_role("link", name="Nhập từ Excel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhập nhiệm vụ từ Excel")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải biểu mẫu").click()
    file, title = tmp_path / "nhiem-vu.xlsx", f"Rà soát tiêm chủng {uuid4().hex[:8]}"
    download.value.save_as(file)

    fill(file, title, "Sở Y tê dự phòng")
    choose(page, file)
    expect(page.get_by_text("1 dòng có lỗi")).to_be_visible()
    expect(page.get_by_text(re.compile(f"D{FIRST}: .*Có phải: Sở Y tế"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Giao"))).to_be_disabled()
    inspect(page, "import")

    fill(file, title, "Sở Y tế")
    choose(page, file)
    page.get_by_role("button", name="Giao 1 nhiệm vụ").click()
    expect(page.get_by_text("Đã tạo 1 nhiệm vụ")).to_be_visible()

    choose(page, file)
    expect(page.get_by_text("1 dòng đã nhập trước đây")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Giao"))).to_be_disabled()
    page.get_by_role("link", name="Xem nhiệm vụ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_who_assigns_no_tasks_imports_none(enter: Enter, addresses: Addresses) -> None:
    page = enter(HEAD)
    page.goto(f"{addresses.gateway}/tasks/import")
    expect(page.get_by_text("Ông/bà không có quyền tạo nhiệm vụ.")).to_be_visible()
