"""Steps that people take on more than one screen."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from docx import Document
from playwright.sync_api import Locator, Page, expect

from deploy.demo.desk import Desk, Json
from tests.portal.words import Words

VIETNAMESE = Words("vi")


def issue(office: Desk, **terms: object) -> Json:
    """Issues a task through the API, due in sixty days and assigned by the Chairman unless `terms` say otherwise."""
    due = {"kind": "FIXED", "date": (date.today() + timedelta(days=60)).isoformat()}
    name = office.post("v1/tasks", {"due": due, "assigner": "people/doan-the-khai"} | terms)["name"]
    office.post(f"v1/{name}:propose")
    return office.post(f"v1/{name}:issue")


def accept_and_delegate(head: Desk, task: Json, unit: str, person: str) -> Json:
    """Accepts the task and passes it on to a person of the agency, through the API."""
    head.post(f"v1/{task['name']}:accept")
    return head.post(f"v1/{task['name']}:delegate", {"unit": f"units/{unit}", "person": f"people/{person}"})


def act(page: Page, step: str, words: Words = VIETNAMESE) -> Locator:
    """Chooses a step, by its button or from the menu, and returns the form that opens."""
    bar = page.get_by_role("group", name=words("task-detail:actions"))
    button = bar.get_by_role("button", name=step, exact=True)
    more = bar.get_by_role("button", name=words("task-detail:moreActions"))
    expect(button.or_(more).first).to_be_visible()
    if button.count():
        button.click()
    else:
        more.click()
        page.get_by_role("menuitem", name=step, exact=True).click()
    form = page.get_by_role("dialog").first
    expect(form).to_be_visible()
    return form


def field(form: Locator, label: str) -> Locator:
    """The field with a label, which may end with an asterisk."""
    return form.get_by_label(re.compile(f"^{re.escape(label)}"))


def submit(
    page: Page,
    file: Path | None = None,
    words: Words = VIETNAMESE,
    result: str = "Đã hoàn thành, gửi kèm báo cáo.",
) -> None:
    """The holder submits the task, with a document number and perhaps a file, for the approval of the agency's head."""
    step = words("steps:submit.button")
    form = act(page, step, words)
    field(form, words("steps:submit.words")).fill(result)
    field(form, words("task-detail:evidence.number")).fill("215/BC-SYT")
    if file:
        with page.expect_file_chooser() as chooser:
            form.get_by_role("button", name=words("task-detail:evidence.choose")).click()
        chooser.value.set_files(file)
        expect(
            form.get_by_role("button", name=words("task-detail:evidence.remove", name=file.name))
        ).to_be_visible()
    form.get_by_role("button", name=words("task-detail:approval.seek")).click()
    expect_success(page, words("task-detail:approval.sought"))


def approve(page: Page, words: Words = VIETNAMESE) -> None:
    """The head approves what waits, and it goes up."""
    step = words("steps:approve.button")
    # The head's screen learns of it without a reload.
    expect(page.get_by_role("button", name=step, exact=True)).to_be_visible()
    form = act(page, step, words)
    form.get_by_role("button", name=step).click()
    expect_success(page, words("steps:approve.done"))


def choose(page: Page, field: Locator, words: str, option: str) -> None:
    """Searches in a picker and takes an option."""
    field.click()
    field.fill(words)
    page.get_by_role("option").get_by_text(option, exact=True).filter(visible=True).last.click()


def expect_success(page: Page, words: str) -> None:
    """Waits for the short message that reports what was done."""
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


def evidence(folder: Path, name: str) -> Path:
    """Makes a Word file with this name."""
    path = folder / name
    document = Document()
    document.add_paragraph("Báo cáo kết quả thực hiện nhiệm vụ.")
    document.save(str(path))
    return path
