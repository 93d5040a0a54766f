"""Signs people in as a browser would: redirects, cookies, Keycloak's form, SAML pages that post themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

_MOST_PAGES = 30


class SignInError(Exception):
    """The single sign-on refused the person; the text is that of its page."""


@dataclass
class _Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Html(HTMLParser):
    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.words: list[str] = []
        self._hidden = 0
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(_Form(values.get("action", "")))
        elif tag == "input" and self.forms and "name" in values:
            self.forms[-1].fields[values["name"]] = values.get("value", "")
        elif tag in ("script", "style"):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._hidden:
            self.words.append(data.strip())

    def form(self, *fields: str) -> _Form | None:
        """The first form with one of the fields."""
        return next((form for form in self.forms if form.fields.keys() & set(fields)), None)


class Browser:
    """One browser with its cookies."""

    def __init__(self, language: str) -> None:
        self.http = httpx.Client(
            headers={"Accept-Language": language},
            event_hooks={"response": [self._accept_secure_cookies]},
            timeout=60,
        )

    def _accept_secure_cookies(self, _: httpx.Response) -> None:
        # Keycloak marks cookies Secure on plain http too; browsers treat 127.0.0.1 as secure.
        for cookie in self.http.cookies.jar:
            cookie.secure = False

    def open(self, url: str) -> httpx.Response:
        """Opens a page and follows redirects and SAML pages that post themselves."""
        return self._settle(self.http.get(url))

    def log_in(self, page: httpx.Response, username: str, password: str) -> httpx.Response:
        """Fills in the login form of a page; raises SignInError if there is none or it comes back."""
        form = _Html(page).form("password")
        if form is None:
            raise SignInError(" ".join(_Html(page).words))
        typed = form.fields | {"username": username, "password": password}
        done = self._settle(self._submit(page, form.action, typed))
        if done.is_error or _Html(done).form("password"):
            raise SignInError(" ".join(_Html(done).words))
        return done

    def _submit(self, page: httpx.Response, action: str, fields: dict[str, str]) -> httpx.Response:
        return self.http.post(urljoin(str(page.url), action), data=fields)

    def _settle(self, page: httpx.Response) -> httpx.Response:
        for _ in range(_MOST_PAGES):
            if page.is_redirect:
                page = self.http.get(urljoin(str(page.url), page.headers["location"]))
                continue
            form = _Html(page).form("SAMLRequest", "SAMLResponse") if _is_page(page) else None
            if form is None:
                return page
            page = self._submit(page, form.action, form.fields)
        raise SignInError(f"{page.url} leads to more than {_MOST_PAGES} pages")


def _is_page(response: httpx.Response) -> bool:
    return "text/html" in response.headers.get("content-type", "")
