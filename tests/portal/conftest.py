"""Fixtures for tests of the portal in a real browser, with people of the demo province signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from deploy.demo import notice as notices
from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, Desk
from deploy.demo.entering import next_number
from deploy.local.install import CHROMIUM
from deploy.local.plan import ROOT
from tests.portal import browser
from tests.portal.browser import Browsers, Owner, Sessions

WIDTHS = (390, 768, 1440)
# 1280 pixels at 400 % (WCAG 2.2, 1.4.10).
NARROWEST = 320
SCREENSHOTS = ROOT / "build" / "screenshots"
_AXE = ROOT / "gateway" / "portal" / "node_modules" / "axe-core" / "axe.min.js"
# Finds elements that make the page scroll sideways or that nobody can scroll to; notices, which slide in, are exempt.
_OUTSIDE = """
  () => {
    const reached = (element) => {
      for (let above = element.parentElement; above && above !== document.body; above = above.parentElement) {
        const { overflowX, textOverflow } = getComputedStyle(above);
        if (/auto|scroll/.test(overflowX) || textOverflow === 'ellipsis') return true;
      }
      return false;
    };
    const outside = [...document.body.querySelectorAll('*')].filter((element) => {
      const { left, right, width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && (left < -1 || right > innerWidth + 1)
        && element.checkVisibility({ visibilityProperty: true })
        && !element.closest('.skip, .mantine-Notifications-root') && !reached(element);
    });
    return document.documentElement.scrollWidth > innerWidth + 1 || outside.length > 0
      ? [`${document.documentElement.scrollWidth} px`, ...outside.map((one) => one.outerHTML.slice(0, 200))]
      : [];
  }
"""
# Only faults are wanted: axe spends more time describing what passes than finding faults. Preloading files serves only
# the rules about sound and rotation.
_VIOLATIONS = """
  async (rules) => {
    const options = { runOnly: rules, resultTypes: ['violations'], preload: false };
    const { violations } = await axe.run(options);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  }
"""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

Enter = Callable[..., Page]
Inspect = Callable[[Page, str], None]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine, until the last test of this folder.

    Playwright keeps an event loop running, under which no asynchronous test can begin on the same core.
    """
    # The system answers slowly when it shares the machine with the browser.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=browser.OPTIONS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def sessions(addresses: Addresses) -> Sessions:
    """The sessions of everyone who has signed in."""
    return Sessions(addresses)


@pytest.fixture(scope="package")
def browsers(chromium: Browser, addresses: Addresses) -> Browsers:
    """The browsers of the people, which already have the portal's files."""
    return Browsers(chromium, addresses.gateway)


@pytest.fixture
def enter(browsers: Browsers, sessions: Sessions, cast: Cast) -> Iterator[Enter]:
    """`enter("pham-tan-sang")` opens the portal's first page in the browser of that signed-in person.

    Uncaught exceptions and violations of the content security policy fail the test. A test that changes more of a
    browser than its pages and what the portal keeps in it asks for its `own`.
    """
    used: list[tuple[Owner | None, Page]] = []
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refusal by the server is an answer, which the portal shows.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            errors.append(message.text)

    def sign_in(
        person: str, language: str = "vi", width: int = 1440, tour: bool = False, own: bool = False
    ) -> Page:
        owner = Owner(person, language, tour)
        page = browsers.lend(owner).new_page()
        used.append((None if own else owner, page))
        page.set_viewport_size({"width": width, "height": 900})
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        sessions.enter(page, cast.people[person])
        return page

    yield sign_in
    for owner, page in used:
        browsers.take_back(owner, page)
    assert errors == []


@pytest.fixture(scope="session")
def inspect() -> Inspect:
    """`inspect(page, "tasks")` checks at every width that axe finds no fault and nothing is cut off.

    It takes screenshots of all widths but the narrowest: test output, and pictures for the users' manual.
    """
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def look(page: Page, name: str) -> None:
        before = page.viewport_size
        for width in (NARROWEST, *WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            if width in WIDTHS:
                # Otherwise a sticky header would be in the middle of the picture of the whole page.
                page.evaluate("scrollTo(0, 0)")
                page.screenshot(
                    path=SCREENSHOTS / f"{name}-{width}.png", full_page=True, animations="disabled"
                )
            assert violations(page) == [], f"{name} at {width}"
            assert page.evaluate(_OUTSIDE) == [], f"{name} at {width}"
        if before:
            page.set_viewport_size(before)

    return look


def violations(page: Page) -> list[str]:
    """The faults that axe finds, one line each."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_VIOLATIONS, _RULES)
    return found


@pytest.fixture
def fresh_notice(desk: Callable[[str], Desk], tmp_path: Path) -> Path:
    """A notice whose number no directive has yet, so that every run can enter it; its file name looks like markup."""
    path = tmp_path / "<img src=x onerror=alert(1)> khẩn.docx"
    number = next_number(desk("pham-tan-sang"), "TB-UBND")
    notices.write(notices.read("giao-thong", number, date.today()), path)
    return path
