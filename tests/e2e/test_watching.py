"""New work without reloading: a change by one person arrives in the browsers of those concerned and no others."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from threading import Thread

import httpx

from deploy.demo.desk import Desk, Json
from tests.e2e.conftest import SPECIALIST, Enter

CHIEF = "huynh-tan-thanh"

PATIENCE = 60


class Watcher:
    """A browser's EventSource: the changes that arrive, and whether the stream has ended."""

    def __init__(self, desk: Desk) -> None:
        self._changes: Queue[Json | None] = Queue()
        cookies = dict(desk.browser.http.cookies.items())
        self._client = httpx.Client(cookies=cookies, timeout=httpx.Timeout(PATIENCE), trust_env=False)
        self._request = self._client.build_request("GET", f"{desk.gateway}/v1/tasks:watch")
        self._response = self._client.send(self._request, stream=True)
        assert self._response.headers["content-type"].startswith("text/event-stream")
        Thread(target=self._read, daemon=True).start()

    def sees(self, name: str, seconds: float = PATIENCE) -> bool:
        """Whether a change of the task arrives in time."""
        with suppress(Empty):
            while (change := self._changes.get(timeout=seconds)) is not None:
                if change["name"] == name:
                    return True
        return False

    def ended(self) -> bool:
        """Whether the stream ends in time."""
        with suppress(Empty):
            while self._changes.get(timeout=PATIENCE) is not None:
                pass
            return True
        return False

    def close(self) -> None:
        """Disconnects."""
        self._response.close()
        self._client.close()

    def _read(self) -> None:
        with suppress(httpx.HTTPError, httpx.StreamError):
            for line in self._response.iter_lines():
                if line.startswith("data: "):
                    self._changes.put(json.loads(line.removeprefix("data: ")))
        self._changes.put(None)


@contextmanager
def watching(desk: Desk) -> Iterator[Watcher]:
    watcher = Watcher(desk)
    try:
        yield watcher
    finally:
        watcher.close()


def issue(desk: Desk, chief: Desk, lead: str) -> str:
    draft = {"title": "Báo cáo nhanh", "lead": lead, "output": "Báo cáo", "due": {"kind": "NONE"}}
    draft["assigner"] = "people/doan-the-khai"
    name = str(desk.post("v1/tasks", draft)["name"])
    desk.post(f"v1/{name}:propose")
    chief.post(f"v1/{name}:issue")
    return name


def test_a_change_reaches_the_people_concerned_at_once_and_nobody_else(enter: Enter) -> None:
    office, clerk, other = enter(SPECIALIST), enter("so-y-te:clerk"), enter("so-tu-phap:clerk")
    with watching(office) as at_office, watching(clerk) as at_clerk, watching(other) as at_other:
        name = issue(office, enter(CHIEF), "units/so-y-te")
        assert at_clerk.sees(name)
        clerk.post(f"v1/{name}:accept")
        assert at_office.sees(name)
        assert not at_other.sees(name, seconds=3)


def test_the_stream_ends_when_the_person_signs_out(sign_in: Enter) -> None:
    clerk = sign_in("so-y-te:clerk")
    with watching(clerk) as watcher:
        clerk.leave()
        assert watcher.ended()
