"""`python -m gateway serve | migrate`."""

import sys

from gateway.config import GatewaySettings
from shared.config import load


def main(arguments: list[str]) -> None:
    """Runs one of the gateway's processes."""
    match arguments:
        case ["serve"]:
            from gateway import process

            process.serve(load(GatewaySettings))
        case ["migrate"]:
            from gateway import process

            process.migrate(load(GatewaySettings))
        case _:
            sys.exit("python -m gateway serve | migrate")


if __name__ == "__main__":
    main(sys.argv[1:])
