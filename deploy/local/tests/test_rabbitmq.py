"""RabbitMQ for one session: closed to strangers, and its messages survive a crash."""

import socket
from collections.abc import Iterator

import kombu
import pytest
from amqp.exceptions import AccessRefused

from deploy.local.rabbitmq import RunningRabbitMQ, running_rabbitmq

pytestmark = pytest.mark.processes

QUEUE = kombu.Queue("kept", durable=True)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRabbitMQ]:
    with running_rabbitmq(tmp_path_factory.mktemp("rabbitmq")) as running:
        yield running


@pytest.mark.parametrize("account", ["guest:guest", "dondoc:dondoc"])
def test_well_known_accounts_are_refused(broker: RunningRabbitMQ, account: str) -> None:
    url = f"amqp://{account}@127.0.0.1:{broker.node.port}//"
    with pytest.raises(AccessRefused), kombu.Connection(url) as connection:
        connection.connect()


@pytest.mark.parametrize("port", ["port", "distribution_port", "epmd_port"])
def test_no_port_is_open_to_other_machines(broker: RunningRabbitMQ, port: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", getattr(broker.node, port)), timeout=2)


def test_a_confirmed_message_survives_a_crash(broker: RunningRabbitMQ) -> None:
    with kombu.Connection(broker.url, transport_options={"confirm_publish": True}) as connection:
        queue = QUEUE(connection)
        queue.declare()
        connection.Producer().publish("message", routing_key="kept", delivery_mode=2)
    broker.kill()
    broker.start()
    with kombu.Connection(broker.url) as connection:
        message = QUEUE(connection).get()
        assert message is not None
        assert message.payload == "message"


def test_a_new_virtual_host_is_empty(broker: RunningRabbitMQ) -> None:
    with kombu.Connection(broker.create_vhost("apart")) as connection:
        queue = QUEUE(connection)
        queue.declare()
        assert queue.get() is None
