"""People who work through the gateway while faults happen, and repeat each command until it is acknowledged."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

import httpx

from deploy.demo.cast import Person
from deploy.demo.desk import Addresses, Desk, Json
from services.document.tests import files
from services.document.tests.service import DOCX
from tests.chaos.office import CAST

PATIENCE = 600
"""Seconds after which a command that is still not acknowledged counts as a bug."""
LONGEST_CALL = 40
"""Seconds that a person waits for an answer: longer than any deadline of the gateway."""
AGENCY = "so-y-te"
_TRANSIENT = (502, 503, 504)
_START = ("DRAFT", "PROPOSE", "ISSUE", "ACCEPT")
_WHOLE = (*_START, "URGE", "REPORT_PROGRESS", "SUBMIT", "CONFIRM")
SHAPES = {
    "plain": _WHOLE,
    "with a file": _WHOLE,
    "periodic": (*_START, *("SUBMIT", "CLOSE_PERIOD") * 3),
}
"""The courses of tasks, by the verbs of their steps. A periodic task stays open."""


class GaveUpError(Exception):
    """A person stopped repeating a command before it was acknowledged: it may have taken effect or not."""


class WrongAnswerError(Exception):
    """An answer that no fault excuses."""


@dataclass
class Course:
    """One task: the steps that were acknowledged in order, and the one that was given up, if any."""

    shape: str
    uid: str = field(default_factory=lambda: str(uuid.uuid4()))
    acknowledged: list[str] = field(default_factory=list)
    given_up: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    """The content of the files that were acknowledged, by name."""

    @property
    def name(self) -> str:
        """The task's resource name."""
        return f"tasks/{self.uid}"


class Colleague:
    """One person with a session of the gateway. `outcomes` counts the answers other than success."""

    def __init__(self, addresses: Addresses, person: Person) -> None:
        self._addresses = addresses
        self._person = person
        self._desk = Desk.open(addresses, person, "vi")
        self._signing_in = threading.Lock()
        self.outcomes: Counter[str] = Counter()
        self.longest = 0.0

    def post(self, path: str, body: Json, gives_up: Callable[[], bool] = lambda: False, **query: str) -> Json:
        """Repeats a command under one key until it is acknowledged."""
        key = {"Idempotency-Key": str(uuid.uuid4())}

        def call(desk: Desk) -> httpx.Response:
            headers = desk.writing() | key
            url = f"{desk.gateway}/{path}"
            return desk.browser.http.post(url, params=query, json=body, headers=headers, timeout=LONGEST_CALL)

        answer: Json = self._until_answered(call, gives_up).json()
        return answer

    def upload(self, name: str, content: bytes) -> str:
        """Uploads a document; returns its resource name."""
        key = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": DOCX}

        def call(desk: Desk) -> httpx.Response:
            url = f"{desk.gateway}/v1/files:upload"
            headers = desk.writing() | key
            return desk.browser.http.post(
                url, params={"displayName": name}, content=content, headers=headers, timeout=LONGEST_CALL
            )

        return str(self._until_answered(call).json()["name"])

    def get(self, path: str) -> httpx.Response:
        """Reads until it is answered."""
        return self._until_answered(
            lambda desk: desk.browser.http.get(f"{desk.gateway}/{path}", timeout=LONGEST_CALL)
        )

    def _until_answered(
        self, call: Callable[[Desk], httpx.Response], gives_up: Callable[[], bool] = lambda: False
    ) -> httpx.Response:
        last_moment = time.monotonic() + PATIENCE
        while True:
            desk, began = self._desk, time.monotonic()
            try:
                answer = call(desk)
            except httpx.TransportError as error:
                outcome = type(error).__name__
            else:
                self.longest = max(self.longest, time.monotonic() - began)
                if answer.is_success:
                    return answer
                outcome = str(answer.status_code)
                if answer.status_code == 401:
                    self._sign_in_again(desk)
                elif answer.status_code not in _TRANSIENT:
                    raise WrongAnswerError(f"{answer.request.url}: {outcome} {answer.text[:300]}")
            self.outcomes[outcome] += 1
            if gives_up():
                raise GaveUpError
            if time.monotonic() > last_moment:
                raise WrongAnswerError(f"not acknowledged within {PATIENCE} s: {outcome}")
            time.sleep(0.3)

    def _sign_in_again(self, old: Desk) -> None:
        with self._signing_in:
            if self._desk is old:
                try:
                    self._desk = Desk.open(self._addresses, self._person, "vi")
                # Any part may be away: the caller tries again.
                except Exception as error:
                    self.outcomes[f"sign-in: {type(error).__name__}"] += 1


