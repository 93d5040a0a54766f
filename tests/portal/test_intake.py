"""Directives in the browser: entered, corrected beside their text, issued as tasks, and forwarded for information."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.demo.desk import Desk, Json
from deploy.demo.entering import next_number
from deploy.local.plan import ROOT

SPECIALIST, CLERK, CHAIRMAN = "pham-tan-sang", "mai-thi-nguyet", "doan-the-khai"
HEALTH_CLERK, HEALTH = "cao-thi-hong-thuy", "units/so-y-te"
SCAN = ROOT / "deploy" / "demo" / "notices" / "thong-bao-ket-luan-2.scan.pdf"
ISSUED = date.today()
A_WHILE = 60_000

Enter = Callable[..., Page]
Inspect = Callable[[Page, str], None]
Desks = Callable[[str], Desk]


@pytest.fixture
def office(desk: Desks) -> Desk:
    """The specialist's desk, to prepare a test and to check its effects through the API."""
    return desk(SPECIALIST)


def test_an_uploaded_file_becomes_a_directive(enter: Enter, inspect: Inspect, fresh_notice: Path) -> None:
    page = enter(SPECIALIST)
    _enter_file(page, fresh_notice)
    expect(page.get_by_role("heading", level=1)).to_contain_text("TB-UBND", timeout=A_WHILE)
    # Markup in a file name is shown as text.
    expect(page.get_by_role("link", name="<img src=x onerror=alert(1)> khẩn.docx")).to_be_visible()
    inspect(page, "directive")
    # Early in the day it is not the first row: the demo's last directive is entered during office hours.
    entered = page.locator(f'a[href="{urlsplit(page.url).path}"]')
    page.get_by_role("link", name="Văn bản chỉ đạo").click()
    row = page.get_by_role("table", name="Văn bản chỉ đạo").get_by_role("row").filter(has=entered)
    expect(row).to_contain_text("chờ xử lý")
    inspect(page, "directives")


def test_wrong_files_are_refused_with_a_reason(enter: Enter, tmp_path: Path) -> None:
    page = enter(SPECIALIST)
    page.goto(_address(page, "/directives"))
    (tmp_path / "giả.docx").write_bytes(b"no document")
    (tmp_path / "ảnh.png").write_bytes(b"no document")
    _choose(page, [tmp_path / "giả.docx", tmp_path / "ảnh.png"])
    uploads = page.get_by_role("region", name="Các tệp đang tải lên")
    expect(uploads.get_by_text("nội dung tệp không đúng như đuôi tên tệp")).to_be_visible(timeout=A_WHILE)
    expect(uploads.get_by_text("Chỉ nhận tệp .docx hoặc .pdf.")).to_be_visible()


def test_a_second_copy_links_to_the_first(enter: Enter, office: Desk, fresh_notice: Path) -> None:
    first = _entered(office, fresh_notice)
    page = enter(SPECIALIST)
    _enter_file(page, fresh_notice)
    link = page.get_by_role("link", name="Mở văn bản đã có")
    expect(link).to_have_attribute("href", re.compile(f"{first['name']}$"), timeout=A_WHILE)


def test_the_address_keeps_the_filters(enter: Enter) -> None:
    page = enter(SPECIALIST)
    page.goto(_address(page, "/directives?open=true&reading=READ&page=nonsense"))
    expect(page.get_by_role("checkbox", name="Còn đề xuất chờ xử lý")).to_be_checked()
    page.get_by_label("Tìm văn bản").fill("giai ngan")
    expect(page).to_have_url(re.compile("q=giai"))
    page.get_by_text("Còn đề xuất chờ xử lý").click()
    expect(page).not_to_have_url(re.compile("open="))


def test_passage_and_proposal_link_to_each_other(enter: Enter, office: Desk, fresh_notice: Path) -> None:
    page = _opened(enter, _entered(office, fresh_notice))
    page.get_by_role("button", name="Đến đề xuất 3", exact=True).press("Enter")
    expect(_card(page, 3)).to_be_focused()
    page.get_by_role("button", name="Xem trong văn bản: đề xuất 5").press("Enter")
    expect(page.get_by_role("button", name="Đến đề xuất 5", exact=True)).to_be_focused()


