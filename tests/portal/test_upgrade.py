"""A page that stays open while the portal is upgraded."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from deploy.demo.desk import Addresses

from .conftest import Enter

CHUNK = "**/assets/OrganisationScreen-*.js"


def prefetch_organisation(page: Page) -> None:
    """Points at a section, which makes the portal fetch its files, and waits until one of them is refused."""
    page.get_by_role("link", name="Công việc").hover()
    with page.expect_response(CHUNK) as answered:
        page.get_by_role("link", name="Tổ chức").hover()
    assert answered.value.status == 404


def mark(page: Page) -> None:
    """Leaves a mark that does not survive a reload."""
    page.evaluate("window.isOld = true")


def test_a_page_of_an_old_build_reloads_once(enter: Enter, addresses: Addresses) -> None:
    page = enter("pham-tan-sang")
    page.goto(f"{addresses.gateway}/tasks?text=abc")
    page.route(CHUNK, lambda route: route.fulfill(status=404))

    def newer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            route.fulfill(content_type="text/html", body='<script src="/assets/index-newer.js"></script>')

    mark(page)
    prefetch_organisation(page)
    page.wait_for_timeout(1_000)
    assert page.evaluate("window.isOld"), "the server has the same build: a reload would not help"

    page.route(f"{addresses.gateway}/", newer)
    with page.expect_event("load"):
        prefetch_organisation(page)
    assert not page.evaluate("window.isOld")
    expect(page.get_by_role("searchbox")).to_have_value("abc")

    mark(page)
    prefetch_organisation(page)
    page.wait_for_timeout(1_000)
    assert page.evaluate("window.isOld"), "it reloads only once"
