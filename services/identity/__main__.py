"""The processes of the identity service."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from shared.config import Settings, load

S = TypeVar("S", bound=Settings)

FOLDER = Path(__file__).parent
USAGE = (
    "serve | relay | migrate | seed [FOLDER] | provision [FOLDER] | republish [NAME|SINCE] | restored EPOCH | "
    "compare | secret NAME"
)


def main(arguments: list[str]) -> None:
    """Runs one process or command."""
    match arguments:
        case ["serve"]:
            from services.identity import rpc
            from services.identity.config import IdentitySettings

            rpc.serve(load(IdentitySettings))
        case ["relay" | "migrate"]:
            _process(arguments[0])
        case ["republish" | "restored", _] | ["compare"]:
            from services.identity.config import IdentitySettings
            from shared import process

            process.mend_events(load(IdentitySettings), "identity", arguments)
        case ["seed", *folder] if len(folder) < 2:
            _seed(folder)
        case ["provision", *folder] if len(folder) < 2:
            _provision(folder)
        case ["republish"]:
            _republish()
        case ["secret", name]:
            from services.identity import jobs
            from services.identity.config import ProvisioningSettings

            print(jobs.secret_of(load(ProvisioningSettings), name))
        case _:
            sys.exit(f"python -m services.identity {USAGE}")


def _process(verb: str) -> None:
    from services.identity.config import IdentitySettings
    from shared import process

    settings = load(IdentitySettings)
    if verb == "relay":
        process.relay(settings, "identity")
    else:
        process.migrate(settings, FOLDER / "migrations")


def _seed(folder: list[str]) -> None:
    from services.identity.config import IdentitySettings

    settings = _started(IdentitySettings)
    from services.identity import jobs

    with _in_one_line("seed"):
        added = jobs.seed(settings, Path(*folder) if folder else settings.province_folder)
    print(f"{added.units} units, {added.people} people and {added.positions} positions were new")


def _provision(folder: list[str]) -> None:
    from services.identity.config import ProvisioningSettings

    # A wrong setting is reported before the libraries of the work are read, which takes a second.
    settings = _started(ProvisioningSettings)
    from keycloak.exceptions import KeycloakError

    from services.identity import jobs
    from services.identity.provisioning import ProvisioningError

    with _in_one_line("provision", (OSError, ProvisioningError, KeycloakError)):
        outcome = jobs.provision(settings, Path(*folder) if folder else settings.province_folder)
    print(*outcome.changes, f"{len(outcome.changes)} changes", sep="\n")


def _republish() -> None:
    from services.identity.config import IdentitySettings

    settings = _started(IdentitySettings)
    from services.identity import jobs

    with _in_one_line("republish"):
        print(f"{jobs.republish(settings)} events")


@contextmanager
def _in_one_line(command: str, expected: tuple[type[Exception], ...] = (OSError,)) -> Iterator[None]:
    """Ends the process with one line for an expected error, such as an absent file."""
    try:
        yield
    except expected as error:
        sys.exit(f"identity {command}: {error}")


def _started(kind: type[S]) -> S:
    from shared import clock, logs

    settings = load(kind)
    logs.configure("identity", settings.log_level)
    clock.configure(settings.clock_file)
    return settings


if __name__ == "__main__":
    main(sys.argv[1:])
