"""A browser as people of the province have it: which one, and signing in with it."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import BrowserContext, Page

from deploy.demo.cast import Person
from deploy.demo.desk import Addresses, sign_in_url

CHROMIUM = "/usr/bin/chromium"
# As root a browser needs the first; the others keep it from looking for its maker's servers.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def remember(context: BrowserContext, language: str, tour: bool = False) -> None:
    """Has the portal find what it remembers on a person's machine: the language, and whether the tour was seen."""
    kept = {"dondoc.language": language} | ({} if tour else {"dondoc.tour": "seen"})
    context.add_init_script(
        f"for (const [key, value] of Object.entries({json.dumps(kept)})) localStorage.setItem(key, value)"
    )


def sign_in(page: Page, addresses: Addresses, who: Person) -> None:
    """Signs a person in, and waits for the portal's first page."""
    hint = "" if who.identity_provider == "province" else who.identity_provider
    page.goto(sign_in_url(addresses.gateway, hint))
    log_in(page, addresses, who)
    page.get_by_role("main").wait_for()


def log_in(page: Page, addresses: Addresses, who: Person) -> None:
    """Gives a person's name and password where the single sign-on asks for them."""
    page.fill("#username", who.username)
    page.fill("#password", addresses.password)
    page.click("#kc-login")


class Sessions:
    """The cookies of everybody who has signed in: each does so once, and again only if the session has ended."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._cookies: dict[str, Any] = {}

    def enter(self, page: Page, who: Person) -> None:
        """Opens the portal's first page as that person."""
        page.context.add_cookies(self._cookies.get(who.id, []))
        session = page.context.request.get(f"{self._addresses.gateway}/auth/session").json()
        if session["signedIn"]:
            page.goto(self._addresses.gateway)
            page.get_by_role("main").wait_for()
            return
        page.context.clear_cookies()
        sign_in(page, self._addresses, who)
        self._cookies[who.id] = page.context.cookies()
