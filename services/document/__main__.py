"""The processes of the document service: serve, relay, consume, work, migrate, parked; and evaluate, seed."""

import sys

if sys.argv[1:2] == ["consume"]:
    # nameko's workers are green: everything imported from here on must be patched.
    import eventlet

    eventlet.monkey_patch()

from pathlib import Path

from services.document.config import DocumentSettings
from shared import process
from shared.config import load

MIGRATIONS = Path(__file__).with_name("migrations")


def main(arguments: list[str]) -> None:
    """Runs one of the processes. Each branch imports only what it needs: eventlet never meets grpc."""
    verb, *rest = arguments or [""]
    if verb == "work":
        from services.document.jobs import app, settings

        process.work(settings, "document", app)
        return
    if verb == "evaluate":
        from services.document import evaluation

        evaluation.main(rest)
        return
    settings = load(DocumentSettings)
    if verb == "serve":
        from services.document import rpc

        rpc.serve(settings)
    elif verb == "relay":
        process.relay(settings, "document")
    elif verb in ("consume", "migrate"):
        from services.document.events import SUBSCRIPTIONS

        if verb == "consume":
            process.consume(settings, "document", SUBSCRIPTIONS)
        else:
            process.migrate(settings, MIGRATIONS, SUBSCRIPTIONS)
            prepare_storage(settings)
    elif verb in process.EVENT_COMMANDS:
        process.mend_events(settings, "document", arguments)
    elif verb == "seed":
        from services.document import seed

        seed.run(settings, Path(*rest) if rest else seed.PROVINCE)
    else:
        sys.exit(
            "python -m services.document serve | relay | consume | work | migrate | parked … | held"
            " | republish NAME|SINCE | restored EPOCH | compare | differing | seed [FOLDER] | evaluate SAMPLES OUT"
        )


def prepare_storage(settings: DocumentSettings) -> None:
    """Marks the storage before its first file. Once there are files, a storage without its mark is away."""
    from services.document import tables
    from services.document.storage import prepare
    from shared.db import Database

    with Database(settings.database_url.get_secret_value()).transaction() as session:
        if not tables.keeps_files(session):
            prepare(settings.storage_url)


if __name__ == "__main__":
    main(sys.argv[1:])
