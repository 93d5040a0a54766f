"""The broker as every process sees it, with or without the bus. TLS is verified if its address begins with amqps."""

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlsplit

from amqp.exceptions import NotFound
from kombu import Connection


def tls(broker_url: str) -> dict[str, Any] | Literal[False]:
    """The TLS options of py-amqp, whose defaults accept any certificate; False for plain amqp.

    The trusted authorities are those of OpenSSL: the system's, or those in the file that SSL_CERT_FILE names.
    """
    parts = urlsplit(broker_url)
    if parts.scheme != "amqps":
        return False
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": parts.hostname}


def check(broker_url: str) -> None:
    """Raises if the broker does not answer."""
    with _connected(broker_url):
        pass


def unconsumed(broker_url: str, queues: Iterable[str]) -> set[str]:
    """The queues that nobody consumes, or that do not exist. Raises if the broker does not answer."""
    with _connected(broker_url) as connection:
        return {name for name in queues if not _consumers(connection, name)}


@contextmanager
def _connected(broker_url: str) -> Iterator[Connection]:
    patience = {"read_timeout": 5, "write_timeout": 5}
    options: Any = {"ssl": tls(broker_url), "connect_timeout": 2, "transport_options": patience}
    with Connection(broker_url, **options) as connection:
        # kombu makes a second attempt, and would wait two seconds for it: as long as some probes wait at all.
        connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
        yield connection


def _consumers(connection: Connection, queue: str) -> int:
    # The broker closes the channel on which it was asked for a queue that it does not have.
    channel: Any = connection.channel()
    try:
        return int(channel.queue_declare(queue, passive=True).consumer_count)
    except NotFound:
        return 0
    finally:
        channel.close()


def retry_queue_name(delay: float) -> str:
    """The queue of the events that are tried again after so many seconds."""
    return f"dondoc.retry.{int(delay * 1000)}"


def queue_name(consumer: str, source: str) -> str:
    """The queue of the events of one service that another has yet to handle."""
    return f"{consumer}.{source}"
