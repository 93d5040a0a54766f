"""The local system as a whole: closed to other machines, small, and the same after a stop."""

import ipaddress
from collections.abc import Iterator
from datetime import date, timedelta

import psutil
import pytest

from deploy.local.system import System
from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.google.type.date_pb import Date
from tests.chaos.office import Office

GIBIBYTE = 1024**3
pytestmark = pytest.mark.timeout(600)


def family(system: System) -> Iterator[psutil.Process]:
    """The supervisor and all below it."""
    supervisor = psutil.Process(system.supervisor.pid())
    yield supervisor
    yield from supervisor.children(recursive=True)


def is_loopback(address: str) -> bool:
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def test_nothing_listens_to_other_machines(system: System) -> None:
    listening = {
        (process.name(), connection.laddr.ip, connection.laddr.port)
        for process in family(system)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert {port for _, _, port in listening} >= set(system.plan.ports.values())
    assert [found for found in listening if not is_loopback(found[1])] == []


def test_no_secret_is_on_a_command_line_or_in_an_environment(system: System) -> None:
    secrets = [path.read_text() for path in system.wiring.secrets.folder.iterdir() if path.is_file()]
    assert len(secrets) > 10
    said = "\n".join(
        "\n".join([*process.cmdline(), *process.environ().values()])
        for process in family(system)
        if process.name() != "java"
    )
    assert [secret for secret in secrets if secret in said] == []


def test_it_is_small(system: System) -> None:
    used = sum(process.memory_full_info().pss for process in family(system))
    assert used < 3 * GIBIBYTE


def test_starting_what_runs_changes_nothing(system: System) -> None:
    before = {state.name: state.pid for state in system.states()}
    system.up()
    assert {state.name: state.pid for state in system.states()} == before


def test_data_survive_a_stop(system: System) -> None:
    day = date.today() + timedelta(days=30)
    course = Office(system).play(
        "Nhiệm vụ còn lại", Date(year=day.year, month=day.month, day=day.day), steps=3
    )
    assert system.stop()
    assert system.states() == []
    system.up()
    office = Office(system)
    task = office.stub.get_task(
        pb.GetTaskRequest(name=course.name), metadata=office.chief.metadata(), timeout=10
    )
    assert course.last_answer is not None
    assert task.etag == course.last_answer.etag
