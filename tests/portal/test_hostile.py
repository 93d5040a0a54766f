"""An attacker in the browser can see, change and run nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from deploy.demo.desk import Addresses, CallError, Desk, Json
from tests.portal.browser import log_in
from tests.portal.conftest import Enter
from tests.portal.steps import accept_and_delegate, act, evidence, issue, submit
from tests.portal.words import Words

SPECIALIST, HEAD, OFFICER, UNIT = (
    "pham-tan-sang",
    "chau-phuong-anh",
    "nguyen-tan-danh",
    "so-y-te-phong-nghiep-vu-y-duoc",
)
STRANGER = "pham-thuy-duyen"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
EVIL = "http://evil.example"
SAY = Words("vi")

Desks = Callable[[str], Desk]


@pytest.fixture
def task(desk: Desks) -> Json:
    """A task of Sở Y tế with a script in its title, which no other agency may see."""
    return issue(
        desk("huynh-tan-thanh"),
        title=f"{SCRIPT} {uuid4().hex[:8]}",
        output=f"{SCRIPT} {uuid4().hex[:8]}",
        lead="units/so-y-te",
        monitor=f"people/{SPECIALIST}",
    )


@pytest.fixture
def watched() -> Iterator[Callable[[Page], Page]]:
    """Watches a page; the test fails if a script opens a dialog."""
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    def watch(page: Page) -> Page:
        page.on("dialog", note)
        return page

    yield watch
    assert opened == []


def test_another_agencys_task_seems_not_to_exist(
    task: Json, enter: Enter, desk: Desks, addresses: Addresses, tmp_path: Path
) -> None:
    """Its screen, steps and files all answer exactly as for an unknown task."""
    head = desk(HEAD)
    head.post(f"v1/{task['name']}:accept")
    file = head.upload(evidence(tmp_path, "kết quả.docx"))["name"]
    head.post(f"v1/{task['name']}:submit", {"submission": {"text": "Xong", "files": [file]}})
    page = enter(STRANGER)
    for name in (task["name"], f"tasks/{uuid4()}"):
        page.goto(f"{addresses.gateway}/{name}")
        expect(page.get_by_text(SAY("common:failed.notFound"))).to_be_visible()
    page.goto(f"{addresses.gateway}/tasks?basket=all&text={task['title'][-8:]}")
    expect(page.get_by_text(SAY("task-list:list.emptyFiltered"))).to_be_visible()
    assert task["output"][-8:] not in page.content()
    stranger = desk(STRANGER)
    for path in (task["name"], f"{task['name']}/steps", file, f"{file}:download"):
        assert refused(stranger.get, f"v1/{path}") == 404, path
    for step in ("accept", "urge", "confirm"):
        assert refused(stranger.post, f"v1/{task['name']}:{step}") == 404, step


def refused(call: Callable[[str], object], path: str) -> int:
    """The status with which the API refuses a call; 0 if the call succeeds."""
    try:
        call(path)
    except CallError as error:
        return error.status
    return 0


def test_another_site_cannot_act_for_a_signed_in_person(
    task: Json, enter: Enter, desk: Desks, addresses: Addresses
) -> None:
    # A page whose console the fixture does not watch: it may log errors.
    page = enter(HEAD, own=True).context.new_page()
    target = f"{addresses.gateway}/v1/{task['name']}:accept"
    forms = (
        f"<form method=post action='{target}'><input name=note value=x></form>",
        # The body is JSON: {"note":"="}.
        f"<form method=post enctype=text/plain action='{target}'>"
        """<input name='{"note":"' value='"}'></form>""",
    )

    for number, form in enumerate(forms):
        page.context.route(f"{EVIL}/{number}", serving(form))
        page.goto(f"{EVIL}/{number}")
        with page.expect_navigation():
            page.evaluate("document.forms[0].submit()")
        assert state(desk, task) == "ISSUED"
    # A script of that site, with the cookies that a browser would send.
    page.goto(f"{EVIL}/0")
    outcome = page.evaluate(
        "url => fetch(url, {method: 'POST', credentials: 'include', body: '{}',"
        " headers: {'content-type': 'application/json'}}).then(answer => answer.status, () => 'unreadable')",
        target,
    )
    assert outcome == "unreadable"
    # In a frame, a person could click the portal without seeing it.
    page.set_content(f"<iframe src='{addresses.gateway}/tasks'></iframe>")
    frame = page.frames[-1]
    assert "dondoc" not in frame.content()
    assert state(desk, task) == "ISSUED"


def serving(content: str) -> Callable[[Route], None]:
    """A handler that answers a request with a page."""
    return lambda route: route.fulfill(content_type="text/html", body=content)


def state(desk: Desks, task: Json) -> str:
    """The task's current state."""
    return str(desk(SPECIALIST).get(f"v1/{task['name']}")["state"])


