"""A program as data, and a running one that cannot outlive this process."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.logs import RotatingLog
from deploy.local.obstacle import Obstacle

_GUARD = Path(__file__).with_name("guard.py")
_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME", "JAVA_HOME")


@dataclass(frozen=True)
class Program:
    """Everything a supervisor must know to run one process.

    `user` is the account to run as (needs root); `guarded` programs fork or detach, so they run below
    `guard.py`; `stop_seconds` is the time that the program gets to finish after `stop_signal`.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    user: str | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = 20
    guarded: bool = False

    def bound(self) -> tuple[str, ...]:
        """The command line of a program that ends with the process that starts it, however that process ends."""
        if self.guarded:
            return self._below_guard("--with-parent")
        # SIGTERM would not end a process that hangs.
        return ("setpriv", "--pdeathsig", "KILL", "--", *self.argv)

    def owned_by(self, *owners: int) -> tuple[str, ...]:
        """The command line of a program that ends with any of these processes, and leaves no descendant behind."""
        return self._below_guard(*(word for owner in owners for word in ("--owner", str(owner))))

    def _below_guard(self, *options: str) -> tuple[str, ...]:
        guard = [sys.executable, "-I", "-S", str(_GUARD), "--stop-signal", self.stop_signal]
        guard += ["--grace", str(self.stop_seconds)]
        guard += ["--user", self.user] if self.user else []
        return (*guard, *options, "--", *self.argv)

    def environment(self) -> dict[str, str]:
        """The environment of the process: the program's own variables and the few that every program needs."""
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        return kept | dict(self.env)


class Running:
    """A started program; it ends with this process, however this process ends."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._guard = subprocess.Popen(
                program.owned_by(os.getpid()),
                env=program.environment(),
                cwd=program.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether the program still runs."""
        return self._guard.poll() is None

    @property
    def pid(self) -> int:
        """The process id of the program itself, not of its guard; 0 if it has ended."""
        return first_child(self._guard.pid)

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Waits until `ready()`; Obstacle with the log's last line if the program ends or the time is up."""
        last_moment = time.monotonic() + seconds
        while not ready():
            if not self.alive or time.monotonic() > last_moment:
                raise Obstacle(f"{self.program.name} did not start: {last_line(self.log)} (log: {self.log}).")
            time.sleep(0.05)

    def stop(self) -> None:
        """Signals the program to finish, gives it `stop_seconds`, then kills it."""
        if self.alive:
            self._guard.terminate()
        try:
            self._guard.wait(self.program.stop_seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Ends the program and its children at once, as a crash would (SIGKILL)."""
        if pid := self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._guard.wait(30)


def run(program: Program, environment: Mapping[str, str], log: Path, *owners: int) -> int:
    """Runs a program to its end, with its output in a log of bounded size; returns its exit code.

    Stops the program as soon as this process or any owner ends.
    """
    with (
        RotatingLog(log) as output,
        subprocess.Popen(
            program.owned_by(os.getpid(), *owners),
            env=environment,
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as guard,
    ):
        assert guard.stdout is not None
        while written := os.read(guard.stdout.fileno(), 65536):
            output.write(written)
    return guard.returncode


def first_child(pid: int) -> int:
    """The process that a guard runs; 0 if there is none."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    return int(children[0]) if children else 0


def last_line(log: Path) -> str:
    """The last line of a log file that is not blank."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return "no log"
    return next((line.strip() for line in reversed(lines) if line.strip()), "no output")
