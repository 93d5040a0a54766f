"""`python -m deploy.local up|stop|status|logs|migrate|clean|install`: runs a local system from the command line."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from deploy.local import install, keycloak
from deploy.local.obstacle import Obstacle, from_os_error
from deploy.local.plan import from_environment
from deploy.local.report import status_table, welcome
from deploy.local.system import System


def main() -> int:
    """Runs one command; if it fails for a reason that a person can mend, prints one line and returns 1."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "up": _up,
        "stop": _stop,
        "status": _status,
        "logs": _logs,
        "migrate": _migrate,
        "clean": _clean,
        "install": _install,
    }
    parser = argparse.ArgumentParser(prog="python -m deploy.local")
    parser.add_argument("command", choices=commands)
    parser.add_argument("name", nargs="?", help="show the log of this process")
    parser.add_argument("--tests", action="store_true", help="also install what only tests need")
    options = parser.parse_args()
    try:
        return commands[options.command](options)
    except Obstacle as obstacle:
        print(f"dondoc: {obstacle}", file=sys.stderr)
    except OSError as error:
        print(f"dondoc: {from_os_error(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\ndondoc: interrupted; the next start continues from here.", file=sys.stderr)
    return 1


def _system() -> System:
    return System(from_environment(), lambda line: print(f"  {line}", flush=True))


def _up(_: argparse.Namespace) -> int:
    system = _system()
    print("Starting dondoc (the first start installs what is missing and takes a few minutes)", flush=True)
    system.up()
    print(welcome(system.plan, system.wiring.secrets.password("demo")))
    return 0


def _stop(_: argparse.Namespace) -> int:
    print("Stopped." if _system().stop() else "Nothing was running.")
    return 0


def _status(_: argparse.Namespace) -> int:
    states = _system().states()
    print(status_table(states) if states else "Stopped.")
    return 0 if states and all(state.running for state in states) else 1


def _logs(options: argparse.Namespace) -> int:
    folder = from_environment().folder / "logs"
    wanted = folder / f"{options.name}.log" if options.name else None
    logs = [wanted] if wanted else sorted(folder.glob("*.log"))
    missing = next((log for log in logs if not log.exists()), folder if not logs else None)
    if missing is not None:
        raise Obstacle(f"No log {missing}: `make status` shows the names.")
    os.execvp("tail", ["tail", "-n", "50", "-F", *map(str, logs)])  # noqa: S606


def _migrate(_: argparse.Namespace) -> int:
    _system().migrate()
    return 0


def _clean(_: argparse.Namespace) -> int:
    system = _system()
    system.clean()
    print(f"Removed {_short(system.plan.folder)}.")
    return 0


def _install(options: argparse.Namespace) -> int:
    """Fetches everything that a first start would fetch, so that a start or a test need not."""
    install.debian_packages(install.DEBIAN_PACKAGES | (install.DEBIAN_TEST_PACKAGES if options.tests else {}))
    keycloak.archive_classes(install.keycloak(keycloak.BUILD_OPTIONS))
    if options.tests:
        install.helm()
    return 0


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


if __name__ == "__main__":
    sys.exit(main())
