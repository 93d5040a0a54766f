"""The broker as every process sees it, with or without the bus. TLS is verified if its address begins with amqps."""

import ssl
from typing import Any, Literal
from urllib.parse import urlsplit

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
    with Connection(broker_url, ssl=tls(broker_url), connect_timeout=2) as connection:
        # kombu makes a second attempt, and would wait two seconds for it: as long as some probes wait at all.
        connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)


def retry_queue_name(delay: float) -> str:
    """The queue of the events that are tried again after so many seconds."""
    return f"dondoc.retry.{int(delay * 1000)}"


def queue_name(consumer: str, source: str) -> str:
    """The queue of the events of one service that another has yet to handle."""
    return f"{consumer}.{source}"
