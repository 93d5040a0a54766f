"""A browser for tests: cookies, redirects, Keycloak's forms and the SAML pages that submit themselves."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(Form(values.get("action", "")))
        if tag == "input" and self.forms and "name" in values:
            self.forms[-1].fields[values["name"]] = values.get("value", "")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.text.append(data.strip())


@dataclass(frozen=True)
class SignIn:
    """The end of a sign-in: at the gateway with a code, or on a page with a text."""

    status: int
    text: str
    code: str = ""
    verifier: str = ""


class Browser:
    """Signs in at the province realm with the request that the gateway would send."""

    def __init__(self, issuer: str, client_id: str, redirect_uri: str, language: str = "vi") -> None:
        self.issuer = issuer
        self.client_id = client_id
        self.redirect_uri = redirect_uri
        # Keycloak marks its cookies Secure even on plain http; a real browser treats 127.0.0.1 as secure.
        self.http = httpx.Client(
            headers={"Accept-Language": language},
            event_hooks={"response": [self._plain]},
            timeout=60,
            verify=False,
        )

    def _plain(self, response: httpx.Response) -> None:
        for cookie in response.cookies.jar:
            cookie.secure = False
        for cookie in self.http.cookies.jar:
            cookie.secure = False

    def open(self, **parameters: str) -> tuple[httpx.Response, str]:
        """Starts a code flow with PKCE and returns the page and the verifier."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": "openid",
            "state": "s",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        given = {key: value for key, value in (query | parameters).items() if value}
        url = f"{self.issuer}/protocol/openid-connect/auth"
        return self._follow(self.http.get(url, params=given)), verifier

    def sign_in(self, username: str, password: str, provider: str = "") -> SignIn:
        """Types a name and a password, at the province realm or at an agency's provider."""
        page, verifier = self.open(**({"kc_idp_hint": provider} if provider else {}))
        for _ in range(6):
            form = self._form(page)
            if form is None:
                break
            typed = {"username": username, "password": password} if "password" in form.fields else {}
            if typed and form.fields.get("username"):
                break
            page = self._follow(self.http.post(urljoin(str(page.url), form.action), data=form.fields | typed))
        return self._ended(page, verifier)

    def _ended(self, page: httpx.Response, verifier: str) -> SignIn:
        parsed = _Page()
        parsed.feed(page.text)
        location = page.headers.get("location", "")
        code = parse_qs(urlsplit(location).query).get("code", [""])[0]
        return SignIn(page.status_code, " ".join(parsed.text), code, verifier)

    def _form(self, page: httpx.Response) -> Form | None:
        if page.status_code != 200:
            return None
        parsed = _Page()
        parsed.feed(page.text)
        known = [
            each for each in parsed.forms if {"password", "SAMLRequest", "SAMLResponse"} & each.fields.keys()
        ]
        return known[0] if known else None

    def _follow(self, response: httpx.Response) -> httpx.Response:
        while response.is_redirect and not response.headers["location"].startswith(self.redirect_uri):
            response = self.http.get(urljoin(str(response.url), response.headers["location"]))
        return response
