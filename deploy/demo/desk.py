"""A person who uses the public API: every call goes through the gateway, in the person's own session."""

from __future__ import annotations

import mimetypes
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from deploy.demo.cast import Person
from deploy.local.plan import Plan
from gateway.browser import Browser

Json = dict[str, Any]
_PIECE = 256 * 1024


@dataclass(frozen=True)
class Addresses:
    """The addresses of a system, and what only a local run has: the mail page, the clock file, one password."""

    gateway: str
    mail: str
    clock_file: Path
    password: str

    @classmethod
    def of(cls, plan: Plan, password: str) -> Addresses:
        """The addresses of a system that runs by this plan."""
        return cls(plan.url("gateway"), plan.url("mail"), plan.folder / "clock", password)


class CallError(Exception):
    """The API refused a call. `problem` is the RFC 9457 document."""

    def __init__(self, status: int, problem: Json) -> None:
        super().__init__(f"{status} {problem.get('reason', '')}: {problem.get('detail', problem)}")
        self.status = status
        self.problem = problem

    @property
    def reason(self) -> str:
        """The reason in capitals, such as `TASK_NOT_FOUND`."""
        return str(self.problem.get("reason", ""))

    @property
    def fields(self) -> dict[str, str]:
        """The description of what is wrong, by field."""
        return {error["field"]: error["description"] for error in self.problem.get("errors", [])}


class Desk:
    """One person, signed in. `Desk.open` makes one."""

    def __init__(self, person: Person, browser: Browser, gateway: str) -> None:
        self.person = person
        self.browser = browser
        self.gateway = gateway
        self._csrf_token = ""

    @classmethod
    def open(cls, addresses: Addresses, person: Person, language: str) -> Desk:
        """Signs the person in through single sign-on. SignInError if that fails."""
        browser = Browser(language)
        hint = "" if person.identity_provider == "province" else person.identity_provider
        page = browser.open(sign_in_url(addresses.gateway, hint))
        browser.log_in(page, person.username, addresses.password)
        desk = cls(person, browser, addresses.gateway)
        desk._csrf_token = desk.get("auth/session").get("csrfToken", "")
        return desk

    def get(self, path: str, **query: object) -> Json:
        """Reads a resource or a page of a list. CallError if the API refuses."""
        given = {key: value for key, value in query.items() if value not in (None, "")}
        return self._answer(self.browser.http.get(self._url(path), params=given))  # type: ignore[arg-type]

    def all(self, path: str, key: str, **query: object) -> Iterator[Json]:
        """All items of a list, page after page."""
        token = ""
        while True:
            page = self.get(path, pageSize=200, pageToken=token, **query)
            yield from page.get(key, [])
            token = page.get("nextPageToken", "")
            if not token:
                return

    def post(self, path: str, body: Json | None = None) -> Json:
        """Creates something or takes a step; the key makes a retry of the same call take effect only once."""
        headers = self.writing() | {"Idempotency-Key": str(uuid.uuid4())}
        return self._answer(self.browser.http.post(self._url(path), json=body or {}, headers=headers))

    def patch(self, path: str, body: Json, etag: str = "") -> Json:
        """Changes the given fields; refused if the etag is given and stale."""
        headers = self.writing() | ({"If-Match": f'"{etag}"'} if etag else {})
        return self._answer(self.browser.http.patch(self._url(path), json=body, headers=headers))

    def upload(self, path: Path, content_type: str = "") -> Json:
        """Uploads a file piece by piece."""
        kind = content_type or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        headers = self.writing() | {"Content-Type": kind, "Idempotency-Key": str(uuid.uuid4())}
        url = self._url("v1/files:upload")
        with path.open("rb") as file:
            pieces = iter(lambda: file.read(_PIECE), b"")
            sent = self.browser.http.post(
                url, params={"displayName": path.name}, content=pieces, headers=headers
            )
        return self._answer(sent)

    def download(self, path: str, **query: object) -> bytes:
        """The bytes of a file or an export."""
        response = self.browser.http.get(self._url(path), params=query)  # type: ignore[arg-type]
        if response.is_error:
            self._answer(response)
        return response.content

    def leave(self) -> None:
        """Signs out of dondoc and of the single sign-on."""
        headers = self.writing() | {"Accept": "application/json"}
        answer = self._answer(self.browser.http.post(self._url("auth/logout"), headers=headers))
        self.browser.open(answer["logoutUrl"])

    def _url(self, path: str) -> str:
        return f"{self.gateway}/{path}"

    def writing(self) -> dict[str, str]:
        """The headers that every change carries."""
        return {"X-CSRF-Token": self._csrf_token}

    def _answer(self, response: httpx.Response) -> Json:
        try:
            content: Json = response.json() if response.content else {}
        except ValueError:
            content = {"detail": response.text[:500]}
        if response.is_error or response.is_redirect:
            raise CallError(response.status_code, content)
        return content


def sign_in_url(gateway: str, provider: str = "") -> str:
    """The address where sign-in starts; `provider` sends the browser straight to an agency's own sign-on."""
    return f"{gateway}/auth/login" + (f"?idp={provider}" if provider else "")


def day_of(text: str) -> date | None:
    """The day of a field of the API; None if it is empty."""
    return date.fromisoformat(text) if text else None
