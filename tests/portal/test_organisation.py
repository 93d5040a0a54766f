"""The screen of the organisation: everyone reads it as of any day, and an agency's administrator changes it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from deploy.demo.desk import Addresses, Desk
from tests.portal.conftest import Enter, Inspect

ADMINISTRATOR = "cao-thi-my-duyen"  # of the Office
SPECIALIST = "pham-tan-sang"
OFFICER = "nguyen-tan-danh"  # of Sở Y tế
OFFICE = "van-phong"
CHANGES = re.compile(r"^(Sửa thông tin|Thêm |Giao chức vụ|Kết thúc)")

Go = Callable[..., None]


@pytest.fixture
def go(addresses: Addresses) -> Go:
    """`go(page, "unit=van-phong")` opens the screen with this query."""

    def open_screen(page: Page, query: str = "") -> None:
        page.goto(f"{addresses.gateway}/organisation?{query}")
        expect(page.get_by_role("heading", name="Tổ chức", level=1)).to_be_visible()

    return open_screen


@pytest.fixture
def unit(desk: Callable[[str], Desk]) -> dict[str, Any]:
    """A new unit of the Office."""
    return desk(ADMINISTRATOR).post(
        "v1/units",
        {
            "kind": "UNIT",
            "parentUnit": f"units/{OFFICE}",
            "displayName": f"Tổ {uuid.uuid4().hex[:6]}",
            "startDate": "2025-01-01",
        },
    )


def id_of(resource: dict[str, Any]) -> str:
    """The last part of a resource name."""
    return str(resource["name"]).rpartition("/")[2]


class TestAnAdministrator:
    """An administrator changes units, people and positions of one agency."""

    def test_adds_a_unit_a_person_and_a_position_and_ends_the_position(self, enter: Enter, go: Go) -> None:
        mark = uuid.uuid4().hex[:6]
        unit, person = f"Tổ giúp việc {mark}", f"Lê Thị {mark}"
        page = enter(ADMINISTRATOR)
        go(page, f"unit={OFFICE}")

        page.get_by_role("button", name="Thêm đơn vị trực thuộc").click()
        form = page.get_by_role("dialog")
        form.get_by_label("Tên đầy đủ").fill(unit)
        form.get_by_label("Tên viết tắt").fill(mark)
        form.get_by_role("button", name="Thêm đơn vị").click()
        expect(page.get_by_role("heading", name=unit, level=2)).to_be_visible()
        expect(page.get_by_role("treeitem", name=unit)).to_have_attribute("aria-selected", "true")

        page.get_by_role("button", name="Thêm người").click()
        form = page.get_by_role("dialog", name="Thêm người")
        expect(form.get_by_text("sau lần đồng bộ tài khoản kế tiếp")).to_be_visible()
        form.get_by_label("Họ và tên").fill(person)
        form.get_by_label("Thư điện tử").fill("khong-phai-dia-chi")
        form.get_by_label("Tên đăng nhập").fill(f"thu{mark}")
        form.get_by_role("button", name="Thêm người").click()
        expect(form.get_by_label("Thư điện tử")).to_have_attribute("aria-invalid", "true")
        form.get_by_label("Thư điện tử").fill(f"{mark}@quangnam.example")
        form.get_by_role("button", name="Thêm người").click()

        form = page.get_by_role("dialog", name="Giao chức vụ")
        expect(form.get_by_label("Người giữ chức vụ")).to_have_value(person)
        form.get_by_label("Vai trò trong hệ thống").click()
        page.get_by_role("option", name="Chuyên viên theo dõi").click()
        form.get_by_label("Chức danh").fill("Chuyên viên")
        form.get_by_role("button", name="Giao chức vụ").click()
        expect(form).to_be_hidden()

        people = page.get_by_role("region", name="Người và chức vụ")
        people.get_by_role("link", name=person).click()
        drawer = page.get_by_role("dialog", name=person)
        expect(drawer.get_by_text(f"thu{mark}", exact=True)).to_be_visible()
        expect(drawer.get_by_text("Tài khoản của tỉnh")).to_be_visible()
        page.keyboard.press("Escape")

        people.get_by_role("button", name=f"Kết thúc chức vụ Chuyên viên của {person}").click()
        form = page.get_by_role("dialog", name="Kết thúc chức vụ")
        form.get_by_label("Ngày giữ chức vụ cuối cùng").fill("01/01/2020")
        form.get_by_role("button", name="Kết thúc").click()
        expect(form.get_by_text("không được trước ngày bắt đầu")).to_be_visible()
        form.get_by_role("button", name="Bỏ qua").click()

        people.get_by_role("button", name=f"Kết thúc chức vụ Chuyên viên của {person}").click()
        form.get_by_role("button", name="Kết thúc").click()
        expect(page.get_by_text("Đã kết thúc chức vụ.")).to_be_visible()

    def test_finds_unsaved_input_after_a_reload(self, enter: Enter, go: Go) -> None:
        page = enter(ADMINISTRATOR)
        go(page, f"unit={OFFICE}")
        page.get_by_role("button", name="Thêm đơn vị trực thuộc").click()
        form = page.get_by_role("dialog")
        form.get_by_label("Tên đầy đủ").fill("Tổ còn dở")
        page.reload()
        page.get_by_role("button", name="Thêm đơn vị trực thuộc").click()
        expect(form.get_by_text("Đã khôi phục nội dung đang nhập dở.")).to_be_visible()
        expect(form.get_by_label("Tên đầy đủ")).to_have_value("Tổ còn dở")
        form.get_by_role("button", name="Bỏ qua").click()
        page.get_by_role("button", name="Thêm đơn vị trực thuộc").click()
        expect(form.get_by_label("Tên đầy đủ")).to_have_value("")

    def test_sees_both_versions_if_two_people_change_a_unit(
        self, enter: Enter, go: Go, desk: Callable[[str], Desk], unit: dict[str, Any]
    ) -> None:
        page = enter(ADMINISTRATOR)
        go(page, f"unit={id_of(unit)}")
        page.get_by_role("button", name="Sửa thông tin").click()
        form = page.get_by_role("dialog", name="Sửa thông tin đơn vị")
        form.get_by_label("Tên viết tắt").fill("của tôi")
        desk(ADMINISTRATOR).patch(f"v1/{unit['name']}", {"shortName": "của người khác"})
        form.get_by_role("button", name="Lưu thay đổi").click()

        conflict = page.get_by_role("dialog", name="Nội dung đã được người khác thay đổi")
        row = conflict.get_by_role("row", name="Tên viết tắt")
        expect(row.get_by_role("cell")).to_have_text(["của tôi", "của người khác"])

        conflict.get_by_role("button", name="Lưu nội dung của tôi").click()
        expect(form).to_be_hidden()
        expect(page.get_by_text("của tôi", exact=True)).to_be_visible()

    def test_cannot_end_a_unit_in_which_people_hold_positions(self, enter: Enter, go: Go) -> None:
        page = enter(ADMINISTRATOR)
        go(page, "unit=vp-tong-hop")
        page.get_by_role("button", name="Kết thúc hoạt động").click()
        form = page.get_by_role("dialog")
        form.get_by_role("button", name="Kết thúc hoạt động").click()
        expect(form.get_by_text("Vẫn còn đơn vị trực thuộc hoặc người giữ chức vụ")).to_be_visible()

    def test_has_no_buttons_in_another_agency(self, enter: Enter, go: Go) -> None:
        page = enter(ADMINISTRATOR)
        go(page, "unit=so-y-te")
        expect(page.get_by_role("heading", name="Sở Y tế", level=2)).to_be_visible()
        content = page.get_by_role("region")
        expect(content.get_by_role("button", name=CHANGES)).to_have_count(0)


class TestEveryone:
    """Everyone reads the organisation; without the right nobody changes it."""

    @pytest.mark.parametrize("person", [OFFICER, SPECIALIST])
    def test_people_without_the_right_see_no_buttons(self, enter: Enter, go: Go, person: str) -> None:
        page = enter(person)
        go(page, "unit=so-y-te-phong-nghiep-vu-y-duoc" if person == OFFICER else f"unit={OFFICE}")
        main = page.get_by_role("main")
        expect(main.get_by_role("heading", name="Người và chức vụ")).to_be_visible()
        expect(main.get_by_role("button", name=CHANGES)).to_have_count(0)

    def test_an_earlier_day_shows_the_positions_of_that_day(self, enter: Enter, go: Go) -> None:
        page = enter(SPECIALIST)
        go(page, "unit=so-tai-chinh&asOf=2022-01-01")
        expect(page.get_by_text("Tổ chức tính đến ngày 01/01/2022")).to_be_visible()
        people = page.get_by_role("region", name="Người và chức vụ")
        before = people.get_by_role("listitem").filter(has_text="đến 30/06/2023")
        expect(before).to_contain_text("Phó Giám đốc Sở Tài chính")
        expect(before).to_contain_text("Đã kết thúc")
        page.get_by_role("button", name="Về hôm nay").click()
        expect(page).not_to_have_url(re.compile("asOf"))
        expect(people.get_by_text("Giám đốc Sở Tài chính").first).to_be_visible()
        expect(people.get_by_text("Đã kết thúc")).to_have_count(0)

    def test_a_search_needs_no_diacritics_and_finds_people_too(self, enter: Enter, go: Go) -> None:
        page = enter(SPECIALIST)
        go(page)
        page.get_by_label("Tìm cơ quan, đơn vị, người").fill("so y te")
        expect(page.get_by_role("treeitem", name="Sở Y tế")).to_be_visible()
        expect(page).to_have_url(re.compile("find="))
        page.get_by_label("Tìm cơ quan, đơn vị, người").fill("nguyen tan danh")
        page.get_by_role("link", name="Nguyễn Tấn Danh").click()
        expect(
            page.get_by_role("dialog", name="Nguyễn Tấn Danh").get_by_text("danhnt", exact=True)
        ).to_be_visible()

    def test_the_tree_works_by_keyboard(self, enter: Enter, go: Go) -> None:
        page = enter(SPECIALIST)
        go(page, f"unit={OFFICE}")
        office = page.get_by_role("treeitem", name="Văn phòng Ủy ban nhân dân tỉnh")
        office.focus()
        page.keyboard.press("ArrowRight")
        expect(office).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("ArrowRight")
        child = page.locator("[role=treeitem]:focus")
        expect(child).to_have_attribute("aria-level", "3")
        name = child.inner_text()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=name, level=2)).to_be_visible()
        page.get_by_role("treeitem", name=name).focus()
        page.keyboard.press("ArrowLeft")
        expect(office).to_be_focused()

    def test_a_phone_shows_the_tree_and_the_details_one_after_the_other(self, enter: Enter, go: Go) -> None:
        page = enter(SPECIALIST, width=390)
        go(page)
        page.get_by_role("treeitem", name="Sở Y tế").click()
        expect(page.get_by_role("tree")).to_be_hidden()
        expect(page.get_by_role("heading", name="Sở Y tế", level=2)).to_be_visible()
        page.get_by_role("link", name="Về cây tổ chức").click()
        expect(page.get_by_role("tree")).to_be_visible()

    def test_a_wrong_address_says_that_nothing_was_found(self, enter: Enter, go: Go) -> None:
        page = enter(OFFICER)
        go(page, "unit=khong-co-don-vi-nay&asOf=hom-qua")
        expect(page.get_by_role("alert")).to_contain_text("Không tìm thấy")

    def test_the_screen_looks_right_at_every_width(self, enter: Enter, go: Go, inspect: Inspect) -> None:
        page = enter(ADMINISTRATOR)
        go(page, f"unit={OFFICE}")
        expect(
            page.get_by_role("region", name="Người và chức vụ").get_by_role("listitem").first
        ).to_be_visible()
        inspect(page, "organisation")
        page.get_by_role("link", name="Cao Thị Mỹ Duyên").first.click()
        expect(page.get_by_role("dialog").get_by_text("duyenctm", exact=True)).to_be_visible()
        inspect(page, "organisation-person")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Thêm người").click()
        expect(page.get_by_role("dialog").get_by_label("Họ và tên")).to_be_visible()
        inspect(page, "organisation-new-person")
