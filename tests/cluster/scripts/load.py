"""Sends mixed reads and commands at a steady rate until the file /tmp/stop exists: ORIGIN FILE RATE once|retry.

The commands take tasks through their whole course. With `once` every answer but a success counts as failed; with
`retry` a request that gets a retryable answer is repeated (with the same Idempotency-Key) until it succeeds, and each
such answer is counted by its status. The last line is the outcome as JSON.
"""

import json
import queue
import socket
import sys
import threading
import time
import uuid
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml

from gateway.browser import Browser, SignInError

Json = dict[str, Any]
origin, file, rate, mode = sys.argv[1:]
plan = yaml.safe_load(Path(file).read_text())
STOP = Path("/tmp/stop")
RETRYABLE = (502, 503, 504)
PATIENCE = 180
WORKERS = 12
outcomes: Counter[str] = Counter()
failed: list[str] = []
courses: list[Json] = []
slowest = 0.0
permits: queue.Queue[int] = queue.Queue(maxsize=40)
lock = threading.Lock()
# A real load balancer knows the gateway's address and does not look it up for every connection.
socket.getaddrinfo = cache(socket.getaddrinfo)


class Person:
    """A person with a session that several workers share."""

    def __init__(self, who: str) -> None:
        self.browser = Browser("en")
        self.browser.log_in(self.browser.open(f"{origin}/auth/login"), **plan[who])
        cookies = dict(self.browser.http.cookies)
        self.token = self.browser.http.get(f"{origin}/auth/session").json()["csrfToken"]
        self.cookies = cookies

    def client(self) -> httpx.Client:
        """A client for one worker."""
        return httpx.Client(base_url=origin, cookies=self.cookies, timeout=30)


def signed_in(who: str) -> Person:
    last_moment = time.monotonic() + PATIENCE
    while True:
        try:
            return Person(who)
        except (SignInError, httpx.HTTPError, KeyError):
            if time.monotonic() > last_moment:
                raise
            time.sleep(1)


class Worker(threading.Thread):
    """Sends one request for each permit."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.issuer, self.receiver = people[0].client(), people[1].client()

    def run(self) -> None:
        try:
            while True:
                self._course()
        except StopIteration:
            pass

    def send(self, client: httpx.Client, person: Person, method: str, path: str, body: object = None) -> Json:
        """Sends one request; a repeated command has the same key. StopIteration if the load is over."""
        global slowest
        if not permits_left():
            raise StopIteration
        headers = (
            {"Idempotency-Key": str(uuid.uuid4()), "X-CSRF-Token": person.token} if method == "POST" else {}
        )
        last_moment = time.monotonic() + PATIENCE
        while True:
            began = time.monotonic()
            try:
                answer = client.request(method, path, json=body, headers=headers)
                status, text = answer.status_code, answer.text
            except httpx.TransportError as error:
                status, text = 0, repr(error)
            with lock:
                slowest = max(slowest, time.monotonic() - began)
                outcomes["answered" if 200 <= status < 300 else f"status {status}"] += 1
            if 200 <= status < 300:
                found: Json = answer.json()
                return found
            retryable = status in (0, *RETRYABLE)
            if mode == "once" or not retryable or time.monotonic() > last_moment:
                with lock:
                    failed.append(f"{time.strftime('%X')} {method} {path} {status} {text[:300]}")
                raise LookupError(path)
            time.sleep(0.3)

    def _course(self) -> None:
        """Takes a task from its creation to its confirmation, with reads in between."""
        due = date.today() + timedelta(days=60)
        body = {
            "title": f"Nhiệm vụ {uuid.uuid4()}",
            "output": "Báo cáo",
            "lead": plan["lead"],
            "assigner": leaders[0]["person"],
        }
        course: Json = {"name": "", "steps": []}
        try:
            task = self._issuer(
                "POST", "v1/tasks", body | {"due": {"kind": "FIXED", "date": due.isoformat()}}
            )
            name = course["name"] = task["name"]
            with lock:
                courses.append(course)
            steps = [
                (self._issuer, "propose", {}),
                (self._issuer, "issue", {}),
                (self._receiver, "accept", {}),
                (self._issuer, "urge", {"message": "Khẩn trương."}),
                (self._receiver, "reportProgress", {"progress": {"percent": 40, "text": "Đang thực hiện."}}),
                (
                    self._receiver,
                    "submit",
                    {"submission": {"text": "Đã hoàn thành.", "documentNumber": "1/BC"}},
                ),
                (self._issuer, "confirm", {}),
            ]
            for send, verb, content in steps:
                send("POST", f"v1/{name}:{verb}", content)
                course["steps"].append(verb)
                send("GET", f"v1/{name}")
                self._issuer("GET", "v1/baskets/all")
                self._receiver("GET", "v1/notifications?pageSize=20")
                self._issuer("GET", "v1/statistics")
        except LookupError:
            pass

    def _issuer(self, method: str, path: str, body: object = None) -> Json:
        return self.send(self.issuer, people[0], method, path, body)

    def _receiver(self, method: str, path: str, body: object = None) -> Json:
        return self.send(self.receiver, people[1], method, path, body)


def permits_left() -> bool:
    try:
        return permits.get(timeout=30) == 1
    except queue.Empty:
        return False


people = [signed_in("issuer"), signed_in("receiver")]
leaders = people[0].client().get("v1/candidates", params={"purpose": "ASSIGNER"}).json()["candidates"]
workers = [Worker() for _ in range(WORKERS)]
for worker in workers:
    worker.start()
print("loading", flush=True)
began, given = time.monotonic(), 0
while not STOP.exists():
    given += 1
    permits.put(1)
    time.sleep(max(0.0, began + given / float(rate) - time.monotonic()))
for _ in workers:
    permits.put(0)
for worker in workers:
    worker.join(PATIENCE)
print(
    json.dumps(
        {
            "seconds": round(time.monotonic() - began),
            "outcomes": dict(outcomes),
            "slowest": round(slowest, 2),
            "failed": failed,
            "courses": courses,
        }
    )
)
