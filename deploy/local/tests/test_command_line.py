"""If a start is impossible, one line says why and what to do."""

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


def error_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_the_message_about_a_taken_port_names_the_variable_that_changes_it(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        line = error_line(run("up", DONDOC_DATA=str(tmp_path), DONDOC_PORT_KEYCLOAK=port))
    assert f"Another program uses port {port} (keycloak)" in line
    assert "DONDOC_PORT_KEYCLOAK" in line


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "80 80"])
def test_an_invalid_port_is_refused(tmp_path: Path, value: str) -> None:
    assert f"DONDOC_PORT_GATEWAY={value} is not a number" in error_line(
        run("up", DONDOC_DATA=str(tmp_path), DONDOC_PORT_GATEWAY=value)
    )


def test_the_same_port_for_two_parts_is_refused(tmp_path: Path) -> None:
    line = error_line(
        run("up", DONDOC_DATA=str(tmp_path), DONDOC_PORT_GATEWAY="9001", DONDOC_PORT_SMTP="9001")
    )
    assert "DONDOC_PORT_SMTP and DONDOC_PORT_GATEWAY are both 9001" in line


def test_the_message_names_a_folder_that_cannot_be_written() -> None:
    line = error_line(run("up", DONDOC_DATA="/sys/dondoc"))
    assert "/sys/dondoc" in line
    assert "DONDOC_DATA" in line


def test_the_message_says_that_the_disk_is_full(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("needs the right to mount a small file system")
    try:
        line = error_line(run("up", DONDOC_DATA=str(tmp_path / "data")))
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert "MiB are free" in line
    assert "DONDOC_DATA" in line


def test_status_and_stop_report_a_stopped_system(tmp_path: Path) -> None:
    assert run("status", DONDOC_DATA=str(tmp_path)).stdout == "Stopped.\n"
    assert run("stop", DONDOC_DATA=str(tmp_path)).stdout == "Nothing was running.\n"


def test_the_log_of_an_unknown_process_is_refused(tmp_path: Path) -> None:
    assert "No log" in error_line(run("logs", DONDOC_DATA=str(tmp_path)))
