"""A directive goes all the way in the browser, in both languages, like the play of `make demo`.

The clerks and the officers sign in through their agency's own identity provider.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.demo.cast import Cast
from tests.portal.conftest import Enter
from tests.portal.steps import act, choose, evidence, expect_success, field, submit
from tests.portal.words import Words

SPECIALIST, CHAIRMAN = "pham-tan-sang", "doan-the-khai"
DEPARTMENT, LOCALITY = "so-giao-thong-van-tai", "ubnd-huyen-nui-thanh"
# The beginning of the title of the locality's task.
THEIRS = "Lập danh sách các hộ"
A_WHILE = 60_000

Open = Callable[[str], Page]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_directive_goes_all_the_way(
    language: str, enter: Enter, cast: Cast, fresh_notice: Path, tmp_path: Path
) -> None:
    words = Words(language)
    mark = uuid4().hex[:8]
    pages: dict[str, Page] = {}

    def at(person: str) -> Page:
        if person not in pages:
            pages[person] = enter(person, language=language)
        return pages[person]

    office = at(SPECIALIST)
    _enter_directive(office, words, fresh_notice)
    for number, output in ((1, "Báo cáo tiến độ chi tiết"), (2, "Danh sách kèm báo cáo")):
        _complete_proposal(office, words, number, mark, output)
    _issue_all(office, words)

    clerk = at(cast.first("AGENCY_CLERK", DEPARTMENT).id)
    _open_from_bell(clerk, words, mark)
    _accept_and_pass_on(clerk, words, cast, DEPARTMENT)

    officer, _ = cast.worker(DEPARTMENT)
    _open_from_basket(at(officer.id), words, mark)
    _work_and_submit(at(officer.id), words, evidence(tmp_path, "báo cáo kết quả.docx"))

    head = at(cast.first("AGENCY_HEAD", DEPARTMENT).id)
    _approve_from_basket(head, words, mark)

    locality = at(cast.first("AGENCY_CLERK", LOCALITY).id)
    _accept_from_basket(locality, words, mark)
    _open_from_basket(locality, words, mark)
    _pass_on(locality, words, cast, LOCALITY)
    local_officer, _ = cast.worker(LOCALITY)

    _urge_from_basket(office, words, mark)
    _sees_urging(at(local_officer.id), words)

    _open_submitted(office, words, mark)
    form = act(office, words("steps:confirm.button"), words)
    form.get_by_role("button", name=words("steps:confirm.button")).click()
    expect_success(office, words("steps:confirm.done"))

    _chairman_finds_it(at(CHAIRMAN), words, cast.units[DEPARTMENT].display_name, mark)


def _enter_directive(page: Page, words: Words, file: Path) -> None:
    page.get_by_role("link", name=words("common:menu.directives"), exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=words("intake:dropZone.button")).click()
    chooser.value.set_files(file)
    page.wait_for_url(re.compile(r"/directives/[0-9a-f-]{36}"), timeout=A_WHILE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("TB-UBND", timeout=A_WHILE)


def _complete_proposal(page: Page, words: Words, number: int, mark: str, output: str) -> None:
    edit = words("intake:proposal.of", words=words("intake:proposal.edit"), number=number)
    page.get_by_role("button", name=edit, exact=True).click()
    card = page.get_by_role("article").nth(number - 1)
    title = field(card, words("intake:proposal.title"))
    title.fill(f"{mark}: {title.input_value()}")
    field(card, words("intake:proposal.output")).fill(output)
    card.get_by_role("button", name=words("common:save")).click()
    expect(page.get_by_role("button", name=edit, exact=True)).to_be_visible()


def _issue_all(page: Page, words: Words) -> None:
    page.get_by_role("button", name=words.like("intake:issue.button")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=words.like("intake:issue.do")).click()
    expect(dialog.get_by_text(words.like("intake:issue.done"))).to_be_visible(timeout=A_WHILE)
    page.keyboard.press("Escape")


def _open_from_bell(page: Page, words: Words, mark: str) -> None:
    bell = words("common:bell.label")
    page.get_by_role("button", name=re.compile(f"^{bell}")).click()
    news = page.get_by_role("dialog", name=bell).get_by_role("link", name=re.compile(mark))
    news.first.click(timeout=A_WHILE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(mark)


def _search(page: Page, words: Words, mark: str) -> Locator:
    """The rows of the widest basket that contain the mark."""
    page.get_by_role("link", name=words("common:menu.tasks"), exact=True).click()
    baskets = page.get_by_role("navigation", name=words("task-list:baskets.label"))
    baskets.get_by_role("link", name=words("task-list:baskets.all"), exact=True).click()
    page.get_by_role("searchbox").fill(mark)
    expect(page).to_have_url(re.compile(f"text={mark}"))
    return page.locator("tbody tr").filter(has_text=mark)


def _open_from_basket(page: Page, words: Words, mark: str) -> None:
    rows = _search(page, words, mark)
    rows.get_by_role("link", name=re.compile(mark)).first.click(timeout=A_WHILE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(mark)


def _accept_and_pass_on(page: Page, words: Words, cast: Cast, agency: str) -> None:
    form = act(page, words("steps:accept.button"), words)
    form.get_by_role("button", name=words("steps:accept.button")).click()
    expect_success(page, words("steps:accept.done"))
    _pass_on(page, words, cast, agency)


def _accept_from_basket(page: Page, words: Words, mark: str) -> None:
    """Accepts with the bar below the list, as a clerk with many tasks would."""
    rows = _search(page, words, mark).filter(has_text=words("common:mark.NOT_ACCEPTED"))
    rows.get_by_role("checkbox").check()
    _take_from_bar(page, words, "accept")
    expect(rows).to_have_count(0, timeout=A_WHILE)


def _take_from_bar(page: Page, words: Words, step: str, text: str = "") -> None:
    """Takes a step with the one chosen task."""
    bar = page.get_by_role("region", name=words("task-list:bulk.label"))
    name = words(f"steps:{step}.button")
    bar.get_by_role("button", name=name, exact=True).click()
    field(bar, words(f"steps:{step}.words")).fill(text)
    bar.get_by_role("button", name=words("task-list:bulk.take", step=name, count=1), exact=True).click()
    expect(bar.get_by_text(words("task-list:bulk.finished", step=name, done=1, refused=0))).to_be_visible()


def _pass_on(page: Page, words: Words, cast: Cast, agency: str) -> None:
    person, unit = cast.worker(agency)
    step = words("steps:delegate.button")
    form = act(page, step, words)
    name = cast.units[unit].display_name
    choose(page, field(form, words("task-detail:form.holderUnit")).first, name, name)
    option = f"{person.display_name} – {person.title}"
    choose(page, field(form, words("task-detail:form.holderPerson")).first, person.display_name, option)
    form.get_by_role("button", name=step).click()
    expect_success(page, words("steps:delegate.done"))


def _work_and_submit(page: Page, words: Words, file: Path) -> None:
    step = words("steps:reportProgress.button")
    form = act(page, step, words)
    form.get_by_role("textbox", name=words("task-detail:form.percentNumber")).fill("60")
    field(form, words("steps:reportProgress.words")).fill("Đã làm việc với các đơn vị liên quan.")
    form.get_by_role("button", name=step).click()
    expect_success(page, words("steps:reportProgress.done"))
    submit(page, file, words)


def _approve_from_basket(page: Page, words: Words, mark: str) -> None:
    """The head finds what waits for approval in the basket of decisions, and agrees with one press."""
    page.get_by_role("link", name=re.compile(f"^{words('common:menu.deciding')}")).first.click()
    waiting = page.get_by_role("listitem").filter(has_text=mark)
    waiting.get_by_role("button", name=words("deciding:answer.APPROVAL.agree")).click()
    expect_success(page, words("steps:approve.done"))


def _urge_from_basket(page: Page, words: Words, mark: str) -> None:
    row = _search(page, words, mark).filter(has_text=THEIRS)
    row.get_by_role("checkbox").check()
    _take_from_bar(page, words, "urge", "Đề nghị báo cáo tiến độ trong tuần.")


def _sees_urging(page: Page, words: Words) -> None:
    page.get_by_role("link", name=words("common:menu.notifications"), exact=True).click()
    expect(page.get_by_text("Đề nghị báo cáo tiến độ trong tuần.").first).to_be_visible(timeout=A_WHILE)


def _open_submitted(page: Page, words: Words, mark: str) -> None:
    row = _search(page, words, mark).filter(has_text=words("common:mark.WAITING_FOR_CONFIRMATION"))
    row.get_by_role("link", name=re.compile(mark)).first.click()
    expect(page.get_by_role("link", name="báo cáo kết quả.docx")).to_be_visible()


def _chairman_finds_it(page: Page, words: Words, agency: str, mark: str) -> None:
    """Opens the task from the agency's row of the table, which counts it once reporting has handled the event."""
    page.get_by_role("link", name=words("common:menu.leader"), exact=True).click()
    table = page.get_by_role("region", name=words("leader:agencies.title"))
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=agency, exact=True))
    row.get_by_role("link", name=re.compile(f"^{words('statistics:figure.DONE_ON_TIME')}")).click()
    drawer = page.get_by_role("dialog")
    task = drawer.get_by_role("link", name=re.compile(mark))
    more = drawer.get_by_role("button", name=words("common:more"))
    expect(drawer.get_by_role("listitem").first).to_be_visible()
    while not task.count() and more.count():
        more.click()
    task.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(mark)
    expect(page.get_by_text(words("common:class.DONE_ON_TIME")).first).to_be_visible()
