"""Measures the portal in a browser with a basket of very many tasks, and makes its lines of the table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from deploy.demo.cast import Cast
from deploy.local import install
from deploy.local.install import CHROMIUM
from deploy.local.ports import free_port
from deploy.local.system import System
from tests.chaos import recount
from tests.load import full_basket, page_blocks, page_score, parts
from tests.load.page_blocks import Block
from tests.load.table import Line, step
from tests.portal import browser

TASKS = 10_000
ROWS = 100
SCORE = 90
BLOCK_MS = 100
# The basket with all its tasks: the portal's first page shows only open ones.
BASKET = "/tasks?basket=monitored"


def measure(system: System) -> list[Line]:
    """Measures how fast the basket's page opens, and how long its main thread blocks while a person works with it."""
    install.debian_packages(install.DEBIAN_TEST_PACKAGES)
    who = Cast().first(*parts.CHIEF)
    with step("Lighthouse"):
        page_score.install()
    with step(f"a basket of {TASKS:,} tasks"):
        recount.wait_until_quiet(system, seconds=600)
        # Its sweep would publish events about tasks whose first events were never published.
        system.supervisor.stop("dondoc", "task-work")
        full_basket.fill(system.wiring.database_url("task"), f"people/{who.id}", TASKS)
    port = free_port()
    with _signed_in(system, port) as page:
        return [*_scores(page, system.plan.url("gateway"), port), *_blocks(page, system.plan.url("gateway"))]


@contextmanager
def _signed_in(system: System, port: int) -> Iterator[Page]:
    """The chief's browser, which Lighthouse can drive too; a private window would hide the session from it."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="dondoc-bench-") as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=[*browser.OPTIONS, f"--remote-debugging-port={port}"],
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": 1440, "height": 900},
        )
        browser.remember(context, "vi")
        page = context.pages[0]
        browser.sign_in(page, parts.addresses(system), Cast().first(*parts.CHIEF))
        yield page
        context.close()


def _scores(page: Page, gateway: str, port: int) -> Iterator[Line]:
    session = page.context.new_cdp_session(page)
    # Only one page of a browser opens the streams of changes; Lighthouse would wait for the end of its page's streams.
    page.goto(f"{gateway}/help")
    page.get_by_role("main").wait_for()
    for preset in page_score.PRESETS:
        with step(f"Lighthouse, {preset}"):
            score = page_score.measure(
                gateway + BASKET,
                "/v1/tasks?",
                port,
                preset,
                # As on a first visit.
                lambda: session.send("Network.clearBrowserCache"),
            )
        yield Line(
            f"Lighthouse performance, {preset}: basket of {TASKS:,}",
            score.performance,
            SCORE if preset == "desktop" else None,
            at_least=True,
            basis=f"{score.words}; first visit, median of {page_score.ROUNDS}",
        )


def _blocks(page: Page, gateway: str) -> Iterator[Line]:
    address = f"{gateway}{BASKET}&size={ROWS}"
    with step("scrolling and filtering"):
        scrolled, filtered = page_blocks.scrolling(page, address), page_blocks.filtering(page, address)
    yield _longest("scrolling", scrolled)
    yield _longest("filtering, sorting and paging", filtered)


def _longest(what: str, blocks: list[Block]) -> Line:
    longest = sorted(blocks, key=lambda block: -block.work)[:3]
    basis = ", ".join(f"{block.act} {block.work:.0f} ({block.clock:.0f} elapsed)" for block in longest)
    return Line(
        f"longest block while {what}: {TASKS:,} tasks, {ROWS} a page",
        longest[0].work,
        BLOCK_MS,
        unit=" ms",
        basis=f"processor time of the main thread; {basis}",
    )
