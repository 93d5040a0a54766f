"""Logs stay small, and the newest line is always there."""

import time
from pathlib import Path

import pytest

from deploy.local.logs import LARGEST, RotatingLog
from deploy.local.program import Program, Running, run
from deploy.local.supervisor import LARGEST_LOG, Supervisor

MB = 1024**2
TALKATIVE = Program("talks", ("sh", "-c", "yes 'a line of a log' | head -c 104857600; echo the newest line"))


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def newest_line(log: Path) -> str:
    return log.read_bytes().splitlines()[-1].decode() if log.exists() and log.stat().st_size else ""


@pytest.mark.processes
def test_a_supervised_process_that_writes_100_mb_leaves_20(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    supervisor = Supervisor(tmp_path / "run", logs)
    supervisor.configure({"all": [TALKATIVE]})
    running = Running(supervisor.program(), tmp_path / "out")
    try:
        running.wait_until(supervisor.answers, 20)
        supervisor.start("all", "talks")
        last_moment = time.monotonic() + 60
        while newest_line(logs / "talks.log") != "the newest line":
            assert time.monotonic() < last_moment
            time.sleep(0.2)
    finally:
        running.stop()
    assert LARGEST_LOG < size(logs) < 2 * LARGEST_LOG + MB
    assert (tmp_path / "out").stat().st_size == 0, "supervisord writes to its own log, which it rotates"


@pytest.mark.processes
def test_a_command_that_writes_100_mb_leaves_10(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "talks.log"
    assert run(TALKATIVE, TALKATIVE.environment(), log) == 0
    assert newest_line(log) == "the newest line"
    assert LARGEST < size(log.parent) <= 2 * LARGEST


def test_a_rotated_log_loses_no_line_of_the_newest(tmp_path: Path) -> None:
    lines = [f"line {number}\n".encode() for number in range(1000)]
    for part in (lines[:500], lines[500:]):
        with RotatingLog(tmp_path / "log", largest=4096) as log:
            for line in part:
                log.write(line)
    kept = (tmp_path / "log.1").read_bytes() + (tmp_path / "log").read_bytes()
    assert b"".join(lines).endswith(kept)
    assert 4096 < len(kept) <= 2 * 4096
    assert {path.name for path in tmp_path.iterdir()} == {"log", "log.1"}
