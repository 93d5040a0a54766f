"""Processes that a local system started: found by a variable of their environment, whatever their name and parent."""

import contextlib
import os
import time
from pathlib import Path

import psutil

_VARIABLE = "DONDOC_LOCAL_FOLDER"


def mark(folder: Path) -> dict[str, str]:
    """The variable that every process of the system in this folder has and passes on to its children."""
    return {_VARIABLE: str(folder)}


def processes_of(folder: Path) -> list[psutil.Process]:
    """The system's processes, except this one. Processes of other accounts are seen by root only."""
    found = psutil.process_iter(["environ"])
    return [each for each in found if each.pid != os.getpid() and _folder_in(each.info["environ"]) == folder]


def folder_of(pid: int) -> Path | None:
    """The folder of the system that a process belongs to; None if it belongs to no system."""
    try:
        return _folder_in(psutil.Process(pid).environ())
    except psutil.Error:
        return None


def end(folder: Path, patience: float = 2.0, grace: float = 10.0) -> list[int]:
    """Ends the system's processes that do not end by themselves within the patience; returns their ids.

    They get SIGTERM and, once the grace is over, SIGKILL.
    """
    if _are_gone(folder, patience):
        return []
    found = [each.pid for each in processes_of(folder)]
    for send in (psutil.Process.terminate, psutil.Process.kill):
        for each in processes_of(folder):
            with contextlib.suppress(psutil.NoSuchProcess):
                send(each)
        if _are_gone(folder, grace):
            break
    return found


def listener(port: int) -> int | None:
    """The process that listens on a port, if the system tells this account."""
    found = psutil.net_connections("tcp")
    return next(
        (each.pid for each in found if each.status == psutil.CONN_LISTEN and each.laddr.port == port), None
    )


def _folder_in(variables: dict[str, str] | None) -> Path | None:
    """The folder that a process's variables name; psutil gives none of a process that it may not read."""
    named = (variables or {}).get(_VARIABLE)
    return Path(named) if named else None


def _are_gone(folder: Path, seconds: float) -> bool:
    last_moment = time.monotonic() + seconds
    while processes_of(folder):
        if time.monotonic() > last_moment:
            return False
        time.sleep(0.1)
    return True
