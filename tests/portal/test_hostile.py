"""What somebody hostile tries in the browser: none of it shows, changes or runs anything."""

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
from tests.portal.steps import act, evidence, hand_on, issue, submit
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
    """A task of Sở Y tế in whose title stands a script, worked by its officer; nobody else's affair."""
    return issue(
        desk(SPECIALIST),
        title=f"{SCRIPT} {uuid4().hex[:8]}",
        output=f"{SCRIPT} {uuid4().hex[:8]}",
        lead="units/so-y-te",
        monitor=f"people/{SPECIALIST}",
    )


@pytest.fixture
def watched() -> Iterator[Callable[[Page], Page]]:
    """A page in which no window of a script may open."""
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    def watch(page: Page) -> Page:
        page.on("dialog", note)
        return page

    yield watch
    assert opened == []


def test_another_agencys_task_does_not_exist(
    task: Json, enter: Enter, desk: Desks, addresses: Addresses, tmp_path: Path
) -> None:
    """Neither its screen, its steps, its files nor its stream; and no answer differs from that of no such task."""
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
    """The status with which the API refuses a call; 0 if it does not."""
    try:
        call(path)
    except CallError as error:
        return error.status
    return 0


def test_a_form_of_another_site_does_nothing_in_the_name_of_who_is_signed_in(
    task: Json, enter: Enter, desk: Desks, addresses: Addresses
) -> None:
    # A page beside the portal's, whose console may complain.
    page = enter(HEAD).context.new_page()
    target = f"{addresses.gateway}/v1/{task['name']}:accept"
    forms = (
        f"<form method=post action='{target}'><input name=note value=x></form>",
        # What is sent is JSON: {"note":"="}.
        f"<form method=post enctype=text/plain action='{target}'>"
        """<input name='{"note":"' value='"}'></form>""",
    )

    for number, form in enumerate(forms):
        page.context.route(f"{EVIL}/{number}", serving(form))
        page.goto(f"{EVIL}/{number}")
        with page.expect_navigation():
            page.evaluate("document.forms[0].submit()")
        assert state(desk, task) == "ISSUED"
    # And by a script of that site, with the cookies that a browser would send.
    page.goto(f"{EVIL}/0")
    said = page.evaluate(
        "url => fetch(url, {method: 'POST', credentials: 'include', body: '{}',"
        " headers: {'content-type': 'application/json'}}).then(answer => answer.status, () => 'unreadable')",
        target,
    )
    assert said == "unreadable"
    # In a frame the portal could be clicked without being seen.
    page.set_content(f"<iframe src='{addresses.gateway}/tasks'></iframe>")
    frame = page.frames[-1]
    assert "dondoc" not in frame.content()
    assert state(desk, task) == "ISSUED"


def serving(content: str) -> Callable[[Route], None]:
    """What answers a request with a page."""
    return lambda route: route.fulfill(content_type="text/html", body=content)


def state(desk: Desks, task: Json) -> str:
    """Where the task stands."""
    return str(desk(SPECIALIST).get(f"v1/{task['name']}")["state"])


def test_a_stolen_cookie_without_its_token_reads_but_changes_nothing(
    task: Json, enter: Enter, desk: Desks, addresses: Addresses
) -> None:
    page = enter(HEAD)
    answer = page.context.request.post(
        f"{addresses.gateway}/v1/{task['name']}:accept", data={}, headers={"x-csrf-token": "guessed"}
    )
    assert answer.status == 403
    assert state(desk, task) == "ISSUED"


def test_who_comes_after_an_ended_session_sees_nothing_of_it(
    task: Json, enter: Enter, desk: Desks, addresses: Addresses
) -> None:
    """At a machine that several share: not the pages by the back button, and not what was typed."""
    hand_on(desk(HEAD), task, UNIT, OFFICER)
    page = enter(OFFICER)
    page.goto(f"{addresses.gateway}/{task['name']}")
    form = act(page, SAY("task-detail:step.reportProgress.button"))
    form.get_by_label(SAY("task-detail:step.reportProgress.words")).fill("Chưa gửi đi.")
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


def test_a_script_in_a_title_and_markup_in_a_file_name_are_text_wherever_they_stand(
    task: Json,
    enter: Enter,
    desk: Desks,
    addresses: Addresses,
    watched: Callable[[Page], Page],
    tmp_path: Path,
) -> None:
    hand_on(desk(HEAD), task, UNIT, OFFICER)
    file = evidence(tmp_path, "<img src=x onerror=alert(3)> & <b>đậm.docx")
    page = watched(enter(OFFICER))
    page.goto(f"{addresses.gateway}/{task['name']}")
    submit(page, file, result=SCRIPT)
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
