"""`make bench`: measures everything in one run and prints one table."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvloop

from deploy.local import install
from deploy.local.plan import for_test
from deploy.local.postgres import running_postgres
from deploy.local.system import System
from tests.load import costs, parts, portal
from tests.load.table import Line, rendered, step


def main() -> None:
    """Runs all parts or the given ones: `database`, `system`, `portal`; `costs` prints the table of docs/scale.md."""
    wanted = sys.argv[1:] or ["database", "system", "portal"]
    # Exits normally on SIGTERM, so that the bench stops what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
        if "database" in wanted:
            lines += _database(Path(folder) / "postgres")
        if "costs" in wanted:
            with _running(Path(folder) / "system") as system:
                print(costs.measure(system))
            return
        if "system" in wanted or "portal" in wanted:
            lines += _system(Path(folder) / "system", wanted)
    print(rendered(lines))
    missed = sum(not line.is_met for line in lines)
    print(f"\n{missed} goals missed" if missed else "\nall goals met")


def _database(folder: Path) -> list[Line]:
    """The measurements that need only a database."""
    with running_postgres(folder) as postgres:
        return [*uvloop.run(parts.reads(postgres)), *parts.baskets(postgres)]


def _system(folder: Path, wanted: list[str]) -> list[Line]:
    """The measurements that need the whole system; the portal's come last because they enter tasks without events."""
    install.debian_packages(install.DEBIAN_PACKAGES)
    with _running(folder) as system:
        lines = uvloop.run(_measured(system)) if "system" in wanted else []
        return lines + (portal.measure(system) if "portal" in wanted else [])


async def _measured(system: System) -> list[Line]:
    async with parts.visitor(system) as who:
        lines = await parts.gateway(system, who)
        lines += await parts.bus(system)
        return lines + await parts.files(system, who)


@contextmanager
def _running(folder: Path) -> Iterator[System]:
    """The system of `make run` on free ports, without the year of tasks; its database waits for the disk."""
    system = System(replace(for_test(folder), durable=True, year=None), owner=os.getpid())
    try:
        with step("starting the system"):
            system.up()
        yield system
    finally:
        system.stop()


if __name__ == "__main__":
    main()