def test_a_correction_survives_a_reload_and_can_be_saved(
    enter: Enter, office: Desk, fresh_notice: Path
) -> None:
    directive = _entered(office, fresh_notice)
    page = _opened(enter, directive)
    page.get_by_role("button", name="Sửa: đề xuất 4", exact=True).click()
    card = _card(page, 4)
    card.get_by_label("Sản phẩm").fill("Quyết định phê duyệt giá đất")
    page.reload()
    expect(card.get_by_text("Đã khôi phục nội dung đang nhập dở.")).to_be_visible(timeout=A_WHILE)
    card.get_by_role("button", name="Lưu").click()
    expect(card.get_by_role("button", name="Sửa: đề xuất 4")).to_be_visible()
    assert _proposals(office, directive)[3]["output"] == "Quyết định phê duyệt giá đất"


def test_a_conflict_between_two_people_shows_both_versions(
    enter: Enter, office: Desk, fresh_notice: Path
) -> None:
    directive = _entered(office, fresh_notice)
    page = _opened(enter, directive)
    page.get_by_role("button", name="Sửa: đề xuất 4", exact=True).click()
    card = _card(page, 4)
    card.get_by_label("Sản phẩm").fill("Tờ trình")
    office.patch(f"v1/{_proposals(office, directive)[3]['name']}", {"output": "Báo cáo"})
    card.get_by_role("button", name="Lưu").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name="Sản phẩm")).to_contain_text("Báo cáo")
    dialog.get_by_role("button", name="Lưu nội dung của tôi").click()
    expect(card.get_by_role("button", name="Sửa: đề xuất 4")).to_be_visible()
    assert _proposals(office, directive)[3]["output"] == "Tờ trình"


def test_proposals_can_be_split_and_merged(enter: Enter, office: Desk, fresh_notice: Path) -> None:
    directive = _entered(office, fresh_notice)
    page = _opened(enter, directive)
    count = len(_proposals(office, directive))
    page.get_by_role("button", name="Tách: đề xuất 1", exact=True).click()
    _card(page, 1).get_by_role("button", name="Tách trước").first.click()
    _card(page, 1).get_by_role("button", name="Tách", exact=True).click()
    expect(_title(page, count + 1)).to_be_visible()
    page.get_by_role("checkbox", name="Chọn đề xuất 1", exact=True).check()
    page.get_by_role("checkbox", name="Chọn đề xuất 2", exact=True).check()
    page.get_by_role("button", name="Gộp (2)").click()
    page.get_by_role("dialog").get_by_role("button", name="Gộp", exact=True).click()
    expect(_title(page, count)).to_be_visible()
    expect(page.get_by_text("Đã bỏ 1 đề xuất.")).to_be_visible()


def test_proposals_can_be_added_from_a_selection_and_by_typing(
    enter: Enter, office: Desk, fresh_notice: Path
) -> None:
    directive = _entered(office, fresh_notice)
    page = _opened(enter, directive)
    count = len(_proposals(office, directive))
    _select(page, "Tuy nhiên, tiến độ chung")
    page.get_by_role("button", name="Thêm từ đoạn chọn").click()
    expect(_title(page, count + 1)).to_be_visible()
    page.get_by_role("button", name="Thêm đề xuất").click()
    page.get_by_label("Trích nguyên văn").fill("thời gian   qua, các chủ đầu tư")
    expect(page.get_by_text("Đã tìm thấy đoạn này trong văn bản")).to_be_visible()
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(_title(page, count + 2)).to_be_visible()
    text = office.get(f"v1/{directive['name']}")["text"]
    for added in _proposals(office, directive)[-2:]:
        assert text[added["quoteStart"] : added["quoteEnd"]] == added["quote"]


