"""Runs one program and lets nothing of it outlive the guard or any owner.

It runs as a separate script (`python guard.py [options] -- program …`) and imports only the standard library,
so that it takes little memory. The operating system's parent-death signal alone is not enough: it is lost when
a program changes its user, it does not reach grandchildren, and a daemon such as Erlang's epmd detaches itself.
"""

import argparse
import contextlib
import ctypes
import os
import pwd
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LONGEST_SWEEP = 5.0
_libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: list[str]) -> int:
    """Runs the program named after `--`; returns its exit code once nothing of it is left."""
    options = _parse(arguments)
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    wake_up, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    child = _start(options)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, lambda *_: _send(child, options.stop_signal))
    status = _watch(child, options, wake_up)
    _sweep(min(options.grace, _LONGEST_SWEEP))
    return os.waitstatus_to_exitcode(status) & 0xFF if status is not None else 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--owner", type=int, action="append", default=[], help="end with this process (may be repeated)"
    )
    parser.add_argument(
        "--with-parent", action="store_true", help="end with the process that started the guard"
    )
    parser.add_argument("--user", help="run the program as this account")
    parser.add_argument(
        "--stop-signal", type=lambda name: signal.Signals[f"SIG{name}"], default=signal.SIGTERM
    )
    parser.add_argument("--grace", type=float, default=20.0, help="seconds to finish after an owner's death")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args(arguments)
    if options.with_parent:
        options.owner.append(os.getppid())
    return options


def _start(options: argparse.Namespace) -> int:
    guard = os.getpid()
    child = os.fork()
    if child == 0:
        _execute(options, guard)
    return child


def _execute(options: argparse.Namespace, guard: int) -> NoReturn:
    try:
        # A background job of a script ignores interrupts, and the program would inherit that.
        signal.signal(options.stop_signal, signal.SIG_DFL)
        os.setsid()
        if options.user:
            account = pwd.getpwnam(options.user)
            os.initgroups(account.pw_name, account.pw_gid)
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != guard:
            # The guard died before this process asked to be told.
            os._exit(1)
        os.execvp(options.program[0], options.program)  # noqa: S606
    except OSError as error:
        print(f"{options.program[0]}: {error.strerror}", file=sys.stderr, flush=True)
        os._exit(127)


def _watch(child: int, options: argparse.Namespace, wake_up: int) -> int | None:
    """Waits for the program to end; once an owner is gone, stops it and waits no longer than the grace."""
    owners = [_open_process(owner) for owner in options.owner]
    poll = select.poll()
    poll.register(wake_up, select.POLLIN)
    for owner in owners:
        if owner is not None:
            poll.register(owner, select.POLLIN)
    last_moment = _request_stop(child, options) if None in owners else None
    while last_moment is None or time.monotonic() < last_moment:
        ready = {descriptor for descriptor, _ in poll.poll(None if last_moment is None else 200)}
        if wake_up in ready:
            os.read(wake_up, 4096)
        status = _reap(child)
        if status is not None:
            return status
        for owner in ready - {wake_up}:
            poll.unregister(owner)
            last_moment = last_moment or _request_stop(child, options)
    return None


def _open_process(process: int) -> int | None:
    try:
        return os.pidfd_open(process)
    except ProcessLookupError:
        return None


def _request_stop(child: int, options: argparse.Namespace) -> float:
    _send(child, options.stop_signal)
    return time.monotonic() + float(options.grace)


def _send(process: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def _reap(child: int) -> int | None:
    """Collects every descendant that has ended; returns the program's status if it is among them."""
    found = None
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if process == 0:
            return found
        if process == child:
            found = status


def _sweep(grace: float) -> None:
    """Ends whatever the program left behind: SIGTERM first, SIGKILL once the grace is over."""
    last_moment = time.monotonic() + grace
    number = signal.SIGTERM
    while True:
        _reap(-1)
        left = list(_descendants(os.getpid()))
        if not left:
            return
        for process in left:
            _send(process, number)
        time.sleep(0.05)
        if time.monotonic() > last_moment:
            number = signal.SIGKILL


def _descendants(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield int(child)
            yield from _descendants(int(child))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
