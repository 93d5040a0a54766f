"""However the process that started a program ends, nothing of the program is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local.plan import ROOT

pytestmark = pytest.mark.processes
OWNER = """
import sys, time
from pathlib import Path
from deploy.local.postgres import running_postgres
from deploy.local.rabbitmq import running_rabbitmq

folder = Path(sys.argv[1])
with running_postgres(folder), running_rabbitmq(folder):
    print("up", flush=True)
    time.sleep(600)
"""
# A program that detaches a child, as Erlang's epmd does, and ignores the signals that ask it to end.
STUBBORN = """
trap '' TERM INT
setsid sh -c "trap '' TERM INT; echo $1; while :; do sleep 1; done" &
while :; do sleep 1; done
"""
GUARD = ROOT / "deploy" / "local" / "guard.py"


def processes_naming(text: str) -> list[int]:
    """The ids of all other processes with the text in their command line or environment."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            content = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if text.encode() in content and entry.name != str(os.getpid()):
            found.append(int(entry.name))
    return found


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    last_moment = time.monotonic() + seconds
    while time.monotonic() < last_moment:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_servers_end_with_the_process_that_started_them(tmp_path: Path, end: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"up\n"
    assert len(processes_naming(str(tmp_path))) > 2
    owner.send_signal(end)
    owner.communicate()
    assert eventually(lambda: not processes_naming(str(tmp_path)), 30)


def test_detached_children_and_programs_that_ignore_signals_end_too(tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    owner = subprocess.Popen(["sleep", "600"])
    guard = subprocess.Popen(
        [
            sys.executable,
            str(GUARD),
            "--owner",
            str(owner.pid),
            "--grace",
            "1",
            "--",
            "sh",
            "-c",
            STUBBORN,
            "sh",
            mark,
        ]
    )
    assert eventually(lambda: len(processes_naming(mark)) >= 3, 10)
    owner.kill()
    owner.wait()
    guard.wait(20)
    assert not processes_naming(mark)


def test_the_guard_passes_on_the_stop_signal_and_the_exit_code() -> None:
    program = "trap 'exit 7' INT; echo ready; while :; do sleep 0.1; done"
    guard = subprocess.Popen(
        [sys.executable, str(GUARD), "--stop-signal", "INT", "--", "sh", "-c", program],
        stdout=subprocess.PIPE,
    )
    assert guard.stdout is not None
    guard.stdout.readline()
    guard.terminate()
    guard.communicate()
    assert guard.returncode == 7


def test_the_guard_reports_a_program_that_does_not_exist() -> None:
    guard = subprocess.run(
        [sys.executable, str(GUARD), "--", "no-such-program"], capture_output=True, text=True, check=False
    )
    assert guard.returncode == 127
    assert guard.stderr == "no-such-program: No such file or directory\n"
