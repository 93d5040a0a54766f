"""The whole of dondoc on one machine: starts its parts in order, watches them and stops them."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import psutil

from deploy.local import install, leftovers
from deploy.local.obstacle import Obstacle
from deploy.local.plan import PROVINCE, SERVICES, Plan, Process, for_test, port_variable
from deploy.local.ports import accepts, is_taken
from deploy.local.program import Program, first_child, last_line, run
from deploy.local.settings import Wiring
from deploy.local.supervisor import State, Supervisor

T = TypeVar("T")
Say = Callable[[str], None]
_SPACE_NEEDED = 2 * 1024**3
_READY_SECONDS = 300
_TOO_MANY_STARTS = 4


@dataclass(frozen=True)
class Part:
    """A program that others need, with what to do before its start (`prepare`) and once it is ready (`settle`)."""

    title: str
    program: Program
    ready: Callable[[], bool]
    prepare: Callable[[], None] = lambda: None
    settle: Callable[[], None] = lambda: None


class System:
    """One local system, running or not. With an `owner` (a process id) it ends when that process does."""

    def __init__(self, plan: Plan, say: Say = lambda _: None, owner: int | None = None) -> None:
        self.plan = plan
        self._say = say
        self._owner = owner
        self._given_up = threading.Event()
        self._logs = plan.folder / "logs"
        self.supervisor = Supervisor(plan.folder / "run", self._logs)

    def up(self) -> None:
        """Starts everything that does not run yet; an Obstacle says what prevents it.

        Every step may be interrupted at any moment; the next call finishes it.
        """
        with self._alone():
            wiring = self._prepare()
            self._start_supervisor()
            self._start_parts(wiring)
            wiring.create_databases()
            self._migrate(wiring)
            self._run(wiring.command(Process("identity", "seed")), "the province's units and people")
            self._run(wiring.command(Process("identity", "provision")), "single sign-on")
            self._start_processes(wiring)
            if self.plan.year:
                self._seed(wiring, self.plan.year)

    def _prepare(self) -> Wiring:
        """Checks and prepares all that the first program needs."""
        self.plan.folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.plan.folder).free
        if free < _SPACE_NEEDED:
            raise Obstacle(
                f"Only {free // 1024**2} MiB are free below {self.plan.folder}: make room for 2 GiB,"
                " or set DONDOC_DATA to a folder on another disk."
            )
        if not self.supervisor.answers():
            self._refuse_taken_ports()
        elif not self.supervisor.is_configured(self._groups(self.wiring)):
            raise Obstacle(
                "dondoc runs with other settings or an older version: run `make stop`, then try again."
            )
        install.debian_packages(install.DEBIAN_PACKAGES)
        wiring = Wiring(self.plan)
        wiring.hand_out_secrets()
        return wiring

    def _refuse_taken_ports(self) -> None:
        for name, port in self.plan.ports.items():
            if is_taken(port):
                raise Obstacle(self._who_uses(port, name))

    def _who_uses(self, port: int, name: str) -> str:
        pid = leftovers.listener(port)
        folder = leftovers.folder_of(pid) if pid is not None else None
        if folder == self.plan.folder:
            return f"A process that is left over from an earlier start ({pid}) uses port {port}: run `make stop`."
        other = f"dondoc in {folder} (process {pid})" if folder is not None else "Another program"
        return (
            f"{other} uses port {port} ({name}): end that program, or choose another port"
            f" with {port_variable(name)} (or a whole range with DONDOC_PORT_BASE)."
        )

    def _start_supervisor(self) -> None:
        if self.supervisor.answers():
            return
        self.supervisor.configure(self._groups(self.wiring))
        program = self.supervisor.program()
        log = self._logs / "supervisord.out"
        owners = [self._owner] if self._owner is not None else []
        # Only what it prints before it opens its own log, which it rotates.
        with log.open("wb") as output:
            started = subprocess.Popen(
                program.owned_by(*owners),
                env=self._environment(program),
                cwd=program.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait(self.supervisor.answers, 20, lambda: started.poll() is not None, "The supervisor", log)

    def _groups(self, wiring: Wiring) -> dict[str, Sequence[Program]]:
        parts = [part.program for part in self._parts(wiring)]
        return {"parts": parts, "dondoc": [wiring.program(process) for process in self.plan.processes()]}

    def _parts(self, wiring: Wiring) -> list[Part]:
        cluster, node, keycloak = wiring.cluster, wiring.node, wiring.keycloak
        return [
            Part("PostgreSQL", cluster.program(), cluster.ready, cluster.prepare),
            Part("RabbitMQ", node.program(), node.ready, node.prepare, node.settle),
            Part("Keycloak", keycloak.program(), keycloak.ready, keycloak.prepare, keycloak.settle),
            Part("mail sink", wiring.mail_sink(), lambda: accepts(self.plan.ports["mail"])),
        ]

    def _start_parts(self, wiring: Wiring) -> None:
        """Starts the programs that are not ours, all at once."""
        running = {state.name for state in self.supervisor.states() if state.running}

        def start(part: Part) -> None:
            if part.program.name not in running:
                part.prepare()
            self.supervisor.start("parts", part.program.name)
            self._wait_for(part.title, part.program.name, part.ready)
            part.settle()

        self._all_at_once(start, self._parts(wiring), at_most=4)

    def _migrate(self, wiring: Wiring) -> None:
        def migrate(service: str) -> None:
            self._run(wiring.command(Process(service, "migrate")), f"database of {service}")

        self._all_at_once(migrate, [*SERVICES, "gateway"], at_most=os.cpu_count() or 1)

    def _seed(self, wiring: Wiring, year: Path) -> None:
        titles = {"document": "a year of directives", "task": "a year of tasks"}

        def seed(service: str) -> None:
            self._run(wiring.command(Process(service, "seed"), str(year)), titles[service])

        self._all_at_once(seed, list(titles), at_most=len(titles))

    def _run(self, program: Program, title: str) -> None:
        """Runs a command that ends with this process and with the supervisor."""
        began = time.monotonic()
        log = self._logs / f"{program.name}.log"
        if run(program, self._environment(program), log, self._pid_of_supervisor()) != 0:
            self._pid_of_supervisor()
            raise Obstacle(f"`{' '.join(program.argv[1:])}` failed: {last_line(log)} (log: {log}).")
        self._say(f"{title}: done ({time.monotonic() - began:.1f} s)")

    def _environment(self, program: Program) -> dict[str, str]:
        return program.environment() | leftovers.mark(self.plan.folder)

    def _pid_of_supervisor(self) -> int:
        try:
            return self.supervisor.pid()
        except OSError:
            raise Obstacle(f"The supervisor has ended (log: {self._logs / 'supervisord.log'}).") from None

    def _start_processes(self, wiring: Wiring) -> None:
        for process in self.plan.processes():
            self.supervisor.start("dondoc", process.name)
        self._wait_for_processes(wiring)

    def _wait_for_processes(self, wiring: Wiring) -> None:
        wanted = self.plan.processes()

        def wait(process: Process) -> None:
            address = wiring.environment(process)["DONDOC_OPS_LISTEN"]
            self._wait_for(process.name, process.name, lambda: _reports_ready(address))

        self._all_at_once(wait, wanted, at_most=len(wanted))

    def _wait_for(self, title: str, name: str, ready: Callable[[], bool]) -> None:
        began = time.monotonic()
        starts: set[int] = set()

        def hopeless() -> bool:
            self._pid_of_supervisor()
            state = next(state for state in self.supervisor.states() if state.name == name)
            starts.add(state.started)
            return len(starts) > _TOO_MANY_STARTS

        self._wait(ready, _READY_SECONDS, hopeless, title, self._logs / f"{name}.log")
        self._say(f"{title}: ready ({time.monotonic() - began:.1f} s)")

    def _wait(
        self, ready: Callable[[], bool], seconds: float, hopeless: Callable[[], bool], title: str, log: Path
    ) -> None:
        last_moment = time.monotonic() + seconds
        pause = 0.1
        while not ready():
            if self._given_up.is_set() or hopeless() or time.monotonic() > last_moment:
                raise Obstacle(f"{title} did not start: {last_line(log)} (log: {log}).")
            # Checking all of them ten times a second would slow down their start.
            time.sleep(pause)
            pause = min(1.0, pause * 1.3)

    def _all_at_once(self, work: Callable[[T], None], items: Sequence[T], at_most: int) -> None:
        """Works on the items in parallel; once one fails, or Ctrl-C is pressed, the others stop waiting."""
        with ThreadPoolExecutor(at_most) as pool:
            try:
                for done in as_completed([pool.submit(work, item) for item in items]):
                    done.result()
            except BaseException:
                self._given_up.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def migrate(self) -> None:
        """Brings the databases of a running system to the newest version; Obstacle if it is stopped."""
        if not self.supervisor.answers():
            raise Obstacle("Nothing is running: `make run` brings the databases up to date by itself.")
        self._migrate(self.wiring)

    def stop(self) -> bool:
        """Stops everything, our processes first, each with time to finish; returns False if nothing ran.

        Processes of a supervisor that is gone end too.
        """
        with self._alone():
            running = self.supervisor.answers()
            if running:
                pid = self.supervisor.pid()
                self.supervisor.shut_down()
                while _is_alive(pid):
                    time.sleep(0.1)
            left = leftovers.end(self.plan.folder)
            if left:
                self._say(f"{len(left)} processes were left over from a supervisor that is gone: ended")
            return running or bool(left)

    def clean(self) -> None:
        """Stops everything and removes the data folder."""
        self.stop()
        shutil.rmtree(self.plan.folder)

    def states(self) -> list[State]:
        """The state of every program; empty if the system is stopped."""
        return self.supervisor.states() if self.supervisor.answers() else []

    @property
    def wiring(self) -> Wiring:
        """The addresses and secrets of the system's parts."""
        return Wiring(self.plan)

    def pid(self, name: str) -> int:
        """The process id of a program itself, even if it runs below a guard; 0 if it does not run."""
        pid = next(state.pid for state in self.supervisor.states() if state.name == name)
        guarded = any(part.program.name == name and part.program.guarded for part in self._parts(self.wiring))
        return first_child(pid) if guarded and pid else pid

    def kill(self, name: str) -> None:
        """Crashes a program (SIGKILL); the supervisor restarts it."""
        pid = self.pid(name)
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def restart(self, name: str) -> None:
        """Stops a program, with time to finish, and starts it again; does not wait until it is ready."""
        group = "dondoc" if name in {process.name for process in self.plan.processes()} else "parts"
        self.supervisor.stop(group, name)
        self.supervisor.start(group, name)

    def wait_until_ready(self) -> None:
        """Waits until every part and every process reports that it is ready."""
        for part in self._parts(self.wiring):
            self._wait_for(part.title, part.program.name, part.ready)
        self._wait_for_processes(self.wiring)

    def run(self, service: str, *words: str) -> str:
        """Runs a command of a service (`"task", "parked", "list"`); returns its output, Obstacle if it fails."""
        program = self.wiring.command(Process(service, words[0]))
        done = subprocess.run(
            replace(program, argv=(*program.argv, *words[1:])).owned_by(os.getpid()),
            env=self._environment(program),
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            lines = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()
            raise Obstacle(f"`{service} {' '.join(words)}` failed: {lines[-1]}")
        return done.stdout

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Holds a lock on the folder: two starts at once would both make the same folders."""
        self.plan.folder.mkdir(parents=True, exist_ok=True)
        with (self.plan.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Obstacle(
                    f"Another start or stop of {self.plan.folder} is under way: wait until it ends."
                ) from None
            yield


def _reports_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/readyz", timeout=3) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


@contextmanager
def running_system(
    folder: Path,
    replicas: int = 1,
    extra: Mapping[str, str] | None = None,
    *,
    year: Path | None = PROVINCE,
) -> Iterator[System]:
    """The whole of dondoc on free ports with its data in `folder`, started as `make run` starts it.

    It is gone at the end, or with this process. `extra` holds settings for every process, without their prefix.
    Without a `year` no task is entered.
    """
    system = System(replace(for_test(folder, replicas, extra), year=year), owner=os.getpid())
    try:
        system.up()
        yield system
    finally:
        system.stop()