class Crew:
    """The chief of the Office and an agency's clerk, who play courses until `stop` is set."""

    def __init__(self, addresses: Addresses, seed: int) -> None:
        self.chief = Colleague(addresses, CAST.first("OFFICE_CHIEF", "van-phong"))
        self.clerk = Colleague(addresses, CAST.first("AGENCY_CLERK", AGENCY))
        self.stop = threading.Event()
        self.courses: list[Course] = []
        self.wrong: list[str] = []
        self._seed = seed

    def play(self, number: int) -> None:
        """Plays one course after the other."""
        chance = random.Random(f"{self._seed} person {number}")
        while not self.stop.is_set():
            course = Course(chance.choice(list(SHAPES)))
            self.courses.append(course)
            try:
                for verb in SHAPES[course.shape]:
                    self.take(course, verb, lambda: chance.random() < 0.15)
                    if self.stop.wait(chance.uniform(0, 1.5)):
                        break
            except GaveUpError:
                continue
            except Exception as error:
                course.given_up = course.given_up or "?"
                self.wrong.append(f"{course.name}: {type(error).__name__}: {error}")

    def read(self) -> None:
        """Looks at lists and numbers, as people do all day."""
        paths = ("v1/tasks?pageSize=20", "v1/baskets/all", "v1/notifications", "v1/statistics")
        while not self.stop.wait(1):
            for path in paths:
                try:
                    self.chief.get(f"{path}{'?periodStartDate=2000-01-01' if 'statistics' in path else ''}")
                except Exception as error:
                    self.wrong.append(f"{path}: {type(error).__name__}: {error}")

    def take(self, course: Course, verb: str, gives_up: Callable[[], bool] = lambda: False) -> None:
        """Takes one step and records it once it is acknowledged."""
        by = self.clerk if verb in ("ACCEPT", "REPORT_PROGRESS", "SUBMIT") else self.chief
        at = partial(by.post, gives_up=gives_up)
        course.given_up = verb
        match verb:
            case "DRAFT":
                at("v1/tasks", _task(course), taskId=course.uid)
            case "URGE":
                at(f"v1/{course.name}:urge", {"message": "Khẩn trương."})
            case "REPORT_PROGRESS":
                progress = {"percent": 40, "text": "Đang thực hiện."}
                at(f"v1/{course.name}:reportProgress", {"progress": progress})
            case "SUBMIT":
                at(f"v1/{course.name}:submit", {"submission": self._submission(course)})
            case "CONFIRM" | "CLOSE_PERIOD":
                at(f"v1/{course.name}:confirm", {})
            case _:
                at(f"v1/{course.name}:{verb.lower()}", {})
        course.acknowledged.append(verb)
        course.given_up = ""

    def _submission(self, course: Course) -> Json:
        submission: Json = {"text": "Đã hoàn thành.", "documentNumber": "1/BC"}
        if course.shape != "with a file":
            return submission
        content = files.word_file((f"Báo cáo {course.uid}",))
        name = self.clerk.upload(f"{course.uid}.docx", content)
        course.files[name] = content
        return submission | {"files": [name]}


def _task(course: Course) -> Json:
    due: Json = {"kind": "FIXED", "date": (date.today() + timedelta(days=90)).isoformat()}
    if course.shape == "periodic":
        due |= {"kind": "PERIODIC", "recurrence": "WEEKLY"}
    return {"title": f"Nhiệm vụ {course.uid}", "output": "Báo cáo", "lead": f"units/{AGENCY}", "due": due} | {
        "assigner": "people/doan-the-khai"
    }
