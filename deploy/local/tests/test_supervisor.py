"""The supervisor restarts programs that die, and no program outlives it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.program import Program, Running
from deploy.local.supervisor import State, Supervisor

pytestmark = pytest.mark.processes

PROGRAMS = [
    Program("plain", ("sleep", "600")),
    Program("guarded", ("sh", "-c", "sleep 600 & sleep 600"), guarded=True),
    Program("percent", ("sh", "-c", 'echo "$MARK" "%s"; sleep 600'), env={"MARK": "100 % of, it"}),
]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    found = Supervisor(tmp_path / "run", tmp_path / "logs")
    found.configure({"all": PROGRAMS})
    running = Running(found.program(), tmp_path / "out")
    try:
        running.wait_until(found.answers, 20)
        for program in PROGRAMS:
            found.start("all", program.name)
        eventually(lambda: all(state.running for state in found.states()))
        yield found
    finally:
        running.stop()


def eventually(holds: Callable[[], bool]) -> None:
    last_moment = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < last_moment
        time.sleep(0.1)


def state(supervisor: Supervisor, name: str) -> State:
    return next(state for state in supervisor.states() if state.name == name)


def alive(pid: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()[:1] not in ("", "Z")


@pytest.mark.parametrize("name", ["plain", "guarded"])
def test_a_killed_program_is_restarted(supervisor: Supervisor, name: str) -> None:
    killed = state(supervisor, name).pid
    os.kill(killed, signal.SIGKILL)

    def is_restarted() -> bool:
        now = state(supervisor, name)
        return now.running and now.pid != killed

    eventually(is_restarted)


def test_a_stopped_program_stays_stopped_and_starts_on_request(supervisor: Supervisor) -> None:
    supervisor.stop("all", "plain")
    assert state(supervisor, "plain").text == "stopped"
    supervisor.stop("all", "plain")
    supervisor.start("all", "plain")
    eventually(lambda: state(supervisor, "plain").running)


def test_nothing_outlives_a_killed_supervisor(supervisor: Supervisor) -> None:
    pids = [state.pid for state in supervisor.states()]
    os.kill(supervisor.pid(), signal.SIGKILL)
    eventually(lambda: not any(alive(pid) for pid in pids))


def test_arguments_and_variables_arrive_unchanged(supervisor: Supervisor, tmp_path: Path) -> None:
    eventually(lambda: (tmp_path / "logs" / "percent.log").read_text() == "100 % of, it %s\n")
