"""A local system of a few programs without databases: `python -m … folder phase` starts it and stays in that phase."""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread

import psutil

from deploy.local import leftovers
from deploy.local.plan import for_test
from deploy.local.program import Program
from deploy.local.settings import Wiring
from deploy.local.system import Say, System

HANGS = "this-one-hangs"
SEEDS = "this-one-seeds"


def _hanging(name: str) -> str:
    return f"trap '' TERM INT HUP; while :; do sleep 1; : {name}; done"


# Like Erlang's epmd, the second detaches a child.
_PROGRAMS = (
    Program("hangs", ("sh", "-c", _hanging(HANGS)), stop_seconds=2),
    Program(
        "detaches", ("sh", "-c", f'setsid sh -c "$0" & {_hanging(HANGS)}', _hanging(HANGS)), guarded=True
    ),
)
_SEED = Program("seed", ("sh", "-c", _hanging(SEEDS)), stop_seconds=2)


class SmallSystem(System):
    """A system whose processes hang: they ignore every signal but SIGKILL."""

    def __init__(self, folder: Path, say: Say = lambda _: None, **ports: int) -> None:
        plan = for_test(folder)
        super().__init__(replace(plan, ports={**plan.ports, **ports}), say)

    def _groups(self, wiring: Wiring) -> dict[str, Sequence[Program]]:
        return {"all": [replace(program, stop_seconds=2) for program in _PROGRAMS]}

    def reach(self, phase: str) -> None:
        """Starts it, prints the phase once it is reached, and stays in it; after the start, it returns."""
        with self._alone():
            self._start_supervisor()
            for program in _PROGRAMS:
                self.supervisor.start("all", program.name)
            self._wait_until_there_are(3, HANGS)
            if phase == "seed":
                Thread(target=self._run, args=(_SEED, "seed"), daemon=True).start()
                self._wait_until_there_are(1, SEEDS)
            print(phase, flush=True)
            time.sleep(0 if phase == "run" else 600)

    def _wait_until_there_are(self, count: int, name: str) -> None:
        while len(self.named(name)) < count:
            time.sleep(0.05)

    def named(self, name: str) -> list[int]:
        """The processes with the name in their command line."""
        return [each.pid for each in leftovers.processes_of(self.plan.folder) if has(each, name)]


def has(process: psutil.Process, name: str) -> bool:
    """Whether the process still runs and has the name in its command line."""
    try:
        return any(name in word for word in process.cmdline())
    except psutil.Error:
        return False


if __name__ == "__main__":
    SmallSystem(Path(sys.argv[1])).reach(sys.argv[2])
