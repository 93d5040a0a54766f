"""The processes of the task service: serve, relay, consume, work, migrate, parked, seed."""

import sys

if sys.argv[1:2] == ["consume"]:
    # nameko's workers are green threads: everything imported from here on must be patched.
    import eventlet

    eventlet.monkey_patch()

from pathlib import Path

from services.task.config import TaskSettings
from shared import process
from shared.config import load

MIGRATIONS = Path(__file__).with_name("migrations")


def main(arguments: list[str]) -> None:
    """Runs one of the processes. Each branch imports only what it needs: eventlet never meets grpc."""
    verb, *rest = arguments or [""]
    if verb == "work":
        from services.task.jobs import app, settings

        process.work(settings, "task", app)
        return
    settings = load(TaskSettings)
    if verb == "serve":
        from services.task import rpc

        rpc.serve(settings)
    elif verb == "relay":
        process.relay(settings, "task")
    elif verb in ("consume", "migrate"):
        from services.task.events import SUBSCRIPTIONS

        if verb == "consume":
            process.consume(settings, "task", SUBSCRIPTIONS)
        else:
            process.migrate(settings, MIGRATIONS, SUBSCRIPTIONS)
    elif verb in process.EVENT_COMMANDS:
        process.mend_events(settings, "task", arguments)
    elif verb == "seed":
        from services.task import seed

        seed.run(settings, Path(*rest) if rest else seed.PROVINCE)
    else:
        sys.exit(
            "python -m services.task serve | relay | consume | work | migrate | parked … | held"
            " | republish NAME|SINCE | restored EPOCH | compare | differing | seed [FOLDER]"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
