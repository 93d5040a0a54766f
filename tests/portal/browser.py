"""The browser of the people of the province: its options, and how they sign in."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page

from deploy.demo.cast import Person
from deploy.demo.desk import Addresses, sign_in_url

# Root needs the first option; the others keep the browser from calling its maker's servers.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def remember(context: BrowserContext, language: str, tour: bool = False) -> None:
    """Sets what the portal remembers in a browser: the language, and whether the person has seen the tour."""
    kept = {"dondoc.language": language} | ({} if tour else {"dondoc.tour": "seen"})
    context.add_init_script(
        f"for (const [key, value] of Object.entries({json.dumps(kept)})) localStorage.setItem(key, value)"
    )


def sign_in(page: Page, addresses: Addresses, person: Person) -> None:
    """Signs a person in and waits for the portal's first page."""
    hint = "" if person.identity_provider == "province" else person.identity_provider
    page.goto(sign_in_url(addresses.gateway, hint))
    log_in(page, addresses, person)
    page.get_by_role("main").wait_for()


def log_in(page: Page, addresses: Addresses, person: Person) -> None:
    """Enters a person's name and password on the page of the single sign-on."""
    page.fill("#username", person.username)
    page.fill("#password", addresses.password)
    page.click("#kc-login")


class Owner(NamedTuple):
    """Whose browser it is, and what the portal remembers in it."""

    person: str
    language: str
    tour: bool


class Browsers:
    """People's browsers, kept for the next test with nothing in them but the portal's files.

    Loading and compiling those files takes longer than most tests.
    """

    def __init__(self, chromium: Browser, portal: str) -> None:
        self._chromium = chromium
        self._portal = portal
        self._idle: dict[Owner, BrowserContext] = {}

    def lend(self, owner: Owner) -> BrowserContext:
        """The person's browser without cookies; another one if it is in use."""
        context = self._idle.pop(owner, None) or self._new(owner)
        context.clear_cookies()
        return context

    def take_back(self, owner: Owner | None, page: Page) -> None:
        """Empties the browser for the next test; closes it if nobody owns it or the owner has another one.

        Only a page of the portal can empty what the portal keeps.
        """
        context = page.context
        of_portal = not page.is_closed() and page.url.startswith(f"{self._portal}/")
        if owner is None or owner in self._idle or not of_portal:
            context.close()
            return
        page.evaluate("localStorage.clear()")
        for each in context.pages:
            each.close()
        self._idle[owner] = context

    def _new(self, owner: Owner) -> BrowserContext:
        context = self._chromium.new_context(
            locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", accept_downloads=True
        )
        context.set_default_timeout(20_000)
        remember(context, owner.language, owner.tour)
        return context


class Sessions:
    """The cookies of everyone who has signed in; people sign in once, and again only if the session has ended."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._cookies: dict[str, Any] = {}

    def enter(self, page: Page, person: Person) -> None:
        """Opens the portal's first page as that person."""
        page.context.add_cookies(self._cookies.get(person.id, []))
        session = page.context.request.get(f"{self._addresses.gateway}/auth/session").json()
        if session["signedIn"]:
            page.goto(self._addresses.gateway)
            page.get_by_role("main").wait_for()
            return
        page.context.clear_cookies()
        sign_in(page, self._addresses, person)
        self._cookies[person.id] = page.context.cookies()
