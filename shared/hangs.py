"""Ends a process that hangs: nothing else replaces it, for it still runs."""

import faulthandler
import os
import sys

import structlog

log = structlog.get_logger(__name__)


class HungError(Exception):
    """A job shows no progress."""


def end_unless_renewed(seconds: float) -> None:
    """Ends the process after so long unless this is called again before, and prints what its threads were doing.

    This works even if one thread keeps the interpreter to itself, as a regular expression can: then no other thread
    runs that could notice. What was not acknowledged is delivered to another process.
    """
    faulthandler.dump_traceback_later(seconds, exit=True)


def end(reason: str) -> None:
    """Ends the process at once: a thread that hangs cannot be stopped."""
    log.critical("process_ended", reason=reason)
    faulthandler.dump_traceback(all_threads=True)
    sys.stderr.flush()
    os._exit(1)
