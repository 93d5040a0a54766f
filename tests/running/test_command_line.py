"""`make run` and `make stop` as a person uses them: an interrupted start, a second start, a stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local.plan import ROOT, port_names
from deploy.local.ports import is_taken
from tests.smaller_year import smaller_year

pytestmark = [pytest.mark.system, pytest.mark.timeout(900)]


def free_range() -> int:
    """The first port of a range that is free and large enough for a system."""
    count = len(port_names())
    return next(
        base for base in range(20000, 32000, 100) if not any(is_taken(base + at) for at in range(count))
    )


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    found = os.environ | {
        "DONDOC_DATA": str(tmp_path / "data"),
        "DONDOC_PORT_BASE": str(free_range()),
        "DONDOC_YEAR": str(smaller_year(tmp_path / "year")),
    }
    yield found
    subprocess.run([sys.executable, "-m", "deploy.local", "stop"], cwd=ROOT, env=found, check=False)


def command(word: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.local", word],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def command_lines_with(text: str) -> list[str]:
    """The command lines of other processes that contain the text."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        if text in line and process.pid != os.getpid():
            found.append(line)
    return found


def test_an_interrupted_first_start_can_be_finished_and_a_stop_leaves_no_process(
    environment: dict[str, str],
) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "deploy.local", "up"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    while "PostgreSQL: ready" not in first.stdout.readline():
        assert first.poll() is None
    first.send_signal(signal.SIGKILL)
    first.communicate()

    second = command("up", environment)
    assert second.returncode == 0, second.stderr
    assert "dondoc is up." in second.stdout
    assert f"http://127.0.0.1:{environment['DONDOC_PORT_BASE']}" in second.stdout

    status = command("status", environment)
    assert status.returncode == 0, status.stdout
    assert command("stop", environment).stdout == "Stopped.\n"
    assert command_lines_with(environment["DONDOC_DATA"]) == []
    assert command("clean", environment).returncode == 0
    assert not Path(environment["DONDOC_DATA"]).exists()
