"""The processes of the notification service: serve, relay, consume, work, migrate, parked; and resend, refused."""

import sys

if sys.argv[1:2] == ["consume"]:
    import eventlet

    eventlet.monkey_patch()

from pathlib import Path

from services.notification.config import NotificationSettings
from shared import process
from shared.config import load

NAME = "notification"
MIGRATIONS = Path(__file__).with_name("migrations")


def main(arguments: list[str]) -> None:
    """Runs one process until SIGTERM, or one command to its end. gRPC and eventlet never meet in one process."""
    settings = load(NotificationSettings)
    match arguments:
        case ["serve"]:
            from services.notification import rpc

            rpc.serve(settings)
        case ["relay"]:
            process.relay(settings, NAME)
        case ["consume"]:
            from services.notification.events import SUBSCRIPTIONS

            process.consume(settings, NAME, SUBSCRIPTIONS)
        case ["work"]:
            from services.notification import jobs

            process.work(settings, NAME, jobs.application(settings))
        case ["migrate"]:
            from services.notification.events import SUBSCRIPTIONS

            process.migrate(settings, MIGRATIONS, SUBSCRIPTIONS)
        case ["resend", *one] if len(one) <= 1:
            from services.notification import jobs

            jobs.resend(settings, one[0] if one else None)
        case ["refused"]:
            from services.notification import jobs

            jobs.print_refused(settings)
        case [verb, *_] if verb in process.EVENT_COMMANDS:
            process.mend_events(settings, NAME, arguments)
        case _:
            sys.exit(
                "python -m services.notification serve | relay | consume | work | migrate | parked … | held"
                " | republish NAME|SINCE | restored EPOCH | compare | differing | resend [DELIVERY] | refused"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
