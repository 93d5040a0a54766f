"""The processes of the reporting service: serve | consume | migrate | parked | held | restored | rebuild."""

import sys

if sys.argv[1:2] == ["consume"]:
    import eventlet

    eventlet.monkey_patch()

from pathlib import Path

from services.reporting.config import ReportingSettings
from shared.config import load

MIGRATIONS = Path(__file__).with_name("migrations")


def main(arguments: list[str]) -> None:
    """Runs one process."""
    settings = load(ReportingSettings)
    match arguments:
        case ["serve"]:
            from services.reporting.rpc import serve

            serve(settings)
        case ["consume"]:
            from services.reporting.events import SUBSCRIPTIONS
            from shared import process

            process.consume(settings, "reporting", SUBSCRIPTIONS)
        case ["migrate"]:
            from services.reporting.events import SUBSCRIPTIONS
            from shared import process

            process.migrate(settings, MIGRATIONS, SUBSCRIPTIONS)
        case ["parked" | "held" | "restored" | "differing", *_]:
            from shared import process

            process.mend_events(settings, "reporting", arguments)
        case ["rebuild"]:
            rebuild(settings)
        case _:
            sys.exit("serve | consume | migrate | parked … | held | restored EPOCH | differing | rebuild")


def rebuild(settings: ReportingSettings) -> None:
    """Makes the projections anew and prints for each whether it is the same as before."""
    from services.reporting.events import decode
    from services.reporting.usecases import projecting
    from shared.db import Database

    database = Database(settings.database_url.get_secret_value())
    with database.transaction() as session:
        for one in projecting.rebuild(session, decode):
            print(f"{one.table}: {one.rows} rows, {'as before' if one.same else 'not as before'}")


if __name__ == "__main__":
    main(sys.argv[1:])
