"""What people do on more than one screen."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from playwright.sync_api import Locator, Page, expect

from tests.portal.words import Words

VIETNAMESE = Words("vi")


def act(page: Page, step: str, words: Words = VIETNAMESE) -> Locator:
    """Chooses a step, be it a button of its own or in the menu; the form that opens."""
    bar = page.get_by_role("group", name=words("task:actions"))
    expect(bar.get_by_role("button").first).to_be_visible()
    button = bar.get_by_role("button", name=step, exact=True)
    if button.count():
        button.click()
    else:
        bar.get_by_role("button", name=words("task:moreActions")).click()
        page.get_by_role("menuitem", name=step, exact=True).click()
    form = page.get_by_role("dialog").first
    expect(form).to_be_visible()
    return form


def choose(page: Page, field: Locator, words: str, option: str) -> None:
    """Searches in a picker and takes what it finds."""
    field.click()
    field.fill(words)
    page.get_by_text(option, exact=True).filter(visible=True).last.click()


def told(page: Page, words: str) -> None:
    """The page says shortly what was done."""
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


def evidence(folder: Path, name: str) -> Path:
    """A document of that name."""
    path = folder / name
    document = Document()
    document.add_paragraph("Báo cáo kết quả thực hiện nhiệm vụ.")
    document.save(str(path))
    return path
