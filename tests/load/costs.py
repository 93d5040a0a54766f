"""The processor time that one request or command costs each process: the figures of docs/scale.md.

`python -m tests.load costs` prints them in milliseconds of a core, without the time that idle processes use.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta

import psutil

from deploy.demo.cast import Cast
from deploy.demo.desk import Desk
from deploy.local.plan import PROCESSES
from deploy.local.system import System
from shared import clock
from tests.chaos import recount
from tests.load.parts import addresses
from tests.load.table import step

COUNT = 300
COURSES = 30
AGENCY = "so-y-te"
_PARTS = ("postgres", "rabbitmq")
Work = Callable[[], int]
"""Sends requests and returns their number."""


def measure(system: System) -> str:
    """The table as text: a row for each kind of request, a column for each process that uses any time."""
    recount.wait_until_quiet(system, seconds=600)
    idle = _idle(system)
    works = _works(system)
    rows = {"an idle second": {name: used * 1000 for name, used in idle.items()}}
    for name, work in works.items():
        with step(name):
            work()
            rows[name] = _cost(system, work, idle)
    return _rendered(rows)


def _works(system: System) -> Mapping[str, Work]:
    cast, there = Cast(), addresses(system)
    chief = Desk.open(there, cast.first("OFFICE_CHIEF", "van-phong"), "vi")
    clerk = Desk.open(there, cast.first("AGENCY_CLERK", AGENCY), "vi")
    names = [_course(chief, clerk, "issue") for _ in range(60)]

    def reading(desk: Desk, path: str, **query: object) -> Work:
        def work() -> int:
            for _ in range(COUNT):
                desk.get(path, **query)
            return COUNT

        return work

    def commands() -> int:
        for _ in range(COURSES):
            _course(chief, clerk, "confirm")
        recount.wait_until_quiet(system)
        return COURSES * len(_STEPS)

    return {
        "a task": reading(chief, f"v1/{names[0]}"),
        "a page of 50 tasks": reading(chief, "v1/tasks", pageSize=50),
        "a basket's counters": reading(clerk, "v1/baskets/all"),
        "the official table": reading(chief, "v1/statistics"),
        "a page of notifications": reading(clerk, "v1/notifications", pageSize=50),
        "a command, with its event and the handlers": commands,
    }


_STEPS = ("create", "propose", "issue", "accept", "urge", "reportProgress", "submit", "confirm")


def _course(chief: Desk, clerk: Desk, last: str) -> str:
    """Takes a new task up to a step and returns its name."""
    day = (clock.today() + timedelta(days=60)).isoformat()
    body = {"title": "Rà soát các dự án", "output": "Báo cáo", "lead": f"units/{AGENCY}"}
    body["assigner"] = "people/doan-the-khai"
    name = str(chief.post("v1/tasks", body | {"due": {"kind": "FIXED", "date": day}})["name"])
    contents: dict[str, dict[str, object]] = {
        "urge": {"message": "Khẩn trương."},
        "reportProgress": {"progress": {"percent": 40, "text": "Đang thực hiện."}},
        "submit": {"submission": {"text": "Đã hoàn thành.", "documentNumber": "1/BC"}},
    }
    for verb in _STEPS[1 : _STEPS.index(last) + 1]:
        desk = clerk if verb in ("accept", "reportProgress", "submit") else chief
        desk.post(f"v1/{name}:{verb}", contents.get(verb, {}))
    return name


def _used(system: System) -> dict[str, float]:
    """The seconds of a core that each process and its children have used."""
    processes = [f"{service}-{verb}" for service, verbs in PROCESSES.items() for verb in verbs]
    return {name: _seconds(psutil.Process(system.pid(name))) for name in (*processes, *_PARTS)}


def _seconds(process: psutil.Process) -> float:
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        times = each.cpu_times()
        total += times.user + times.system
    own = process.cpu_times()
    return total + float(own.children_user + own.children_system)


def _idle(system: System) -> dict[str, float]:
    """The seconds of a core that each process uses in an idle second."""
    with step("idle"):
        before, began = _used(system), time.monotonic()
        time.sleep(30)
        after, seconds = _used(system), time.monotonic() - began
    return {name: (after[name] - before[name]) / seconds for name in before}


def _cost(system: System, work: Work, idle: Mapping[str, float]) -> dict[str, float]:
    before, began = _used(system), time.monotonic()
    count = work()
    seconds, after = time.monotonic() - began, _used(system)
    return {
        name: max(0.0, after[name] - before[name] - idle[name] * seconds) / count * 1000 for name in before
    }


def _rendered(rows: Mapping[str, Mapping[str, float]]) -> str:
    shown = [name for name in next(iter(rows.values())) if any(row[name] >= 0.05 for row in rows.values())]
    lines = [f"| ms of a core for | {' | '.join(shown)} | all |", "|---|" + "---:|" * (len(shown) + 1)]
    for what, row in rows.items():
        cells = [f"{row[name]:.1f}" for name in shown]
        lines.append(f"| {what} | {' | '.join(cells)} | {sum(row.values()):.1f} |")
    return "\n".join(lines)
