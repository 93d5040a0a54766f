"""Operations: what is stuck, its details, handling it again, dropping it, and the record; for system administrators."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from deploy.demo.desk import Addresses, Desk
from deploy.local.system import System
from tests import stuck
from tests.portal.conftest import Enter, Inspect

Desks = Callable[[str], Desk]
OPERATOR = "thai-nhat-tung"
# One of each group of people, and an agency's administrator.
OTHERS = ["doan-the-khai", "pham-tan-sang", "chau-phuong-anh", "nguyen-tan-danh", "cao-thi-my-duyen"]
CLEAR = "Không có sự kiện nào bị kẹt."


def stuck_names(operator: Desk) -> dict[str, str]:
    """The names of what is stuck, each with its state."""
    found = operator.get(f"v1/subscribers/{stuck.SUBSCRIBER}/stuckEvents")["stuckEvents"]
    return {one["name"]: one["state"] for one in found}


@pytest.fixture
def operator(desk: Desks) -> Iterator[Desk]:
    """The operator's desk; afterwards nothing is stuck any more."""
    operator = desk(OPERATOR)
    yield operator
    stuck.until(lambda: "REPLAYED" not in stuck_names(operator).values())
    for name in stuck_names(operator):
        operator.post(f"v1/{name}:drop", {"reason": "Hết phép thử."})


def opened(enter: Enter, **options: str) -> Page:
    """The operator's list of what is stuck."""
    page = enter(OPERATOR, **options)
    page.get_by_role("link", name=re.compile("^(Vận hành|Operations)$")).click()
    return page


def rows(page: Page) -> dict[str, int]:
    """How many rows the list has, by their state."""
    items = page.get_by_role("list", name="Sự kiện bị kẹt").get_by_role("listitem").all_inner_texts()
    return {
        state: sum(state in item for item in items) for state in ("Không xử lý được", "Chờ sự kiện trước")
    }


@pytest.mark.parametrize("person", OTHERS)
def test_only_an_operator_has_the_menu_entry_and_the_screen(
    enter: Enter, addresses: Addresses, person: str
) -> None:
    page = enter(person)
    expect(page.get_by_role("link", name="Tổ chức", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Vận hành", exact=True)).to_have_count(0)
    page.goto(f"{addresses.gateway}/operations")
    expect(page.get_by_text("Ông/bà không có quyền xem mục này.")).to_be_visible()


def test_when_nothing_is_stuck_the_screen_says_so(enter: Enter, operator: Desk) -> None:
    assert stuck_names(operator) == {}
    page = opened(enter)
    expect(page.get_by_text(CLEAR)).to_be_visible()


def test_what_is_stuck_is_looked_at_replayed_and_dropped_with_a_record(
    enter: Enter, operator: Desk, system: System, inspect: Inspect
) -> None:
    for type in ("task.lost", "task.strange"):
        stuck.park(system, type)
    aggregate = stuck.hold(system)
    stuck.until(lambda: len(stuck_names(operator)) == 3)
    page = opened(enter)
    expect(page.get_by_role("button", name=f"task.issued · {aggregate}")).to_be_visible()
    assert rows(page) == {"Không xử lý được": 2, "Chờ sự kiện trước": 1}
    inspect(page, "operations")

    page.get_by_role("button", name=f"task.issued · {aggregate}").click()
    details = page.get_by_role("dialog")
    expect(details.get_by_text(f"python -m services.task republish {aggregate}")).to_be_visible()
    inspect(page, "operations-event")
    details.get_by_role("button", name="Loại bỏ").click()
    form = page.get_by_role("dialog", name="Loại bỏ 1 sự kiện")
    form.get_by_role("button", name="Loại bỏ").click()
    expect(form.get_by_text("Nhập lý do loại bỏ")).to_be_visible()
    form.get_by_label("Lý do").fill("Sự kiện thử, không có nhiệm vụ này.")
    form.get_by_role("button", name="Loại bỏ").click()
    expect(page.get_by_text("Đã loại bỏ 1 sự kiện")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name=f"task.issued · {aggregate}")).to_have_count(0)

    before = set(stuck_names(operator))
    page.get_by_role("checkbox", name="2 sự kiện").check()
    page.get_by_role("button", name="Xử lý lại").click()
    form = page.get_by_role("dialog", name="Xử lý lại 2 sự kiện")
    form.get_by_role("button", name="Xử lý lại").click()
    expect(page.get_by_text("Đã đưa 2 sự kiện vào xử lý lại")).to_be_visible()
    # They are no events, so they are parked again, under other names.
    stuck.until(lambda: len(stuck_names(operator)) == 2 and not before & stuck_names(operator).keys())

    page.get_by_role("tab", name="Nhật ký xử lý").click()
    record = page.get_by_role("list", name="Nhật ký xử lý").get_by_role("listitem")
    dropped = record.filter(has_text=aggregate).first
    expect(dropped).to_contain_text("Loại bỏ")
    expect(dropped).to_contain_text("Lý do: Sự kiện thử, không có nhiệm vụ này.")
    expect(dropped).to_contain_text("Thái Nhật Tùng")
    expect(record.first).to_contain_text("Xử lý lại")
    inspect(page, "operations-record")


def test_an_event_that_is_gone_is_refused_and_named(enter: Enter, operator: Desk, system: System) -> None:
    stuck.park(system)
    stuck.until(lambda: len(stuck_names(operator)) == 1)
    page = opened(enter, language="en")
    page.get_by_role("checkbox", name="1 event").check()
    page.get_by_role("button", name="Drop").click()
    (name,) = stuck_names(operator)
    operator.post(f"v1/{name}:drop", {"reason": "Người khác đã bỏ."})
    form = page.get_by_role("dialog", name="Drop 1 event")
    form.get_by_label("Reason").fill("mine")
    form.get_by_role("button", name="Drop").click()
    expect(form.get_by_text("1 event was refused")).to_be_visible()
