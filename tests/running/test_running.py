"""The local system: closed to other machines, small, and unchanged after a stop."""

import contextlib
import ipaddress
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import psutil
import pytest

from deploy.local.system import System
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from tests.chaos.office import Office

GIBIBYTE = 1024**3
pytestmark = pytest.mark.timeout(600)


T = TypeVar("T")


def of_each(system: System, measure: Callable[[psutil.Process], T]) -> list[T]:
    """A value for the supervisor and for each process below it that still runs."""
    supervisor = psutil.Process(system.supervisor.pid())
    values = []
    for process in [supervisor, *supervisor.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError):
            values.append(measure(process))
    return values


def is_loopback(address: str) -> bool:
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def listening(process: psutil.Process) -> list[tuple[str, str, int]]:
    """The name, address and port of every listener of a process."""
    return [
        (process.name(), connection.laddr.ip, connection.laddr.port)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]


def test_no_port_is_open_to_other_machines(system: System) -> None:
    found = [listener for listeners in of_each(system, listening) for listener in listeners]
    assert {port for _, _, port in found} >= set(system.plan.ports.values())
    assert [listener for listener in found if not is_loopback(listener[1])] == []


def visible(process: psutil.Process) -> str:
    """The command line and the environment of a process, which others can read."""
    return "\n".join([*process.cmdline(), *process.environ().values()])


def test_no_secret_is_on_a_command_line_or_in_an_environment(system: System) -> None:
    # Keycloak can take only this secret, its first one, through the environment.
    kept = [path for path in system.wiring.secrets.folder.iterdir() if path.is_file()]
    secrets = {path.name: path.read_text() for path in kept if path.name != "keycloak-admin"}
    assert len(secrets) > 10
    text = "\n".join(of_each(system, visible))
    assert [name for name, secret in secrets.items() if secret in text] == []


def test_the_system_needs_less_than_three_gibibytes(system: System) -> None:
    # The tests' system has second replicas, which the system of `make run` does not have.
    second = {system.pid(process.name) for process in system.plan.processes() if process.replica > 1}

    def memory(process: psutil.Process) -> int:
        line = {process.pid, *(parent.pid for parent in process.parents())}
        return 0 if line & second else int(process.memory_full_info().pss)

    assert sum(of_each(system, memory)) < 3 * GIBIBYTE


def test_starting_a_running_system_changes_nothing(system: System) -> None:
    before = {state.name: state.pid for state in system.states()}
    system.up()
    assert {state.name: state.pid for state in system.states()} == before


def test_data_survive_a_stop(system: System) -> None:
    day = date.today() + timedelta(days=30)
    course = Office(system).play("Nhiệm vụ còn lại", day, steps=3)
    assert system.stop()
    assert system.states() == []
    system.up()
    office = Office(system)
    task = office.stub.get_task(
        pb.GetTaskRequest(name=course.name), metadata=office.chief.metadata(), timeout=10
    )
    assert course.last_answer is not None
    assert task.etag == course.last_answer.etag
