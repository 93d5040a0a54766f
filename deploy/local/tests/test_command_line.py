"""What stands in the way of a start is said in one line with what to do."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.plan import ROOT

pytestmark = pytest.mark.processes


def run(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.local", command],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def the_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_taken_port_is_named_with_the_variable_that_changes_it(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        line = the_line(run("up", DONDOC_DATA=str(tmp_path), DONDOC_PORT_KEYCLOAK=port))
    assert f"Port {port} (keycloak) is taken" in line
    assert "DONDOC_PORT_KEYCLOAK" in line


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    assert f"DONDOC_PORT_GATEWAY={value} is not a number" in the_line(
        run("up", DONDOC_DATA=str(tmp_path), DONDOC_PORT_GATEWAY=value)
    )


def test_one_port_for_two_parts_is_refused(tmp_path: Path) -> None:
    line = the_line(run("up", DONDOC_DATA=str(tmp_path), DONDOC_PORT_GATEWAY="9001", DONDOC_PORT_SMTP="9001"))
    assert "DONDOC_PORT_SMTP and DONDOC_PORT_GATEWAY are both 9001" in line


def test_a_folder_without_the_right_to_write_is_named() -> None:
    line = the_line(run("up", DONDOC_DATA="/sys/dondoc"))
    assert "/sys/dondoc" in line
    assert "DONDOC_DATA" in line


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("takes the right to mount a small file system")
    try:
        line = the_line(run("up", DONDOC_DATA=str(tmp_path / "data")))
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert "MiB are free" in line
    assert "DONDOC_DATA" in line


def test_a_stopped_system_says_so(tmp_path: Path) -> None:
    assert run("status", DONDOC_DATA=str(tmp_path)).stdout == "Stopped.\n"
    assert run("stop", DONDOC_DATA=str(tmp_path)).stdout == "Nothing was running.\n"


def test_the_log_of_an_unknown_process_is_refused(tmp_path: Path) -> None:
    assert "No log" in the_line(run("logs", DONDOC_DATA=str(tmp_path)))