def test_dropping_a_proposal_asks_for_confirmation(enter: Enter, office: Desk, fresh_notice: Path) -> None:
    directive = _entered(office, fresh_notice)
    page = _opened(enter, directive)
    count = len(_proposals(office, directive))
    page.get_by_role("button", name=f"Bỏ: đề xuất {count}", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ", exact=True).click()
    expect(_title(page, count - 1)).to_be_visible()


def test_all_proposals_can_be_confirmed_and_issued(
    enter: Enter, inspect: Inspect, office: Desk, fresh_notice: Path, tmp_path: Path
) -> None:
    directive = _entered(office, fresh_notice)
    complete, *_ = _proposals(office, directive)
    due = {"due": {"kind": "FIXED", "date": (ISSUED + timedelta(days=30)).isoformat()}}
    office.patch(f"v1/{complete['name']}", due)
    page = _opened(enter, directive)
    page.get_by_role("button", name="Giao tất cả").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("thiếu sản phẩm").first).to_be_visible()
    inspect(page, "issue-all")
    dialog.get_by_role("button", name=re.compile("^Giao ")).click()
    expect(dialog.get_by_text(re.compile(r"Đã giao \d+ nhiệm vụ"))).to_be_visible(timeout=90_000)
    dialog.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(complete["title"][:40])
    task = office.get(f"v1/tasks/{complete['name'].rpartition('/')[2]}")
    assert task["state"] == "ISSUED"
    page.go_back()
    _attach(page, [_annex(tmp_path, "Phụ lục sau khi giao.xlsx")])
    expect(page.get_by_role("link", name="Phụ lục sau khi giao.xlsx")).to_be_visible(timeout=A_WHILE)


def test_annexes_can_be_added(
    enter: Enter, inspect: Inspect, office: Desk, fresh_notice: Path, tmp_path: Path
) -> None:
    directive = _entered(office, fresh_notice)
    page = _opened(enter, directive)
    _attach(page, [_annex(tmp_path, f"Phụ lục {number}.xlsx") for number in (1, 2)])
    files = page.get_by_role("list", name="Tệp văn bản").get_by_role("listitem")
    expect(files).to_have_count(3, timeout=A_WHILE)
    expect(files.first).to_contain_text("bản gốc")
    expect(files).to_contain_text([fresh_notice.name, "Phụ lục 1.xlsx", "Phụ lục 2.xlsx"])
    wrong = tmp_path / "Phụ lục 3.exe"
    wrong.write_bytes(b"MZ")
    _attach(page, [wrong])
    expect(page.get_by_text("Loại tệp này không được nhận")).to_be_visible(timeout=A_WHILE)
    inspect(page, "directive-files")
    assert office.get(f"v1/{directive['name']}")["files"][0] == directive["files"][0]


def test_panes_can_be_resized_by_keyboard_and_mouse(enter: Enter, office: Desk, fresh_notice: Path) -> None:
    page = _opened(enter, _entered(office, fresh_notice))
    divider = page.get_by_role("separator", name="Thanh chia giữa văn bản và các đề xuất")
    expect(divider).to_have_attribute("aria-valuenow", "50")
    divider.press("ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", "52")
    divider.press("Home")
    expect(divider).to_have_attribute("aria-valuenow", "25")
    divider.hover(position={"x": 12, "y": 100})
    box = divider.bounding_box()
    assert box
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 100, steps=4)
    page.mouse.up()
    expect(divider).not_to_have_attribute("aria-valuenow", "25")
    share = divider.get_attribute("aria-valuenow") or ""
    page.reload()
    expect(divider).to_have_attribute("aria-valuenow", share, timeout=A_WHILE)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(divider).to_be_hidden()


def test_an_agency_can_open_a_forwarded_directive(enter: Enter, office: Desk, fresh_notice: Path) -> None:
    directive = _entered(office, fresh_notice)
    page = _opened(enter, directive, CLERK)
    page.get_by_role("button", name="Chuyển để biết").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Tất cả sở, ban, ngành").click()
    dialog.get_by_label("Ghi chú").fill("Để biết <script>")
    dialog.get_by_role("button", name="Chuyển (").click()
    row = page.get_by_role("row", name="Sở Y tế")
    expect(row).to_contain_text("Chưa mở")
    expect(row).to_contain_text("Để biết <script>")
    agency = _opened(enter, directive, HEALTH_CLERK, sees="Nội dung văn bản")
    # Only the Office sees proposals.
    expect(agency.get_by_role("heading", name="Đề xuất nhiệm vụ")).to_have_count(0)
    for right in ("Chuyển để biết", "Giao tất cả", "Thêm đề xuất", "Sửa thông tin"):
        expect(agency.get_by_role("button", name=right)).to_have_count(0)
    expect(agency.get_by_role("row", name="Sở Y tế")).to_contain_text("Cao Thị Hồng Thủy")
    page.reload()
    expect(row).to_contain_text("Cao Thị Hồng Thủy", timeout=A_WHILE)