def test_a_session_cookie_without_the_csrf_token_changes_nothing(
    task: Json, enter: Enter, desk: Desks, addresses: Addresses
) -> None:
    page = enter(HEAD)
    answer = page.context.request.post(
        f"{addresses.gateway}/v1/{task['name']}:accept", data={}, headers={"x-csrf-token": "guessed"}
    )
    assert answer.status == 403
    assert state(desk, task) == "ISSUED"


def test_the_next_user_of_a_machine_sees_nothing_of_an_ended_session(
    task: Json, enter: Enter, desk: Desks, addresses: Addresses
) -> None:
    """Neither its pages, by the back button, nor its unsaved input."""
    accept_and_delegate(desk(HEAD), task, UNIT, OFFICER)
    page = enter(OFFICER)
    page.goto(f"{addresses.gateway}/{task['name']}")
    form = act(page, SAY("steps:reportProgress.button"))
    form.get_by_label(SAY("steps:reportProgress.words")).fill("Chưa gửi đi.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=SAY("common:account.label")).click()
    page.get_by_role("button", name=SAY("common:account.signOut")).click()
    expect(page.get_by_role("link", name=SAY("common:signIn.button"))).to_be_visible()
    page.go_back()
    expect(page.get_by_text(task["title"])).to_have_count(0)
    page.goto(f"{addresses.gateway}/auth/login")
    log_in(page, addresses, desk(SPECIALIST).person)
    page.get_by_role("main").wait_for()
    page.goto(f"{addresses.gateway}/{task['name']}")
    expect(page.get_by_role("heading", level=1)).to_have_text(task["title"])
    expect(page.get_by_text("Chưa gửi đi.")).to_have_count(0)


def test_scripts_in_titles_and_markup_in_file_names_are_shown_as_text(
    task: Json,
    enter: Enter,
    desk: Desks,
    addresses: Addresses,
    watched: Callable[[Page], Page],
    tmp_path: Path,
) -> None:
    accept_and_delegate(desk(HEAD), task, UNIT, OFFICER)
    file = evidence(tmp_path, "<img src=x onerror=alert(3)> & <b>đậm.docx")
    page = watched(enter(OFFICER))
    page.goto(f"{addresses.gateway}/{task['name']}")
    submit(page, file, result=SCRIPT)
    desk(HEAD).post(f"v1/{task['name']}:approve")
    with page.expect_download() as download:
        page.get_by_role("link", name=file.name).click()
    assert Path(download.value.path()).read_bytes() == file.read_bytes()
    assert "/" not in download.value.suggested_filename

    office = watched(enter(SPECIALIST))
    office.get_by_role("button", name=re.compile(f"^{SAY('common:bell.label')}")).click()
    news = office.get_by_role("dialog").get_by_role("link", name=re.compile(task["title"][-8:]))
    expect(news.first).to_contain_text("<script>alert(1)</script>")
    office.keyboard.press("Escape")
    office.goto(f"{addresses.gateway}/tasks?basket=all&text={task['title'][-8:]}")
    expect(office.get_by_role("link", name=task["title"])).to_be_visible()
    with office.expect_download() as saved:
        office.get_by_role("button", name=SAY("task-list:export.button")).click()
    book = openpyxl.load_workbook(io.BytesIO(Path(saved.value.path()).read_bytes()))
    assert task["title"] in {cell.value for row in book.worksheets[0] for cell in row}
    office.goto(f"{addresses.gateway}/{task['name']}")
    expect(office.get_by_role("heading", level=1)).to_have_text(task["title"])
    expect(office.get_by_role("link", name=file.name)).to_be_visible()
    assert office.locator("main img, main script").count() == 0
