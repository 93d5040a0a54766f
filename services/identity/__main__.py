"""The processes of the identity service."""

from __future__ import annotations

import sys
from collections.abc import Callable
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
        case ["seed" | "provision" | "republish", *folder] if len(folder) < 2:
            _command(arguments[0], folder)
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


def _command(verb: str, folder: list[str]) -> None:
    from keycloak.exceptions import KeycloakError

    from services.identity.provisioning import ProvisioningError

    try:
        _commands()[verb](folder)
    except (ProvisioningError, KeycloakError, OSError) as error:
        sys.exit(f"identity {verb}: {error}")


def _commands() -> dict[str, Callable[[list[str]], None]]:
    from services.identity import jobs
    from services.identity.config import IdentitySettings, ProvisioningSettings

    def seed(folder: list[str]) -> None:
        settings = _started(IdentitySettings)
        added = jobs.seed(settings, Path(*folder) if folder else settings.province_folder)
        print(f"{added.units} units, {added.people} people and {added.positions} positions were new")

    def provision(folder: list[str]) -> None:
        settings = _started(ProvisioningSettings)
        outcome = jobs.provision(settings, Path(*folder) if folder else settings.province_folder)
        print(*outcome.changes, f"{len(outcome.changes)} changes", sep="\n")

    def republish(_: list[str]) -> None:
        print(f"{jobs.republish(_started(IdentitySettings))} events")

    return {"seed": seed, "provision": provision, "republish": republish}


def _started(kind: type[S]) -> S:
    from shared import clock, logs

    settings = load(kind)
    logs.configure("identity", settings.log_level)
    clock.configure(settings.clock_file)
    return settings


if __name__ == "__main__":
    main(sys.argv[1:])
