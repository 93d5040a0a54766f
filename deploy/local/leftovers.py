"""Processes that a local system started: found by a variable of their environment, whatever their name and parent."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

_VARIABLE = "DONDOC_LOCAL_FOLDER"
_LISTENING = "0A"


def mark(folder: Path) -> dict[str, str]:
    """The variable that every process of the system in this folder has and passes on to its children."""
    return {_VARIABLE: str(folder)}


def processes_of(folder: Path) -> list[int]:
    """The ids of the system's processes, except this one. Processes of other accounts are seen by root only."""
    return [pid for pid in _processes() if pid != os.getpid() and folder_of(pid) == folder]


def folder_of(pid: int) -> Path | None:
    """The folder of the system that a process belongs to; None if it belongs to no system."""
    prefix = f"{_VARIABLE}=".encode()
    try:
        variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return None
    return next(
        (Path(os.fsdecode(each[len(prefix) :])) for each in variables if each.startswith(prefix)), None
    )


def end(folder: Path, patience: float = 2.0, grace: float = 10.0) -> list[int]:
    """Ends the system's processes that do not end by themselves within the patience; returns their ids.

    They get SIGTERM and, once the grace is over, SIGKILL.
    """
    if _are_gone(folder, patience):
        return []
    found = processes_of(folder)
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in processes_of(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if _are_gone(folder, grace):
            break
    return found


def listener(port: int) -> int | None:
    """The process that listens on a port, if the system tells this account."""
    sockets = set(_listening_sockets(port))
    return next((pid for pid in _processes() if sockets & set(_open_files(pid))), None)


def _are_gone(folder: Path, seconds: float) -> bool:
    last_moment = time.monotonic() + seconds
    while processes_of(folder):
        if time.monotonic() > last_moment:
            return False
        time.sleep(0.1)
    return True


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _listening_sockets(port: int) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        for line in _lines(Path("/proc/net") / table)[1:]:
            words = line.split()
            if words[3] == _LISTENING and int(words[1].rpartition(":")[2], 16) == port:
                yield f"socket:[{words[9]}]"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def _open_files(pid: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                yield str(descriptor.readlink())
