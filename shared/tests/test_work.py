"""A worker that no longer works says so and ends, so that it is replaced."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from kombu import Connection
from pydantic import SecretStr
from sqlalchemy import func, insert, select

from deploy.local.postgres import RunningPostgres
from deploy.local.rabbitmq import RunningRabbitMQ
from shared import work
from shared.config import ServiceSettings
from shared.tests import toy
from shared.tests.network import through, to
from shared.tests.running import Toy, new_toy, until


@pytest.fixture
def toy_service(postgres: RunningPostgres, rabbitmq: RunningRabbitMQ) -> Toy:
    """A toy whose jobs hang after five seconds."""
    service = new_toy(postgres, rabbitmq)
    service.environment |= {"DONDOC_JOB_SECONDS": "5", "DONDOC_BROKER_HEARTBEAT": "2"}
    return service


@pytest.fixture
def worker(toy_service: Toy) -> Iterator["subprocess.Popen[bytes]"]:
    """The toy's worker, once its job has run."""
    with toy_service.process("work") as process:
        until(lambda: runs(toy_service) > 0)
        yield process


def runs(service: Toy) -> int:
    """How often the job has run."""
    return len(service.effects()["job"])


def run_again(service: Toy, seconds: float = 60) -> None:
    """Waits until the job has run a few more times."""
    before = runs(service)
    until(lambda: runs(service) > before + 3, seconds)


def break_next(service: Toy, fault: str) -> None:
    """The next run of the job has this fault."""
    with service.database.transaction() as session:
        session.execute(insert(toy.MENDED).values(aggregate=fault))


def test_a_worker_whose_connections_the_network_swallows_works_again_within_a_minute(
    toy_service: Toy,
) -> None:
    network = to(toy_service.broker_url)
    toy_service.environment["DONDOC_BROKER_URL"] = through(network, toy_service.broker_url)
    with toy_service.process("work") as process:
        run_again(toy_service)
        network.freeze()
        run_again(toy_service)
        assert process.poll() is None
        assert toy_service.status("work", "readyz") == 200


def test_a_worker_whose_queue_was_deleted_declares_it_and_works_again(
    toy_service: Toy, worker: "subprocess.Popen[bytes]"
) -> None:
    with Connection(toy_service.broker_url) as connection:
        channel: Any = connection.default_channel
        channel.queue_delete("toy.jobs")
    run_again(toy_service)
    assert worker.poll() is None


def test_a_worker_without_a_broker_is_not_ready_and_works_again_when_it_is_back(
    toy_service: Toy, rabbitmq: RunningRabbitMQ, worker: "subprocess.Popen[bytes]"
) -> None:
    until(lambda: toy_service.status("work", "readyz") == 200)
    rabbitmq.stop()
    try:
        until(lambda: toy_service.status("work", "readyz") == 503)
        assert toy_service.status("work", "livez") == 200
    finally:
        rabbitmq.start()
    run_again(toy_service)
    until(lambda: toy_service.status("work", "readyz") == 200)
    assert worker.poll() is None


def test_a_job_is_sent_within_seconds_although_the_network_has_swallowed_the_connection(
    toy_service: Toy,
) -> None:
    network = to(toy_service.broker_url)
    url = SecretStr(through(network, toy_service.broker_url))
    app = work.application("toy", ServiceSettings.model_construct(broker_url=url, broker_heartbeat=2))
    work.send(app, "toy.sweep", expires=60)
    network.freeze()
    again = threading.Thread(target=work.send, args=(app, "toy.sweep"), kwargs={"expires": 60}, daemon=True)
    again.start()
    again.join(15)
    assert not again.is_alive()
    with Connection(toy_service.broker_url) as connection:
        channel: Any = connection.default_channel
        assert channel.queue_declare("toy.jobs", passive=True).message_count == 2


@pytest.mark.parametrize("fault", ["hangs", "spins"])
def test_a_worker_whose_job_hangs_ends(
    toy_service: Toy, worker: "subprocess.Popen[bytes]", fault: str
) -> None:
    break_next(toy_service, fault)
    assert worker.wait(60) == 1


def test_a_job_that_never_finishes_is_missed(toy_service: Toy) -> None:
    break_next(toy_service, "hangs")
    with toy_service.process("work"):
        assert toy_service.metric("work", r'dondoc_job_done_timestamp_seconds\{name="toy.sweep"\}') == 0


def test_a_stopped_worker_finishes_its_job(toy_service: Toy, worker: "subprocess.Popen[bytes]") -> None:
    with toy_service.database.transaction() as session:
        session.connection().exec_driver_sql("LOCK TABLE effects")
        before = session.scalars(select(func.count()).select_from(toy.EFFECTS)).one()
        time.sleep(2)
        worker.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert worker.poll() is None
    assert worker.wait(20) == 0
    assert runs(toy_service) > before


def test_a_stopped_worker_does_not_wait_for_a_job_that_hangs(
    toy_service: Toy, worker: "subprocess.Popen[bytes]"
) -> None:
    break_next(toy_service, "hangs")
    time.sleep(2)
    worker.terminate()
    assert worker.wait(20) == 1
