"""`python -m gateway check FILE`: takes one task through an installed system by its public API.

The issuer signs in and issues a task; the receiver, of the lead unit, signs in and finds the notification; the
statistics count the task; then the issuer cancels it, and the statistics no longer count it. FILE is YAML: `issuer`
and `receiver`, each with `username` and `password`, and `lead`, the receiver's unit (`units/{unit}`).
"""

import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from gateway.browser import Browser, SignInError
from shared import clock, yamls

Json = dict[str, Any]
PATIENCE = 120
"""Seconds within which the effects of events must show."""


class CheckError(Exception):
    """What did not happen, in words for the operator."""


class Session:
    """One person, signed in."""

    def __init__(self, origin: str, username: str, password: str) -> None:
        self._origin = origin
        self._browser = Browser("en")
        self._browser.log_in(self._browser.open(f"{origin}/auth/login"), username, password)
        self._token = self.get("auth/session")["csrfToken"]

    def get(self, path: str, **query: str | int) -> Json:
        """Reads; raises CheckError if the API refuses."""
        return _answer(self._browser.http.get(f"{self._origin}/{path}", params=query))

    def post(self, path: str, body: Json | None = None) -> Json:
        """Creates a resource or takes a step; raises CheckError if the API refuses."""
        headers = {"X-CSRF-Token": self._token, "Idempotency-Key": str(uuid.uuid4())}
        return _answer(self._browser.http.post(f"{self._origin}/{path}", json=body or {}, headers=headers))

    def pages(self, path: str, key: str, **query: str) -> Iterator[Json]:
        """Every item of a list."""
        token = ""
        while True:
            page = self.get(path, pageSize=200, pageToken=token, **query)
            yield from page.get(key, [])
            if not (token := page.get("nextPageToken", "")):
                return


def _answer(response: httpx.Response) -> Json:
    if response.is_error:
        raise CheckError(
            f"{response.request.method} {response.url} → {response.status_code} {response.text[:500]}"
        )
    content: Json = response.json()
    return content


def run(origin: str, plan: Json, say: Callable[[str], None] = print) -> None:
    """Runs the whole check; raises CheckError or SignInError, which say what failed."""
    issuer, receiver = (Session(origin, **plan[who]) for who in ("issuer", "receiver"))
    say("signed in")
    task = _issued(issuer, plan["lead"])
    say(f"issued {task}")
    try:
        _eventually("the lead unit is notified", lambda: task in _notified(receiver))
        say("notified")
        _eventually("the table counts the task", lambda: task in _counted(issuer, plan["lead"]))
        say("counted")
    finally:
        # A task of a check must not stay in the province's figures.
        issuer.post(f"v1/{task}:cancel", {"reason": "Kiểm tra hệ thống"})
    _eventually("the table no longer counts it", lambda: task not in _counted(issuer, plan["lead"]))
    say("cancelled, and no longer counted")


def _issued(issuer: Session, lead: str) -> str:
    due = clock.today() + timedelta(days=30)
    # Any leader will do: the task is cancelled at once.
    leaders = issuer.get("v1/candidates", purpose="ASSIGNER")["candidates"]
    body = {
        "title": f"Kiểm tra hệ thống {uuid.uuid4()}",
        "output": "Không cần sản phẩm",
        "lead": lead,
        "assigner": leaders[0]["person"],
        "due": {"kind": "FIXED", "date": due.isoformat()},
    }
    name = str(issuer.post("v1/tasks", body)["name"])
    issuer.post(f"v1/{name}:propose")
    issuer.post(f"v1/{name}:issue")
    return name


def _notified(receiver: Session) -> set[str]:
    newest = receiver.get("v1/notifications", pageSize=200).get("notifications", [])
    return {each["subject"] for each in newest if each["kind"] == "TASK_ISSUED"}


def _counted(issuer: Session, lead: str) -> set[str]:
    rows = issuer.pages("v1/statistics/tasks", "tasks", agency=lead)
    return {each["task"] for each in rows if each.get("class") == "OPEN_IN_TIME"}


def _eventually(what: str, holds: Callable[[], bool]) -> None:
    last_moment = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > last_moment:
            raise CheckError(f"not within {PATIENCE} s: {what}")
        time.sleep(0.5)


def main(origin: str, file: str) -> None:
    """Checks the system at an origin; exits with 1 and the reason if something is wrong."""
    try:
        run(origin.rstrip("/"), yamls.read(Path(file)))
    except (CheckError, SignInError, httpx.HTTPError) as error:
        sys.exit(f"check: {error}")
