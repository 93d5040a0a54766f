"""The official forms show the numbers of the leader's page, on paper and in Excel."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from urllib.parse import urljoin

from openpyxl.reader.excel import load_workbook
from playwright.sync_api import Locator, Page, expect

from deploy.demo.desk import Desk
from tests.portal.conftest import Enter, Inspect

CHIEF, HEAD, OFFICER = "huynh-tan-thanh", "chau-phuong-anh", "nguyen-tan-danh"
KEYS = ("total", "doneOnTime", "doneLate", "openInTime", "openOverdue")

People = Callable[[str], Desk]


def to(page: Page, address: str) -> Locator:
    """Opens an address of the portal and returns the form."""
    page.goto(urljoin(page.url, address))
    return page.get_by_role("region", name="Xem trước biểu")


def total(form: Locator) -> list[str]:
    """The cells of the row of totals, without its number and name."""
    row = form.get_by_role("row").filter(has=form.page.get_by_role("rowheader", name="Tổng cộng"))
    expect(row).to_have_count(1)
    return row.get_by_role("cell").all_inner_texts()[1:]


def test_form_1_the_api_and_the_workbook_have_the_same_numbers(
    enter: Enter, desk: People, inspect: Inspect
) -> None:
    """Preview, API and downloaded workbook agree on the totals; the form is complete."""
    page = enter(CHIEF)
    form = to(page, "/reports")
    expect(form.get_by_role("heading", name="Tổng hợp kết quả thực hiện nhiệm vụ")).to_be_visible()
    for text in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "VĂN PHÒNG",
        "nhiệm vụ phải thực hiện trong kỳ (kỳ trước chuyển sang và giao trong kỳ); tất cả các cơ quan",
        "HT đúng hạn (6) = (2) ÷ (1) × 100",
        "NGƯỜI LẬP BIỂU",
        "THỦ TRƯỞNG CƠ QUAN",
    ):
        expect(form.get_by_text(text).first).to_be_visible()
    expect(form.get_by_text(re.compile(r"^\(Tính đến ngày \d\d/\d\d/\d{4}\)$"))).to_be_visible()
    counts = desk(CHIEF).get("v1/statistics")["total"]
    shown = total(form)
    assert [int(text.replace(".", "")) for text in shown[:5]] == [int(counts[key]) for key in KEYS]
    assert re.fullmatch(r"\d{1,3},\d", shown[5])
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Tải Excel").click()
    assert downloading.value.suggested_filename.endswith(".xlsx")
    book = load_workbook(io.BytesIO(downloading.value.path().read_bytes()), read_only=True)
    sheet = book.worksheets[0]
    [sums] = [row for row in sheet.iter_rows(values_only=True) if "Tổng cộng" in row]
    assert list(sums[2:7]) == [int(counts[key]) for key in KEYS]
    assert list(sums[7:10]) == shown[5:8]
    expect(page.get_by_text(re.compile(r"Đã tải tệp .*\.xlsx"))).to_be_visible()
    inspect(page, "reports")


def test_form_2_has_numbers_and_percentages(enter: Enter, desk: People) -> None:
    """Each cell is `n (p%)`; the address keeps the choice of the form."""
    page = enter(CHIEF)
    form = to(page, "/reports")
    page.get_by_text("Theo đơn vị, số lượng và tỷ lệ").click()
    expect(page).to_have_url(re.compile("form=2"))
    page.reload()
    expect(form.get_by_role("columnheader", name="Chưa hoàn thành")).to_be_visible()
    counts = desk(CHIEF).get("v1/statistics")["total"]
    shown = total(form)
    assert int(shown[0].replace(".", "")) == int(counts["total"])
    for text, key in zip(shown[1:], ("openInTime", "openOverdue", "doneOnTime", "doneLate"), strict=True):
        assert re.fullmatch(rf"{counts[key]} \(\d{{1,3}},\d%\)", text)


def test_the_form_has_the_numbers_of_the_leaders_page(enter: Enter) -> None:
    """The link to the reports keeps the filters."""
    page = enter(CHIEF)
    page.goto(urljoin(page.url, "/leader?period=month&at=2026-06-10&cohort=ASSIGNED_IN_PERIOD"))
    counter = page.get_by_role("region", name="Các chỉ số").get_by_role("link", name=re.compile("^Tổng số"))
    expect(counter).to_be_visible()
    count = counter.locator("span").nth(1).inner_text()
    page.get_by_role("link", name="Báo cáo theo mẫu").click()
    form = page.get_by_role("region", name="Xem trước biểu")
    expect(form.get_by_text("Tháng 6/2026 (từ ngày 26/05/2026 đến ngày 25/06/2026)")).to_be_visible()
    expect(form.get_by_text("(Tính đến ngày 25/06/2026)")).to_be_visible()
    assert total(form)[0] == count


def test_only_the_form_is_printed(enter: Enter) -> None:
    """Paper shows no menu, filter, button or screen title."""
    page = enter(CHIEF)
    form = to(page, "/reports")
    expect(form).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_count(0)
    expect(form.get_by_role("heading", level=2)).to_be_visible()
    pdf = page.pdf(prefer_css_page_size=True)
    width, height = (float(found) for found in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)[0])
    assert width > height


def test_the_form_of_an_agency_has_only_its_row(enter: Enter) -> None:
    page = enter(HEAD)
    form = to(page, "/reports")
    expect(form.get_by_role("rowheader", name="Sở Y tế")).to_have_count(1)
    expect(form.get_by_text("; Sở Y tế")).to_be_visible()


def test_an_officer_may_not_see_the_reports(enter: Enter) -> None:
    """The address shows the reason."""
    page = enter(OFFICER)
    to(page, "/reports")
    expect(page.get_by_role("alert")).to_contain_text("Ông/bà không có quyền xem mục này.")
    expect(page.get_by_role("button", name="Tải Excel")).to_have_count(0)
