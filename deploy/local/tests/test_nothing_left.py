"""However a supervisor or another owner of a program ends, nothing of the program is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local import leftovers
from deploy.local.obstacle import Obstacle
from deploy.local.plan import ROOT
from deploy.local.ports import accepts, free_port
from deploy.local.tests import small_system

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
    found = psutil.process_iter(["cmdline", "environ"])
    return [each.pid for each in found if each.pid != os.getpid() and names(each, text)]


def names(process: psutil.Process, text: str) -> bool:
    words = [*(process.info["cmdline"] or ()), *(process.info["environ"] or {}).values()]
    return any(text in word for word in words)


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


class Small:
    """A system of a few programs, started by a process of its own, as `make run` starts one."""

    def __init__(self, folder: Path, phase: str) -> None:
        self.system = small_system.SmallSystem(folder)
        command = [sys.executable, "-m", small_system.__name__, str(folder), phase]
        self.starter = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert self.starter.stdout is not None
        assert self.starter.stdout.readline() == f"{phase}\n".encode()

    @property
    def processes(self) -> list[psutil.Process]:
        """Every process that it started, `make run` aside."""
        return leftovers.processes_of(self.system.plan.folder)

    def end(self, victim: str) -> None:
        """Crashes the supervisor, the guard around it, or `make run`."""
        supervisor = self.system.supervisor.pid()
        os.kill(
            {
                "supervisor": supervisor,
                "guard": psutil.Process(supervisor).ppid(),
                "make run": self.starter.pid,
            }[victim],
            signal.SIGKILL,
        )


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[str], Small]]:
    started: list[Small] = []

    def start(phase: str) -> Small:
        started.append(Small(tmp_path / "data", phase))
        return started[-1]

    yield start
    for each in started:
        each.starter.kill()
        each.starter.communicate()
        each.system.stop()


@pytest.mark.parametrize("victim", ["supervisor", "guard"])
@pytest.mark.parametrize("phase", ["start", "seed", "run"])
def test_nothing_outlives_a_supervisor_however_it_dies(
    small: Callable[[str], Small], phase: str, victim: str
) -> None:
    system = small(phase)
    system.end(victim)
    assert eventually(lambda: not system.processes, 20)


def test_a_seed_does_not_outlive_the_start_that_runs_it(small: Callable[[str], Small]) -> None:
    system = small("seed")
    system.end("make run")
    assert eventually(lambda: not system.system.named(small_system.SEEDS), 20)
    assert system.system.supervisor.answers(), "the next start continues from here"


def test_a_stop_ends_what_a_supervisor_left_behind(tmp_path: Path) -> None:
    environment = os.environ | leftovers.mark(tmp_path)
    left = subprocess.Popen(["sh", "-c", "trap '' TERM; while :; do sleep 1; done"], env=environment)
    stranger = subprocess.Popen(["sleep", "600"], env=os.environ | leftovers.mark(tmp_path / "other"))
    try:
        said: list[str] = []
        assert small_system.SmallSystem(tmp_path, said.append).stop()
        assert left.wait(5) == -signal.SIGKILL
        assert "left over" in said[0]
        assert stranger.poll() is None
        assert not small_system.SmallSystem(tmp_path).stop()
    finally:
        stranger.kill()
        left.kill()


@pytest.mark.parametrize(
    ("own", "text"), [(True, "left over from an earlier start"), (False, "Another program uses port")]
)
def test_a_port_that_a_process_of_ours_still_uses_says_so(tmp_path: Path, own: bool, text: str) -> None:
    port = free_port()
    environment = os.environ | (leftovers.mark(tmp_path) if own else {})
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            assert eventually(lambda: accepts(port), 10)
            with pytest.raises(Obstacle, match=text) as refused:
                small_system.SmallSystem(tmp_path, mail=port).up()
            assert ("make stop" in str(refused.value) and str(server.pid) in str(refused.value)) == own
        finally:
            server.kill()