def test_other_agencies_cannot_open_a_directive(enter: Enter, office: Desk, fresh_notice: Path) -> None:
    directive = _entered(office, fresh_notice)
    page = enter(HEALTH_CLERK)
    page.goto(_address(page, f"/{directive['name']}"))
    expect(page.get_by_text("Không tìm thấy, hoặc ông/bà không được xem.")).to_be_visible()


def test_a_scan_can_be_typed_in(enter: Enter, inspect: Inspect, office: Desk, tmp_path: Path) -> None:
    scan = tmp_path / "bản quét.pdf"
    shutil.copy(SCAN, scan)
    number = f"{next_number(office, 'TB-UBND')}/TB-UBND"
    page = enter(SPECIALIST)
    _enter_file(page, scan)
    expect(page.get_by_text("Văn bản là bản quét")).to_be_visible(timeout=A_WHILE)
    form = page.get_by_role("region", name="Thông tin văn bản")
    form.get_by_label("Số, ký hiệu").fill(number)
    form.get_by_label("Trích yếu").fill("Kết luận tại phiên họp")
    inspect(page, "directive-scan")
    form.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    page.get_by_role("button", name="Thêm đề xuất").click()
    page.get_by_label("Nội dung nhiệm vụ").fill("Báo cáo khó khăn, vướng mắc")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(_card(page, 1)).to_contain_text("Báo cáo khó khăn, vướng mắc")


def test_the_screen_speaks_english(enter: Enter, office: Desk, fresh_notice: Path) -> None:
    page = enter(CHAIRMAN, language="en")
    page.goto(_address(page, f"/{_entered(office, fresh_notice)['name']}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Conclusion notice", timeout=A_WHILE)
    expect(page.get_by_role("heading", name="Proposed tasks")).to_be_visible()


def _address(page: Page, path: str) -> str:
    found = re.match(r"https?://[^/]+", page.url)
    assert found
    return found.group() + path


def _choose(page: Page, files: list[Path]) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Chọn tệp từ máy").click()
    chooser.value.set_files(files)


def _enter_file(page: Page, path: Path) -> None:
    page.goto(_address(page, "/directives"))
    _choose(page, [path])
    page.wait_for_url(re.compile(r"/directives/[0-9a-f-]{36}"), timeout=A_WHILE)


def _annex(folder: Path, name: str) -> Path:
    path = folder / name
    openpyxl.Workbook().save(path)
    return path


def _attach(page: Page, files: list[Path]) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Thêm tệp đính kèm").click()
    chooser.value.set_files(files)


def _entered(office: Desk, path: Path) -> Json:
    """Enters a directive through the API and waits until it is read."""
    file = office.upload(path)
    directive = office.post("v1/directives", {"files": [file["name"]]})
    while directive["reading"] == "PENDING":
        time.sleep(0.1)
        directive = office.get(f"v1/{directive['name']}")
    return directive


def _proposals(office: Desk, directive: Json) -> list[Json]:
    found = office.all(f"v1/{directive['name']}/proposals", "proposals")
    return [one for one in found if one["state"] != "DROPPED"]


def _opened(enter: Enter, directive: Json, person: str = SPECIALIST, sees: str = "Đề xuất nhiệm vụ") -> Page:
    page = enter(person)
    page.goto(_address(page, f"/{directive['name']}"))
    expect(page.get_by_role("heading", name=sees)).to_be_visible(timeout=A_WHILE)
    return page


def _title(page: Page, count: int) -> Locator:
    return page.get_by_role("heading", name=f"Đề xuất nhiệm vụ ({count})", exact=True)


def _card(page: Page, number: int) -> Locator:
    return page.get_by_role("article").nth(number - 1)


def _select(page: Page, beginning: str) -> None:
    """Selects the paragraph with this beginning, as a mouse would."""
    stretch = page.get_by_role("region", name="Nội dung văn bản").get_by_text(beginning).last
    stretch.evaluate("""
        (element) => {
          const range = document.createRange();
          range.selectNodeContents(element.firstChild);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }
    """)
