"""`python -m gateway serve | migrate | check FILE`."""

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
        case ["check", file]:
            from gateway import check

            check.main(load(GatewaySettings).origin, file)
        case _:
            sys.exit("python -m gateway serve | migrate | check FILE")


if __name__ == "__main__":
    main(sys.argv[1:])
